"""Levels of an outline: where a new unit goes below the open ones, and how deep that may be."""

from __future__ import annotations

import re

from decreelex.eid import superscript_to_dot
from decreelex.structure.state import MAX_DEPTH, Outline, cap
from decreelex.structure.tree import Line, Unit

RANKS = {"attachment": 0, "part": 1, "section": 2, "subsection": 3, "chapter": 4, "paragraph": 5, "division": 6,
         "article": 7, "note": 50, "nn": 90}
_NUMBER_RANK = 100
_MARK = re.compile(r"(<?\d{1,3}>?|\*{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\s*")


def push(out: Outline, unit: Unit) -> int:
    """Append a unit and make it the innermost open one; too deep, it becomes a sibling of the innermost."""
    level = out.levels[-1]
    if len(level.stack) + len(out.levels) > MAX_DEPTH or sum(len(x.stack) for x in out.levels) >= MAX_DEPTH:
        cap(out, unit)
        if level.stack:
            level.stack.pop()
    index = leaf(out, unit)
    level.stack.append(index)
    return index


def leaf(out: Outline, unit: Unit) -> int:
    """Append a unit below the innermost open one; return its index."""
    level = out.levels[-1]
    unit.parent = level.stack[-1] if level.stack else level.base
    if unit.parent >= 0:
        if out.units[unit.parent].depth >= MAX_DEPTH:
            cap(out, unit)
            unit.parent = out.units[unit.parent].parent
        unit.depth = out.units[unit.parent].depth + 1
    unit.quote = 0 if level.stack else level.quote
    unit.quoted = len(out.levels) > 1
    out.units.append(unit)
    level.last = len(out.units) - 1
    return level.last


def unit_of(kind: str, line: Line, style: str) -> Unit:
    """Return a unit of a line, without a parent yet."""
    return Unit(kind, -1, line.num, line.number, style, line.start, line.words_end, line.words_start, line.words_end)


def pop_rank(out: Outline, rank: int) -> None:
    """Close the open units of this rank and below."""
    stack, units = out.levels[-1].stack, out.units
    while stack and _rank(units[stack[-1]]) >= rank:
        stack.pop()


def _rank(unit: Unit) -> int:
    if unit.style == "nn":
        return RANKS["nn"]
    return RANKS.get(unit.kind, _NUMBER_RANK) if unit.style == "named" else _NUMBER_RANK


def footnote_of(line: Line, host: int = -1) -> Unit:
    """Return the footnote that a line is, below the unit ``host``."""
    mark = _MARK.match(line.words)
    num = mark[1] if mark else ""
    start = line.words_start + (mark.end() if mark else 0)
    number = superscript_to_dot(num.strip("<>*")).lstrip(".")
    return Unit("footnote", host, num, number, "", line.start, line.words_end, start, line.words_end)
