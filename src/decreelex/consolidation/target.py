"""What a modification is about: a unit, a part of it, a block, or the act itself."""

from __future__ import annotations

import re

import msgspec

from decreelex.consolidation import edits, find
from decreelex.consolidation.edits import Base, Refusal
from decreelex.consolidation.find import Place
from decreelex.consolidation.sentences import sentences
from decreelex.model import Modification
from decreelex.span import Span

WORDS = frozenset(("sentence", "words", "digits", "number"))  # what an insertion brings that is no provision
_SENTENCE = re.compile(r"sentence (\d+)\Z")
_PARAGRAPH = re.compile(r"preamble al (\d+)\Z")
_LINE = re.compile(r"[^\r\n]*\S")
_PARTS = frozenset(("heading", "preamble", "note"))


class Target(msgspec.Struct, frozen=True):
    """What a modification is about: a unit (-1: the act), the stretches it may touch, the block it lies in."""

    place: Place
    scopes: tuple[Span, ...]
    part: str = ""


def target_of(base: Base, m: Modification) -> Target | Refusal:
    """Return what a modification is about, or why it cannot be told: absent, ambiguous, repealed, of no supported part.

    An insertion of provisions may name what is not there yet; its target is then the unit that will hold it.
    """
    t = m.target
    if t.document is not None:
        return _of_document(base, m)
    if t.part is not None and t.part.partition(" ")[0] == "preamble":
        return _of_preamble(base, m)
    if t.eid is None:
        return _of_act(base, m)
    found = find.find(base.units, t.eid)
    if t.part == "note":
        found = [Place(c) for p in found for c in base.units.nodes[p.node].children
                 if base.units.nodes[c].unit.kind == "note"]
    if not found:
        return _parent(base, m) if m.operation == "insertion" and structural(m) else absent(m)
    if len(found) > 1:
        return Refusal("target-ambiguous", f"{t.text!r} can mean {len(found)} provisions of this text")
    return _unit(base, m, found[0])


def held(base: Base, m: Modification) -> Place | Refusal:
    """Return the unit in which a row is to be found (-1: the act)."""
    if m.target.document is None and m.target.eid is None:
        return Place(-1)
    found = target_of(base, msgspec.structs.replace(m, target=msgspec.structs.replace(m.target, part=None)))
    return found if isinstance(found, Refusal) else found.place


def _of_preamble(base: Base, m: Modification) -> Target | Refusal:
    """Return the preamble, or one paragraph of it: a line."""
    block, which = base.expression.preamble, _PARAGRAPH.search(m.target.part or "")
    if block is None:
        return absent(m)
    if which is None:
        return Target(Place(-1), (block.span,), "preamble") if m.target.part == "preamble" else unsupported(m)
    lines = [found.span() for found in _LINE.finditer(base.text, block.span.start, block.span.end)]
    return Target(Place(-1), (Span(*lines[int(which[1]) - 1]),), "preamble") if int(which[1]) <= len(lines) else absent(m)


def _of_document(base: Base, m: Modification) -> Target | Refusal:
    """Return the unit of an act approved by this one: its text is the appendix, if there is just one."""
    t = m.target
    attached = [i for i in base.units.top if base.units.nodes[i].unit.kind == "attachment"]
    if len(attached) != 1:
        return Refusal("target-ambiguous" if attached else "target-absent",
                       f"{t.document!r}: this text has {len(attached)} appendices in which it could stand")
    if t.eid is None:
        return _unit(base, m, Place(attached[0]))
    found = find.find(base.units, f"{base.units.nodes[attached[0]].unit.eid}__{t.eid}")
    return _unit(base, m, found[0]) if len(found) == 1 else absent(m)


def _of_act(base: Base, m: Modification) -> Target | Refusal:
    """Return the act itself, or its heading."""
    e = base.expression
    if m.target.part == "heading":
        return Target(Place(-1), (e.preface.span,), "preface") if e.preface else absent(m)
    if m.target.part is not None:
        return unsupported(m)
    blocks = [b.span for b in (None if m.everywhere else e.preface, e.preamble) if b is not None]
    return Target(Place(-1), (*blocks, *(u.span for u in e.provisions)))


def _unit(base: Base, m: Modification, at: Place) -> Target | Refusal:
    unit, part = base.units.nodes[at.node].unit, m.target.part or ""
    if unit.status == "repealed" and m.operation != "replacement":
        return Refusal("target-repealed", f"{unit.eid} is repealed")
    if part == "heading":
        span = edits.heading(base, at.node)
        return Target(at, (span,), part) if span else absent(m)
    numbered = _SENTENCE.match(part)
    if numbered:
        return _sentence(base, at, int(numbered[1]))
    if part and part not in _PARTS:
        return unsupported(m)
    return Target(at, (edits.scope(base, at),))


def _sentence(base: Base, at: Place, which: int) -> Target | Refusal:
    unit = base.units.nodes[at.node].unit
    found = sentences(base.text, unit.text_span, base.expression.language)
    if which > len(found):
        return Refusal("target-absent", f"{unit.eid} has {len(found)} sentences, not {which}")
    return Target(at, (found[which - 1],), "sentence")


def _parent(base: Base, m: Modification) -> Target | Refusal:
    """An insertion may name the unit that it brings: its place is then in the unit that holds it."""
    eid = m.target.eid or ""
    if not any(step.num and find.key(step.num) == find.number(eid) for step in m.units):
        return absent(m)
    head = eid.rpartition("__")[0]
    if not head:
        return Target(Place(-1), ())
    found = find.find(base.units, head)
    return Target(found[0], ()) if len(found) == 1 else absent(m)


def absent(m: Modification) -> Refusal:
    """Return the refusal ``target-absent``."""
    what = " ".join(p for p in (m.target.part, m.target.eid) if p)
    return Refusal("target-absent", f"this text has no {what} ({m.target.text!r})")


def unsupported(m: Modification) -> Refusal:
    """Return the refusal ``part-unsupported``: the part is understood, yet no stretch of the text stands for it."""
    return Refusal("part-unsupported", f"{m.target.part!r} of a provision cannot be found in a text yet")


def structural(m: Modification) -> bool:
    """Return whether provisions are brought or changed as units, not words within one (see ``WORDS``)."""
    return bool(m.structure) or any(step.kind not in WORDS for step in m.units)
