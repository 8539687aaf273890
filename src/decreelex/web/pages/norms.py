"""The marks of annotation on a page: who must, may or must not do what, when, until when, on pain of what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from decreelex import api
from decreelex.annotation import Annotation
from decreelex.annotation.labels import word
from decreelex.annotation.tables import duty_rows
from decreelex.model import Expression
from decreelex.web.pages.marks import Mark

# Layers to switch on, each with the labels it shows; citations have a layer of their own.
GROUPS: dict[str, tuple[str, ...]] = {
    "who": ("BEARER", "ACTOR"), "modality": ("MODALITY",), "action": ("ACTION",), "condition": ("CONDITION", "EXCEPTION"),
    "time": ("DEADLINE", "DATE", "COMMENCEMENT"), "penalty": ("PENALTY", "QUANTITY"), "term": ("TERM", "REGIME"),
}
_GROUP_OF = {label: group for group, labels in GROUPS.items() for label in labels}
LARGEST = 300_000  # code points of a text that is annotated for a page


class Norms(NamedTuple):
    """The annotations of an act for a page: marks by eId, and the table of obligations, its heading first."""

    marks: Mapping[str, tuple[Mark, ...]]
    duties: tuple[tuple[str, ...], ...]


def _title(one: Annotation, language: str) -> str:
    """Return what a mark is called: "must", "may", "exemption", or its label."""
    if "type" in one.attributes:
        return word("types", str(one.attributes["type"]), language)
    kind = one.attributes.get("modality")
    return word("modalities", str(kind), language) if kind else word("labels", one.label, language)


def norms(expression: Expression, language: str, *, length: int) -> Norms | None:
    """Return the annotations of an act; None for one whose text (of ``length`` code points) is too large for that."""
    if length > LARGEST:
        return None
    found = api.annotate(expression)
    marks: dict[str, list[Mark]] = {}
    for one in found.annotations:
        group = _GROUP_OF.get(one.label)
        if group is not None and one.eid is not None:
            marks.setdefault(one.eid, []).append(Mark(one.span.start, one.span.end, group, _title(one, language)))
    return Norms({eid: tuple(made) for eid, made in marks.items()}, tuple(duty_rows(found.duties, language)))
