"""A person's annotations before ours: what a person has looked at is as the person left it, and duties follow from it."""

from __future__ import annotations

import bisect
import difflib
import itertools
from collections.abc import Iterator, Sequence

import msgspec

from decreelex.annotation.deriving import ENDS, derive
from decreelex.annotation.retyped import key
from decreelex.annotation.structs import LABELS, MACHINE, PERSON, Annotated, Annotation, Relation, Typed, Value
from decreelex.errors import Diagnostic

_MANY = 20  # unknown labels that are spoken of one by one
_Ends = dict[str, Annotation]


def merge(machine: Annotated, person: Sequence[Annotation], relations: Sequence[Relation] = (),
          ) -> tuple[Annotated, tuple[Diagnostic, ...]]:
    """Return the annotations with the person's before the machine's, and what that leaves open.

    A person who gives a document back has looked at all of it: machine annotations that the person has not are gone.
    Attributes that the format could not carry stay those of the machine, where label and words are the same.
    ``relations``: links between ``person``'s annotations; where there are none, the machine's between what is still there.
    Duties, links and norm types of sentences that the person changed are derived anew (``deriving``); where that cannot
    be done, the machine's are dropped and a diagnostic says so.
    """
    made, names = _annotations(machine, person)
    given = [msgspec.structs.replace(one, source=names[one.source], target=names[one.target])
             for one in relations if one.source in names and one.target in names]
    links, said = _fitting(given if relations else _kept(machine, made), {one.id: one for one in made})
    found = derive(machine, made, links, drawn=bool(relations))
    merged = msgspec.structs.replace(machine, annotations=tuple(made), links=found.links, provisions=found.provisions,
                                     duties=found.duties)
    cut = _dropped(len(relations) - len(given), "an end of it is no annotation of the file")
    return merged, (*_labels(made), *cut, *(said if relations else ()), *found.diagnostics)


def _annotations(machine: Annotated, person: Sequence[Annotation]) -> tuple[list[Annotation], dict[str, str]]:
    """Return the person's annotations, complete, each with an id of its own; and that id by the one it came with."""
    known = {key(one): one for one in machine.annotations}
    places = {one.span: one for one in machine.annotations}
    rows = sorted(machine.provisions, key=lambda row: row.span.start)
    taken = {one.id for one in person}
    fresh = (name for number in range(1, 2 * len(person) + 2) if (name := f"H{number}") not in taken)
    made: list[Annotation] = []
    names: dict[str, str] = {}
    for one in person:
        same = known.get(key(one))
        attributes = _attributes(one, same, places.get(one.span))
        name = one.id if one.id and one.id not in names else next(fresh)
        names.setdefault(one.id, name)
        eid = one.eid or (same.eid if same else _eid(rows, one))
        by = PERSON if one.by == MACHINE else one.by
        made.append(msgspec.structs.replace(one, eid=eid, attributes=attributes, id=name, by=by))
    return made, names


def _attributes(one: Annotation, same: Annotation | None, other: Annotation | None) -> dict[str, Value]:
    """Return the attributes: those a tool kept aside for the label that the words had before are that label's."""
    if same is not None:
        return {**same.attributes, **one.attributes}
    return {} if other is not None and one.attributes == other.attributes else one.attributes


def _eid(rows: Sequence[Typed], one: Annotation) -> str | None:
    """Return the provision in whose words (or number and words) the annotation stands; ``rows`` by where they begin."""
    at = bisect.bisect_left(rows, one.span.end, key=lambda row: row.span.start) - 1
    if at < 0 or one.span.end > rows[at].span.end or (at and one.span.start < rows[at - 1].span.end):
        return None  # beside all provisions, or over several
    return rows[at].eid


def _kept(machine: Annotated, made: Sequence[Annotation]) -> list[Relation]:
    """Return the machine's links whose ends a person left as they were."""
    now = {key(one): one.id for one in made}
    names = {one.id: now.get(key(one)) for one in machine.annotations}
    return [Relation(one.kind, source, target) for one in machine.links
            if (source := names.get(one.source)) and (target := names.get(one.target))]


def _fitting(links: Sequence[Relation], known: _Ends) -> tuple[list[Relation], tuple[Diagnostic, ...]]:
    """Return the links whose ends have labels that such a link ties, in our direction; those of a person's own kinds too."""
    fit = [made for one in links if (made := _turned(one, known))]
    lost = len(links) - len(fit)
    return fit, _dropped(lost, "the labels of its ends are no longer those that such a link ties")


def _turned(one: Relation, known: _Ends) -> Relation | None:
    if one.kind not in ENDS or _ties(one, known):
        return one
    back = Relation(one.kind, one.target, one.source)
    return back if _ties(back, known) else None


def _ties(one: Relation, known: _Ends) -> bool:
    source, target = ENDS[one.kind]
    others = {"condition": "MODALITY", "exception": "MODALITY", "deadline": "MODALITY", "penalty": "BEARER"}
    return known[one.source].label == source and known[one.target].label in (target, others.get(one.kind))


def _dropped(count: int, why: str) -> tuple[Diagnostic, ...]:
    if not count:
        return ()
    what = "1 link of the imported file" if count == 1 else f"{count} links of the imported file"
    return (Diagnostic("annotation-link-dropped", "warning", f"{what} left out: {why}"),)


def _labels(made: Sequence[Annotation]) -> Iterator[Diagnostic]:
    """Yield a warning for each label that is none of ours: it is kept, and no duty comes of it."""
    unknown: dict[str, list[Annotation]] = {}
    for one in made:
        if one.label not in LABELS:
            unknown.setdefault(one.label, []).append(one)
    for label, some in itertools.islice(unknown.items(), _MANY):
        near = difflib.get_close_matches(label.upper(), LABELS, n=1, cutoff=0.6)
        where = "on 1 annotation" if len(some) == 1 else f"on {len(some)} annotations"
        yield Diagnostic("annotation-label-unknown", "warning", f"the label {label!r}, {where}, is none of decreelex's: "
                         "it is kept as it is, and duties take no account of it", some[0].span, (), tuple(near) or LABELS)
    if len(unknown) > _MANY:
        yield Diagnostic("annotation-label-unknown", "warning", f"{len(unknown) - _MANY} more labels are none of decreelex's")
