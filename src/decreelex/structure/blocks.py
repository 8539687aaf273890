"""Quoted structure in an outline: levels open and close with quotations, and resynchronise where one never closes."""

from __future__ import annotations

from decreelex.errors import Diagnostic
from decreelex.span import Span
from decreelex.structure import quotes
from decreelex.structure.state import MAX_DEPTH, Level, Outline, cap
from decreelex.structure.tree import Line, Unit


def can_quote(out: Outline, line: Line) -> bool:
    """Return whether a line that begins with a mark opens a quotation here."""
    level = out.levels[-1]
    return level.last >= 0 and quotes.opens(line, out.ended == ":", len(out.levels) > 1)


def open_level(out: Outline, line: Line) -> None:
    """Open a level below the unit that orders the quotation."""
    level = out.levels[-1]
    unit = out.units[level.last]
    unit.children += 1
    if len(out.levels) >= MAX_DEPTH // 2:
        cap(out, unit)
        return
    mark = line.quote
    if line.num is None:
        _strip_mark(line)
    out.levels.append(Level(level.last, [], level.last, mark, _hint(out, unit, line.num is not None), unit.children))


def _strip_mark(line: Line) -> None:
    """Leave the opening mark out of the words that it opens."""
    bare = line.words[1:].lstrip()
    line.words, line.words_start = bare, line.words_end - len(bare)
    line.num_start = line.num_end = line.words_start
    line.quote = ""


def _hint(out: Outline, unit: Unit, numbered: bool) -> str:
    """Return the kind of unit that an instruction announces, from the word that names it; no paragraph has a number."""
    content = out.text[unit.text_start : unit.text_end]
    added = out.words.add.search(content)
    for found in out.words.target.finditer(content, added.end() if added else 0):
        kind = out.words.targets.get(found.group().casefold(), "")
        if not (numbered and kind == "alinea"):
            return kind
    return ""


def close_levels(out: Outline, line: Line, opened: bool) -> None:
    """Close the levels whose quotation ends with this line; the closing marks are no words of the unit."""
    count, doubtful = quotes.closings(line, out.levels[-1].mark, opened, len(out.levels) - 1)
    if not count:
        return
    if doubtful:
        out.diagnostics.append(Diagnostic(
            "quote-doubtful", "info", "The quotation is taken to close here; its marks do not pair up.",
            Span(line.start, line.words_end)))
    cut = len(quotes.trailing(line.words))
    recent = out.units[out.levels[-1].last]
    if recent.text_end == line.words_end and recent.text_end - cut >= recent.text_start:
        recent.text_end = line.words_end - cut
        recent.end = recent.text_end
    for _ in range(count):
        level = out.levels.pop()
        base = out.units[level.base]
        base.end = max(base.end, line.words_end)


def resync(out: Outline, line: Line) -> None:
    """Close a quotation that never closed, at a line that continues the numbering outside and not the one inside."""
    inner, outer = out.levels[-1], out.levels[-2]
    same = [out.units[i] for i in inner.stack if _style(out.units[i]) == _line_style(line)]
    if same and (follows(same[-1].number, line.number) or "." in line.number):
        return
    for index in outer.stack:
        unit = out.units[index]
        if _style(unit) == _line_style(line) and follows(unit.number, line.number):
            out.diagnostics.append(Diagnostic(
                "quote-unclosed", "warning", "The quotation that opens here is not closed; it is taken to end before "
                "the next unit of the act.", Span(out.units[inner.base].start, out.units[inner.base].text_end)))
            out.levels.pop()
            return


def _style(unit: Unit) -> str:
    return unit.kind if unit.style == "named" else unit.style


def _line_style(line: Line) -> str:
    return line.unit or line.kind


def follows(before: str, number: str) -> bool:
    """Return whether ``number`` comes right after ``before``: 2 after 1, б after а."""
    if before.isdecimal() and number.isdecimal():
        return int(number) == int(before) + 1
    return len(before) == len(number) == 1 and 0 < ord(number) - ord(before) <= 2
