"""What the parameters of a question are called in an answer."""

from __future__ import annotations

from collections.abc import Mapping

from decreelex.answer.knowledge import World
from decreelex.answer.labels import date_label, provision_label, table

_PARTS = frozenset({"part", "item"})
_DAYS = frozenset({"from", "to", "expired"})


def called(params: Mapping[str, str], world: World, language: str) -> dict[str, str]:
    """Return the parameters (name -> value) in words (``language``: en, ru)."""
    return {name: _one(name, value, world, language) for name, value in params.items()}


def _one(name: str, value: str, world: World, language: str) -> str:
    if name == "provision":
        return provision_label(value, language)
    if name in _PARTS:
        return provision_label(f"{name}_{value}", language)
    if name in _DAYS:
        return date_label(value, language)
    if name == "statement" and value in world.base.statements:
        said = world.base.statements[value]
        return str(table()["statement_named"][language].format(by=said.by[language], date=date_label(said.date, language)))
    return world.labels.label(value, language)
