"""Rows of tables and lists: lines of a text that no eId names, found by their number or their words.

A row that the structure reads as a unit of its own is changed as one; any other is a line. Columns can be told apart
only where a mark or a tabulator stands between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from decreelex.consolidation import find, match, place, wording
from decreelex.consolidation.edits import Base, Draft, Edit, Refusal
from decreelex.consolidation.rebuild import moved
from decreelex.consolidation.target import Target
from decreelex.eid import clean_number, fold
from decreelex.model import Modification
from decreelex.span import Span

_ROW = re.compile(r"(?:(?:table|sheet|form|list)(?: \S+)? )?(?:row|position) (?P<row>.+?)"
                  r"(?: (?:graph|column) (?P<column>\S+))?\Z")
_LINE = re.compile(r"[^\r\n]*\S")
_CELL = re.compile(r"\t|\s*\|\s*")


def is_row(part: str | None) -> bool:
    """Return whether what is meant of a provision is a row, or words in one."""
    return part is not None and _ROW.match(part) is not None


def draft(base: Base, m: Modification, held: find.Place) -> Draft | Refusal:
    """Return the edits of a modification of a row of ``held``."""
    row = _ROW.match(m.target.part or "")
    at = located(base, held, row["row"], m.target.text) if row else Refusal("part-unsupported", "no row is named")
    if isinstance(at, Refusal):
        return at
    cell = _cell(base, at, row["column"]) if row and row["column"] else at
    if isinstance(cell, Refusal):
        return cell
    if m.operation == "substitution":
        return wording.substitution(base, m, Target(held, (cell,), "row"))
    if m.operation == "repeal" and m.old is not None:
        return wording.removal(base, m, Target(held, (cell,), "row"))
    if m.operation == "insertion" and m.new is not None and not m.units:
        return wording.insertion(base, m, Target(held, (cell,), "row"))
    if cell != at and m.operation == "replacement":
        return wording.worded(base, Target(held, (cell,), "row"), [(cell, (m.new or "").strip())], "literal")
    return _whole(base, m, held, at)


def _whole(base: Base, m: Modification, held: find.Place, at: Span) -> Draft | Refusal:
    """Return the edits of a row that goes or is given anew."""
    unit = _unit(base, held.node, at)
    if m.operation == "repeal":
        line = _with_end(base, at)
        if unit is None:
            return wording.worded(base, Target(held, (line,), "row"), [(line, "")], "literal")
        return Draft((Edit(line.start, line.end, "", "replace", unit),))
    if m.operation != "replacement" or m.new is None:
        return Refusal("part-unsupported", f"a {m.operation} of {m.target.part!r} cannot be applied")
    new = place.fitted(base, m.new)
    if new == at.of(base.text):
        return Refusal("already-applied", f"{m.target.text!r} already reads so")
    units = place.read(base, held.node, new) if unit is not None else ()
    if unit is None or not units or any(one.kind == "unrecognised" for one in units):
        return wording.worded(base, Target(held, (at,), "row"), [(at, new)], "literal")
    return Draft((Edit(at.start, at.end, new, "replace", unit, units=units),))


def beside(base: Base, m: Modification, held: find.Place, row: str) -> Draft | Refusal:
    """Return the insertion of rows before or after a row."""
    at = located(base, held, row, m.position.anchor if m.position else row)
    if isinstance(at, Refusal):
        return at
    new, after = place.fitted(base, m.new or ""), m.position is None or m.position.where == "after"
    unit = _unit(base, held.node, at)
    units = place.read(base, held.node, new) if unit is not None else ()
    if unit is not None and units and not any(one.kind == "unrecognised" for one in units):
        spot = place.after(base, unit) if after else place.before(base, unit)
        text = f"{spot.lead}{new}{spot.tail}"
        shifted = tuple(moved(one, len(spot.lead)) for one in units)
        return Draft((Edit(spot.offset, spot.offset, text, "insert", spot.parent, place=spot.place, units=shifted),))
    where, text = (at.end, f"{place.newline(base)}{new}") if after else (at.start, f"{new}{place.newline(base)}")
    return wording.worded(base, Target(held, (at,), "row"), [(Span(where, where), text)], "literal")


def located(base: Base, held: find.Place, row: str, said: str | None) -> Span | Refusal:
    """Return the line of a row: the one with its number, else the one that reads so, begins so, or holds the words."""
    lines = list(_lines(base, held.node))
    for fits in (_numbered, _reads, _begins, _holds):
        found = [line for line in lines if fits(line.of(base.text), row)]
        if len(found) == 1:
            return found[0]
        if found:
            return Refusal("target-ambiguous", f"{said!r} can mean {len(found)} lines of this text")
    return Refusal("target-absent", f"this text has no row {row!r} ({said!r})")


def _lines(base: Base, node: int) -> Iterator[Span]:
    """Yield the lines of a unit, or of the provisions where none is named, without blanks around."""
    units = base.units.nodes
    spans = [units[node].unit.span] if node >= 0 else [units[i].unit.span for i in base.units.top]
    for span in spans:
        for found in _LINE.finditer(base.text, span.start, span.end):
            blank = len(found[0]) - len(found[0].lstrip())
            yield Span(found.start() + blank, found.end())


def _numbered(line: str, row: str) -> bool:
    first = re.split(r"[\s|]", line, maxsplit=1)[0]
    return row[:1].isdigit() and fold(clean_number(first)) == fold(row) and first != line


def _reads(line: str, row: str) -> bool:
    return match.same(row, line) is not None


def _begins(line: str, row: str) -> bool:
    return re.match(match.folded(row) + r"(?!\w)", line) is not None


def _holds(line: str, row: str) -> bool:
    return not row.isdigit() and re.search(r"(?<!\w)" + match.folded(row) + r"(?!\w)", line) is not None


def _cell(base: Base, line: Span, column: str) -> Span | Refusal:
    """Return the how-many-eth cell of a line."""
    borders = [(line.start, line.start), *((b.start(), b.end()) for b in _CELL.finditer(base.text, line.start, line.end)),
               (line.end, line.end)]
    if len(borders) == 2 or not column.isdecimal():
        return Refusal("part-unsupported", f"the columns of {line.of(base.text)[:60]!r} cannot be told apart in this text")
    if not 0 < int(column) < len(borders):
        return Refusal("target-absent", f"the row has {len(borders) - 1} columns, not {column}")
    return Span(borders[int(column) - 1][1], borders[int(column)][0])


def _unit(base: Base, node: int, line: Span) -> int | None:
    """Return the unit that a line is, if it is one."""
    siblings = base.units.siblings(node)
    return next((i for i in siblings if base.units.nodes[i].unit.span == line), None)


def _with_end(base: Base, line: Span) -> Span:
    """Return a line with its end, or with the end of the line before it where it is the last."""
    end = re.compile(r"[ \t]*(?:\r?\n|\Z)").match(base.text, line.end)
    if end is not None and end.end() > line.end:
        return Span(line.start, end.end())
    before = re.compile(r"\r?\n[ \t]*\Z").search(base.text[: line.start])
    return Span(before.start() if before else line.start, line.end)
