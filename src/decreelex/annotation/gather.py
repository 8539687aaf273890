"""An expression to its annotations: the readings of its provisions, with references where the resolver found them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from decreelex.annotation.structs import BINDING, Actor, Annotated, Annotation, Duty, Relation, Typed, Value
from decreelex.clause.norms import Mark, Norm, NormReading, ProvisionNorms, norms_of, read_norms
from decreelex.lexicon import fold
from decreelex.model import Citation, Expression, Provision
from decreelex.span import Span


def annotate(expression: Expression, *, citations: bool = True) -> Annotated:
    """Return who must, may and must not do what, until when, and every date, citation, regime and punishment.

    ``expression``: from ``parse``; with its citations the CITATION annotations carry their references. ``citations``:
    leave them (and what depends on them) out for speed. Spans are code points of the source.
    """
    readings = [*_preamble(expression), *norms_of(expression, citations=citations)]
    cited = {(one.span.start, one.span.end): one for one in _citations(expression)}
    made, links, number = [], [], 0
    for one in readings:
        ids = [f"T{number + n + 1}" for n in range(len(one.reading.marks))]
        number += len(ids)
        made += [_annotation(mark, one.eid or None, name, cited) for mark, name in zip(one.reading.marks, ids, strict=True)]
        links += [Relation(link.kind, ids[link.source], ids[link.target]) for link in one.reading.links]
        links += _penalties(one.reading, ids)
    typed = tuple(Typed(one.eid, one.span, one.reading.type, one.reading.actor, one.reading.addressee)
                  for one in readings if one.eid)
    return Annotated(tuple(made), tuple(links), typed, tuple(_duties(readings)), expression.language, expression.work.iri,
                     expression.source.name, expression.source.length)


def _preamble(expression: Expression) -> Iterator[ProvisionNorms]:
    """Yield what the preamble cites and names; it has no norms."""
    block = expression.preamble
    if block is not None:
        reading = read_norms(block.text, Span(0, len(block.text)), expression.language)
        kept = tuple(_moved(mark, block.span.start) for mark in reading.marks if mark.label in _NAMING)
        yield ProvisionNorms("", block.span, NormReading(reading.type, marks=kept))


_NAMING = frozenset({"CITATION", "DATE", "REGIME", "TERM", "QUANTITY"})


def _moved(mark: Mark, by: int) -> Mark:
    return msgspec.structs.replace(mark, span=mark.span.shift(by))


def _citations(expression: Expression) -> Iterator[Citation]:
    if expression.preamble is not None:
        yield from expression.preamble.citations
    for provision in _all(expression.provisions):
        yield from provision.citations


def _all(provisions: Iterable[Provision]) -> Iterator[Provision]:
    for provision in provisions:
        yield provision
        yield from _all(provision.children)


def _annotation(mark: Mark, eid: str | None, name: str, cited: dict[tuple[int, int], Citation]) -> Annotation:
    attributes: dict[str, Value] = dict(mark.attributes)
    found = cited.get((mark.span.start, mark.span.end)) if mark.label == "CITATION" else None
    if found is not None:
        reference = {"iri": found.iri, "eid": found.eid, "unresolved": found.unresolved}
        attributes = {key: value for key, value in reference.items() if value}
    return Annotation(mark.span, mark.label, mark.text, eid, attributes, name)


def _penalties(reading: NormReading, ids: Sequence[str]) -> Iterator[Relation]:
    """Yield from each punishment to what is punished: the first act described, or who does it."""
    if not any(mark.label == "PENALTY" for mark in reading.marks):
        return
    marks = list(zip(reading.marks, ids, strict=True))
    target = next((name for label in ("ACTION", "BEARER") for mark, name in marks if mark.label == label), None)
    if target is not None:
        yield from (Relation("penalty", name, target) for mark, name in marks if mark.label == "PENALTY")


def _duties(readings: Iterable[ProvisionNorms]) -> Iterator[Duty]:
    for one in readings:
        for norm in one.reading.norms:
            if norm.modality in BINDING and norm.type not in ("procedure", "sanction") and (norm.modal or norm.action):
                yield _duty(one.eid or None, norm)


def _duty(eid: str | None, norm: Norm) -> Duty:
    deadline = "; ".join(mark.text for mark in norm.deadlines) or None
    modal = norm.modal.text if norm.modal and not norm.denied and (not norm.inherited or norm.type == "exemption") else None
    return Duty(eid, norm.modality or "", norm.bound(), norm.done(),
                tuple(mark.text for mark in norm.conditions), tuple(mark.text for mark in norm.exceptions), deadline, norm.span,
                norm.inherited, norm.type, modal)


def actors(annotated: Annotated) -> tuple[Actor, ...]:
    """Return who is named as acting, bound or benefiting, most often bound first; names that differ in case are kept apart."""
    rows: dict[str, list[Annotation]] = {}
    for one in annotated.annotations:
        if one.label in ("BEARER", "ACTOR"):
            rows.setdefault(" ".join(fold(one.text).split()), []).append(one)
    made = [Actor(some[0].text, sum(one.label == "BEARER" for one in some), len(some),
                  tuple(dict.fromkeys(one.eid for one in some if one.eid))) for some in rows.values()]
    return tuple(sorted(made, key=lambda row: (-row.duties, -row.mentions)))
