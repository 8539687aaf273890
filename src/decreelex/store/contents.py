"""What a store holds, in the shape of the library: shipped and added acts are then one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from decreelex.library import Approval, Holding, Library, Publication, RegisterEntry, Statement, WorkEntry
from decreelex.model import Work
from decreelex.store import rows
from decreelex.store.entry import Fault, Record, Text

PREFIX = "store:"  # how a text of a store is named in proofs: store:<number>


def library(works: Sequence[tuple[Work, str]], texts: Sequence[tuple[Any, ...]], records: Sequence[Record]) -> Library:
    """Return a library of works, rows of texts and records."""
    return Library(
        tuple(_work(work, names) for work, names in works),
        tuple(map(_holding, texts)),
        tuple(msgspec.json.decode(r.body, type=Publication) for r in records if r.kind == "publication"),
        tuple(msgspec.json.decode(r.body, type=Approval) for r in records if r.kind == "approval"),
        tuple(msgspec.json.decode(r.body, type=Statement) for r in records if r.kind == "statement"),
        tuple(msgspec.json.decode(r.body, type=RegisterEntry) for r in records if r.kind == "register"))


def _work(work: Work, names: str) -> WorkEntry:
    known = msgspec.json.decode(names, type=dict[str, str])
    return WorkEntry(str(work.iri), work.kind or "unknown", work.number or "", work.date or "", work.author or "unknown",
                     known, work.title)


def _holding(row: tuple[Any, ...]) -> Holding:
    work, language, date, complete, state, source, number, body, text = row
    return Holding(work, language, date, bool(complete), f"{PREFIX}{number}", state, source, rows.decode(body), text)


def date_of(record: Record) -> str | None:
    """Return the date of a publication's record."""
    return msgspec.json.decode(record.body, type=Publication).date


def faults(number: int, text: Text) -> list[Fault]:
    """Return what in a text does not agree with itself: its hash, its length, the words of its provisions."""
    where, source = f"text {number}", text.expression.source
    found = []
    if source.encoding == "utf-8" and hashlib.sha256(text.text.encode()).hexdigest() != source.sha256:
        found.append(Fault(where, "its text is not the one that was added"))
    wrong = [p.eid for p in rows.walk(text.expression.provisions) if p.text_span.of(text.text) != p.text]
    return found + [Fault(where, f"the words of {eid} are not where they should be") for eid in wrong[:10]]
