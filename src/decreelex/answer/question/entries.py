"""The catalogue of questions and the pieces of assumed acts, typed: grammar/questions.toml, grammar/assume.*.toml."""

from __future__ import annotations

import functools
import tomllib
from string import Template
from typing import TypeVar

import msgspec

from decreelex import resources, snapshot

T = TypeVar("T")


class Question(msgspec.Struct, frozen=True):
    """One entry of the catalogue. Texts are keyed by language (en, ru); ``params``: name -> description by language.

    ``of`` and ``bind``: a row that fixes parameters of a generic question. ``optional``: parameters that may be left out;
    ``values``: what a parameter can be, where that is a list. ``negated``: the question asked the other way round.
    ``default``: parameters of the question when it is asked with none.
    """

    id: str
    description: dict[str, str]
    understood: dict[str, str]
    examples: dict[str, tuple[str, ...]]
    params: dict[str, dict[str, str]] = {}
    of: str | None = None
    bind: dict[str, str] = {}
    optional: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = {}
    negated: dict[str, str] = {}
    default: dict[str, str] = {}


class Reading(msgspec.Struct, frozen=True):
    """What a reading of the grammar asks: see grammar/questions.toml."""

    id: str
    expects: str | None = None
    event: bool = False
    day: bool = False
    default_regime: bool = False
    negated: bool = False
    params: dict[str, str] = {}


class Bound(msgspec.Struct, frozen=True):
    """What is known of a regime that a row of the catalogue is bound to."""

    qualifier: str | None = None
    act: str | None = None
    default: bool = False


class Term(msgspec.Struct, frozen=True):
    """Who held which office when (ISO days, half-open)."""

    speaker: str
    office: str
    begin: str = msgspec.field(name="from")
    end: str | None = msgspec.field(name="to", default=None)


class Catalogue(msgspec.Struct, frozen=True):
    """Everything in grammar/questions.toml."""

    question: tuple[Question, ...]
    reading: dict[str, Reading]
    bound: dict[str, Bound]
    issuers: dict[str, tuple[str, ...]]
    offices: dict[str, str]
    instruments: dict[str, str]
    terms: tuple[Term, ...]
    month_end: dict[str, str]
    example_day: dict[str, str]
    covers: dict[str, str]
    why: dict[str, dict[str, str]]

    def find(self, name: str) -> Question | None:
        """Return the entry whose id is ``name``."""
        return next((q for q in self.question if q.id == name), None)

    @property
    def usual_regime(self) -> str:
        """Return the regime that is meant where none is named."""
        return next(name for name, bound in self.bound.items() if bound.default)

    def held(self, speaker: str, office: str, day: str) -> bool:
        """Return whether a speaker held an office on a day (ISO)."""
        mine = [t for t in self.terms if (t.speaker, t.office) == (speaker, office)]
        return any(t.begin <= day and (t.end is None or day < t.end) for t in mine)

    def row(self, name: str, params: dict[str, str]) -> str:
        """Return the id of the row bound to just these parameters, else ``name`` itself."""
        return next((q.id for q in self.question if q.of == name and q.bind == params), name)


class ActForm(msgspec.Struct, frozen=True):
    """The text of an assumed act of one kind, and its commencement provision."""

    text: str
    commencement: str


class RegimeWords(msgspec.Struct, frozen=True):
    """How an act names the regime it ends."""

    verb: str
    ending: str
    object: str
    genitive: str
    declared: str


class AssumeWords(msgspec.Struct, frozen=True):
    """Everything in grammar/assume.<language>.toml."""

    number: str
    months: tuple[str, ...]
    date: str
    moment: str
    published: dict[str, str]
    act: dict[str, ActForm]
    when: dict[str, str]
    order: dict[str, str]
    title: dict[str, str]
    cited: dict[str, str]
    cited_of: dict[str, str]
    cited_by: dict[str, str]
    regime: dict[str, RegimeWords]
    qualifier: dict[str, dict[str, str]]


@functools.cache
def catalogue() -> Catalogue:
    """Return the catalogue. Raises msgspec.ValidationError, with the path, when the file does not fit."""
    return snapshot.cached("questions", Catalogue, lambda: _read("questions", Catalogue))


@functools.cache
def assume_words(language: str) -> AssumeWords:
    """Return the pieces of assumed acts (``language``: ru or en)."""
    return snapshot.cached(f"assume.{language}", AssumeWords, lambda: _read(f"assume.{language}", AssumeWords))


@functools.cache
def names_of(table: str, language: str) -> dict[str, str]:
    """Return what the things of grammar/<table>.toml (regimes, territories) are called, by key (``language``: ru, en)."""
    return snapshot.cached(f"names.{table}.{language}", dict[str, str], lambda: _names(table, language))


def _names(table: str, language: str) -> dict[str, str]:
    rows = tomllib.loads((resources.folder("grammar") / f"{table}.toml").read_text(encoding="utf-8"))
    return {key: row[language][0] for key, row in rows.items() if key != "terminals"}


def _read(name: str, kind: type[T]) -> T:
    path = resources.folder("grammar") / f"{name}.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)


def fill(template: str, **values: object) -> str:
    """Return the template with every ``$name`` filled in. Raises KeyError for a name without a value."""
    return Template(template).substitute({key: str(value) for key, value in values.items()})
