"""The shipped texts: texts/ and its manifest -> works, expressions, publications, statements, registers."""

from __future__ import annotations

import datetime
import functools
import hashlib
import tomllib
from typing import Any

import msgspec

from decreelex import resources, snapshot
from decreelex.errors import InputError, fail
from decreelex.model import Expression, TextState, Work

Names = dict[str, str]  # by language: {"en": …, "ru": …}


class WorkEntry(msgspec.Struct, frozen=True):
    """A work known to the library, its text at hand or not. ``short``: what it is called in answers."""

    iri: str
    kind: str
    number: str
    date: str
    author: str
    short: Names
    title: str | None = None


class Holding(msgspec.Struct, frozen=True):
    """One file at hand: (part of) an expression of a work. ``path`` is relative to texts/; ``date`` the version's."""

    work: str
    language: str
    date: str
    complete: bool
    path: str
    state: TextState
    source: str
    expression: Expression
    text: str


class Publication(msgspec.Struct, frozen=True):
    """A publication of an act; ``first`` marks the first official one."""

    act: str
    organ: Names
    date: str
    first: bool
    source: Names


class Approval(msgspec.Struct, frozen=True):
    """An organ's decision on an act that needs its approval; ``result``: approved or refused."""

    act: str
    organ: str
    date: str
    result: str
    source: Names


class Statement(msgspec.Struct, frozen=True):
    """What somebody said (see texts/statements.toml). ``known``: when it became public, if later than ``date``.

    ``retracted``: the day from which it is known that it was taken back or corrected.
    ``office``: for whom it was said; ``manner``: plainly, with a reservation, or on a day that sources disagree on; ``ends``:
    the date and time that it names for the end of a regime.
    """

    speaker: str
    date: str
    by: Names
    claim: str
    text: Names
    source: Names
    kind: str = "statement"
    known: str | None = None
    regime: str | None = None
    act: str | None = None
    eid: str | None = None
    office: str | None = None
    manner: str = "plain"
    ends: str | None = None
    denied_by: str | None = None
    denied: str | None = None
    retracted: str | None = None

    @property
    def iri(self) -> str:
        """The statement's IRI, ``/akn/ru/statement/<speaker>/<date>``."""
        return f"/akn/ru/statement/{self.speaker}/{self.date}"


class AmendmentRecord(msgspec.Struct, frozen=True):
    """A report that an act changes the wording of another (``target``); ``date``: of the act.

    ``ground``: the ground of dismissal (a key of grammar/tenor.*.toml) whose meaning it changes.
    """

    act: str
    target: str
    date: str
    what: Names
    source: Names
    ground: str | None = None


class CommencementRecord(msgspec.Struct, frozen=True):
    """A report of an act's own words on when it takes effect; ``retroactive``: since when it applies to relations."""

    act: str
    basis: str
    source: Names
    days: int = 0
    retroactive: str | None = None


class RegimeRecord(msgspec.Struct, frozen=True):
    """A regime that an act is reported to declare (``act``), or that is asked about though no act known declares it."""

    id: str
    kind: str
    source: Names
    act: str | None = None


class RegisterEntry(msgspec.Struct, frozen=True):
    """A claim that our knowledge of ``scope`` is complete through a date."""

    scope: str
    complete_through: str
    attested_by: Names


class Library(msgspec.Struct, frozen=True):
    """Everything in texts/, read and parsed."""

    works: tuple[WorkEntry, ...]
    holdings: tuple[Holding, ...]
    publications: tuple[Publication, ...]
    approvals: tuple[Approval, ...]
    statements: tuple[Statement, ...]
    registers: tuple[RegisterEntry, ...]
    amendments: tuple[AmendmentRecord, ...] = ()
    commencements: tuple[CommencementRecord, ...] = ()
    regimes: tuple[RegimeRecord, ...] = ()


@functools.cache
def load() -> Library:
    """Return the shipped library, from the snapshot when it is fresh."""
    return snapshot.cached("library", Library, read)


def joined(shipped: Library, more: Library) -> Library:
    """Return what is shipped with what was added to it.

    What is shipped speaks first: its works keep their names, its texts are read before others of the same act, its
    publications stand. A register of ``more`` counts where it reaches further.
    """
    known = {work.iri for work in shipped.works}
    first = {p.act for p in shipped.publications if p.first}
    registers = {row.scope: row for row in shipped.registers}
    for row in more.registers:
        if row.scope not in registers or row.complete_through > registers[row.scope].complete_through:
            registers[row.scope] = row
    return Library(
        shipped.works + tuple(w for w in more.works if w.iri not in known),
        shipped.holdings + more.holdings,
        shipped.publications + tuple(p for p in more.publications if p.act not in first),
        shipped.approvals + more.approvals,
        shipped.statements + tuple(s for s in more.statements if s not in shipped.statements),
        tuple(registers.values()),
        shipped.amendments + more.amendments,
        shipped.commencements + more.commencements,
        shipped.regimes + more.regimes,
    )


def read() -> Library:
    """Read and parse texts/. Raises InputError when a file differs from its manifest entry."""
    manifest = _toml("manifest")
    works = tuple(convert(row, WorkEntry) for row in manifest["work"])
    known = {work.iri: work for work in works}
    holdings = tuple(_holding(row, file, known[row["work"]]) for row in manifest["expression"] for file in row["file"])
    return Library(
        works,
        holdings,
        tuple(convert(row, Publication) for row in _toml("publications")["publication"]),
        tuple(convert(row, Approval) for row in _toml("publications")["approval"]),
        tuple(convert(row, Statement) for row in _toml("statements")["statement"]),
        tuple(convert(row, RegisterEntry) for row in _toml("registers")["register"]),
        tuple(convert(row, AmendmentRecord) for row in _toml("records")["amendment"]),
        tuple(convert(row, CommencementRecord) for row in _toml("records")["commencement"]),
        tuple(convert(row, RegimeRecord) for row in _toml("records")["regime"]),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.folder("texts") / f"{name}.toml").read_text(encoding="utf-8"))


def convert(row: dict[str, Any], kind: type[Any]) -> Any:
    """Turn a row of a data file into its struct; dates become ISO strings, unknown keys are refused."""
    unknown = row.keys() - {field.name for field in msgspec.structs.fields(kind)}
    if unknown:
        raise fail(InputError, "data-key", f"unknown key {min(unknown)!r} in a row of texts/: {row}")
    plain = {key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in row.items()}
    return msgspec.convert(plain, kind)


def _holding(row: dict[str, Any], file: dict[str, Any], work: WorkEntry) -> Holding:
    from decreelex import build, resolve, text  # not needed where the snapshot is fresh

    data = (resources.folder("texts") / file["path"]).read_bytes()
    if hashlib.sha256(data).hexdigest() != file["sha256"]:
        raise fail(InputError, "text-changed", f"texts/{file['path']}: its sha256 is not the manifest's")
    source = text.decode(data, name=f"texts/{file['path']}")
    built = build.build(source, language=row["language"], work=identity(work), rename=file.get("units"))
    expression = resolve.resolve(built)
    return Holding(
        row["work"],
        row["language"],
        row["date"].isoformat(),
        row["complete"],
        f"texts/{file['path']}",
        file["state"],
        file["source"],
        expression,
        source.text,
    )


def identity(work: WorkEntry) -> Work:
    """Return the model's identity of a library entry."""
    return Work(work.iri, work.kind, work.number or None, work.date, work.author, work.title)
