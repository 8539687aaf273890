"""What provisions do once a person has corrected annotations, and what an annotation is known by on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from decreelex.annotation.structs import Annotated, Annotation, Duty, Typed
from decreelex.clause.norms import NormType

Key = tuple[str, int, int]
TYPES: dict[str, NormType] = {"obligation": "obligation", "prohibition": "prohibition", "permission": "permission",
                              "right": "right", "power": "delegation", "declaration": "declaration"}
_GIVEN = frozenset({"right", "declaration"})  # something is done to the bearer


def key(one: Annotation) -> Key:
    """Return what an annotation is known by on both sides: label and place."""
    return one.label, one.span.start, one.span.end


def words(some: Iterable[Annotation]) -> tuple[str, ...]:
    """Return the words of annotations, each once."""
    return tuple(dict.fromkeys(one.text for one in some))


def joined(some: Iterable[Annotation]) -> str | None:
    """Return the words of annotations in one line; None where there are none."""
    return "; ".join(words(some)) or None


def typed(machine: Annotated, duties: Sequence[Duty], annotations: Sequence[Annotation],
          eids: set[str | None]) -> tuple[Typed, ...]:
    """Return norm type, actor and addressee of each provision: of changed ones by their duties now."""
    old, new = _first(machine.duties), _first(duties)
    before = {key(one) for one in machine.annotations}
    moved = before ^ {key(one) for one in annotations}
    touched: dict[str | None, list[Annotation]] = {}
    for one in (*machine.annotations, *annotations):
        if key(one) in moved:
            touched.setdefault(one.eid, []).append(one)
    fresh = {key(one) for one in annotations} - before
    return tuple(_row(one, old.get(one.eid), new.get(one.eid), touched.get(one.eid, []), fresh) if one.eid in eids else one
                 for one in machine.provisions)


def _first(duties: Iterable[Duty]) -> dict[str | None, Duty]:
    out: dict[str | None, Duty] = {}
    for one in duties:
        out.setdefault(one.eid, one)
    return out


def _row(one: Typed, old: Duty | None, new: Duty | None, touched: Sequence[Annotation], fresh: set[Key]) -> Typed:
    """Return what a changed provision does; ``touched``: its annotations on one side only, ``fresh``: the person's of them.

    Actor and addressee that the machine had read from words which the person reads otherwise are gone.
    """
    kind = one.type
    if (old.modality if old else None) != (new.modality if new else None):
        kind = TYPES[new.modality] if new else None
    given = kind in _GIVEN
    was = one.addressee if one.type in _GIVEN else one.actor
    bearers = [part for part in touched if part.label == "BEARER"]
    marked = joined(part for part in bearers if key(part) in fresh)
    follows = old is None or was == old.bearer  # whoever acts is the one bound: not so in a definition
    bearer = new.bearer if new and follows else marked if bearers else was if kind else None
    named = None if one.type in _GIVEN else one.addressee
    if named and any(part.text in named or named in part.text for part in touched):
        named = None
    return msgspec.structs.replace(one, type=kind, actor=None if given else bearer, addressee=bearer if given else named)
