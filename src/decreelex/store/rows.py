"""An entry -> the rows of its provisions, words and events, and what questions need of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import msgspec

from decreelex.model import Expression, Provision
from decreelex.store import words
from decreelex.store.entry import Entry, Record

_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(Expression)


class Prepared(msgspec.Struct, frozen=True):
    """What is written of an entry: made before the transaction begins."""

    body: bytes
    effects: bytes
    provisions: list[tuple[str, int, int]]
    lemmas: list[str]
    events: list[tuple[Any, ...]]


def prepare(entry: Entry) -> Prepared:
    """Return the rows of an entry."""
    expression = entry.text.expression
    units = list(walk(expression.provisions))
    named = (("preface", expression.preface), ("preamble", expression.preamble), ("conclusions", expression.conclusions))
    blocks = [(name, block) for name, block in named if block is not None]
    return Prepared(
        packed(expression), packed(pruned(expression)),
        [*((name, b.span.start, b.span.end) for name, b in blocks), *((p.eid, p.span.start, p.span.end) for p in units)],
        [*(words.lemmas(b.text) for _, b in blocks), *(words.lemmas(f"{p.num or ''} {p.heading or ''} {p.text}") for p in units)],
        [(p.eid, m.operation, m.target.iri, m.target.eid, _date(m)) for p in units for m in p.modifications if m.target.iri])


def _date(modification: Any) -> str | None:
    own = modification.commences
    return own.start.value[:10] if own is not None and own.start is not None else None


def walk(provisions: tuple[Provision, ...]) -> Iterator[Provision]:
    """Yield provisions with their children, in the order of the text."""
    for provision in provisions:
        yield provision
        yield from walk(provision.children)


def pruned(expression: Expression) -> Expression:
    """Return an expression with nothing but its provisions that have effects or change acts, and their diagnostics."""
    kept = tuple(
        msgspec.structs.replace(p, text="", heading=None, children=(), citations=())
        for p in walk(expression.provisions) if p.effects or p.modifications)
    told = tuple(d for d in expression.diagnostics if d.code.startswith("effect"))
    return msgspec.structs.replace(expression, preface=None, preamble=None, conclusions=None, provisions=kept, diagnostics=told)


def packed(expression: Expression) -> bytes:
    """Return an expression as it is kept."""
    return zlib.compress(_encode(expression), 1)


def decode(body: bytes) -> Expression:
    """Return the expression of a row. Raises ValueError."""
    try:
        return _decoder.decode(zlib.decompress(body))
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError(str(error)) from None


def publication(entry: Entry) -> Record | None:
    """Return the record of an act's first publication, where it is known."""
    if entry.published is None:
        return None
    iri = str(entry.work.iri)
    row = {"act": iri, "organ": {}, "date": entry.published, "first": True, "source": {}}
    return Record("publication", iri, msgspec.Raw(msgspec.json.encode(row)), iri, entry.published)
