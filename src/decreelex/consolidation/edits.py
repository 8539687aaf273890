"""Edits: what a modification does to the text and to the tree, before it is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from decreelex import eid
from decreelex.changes import Difference, NotApplied
from decreelex.consolidation import find
from decreelex.consolidation.find import Index
from decreelex.consolidation.match import How
from decreelex.model import Expression, Modification, ModificationSource, Provision
from decreelex.span import Span

Kind = Literal["words", "heading", "insert", "replace", "repeal", "number"]


class Edit(msgspec.Struct, frozen=True):
    """One stretch of the text and what takes its place. ``nth``: the modification it belongs to.

    ``node``: the unit whose words, number or self are affected (-1: none; a block of the act); for ``insert`` the new
    parent. ``place``: where among the parent's children. ``units``: the new units; their spans count from the start of
    ``text``. ``rank`` orders what is inserted at one place.
    """

    start: int
    end: int
    text: str
    kind: Kind
    node: int
    nth: int = 0
    place: int = 0
    units: tuple[Provision, ...] = ()
    rank: tuple[tuple[int, int, str], ...] = ()
    eid: str = ""


class Draft(msgspec.Struct, frozen=True):
    """What a modification comes to: edits, and how its words matched. No edits: it follows from the others'."""

    edits: tuple[Edit, ...]
    how: How = "literal"


class Base(msgspec.Struct, frozen=True):
    """The act as it stands before an amending act. ``moved``: nodes that the same act renumbers, repeals, replaces.

    ``taken``: the numbers that the same act gives to others, each with the eId (folded) of what holds it.
    ``joined``: the instructions that give provisions to be joined one text.
    """

    expression: Expression
    text: str
    units: Index
    moved: dict[int, str] = {}
    taken: frozenset[tuple[str, str]] = frozenset()
    joined: frozenset[ModificationSource] = frozenset()


class Refusal(msgspec.Struct, frozen=True):
    """Why a modification does not apply."""

    reason: str
    message: str
    difference: Difference | None = None

    def of(self, modification: Modification, act: str | None, date: str | None) -> NotApplied:
        """Return the refusal as output."""
        return NotApplied(modification, self.reason, self.message, act, date, self.difference)


def scope(base: Base, place: find.Place) -> Span:
    """Return the stretch of a unit: its own words, or all of it."""
    unit = base.units.nodes[place.node].unit
    return unit.text_span if place.own else unit.span


def holder(base: Base, span: Span, within: int) -> int:
    """Return the innermost unit below ``within`` (-1: of the act) whose own words hold a span; -2 where none does."""
    best = -2
    level = [within] if within >= 0 else base.units.top
    while level:
        here = next((i for i in level if _covers(base.units.nodes[i].unit.span, span)), None)
        if here is None:
            return best
        if _covers(base.units.nodes[here].unit.text_span, span):
            best = here
        level = base.units.nodes[here].children
    return best


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def removed(base: Base, node: int) -> Edit:
    """Return the edit by which a unit goes with its number and the blanks up to its neighbour."""
    here = base.units.nodes[node]
    siblings = [base.units.nodes[i].unit.span for i in base.units.siblings(here.parent)]
    start, end = here.unit.span.start, here.unit.span.end
    after, before = siblings[here.place + 1 : here.place + 2], siblings[here.place - 1 : here.place]
    if after and not base.text[end : after[0].start].strip():
        end = after[0].start
    elif before and not base.text[before[0].end : start].strip():
        start = before[0].end
    return Edit(start, end, "", "replace", node)


def heading(base: Base, node: int) -> Span | None:
    """Return where the heading of a unit stands."""
    unit = base.units.nodes[node].unit
    if not unit.heading:
        return None
    first = unit.children[0].span.start if unit.children else unit.span.end
    end = unit.text_span.start if unit.text_span.start > unit.span.start else first
    if unit.kind == "attachment":  # what it is an appendix to stands before its name
        end = unit.span.end
    return printed_heading(base.text, unit.heading, unit.span.start, end)


def printed_heading(text: str, words: str, start: int, end: int) -> Span | None:
    """Return where a heading is printed; it may be broken into lines, which the model joins."""
    at = text.find(words, start, end)
    if at >= 0:
        return Span(at, at + len(words))
    found = re.compile(r"\s+".join(map(re.escape, words.split()))).search(text, start, end)
    return Span(*found.span()) if found else None


def number_span(base: Base, node: int) -> Span | None:
    """Return where the number of a unit stands, as printed (None for a unit without one)."""
    unit = base.units.nodes[node].unit
    if unit.num is None:
        return None
    at = base.text.find(unit.num, unit.span.start, unit.span.end)
    return Span(at, at + len(unit.num)) if at >= 0 else None


def printed(num: str, new: str) -> str:
    """Return a printed number with another value: ``3.`` and ``4`` give ``4.``; a superscript stays one."""
    body = eid.clean_number(num.rpartition(" ")[2])
    raised = any(c in _RAISED for c in num)
    head, dot, tail = new.partition(".")
    value = head + tail.translate(_UP) if raised and dot else new
    for shown in (body, _raise(body)):
        at = num.rfind(shown)
        if shown and at >= 0:
            return num[:at] + value + num[at + len(shown) :]
    return num


_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_UP = str.maketrans("0123456789", _RAISED)


def _raise(number: str) -> str:
    head, dot, tail = number.partition(".")
    return head + tail.translate(_UP) if dot else number


def overlaps(one: Edit, other: Edit) -> bool:
    """Return whether two edits of one text get into each other's way."""
    if one.start == one.end or other.start == other.end:
        return max(one.start, other.start) < min(one.end, other.end)
    return one.start < other.end and other.start < one.end


def clashes(edits: Sequence[Edit]) -> set[tuple[int, int]]:
    """Return the pairs of modifications whose edits overlap. Sorted and swept: linear but for what overlaps."""
    found: set[tuple[int, int]] = set()
    reach: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        reach = [e for e in reach if e.end > edit.start]
        found |= {(e.nth, edit.nth) for e in reach if e.nth != edit.nth and overlaps(e, edit)}
        reach.append(edit)
    return found
