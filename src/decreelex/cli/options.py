"""The options of the commands: given once unless they may be repeated, never empty; what their values mean."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from decreelex.cli.console import read_bytes
from decreelex.errors import UsageError, fail

LANGUAGES = {"ru": "rus", "en": "eng", "auto": "auto"}


def _single(_: click.Context, option: click.Parameter, values: tuple[str, ...]) -> str | None:
    """Return the one value of an option that may be given once. Raises UsageError for a second or an empty one."""
    if len(values) > 1:
        given = ", ".join(repr(value) for value in values)
        raise fail(UsageError, "option-twice", f"{option.opts[-1]} is given {len(values)} times: {given}")
    if values and not values[0].strip():
        raise fail(UsageError, "option-empty", f"{option.opts[-1]} has no value")
    return values[0] if values else None


def _several(_: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of an option that may be repeated. Raises UsageError for an empty one."""
    if any(not value.strip() for value in values):
        raise fail(UsageError, "option-empty", f"{option.opts[-1]} has no value")
    return values


def option(*names: str, several: bool = False, **settings: Any) -> Callable[[Any], Any]:
    """Return an option that takes words: never empty, and not given twice unless ``several``."""
    return click.option(*names, multiple=True, callback=_several if several else _single, **settings)


KNOWN_AT = option(
    "--known-at", metavar="DATE", help="What was known on that date only (a bare date: at its end); default: now."
)
DB = option("--db", metavar="FILE", help="A store whose acts and records count beside the shipped ones.")


def pairs(given: tuple[str, ...]) -> dict[str, str]:
    """Return parameters by name. Raises UsageError for one that is no pair, or given twice."""
    out: dict[str, str] = {}
    for name, value in map(_pair, given):
        if name in out:
            raise fail(UsageError, "option-twice", f"--param {name} is given twice: {out[name]!r}, {value!r}")
        out[name] = value
    return out


def _pair(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign or not name or not value:
        raise fail(UsageError, "bad-param", f"--param {given!r} is not NAME=VALUE", suggestions=("--param act=/akn/…",))
    return name, value


def assumption(given: str) -> str:
    """Return the text of an assumed act: the words themselves, or of the file named (no act is a single word)."""
    if "\n" not in given and (os.path.exists(given) or len(given.split()) == 1):
        from decreelex import api

        return api.read_source(read_bytes(given), name=given)[0].text
    return given
