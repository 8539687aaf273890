"""The tables of a bulk run: their columns, and the rows that one expression gives. docs/bulk.md describes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from decreelex.errors import UsageError, fail
from decreelex.model import Citation, Effect, Expression, Modification, Provision
from decreelex.span import Span

if TYPE_CHECKING:
    import pyarrow as pa

    from decreelex.annotation import Annotated

TEXT, WHOLE, REAL, FLAG, TEXTS = "string", "int64", "double", "bool", "list<string>"
_WHERE = {"address": TEXT, "act": TEXT, "eid": TEXT, "start": WHOLE, "end": WHOLE}

# ``targets`` of effects: the IRI; with a provision IRI#eId; with a part of it that has no eId (a sentence) IRI#eId/part.
# Column -> type. ``address``: the input; ``act``: work IRI of the act, null where its title does not give one; ``eid``:
# the provision; ``start``, ``end``: code points of the source, half-open.
TABLES: dict[str, dict[str, str]] = {
    "acts": {"address": TEXT, "act": TEXT, "sha256": TEXT, "kind": TEXT, "number": TEXT, "date": TEXT, "author": TEXT,
             "title": TEXT, "language": TEXT, "encoding": TEXT, "length": WHOLE, "provisions": WHOLE, "coverage": REAL,
             "warnings": WHOLE, "errors": WHOLE},
    "provisions": {**_WHERE, "parent": TEXT, "depth": WHOLE, "kind": TEXT, "num": TEXT, "heading": TEXT, "text": TEXT,
                   "published": FLAG, "quoted": FLAG},
    "citations": {**_WHERE, "text": TEXT, "target": TEXT, "target_eid": TEXT, "kind": TEXT, "author": TEXT, "date": TEXT,
                  "number": TEXT, "title": TEXT, "path": TEXT, "own": FLAG, "unresolved": TEXT},
    "effects": {**_WHERE, "text": TEXT, "kind": TEXT, "regime": TEXT, "qualifier": TEXT, "since": TEXT, "until": TEXT,
                "term": TEXT, "territory": TEXTS, "targets": TEXTS, "basis": TEXT, "days": WHOLE, "retroactive": TEXT,
                "condition": TEXT},
    "modifications": {**_WHERE, "operation": TEXT, "target": TEXT, "target_eid": TEXT, "target_text": TEXT, "part": TEXT,
                      "old": TEXT, "new": TEXT, "where": TEXT, "anchor": TEXT, "commences": TEXT, "scope": TEXT},
    "annotations": {**_WHERE, "label": TEXT, "text": TEXT, "attributes": TEXT},
    "norms": {**_WHERE, "type": TEXT, "actor": TEXT, "addressee": TEXT},
    "diagnostics": {"address": TEXT, "act": TEXT, "start": WHOLE, "end": WHOLE, "code": TEXT, "severity": TEXT,
                    "message": TEXT},
}
Rows = dict[str, list[tuple[Any, ...]]]


def schema(name: str) -> pa.Schema:
    """Return the Arrow schema of a table."""
    import pyarrow as pa

    types = {TEXT: pa.string(), WHOLE: pa.int64(), REAL: pa.float64(), FLAG: pa.bool_(), TEXTS: pa.list_(pa.string())}
    return pa.schema([pa.field(column, types[kind]) for column, kind in TABLES[name].items()])


def table(name: str, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Return rows (in the order of the columns) as an Arrow table."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(TABLES[name])
    made = schema(name)
    return pa.Table.from_arrays([pa.array(values, type=field.type) for values, field in zip(columns, made, strict=True)],
                                schema=made)


def rows(folder: str, name: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in a run's output folder, a part at a time."""
    import pyarrow.parquet as pq

    for path in sorted((Path(folder) / name).glob("*.parquet")):
        yield from pq.read_table(path, columns=list(columns)).to_pylist()


def checked(out: str) -> None:
    """Raise UsageError where an output folder is, or would lie in, a file."""
    if any(path.exists() and not path.is_dir() for path in (Path(out), *Path(out).parents)):
        raise fail(UsageError, "not-a-folder", f"{out} is no folder")


def empty() -> Rows:
    """Return no rows of any table."""
    return {name: [] for name in TABLES}


def add(rows: Rows, address: str, expression: Expression) -> None:
    """Add the rows of one expression."""
    act, before = expression.work.iri, len(rows["provisions"])
    for block in (expression.preface, expression.preamble, expression.conclusions):
        if block is not None:
            rows["citations"] += [_citation(address, act, None, one) for one in block.citations]
    for provision, parent, depth in _walk(expression.provisions, None, 1):
        rows["provisions"].append((address, act, provision.eid, *_ends(provision.span), parent, depth, provision.kind,
                                   provision.num, provision.heading, provision.text, provision.published,
                                   provision.quoted))
        rows["citations"] += [_citation(address, act, provision.eid, one) for one in provision.citations]
        rows["effects"] += [_effect(address, act, provision.eid, one) for one in provision.effects]
        rows["modifications"] += [_modification(address, act, one) for one in provision.modifications]
    rows["diagnostics"] += [(address, act, *_ends(one.span), one.code, one.severity, one.message)
                            for one in expression.diagnostics]
    rows["acts"].append(_act(address, expression, len(rows["provisions"]) - before))


def _act(address: str, expression: Expression, provisions: int) -> tuple[Any, ...]:
    work, source = expression.work, expression.source
    severities = [one.severity for one in expression.diagnostics]
    return (address, work.iri, source.sha256, work.kind, work.number, work.date, work.author, work.title,
            expression.language, source.encoding, source.length, provisions, expression.coverage,
            severities.count("warning"), severities.count("error"))


def _walk(provisions: Sequence[Provision], parent: str | None, depth: int) -> Iterator[tuple[Provision, str | None, int]]:
    for provision in provisions:
        yield provision, parent, depth
        yield from _walk(provision.children, provision.eid, depth + 1)


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span is not None else (None, None)


def _citation(address: str, act: str | None, eid: str | None, one: Citation) -> tuple[Any, ...]:
    path = " ".join(f"{step.kind} {step.num}" for step in one.path) or None
    return (address, act, eid, *_ends(one.span), one.text, one.iri, one.eid, one.kind, one.author, one.date, one.number,
            one.title, path, one.own, one.unresolved)


def _effect(address: str, act: str | None, eid: str, one: Effect) -> tuple[Any, ...]:
    return (address, act, eid, *_ends(one.span), one.text, one.kind, one.regime, one.qualifier,
            one.start.value if one.start else None, one.end.value if one.end else None, one.term,
            list(one.territory.names) if one.territory else None, [_target(target) for target in one.targets],
            one.basis, one.days, one.retroactive.value if one.retroactive else None, one.condition)


def _target(one: Citation) -> str:
    """Return what an effect is on, so that a part never reads as the whole; the words, where they give no reference."""
    if not one.iri or not (one.path or one.eid):
        return one.iri or one.text
    within = len(one.eid.split("__")) if one.eid else 0
    rest = "/".join(f"{step.kind}_{step.num}".rstrip("_") for step in one.path[within:])
    return f"{one.iri}#{one.eid or ''}" + (f"/{rest}" if rest else "")


def _modification(address: str, act: str | None, one: Modification) -> tuple[Any, ...]:
    target, position = one.target, one.position
    return (address, act, one.source.eid, *_ends(one.source.span), one.operation, target.iri, target.eid, target.text,
            target.part, one.old, one.new, position.where if position else None, position.anchor if position else None,
            one.commences.text if one.commences else None, one.scope)


def add_annotations(rows: Rows, address: str, act: str | None, found: Annotated) -> None:
    """Add the rows of an expression's annotations, and what each provision does."""
    rows["annotations"] += [(address, act, one.eid, *_ends(one.span), one.label, one.text,
                             msgspec.json.encode(one.attributes).decode()) for one in found.annotations]
    rows["norms"] += [(address, act, one.eid, *_ends(one.span), one.type, one.actor, one.addressee)
                      for one in found.provisions]
