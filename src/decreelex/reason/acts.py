"""Acts as the facts need them: their texts, what is known of them, the regimes they declare."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator

import msgspec

from decreelex import resources
from decreelex.library import Names
from decreelex.model import Expression, Provision, TextState, Work


class ActText(msgspec.Struct, frozen=True):
    """One text of an act as the facts need it. ``complete``: the operative text is whole. ``text``: the source text, for
    norms to be read in it; ``date``: of the version (ISO) where it is another than the act as enacted."""

    expression: Expression
    path: str
    state: TextState
    complete: bool
    text: str = ""
    date: str | None = None


class ActRecord(msgspec.Struct, frozen=True):
    """An act and what is known of it; ``published`` is a date, ``never`` or None (no record); ``assumed`` by the asker."""

    work: Work
    texts: tuple[ActText, ...]
    published: str | None = None
    record: Names | None = None
    assumed: bool = False


class RegimeRow(msgspec.Struct, frozen=True):
    """A regime that an act declares (or that another act says was declared)."""

    id: str
    kind: str
    sort: str
    places: tuple[str, ...]
    act: str
    declaration: str
    start: str | None


def rank_of(work: Work) -> str:
    """Return the rank (a name of the rules) of what an act of this kind says."""
    return _ranks().get(work.kind or "", "order")


def _ranks() -> dict[str, str]:
    path = resources.folder("rules") / "ranks.toml"
    ranks: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["rank"]
    return ranks


def country(iri: str) -> str:
    """Return the country of a work IRI: ``ru`` of ``/akn/ru/act/…``."""
    return iri.split("/")[2]


def walk(provisions: Iterable[Provision]) -> Iterator[Provision]:
    """Yield provisions and their children in the order of the text, quoted structure included."""
    stack = list(reversed(list(provisions)))
    while stack:
        provision = stack.pop()
        yield provision
        stack.extend(reversed(provision.children))
