"""What goes into a store and comes out of it, and the protocol that every store keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

import msgspec

from decreelex.library import Library, Names
from decreelex.model import Expression, TextState, Work

RecordKind = Literal["publication", "approval", "statement", "register", "annotation", "decision"]


class Text(msgspec.Struct, frozen=True):
    """A text of an act: (part of) an expression. ``date`` (ISO): of which version; ``source``: where it is from."""

    language: str
    date: str
    text: str
    expression: Expression
    name: str | None = None
    state: TextState = "compiled"
    source: str = ""
    complete: bool = True


class Entry(msgspec.Struct, frozen=True):
    """An act with one text. ``published``: ISO date of the first official publication, ``never``, or None: not known.

    ``names``: what answers call it, by language; without any, its kind, number and date.
    """

    work: Work
    text: Text
    published: str | None = None
    names: Names = {}


class Record(msgspec.Struct, frozen=True):
    """Anything else on record. ``key`` tells it from others of its kind; ``body`` is JSON; ``date`` (ISO): since when."""

    kind: RecordKind
    key: str
    body: msgspec.Raw
    work: str | None = None
    date: str | None = None


class Added(msgspec.Struct, frozen=True):
    """What adding did. ``new``: what was not there before; the same added twice is new once."""

    iri: str
    new: bool


class Listed(msgspec.Struct, frozen=True):
    """A text in the store. ``recorded``, ``withdrawn``: the store's own times (UTC)."""

    id: int
    iri: str
    title: str | None
    language: str
    date: str
    state: TextState
    complete: bool
    name: str | None
    length: int
    sha256: str
    recorded: str
    withdrawn: str | None = None


class Hit(msgspec.Struct, frozen=True):
    """A provision found, or ``preface``, ``preamble``, ``conclusions``: the words of the act around its provisions.

    ``excerpt``: its words around the first that was looked for.
    """

    iri: str
    language: str
    date: str
    eid: str
    span: tuple[int, int]
    excerpt: str
    title: str | None = None


class Fault(msgspec.Struct, frozen=True):
    """Something wrong in a store, and where."""

    where: str
    message: str


class Store(Protocol):
    """What the rest needs of a store."""

    def add(self, entry: Entry) -> Added:
        """Add an act with a text: whole or not at all; what is there already stays."""

    def add_all(self, entries: Sequence[Entry]) -> list[Added]:
        """Add acts in one go: all of them or none."""

    def put(self, record: Record) -> bool:
        """Add a record; one with the same kind and key is withdrawn if it differs. Return whether anything changed."""

    def remove(self, iri: str) -> int:
        """Withdraw an act's texts and records; return how many."""

    def listed(self, *, iri: str | None = None, at: str | None = None, limit: int = 1000, offset: int = 0) -> list[Listed]:
        """Return the texts there are, or (``at``, a UTC time) were."""

    def text(self, number: int) -> Text:
        """Return a text by its number in the list."""

    def records(self, kind: RecordKind | None = None, *, work: str | None = None) -> list[Record]:
        """Return the records there are."""

    def search(self, words: str, *, limit: int = 20, offset: int = 0) -> list[Hit]:
        """Return the provisions in which all words stand in any of their forms, the best first."""

    def library(self) -> Library:
        """Return what questions need: works, records, and of texts only the provisions that have effects."""

    def texts_for(self, iri: str) -> Library:
        """Return the texts in full of an act and of those that change it, directly or not."""

    def generation(self) -> int:
        """Return a number that changes with the contents."""

    def check(self) -> list[Fault]:
        """Return what is wrong with the file and what is in it."""

    def entries(self) -> Iterator[Entry]:
        """Yield all acts with their texts, as they would be added."""

    def close(self) -> None:
        """Let go of the file."""
