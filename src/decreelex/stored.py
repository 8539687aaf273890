"""A store beside the shipped texts: what is known with it, acts put into it, words looked for in it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from decreelex import library
from decreelex import store as stores
from decreelex.answer import knowledge
from decreelex.errors import InputError, UsageError, fail
from decreelex.model import Expression, TextState, Work
from decreelex.store import Added, Entry, Hit, Record, SqliteStore, Text

BATCH = 200  # acts added in one go


def open_store(db: str | None = None, *, create: bool = False) -> SqliteStore:
    """Open the store in a file (default: the user's own). Raises UsageError where there is none, InputError if damaged."""
    return stores.open_store(db or stores.default_path(), create=create)


@functools.lru_cache(maxsize=4)
def _opened(db: str) -> SqliteStore:
    return open_store(db)


@functools.lru_cache(maxsize=2)
def _known(db: str, _generation: int) -> knowledge.Ground:
    return knowledge.ground(_opened(db).library())


@functools.lru_cache(maxsize=16)
def _with_texts(db: str, generation: int, iri: str) -> knowledge.Ground:
    texts = library.joined(library.load(), _opened(db).texts_for(iri))
    return _known(db, generation).with_texts(texts)


def ground(db: str | None, iri: str | None = None) -> knowledge.Ground | None:
    """Return what is known with a store (None: without); with the texts in full of one act and of those that amend it."""
    if db is None:
        return None
    generation = _opened(db).generation()
    return _known(db, generation) if iri is None else _with_texts(db, generation, iri)


def generation(db: str | None) -> int:
    """Return a number that changes with the contents of a store; 0 without one."""
    return _opened(db).generation() if db else 0


def search(words: str, db: str | None, *, limit: int, offset: int) -> list[Hit]:
    """Return the provisions in which all words stand; of the shipped texts, those of a store kept in memory."""
    return (_opened(db) if db else _shipped()).search(words, limit=limit, offset=offset)


@functools.cache
def _shipped() -> SqliteStore:
    """Return the shipped texts as a store that is nowhere but in memory."""
    made = stores.in_memory()
    known = {work.iri: work for work in library.load().works}
    made.add_all([Entry(library.identity(known[h.work]), _text(h)) for h in library.load().holdings])
    return made


def _text(held: library.Holding) -> Text:
    return Text(held.language, held.date, held.text, held.expression, held.path, held.state, held.source, held.complete)


def entry(expression: Expression, text: str, *, state: TextState = "compiled", source: str = "",
          published: str | None = None, iri: str | None = None, complete: bool = True) -> Entry:
    """Return a parsed act as an entry of a store.

    ``iri``: which act it is, where the text does not say. ``published``: ISO date or ``never``. Raises InputError for an
    act without identity or date, UsageError for a wrong ``published``.
    """
    work = expression.work if iri is None else _named(iri, expression.work)
    if not work.iri or not work.date:
        raise fail(InputError, "act-unidentified", "the text does not say which act it is: kind, date, number",
                   suggestions=("give its identity with --work IRI",))
    if published is not None and published != "never":
        from decreelex.answer.asking import checked_date

        checked_date("--published", published)
    told = msgspec.structs.replace(expression, work=work)
    return Entry(work, Text(expression.language, work.date, text, told, expression.source.name, state, source, complete),
                 published)


def _named(iri: str, work: Work) -> Work:
    """Return an identity given by its IRI: ``/akn/<country>/act/<kind>/<date>/<number>``."""
    parts = iri.split("/")
    if len(parts) != 7 or parts[:2] != ["", "akn"] or not all(parts[2:]):
        raise fail(UsageError, "bad-act", f"{iri!r} is no work IRI")
    return Work(iri, work.kind or parts[4], work.number or parts[6], parts[5], work.author, work.title)


def add(db: SqliteStore, entries: Iterable[Entry]) -> Iterator[Added]:
    """Add acts in batches, each whole or not at all."""
    batch: list[Entry] = []
    for one in entries:
        batch.append(one)
        if len(batch) == BATCH:
            yield from db.add_all(batch)
            batch.clear()
    if batch:
        yield from db.add_all(batch)


_ROWS: dict[str, type[Any]] = {
    "publication": library.Publication, "approval": library.Approval, "statement": library.Statement,
    "register": library.RegisterEntry,
}


def records(table: dict[str, Any]) -> list[Record]:
    """Return the rows of a data file like those of texts/: publications, approvals, statements, registers."""
    unknown = table.keys() - _ROWS.keys()
    if unknown:
        raise fail(InputError, "data-key", f"unknown table {min(unknown)!r}", suggestions=tuple(_ROWS))
    return [_record(kind, library.convert(row, struct)) for kind, struct in _ROWS.items() for row in table.get(kind, ())]


def _record(kind: Any, row: Any) -> Record:
    keys = {"publication": ("act", "date"), "approval": ("act", "organ"), "statement": ("iri", "claim"), "register": ("scope",)}
    key = " ".join(str(getattr(row, name)) for name in keys[kind])
    date = getattr(row, "date", None) or getattr(row, "complete_through", None)
    if kind == "publication" and row.first:
        key = row.act
    return Record(kind, key, msgspec.Raw(msgspec.json.encode(row)), getattr(row, "act", None), date)
