"""Tables and forms: runs of lines that are read as one opaque block, so that no number in them opens a provision.

A table shows by drawn lines, by bars or tabs between cells, or by columns of blanks that run through lines one below the
other; a form by the lines to be filled in and what is printed below them.
"""

from __future__ import annotations

import re

from decreelex.structure.lines import OPENING
from decreelex.structure.tree import Line
from decreelex.structure.words import Words

_MARKS = ("\t", "_", "|", "─", "│", "═", "║", "=", "*", "--", "   ", "1 2 3")
_DRAWN = re.compile(r"[\u2500-\u257f]|^\+[-=+]{3,}$")
_RULE = re.compile(r"(?:[-_=*~—–][ \t]?){3,}$")
_FILL = re.compile(r"_{3,}")
_GAP = re.compile(r"(?<=\S)(?:\t\s*| {3,}\s*)(?=\S)")
_WIDE = re.compile(" {2,}")
_COUNTED = re.compile(r"1(?:[ \t|]+\d{1,2}){2,}$")
_ROW = re.compile(r"\d{1,3}\s.*[\d%]$|.*\s[\d%]+$|[-–—]$")
_SIGNED = re.compile(r"^\S+(?: \S+)*\s{2,}(?:[^\W\d_]\.\s?){1,2}[^\W\d_]{2,}(?:-[^\W\d_]+)?$")
_SHORT = 100
_BRIDGED = 3


def gather(text: str, lines: list[Line], words: Words) -> list[Line]:
    """Return the lines with every table and every form put together as one line of kind ``table`` or ``form``.

    A line that is only drawn (dashes, stars) and stands alone becomes one of kind ``rule``. What stands before the first
    unit or the enacting word is the title block and stays as it is.
    """
    if not any(mark in text for mark in _MARKS):
        return lines
    out: list[Line] = []
    index = first = _first(lines, words)
    for line in lines[:first]:
        if _RULE.match(line.words):
            line.kind = "rule"
    out += lines[:first]
    shapes = [""] * first + [_shape(lines[i], words) for i in range(first, len(lines))]
    while index < len(lines):
        kind, end = _run(text, lines, shapes, index)
        if end == index:
            if shapes[index] == "rule":
                lines[index] = _merged(text, lines, index, index + 1, "rule")
            out.append(lines[index])
            index += 1
        else:
            out.append(_merged(text, lines, index, end, kind))
            index = end
    return out


def _first(lines: list[Line], words: Words) -> int:
    return next((i for i, line in enumerate(lines) if line.kind in OPENING or words.enacting.search(line.words)), 0)


def _merged(text: str, lines: list[Line], first: int, last: int, kind: str) -> Line:
    start, end = lines[first].start, lines[last - 1].words_end
    quote = lines[first].quote if kind == "table" else ""
    return Line(kind, start, None, start, start, text[start:end], start, end, "", "", quote)


def _shape(line: Line, words: Words) -> str:
    """Return what a line looks like by itself: table, columns, form, filled (below a form), rule, or nothing of these."""
    content = line.words
    if line.unit and line.kind in ("named", "free"):
        return ""
    if content.count("|") > 1 or content.count("\t") > 1 or _DRAWN.search(content) or _COUNTED.match(_whole(line)):
        return "table"
    if _FILL.search(content):
        return "rule" if _RULE.match(content) else "form"
    if _RULE.match(content) and line.num is None:
        return "rule"
    if words.form.match(content):
        return "filled"
    if "   " not in content and "\t" not in content:
        return ""
    foot = words.dated.match(content) or words.office.match(content) or _SIGNED.search(content)
    return "" if foot or _spread(content) else "columns"


def _spread(content: str) -> bool:
    """Return whether the blanks are those of a line set to full width: many, and all of them short."""
    gaps = _WIDE.findall(content[: _SHORT * 10])
    return len(gaps) > 2 and "\t" not in content and max(map(len, gaps)) <= 3


def _whole(line: Line) -> str:
    return f"{line.num} {line.words}" if line.num else line.words


def _run(text: str, lines: list[Line], shapes: list[str], index: int) -> tuple[str, int]:
    """Return kind and end of the block that begins at ``index``; the index itself where none does."""
    shape = shapes[index]
    if shape in ("table", "columns") or (shape == "rule" and shapes[index + 1 : index + 2] == ["table"]):
        end = _table(text, lines, shapes, index)
        if end > index + 1 or shape == "table":
            return "table", end
    if shape == "form" or (shape == "rule" and shapes[index + 1 : index + 2] in (["form"], ["filled"])):
        end = _form(lines, shapes, index)
        if lines[index].num is None or sum(shapes[i] in ("form", "filled") for i in range(index, end)) > 1:
            return "form", end
    return "", index


def _table(text: str, lines: list[Line], shapes: list[str], index: int) -> int:
    """Return the end of a table: lines whose columns meet those above, with short cells between them that go on."""
    end, last = index + 1, index
    counted = _COUNTED.match(_whole(lines[index])) is not None
    at = end
    while at < len(lines) and at - last <= _BRIDGED:
        line = lines[at]
        if _continues(text, lines, shapes, last, at) or (counted and _ROW.match(_whole(line)) and shapes[at] != "rule"):
            counted = counted or _COUNTED.match(_whole(line)) is not None
            end, last = at + 1, at
        elif _hangs(text, lines[last], line):
            end = at + 1
        elif not _cell(line):
            break
        at += 1
    while shapes[index] == "table" and end < len(lines) and shapes[end] == "rule":
        end += 1
    return end


def _continues(text: str, lines: list[Line], shapes: list[str], above: int, at: int) -> bool:
    if shapes[at] == "table":
        return True
    if shapes[at] == "rule":
        return at + 1 < len(lines) and shapes[at + 1] in ("table", "columns")
    return shapes[at] == "columns" and _meet(_gaps(text, lines[above]), _gaps(text, lines[at]))


def _gaps(text: str, line: Line, gap: re.Pattern[str] = _GAP) -> list[tuple[int, int]]:
    """Return the gaps between the cells of a line, as columns of the page."""
    begin = text.rfind("\n", max(0, line.start - 200), line.start) + 1
    content = text[line.start : line.words_end]
    return [(m.start() + line.start - begin, m.end() + line.start - begin) for m in gap.finditer(content[:_SHORT * 10])]


def _hangs(text: str, row: Line, line: Line) -> bool:
    """Return whether a line goes on with a cell of the row above: it begins where a cell of that row begins."""
    at = line.start - text.rfind("\n", max(0, line.start - 200), line.start) - 1
    return at > 2 and line.num is None and any(abs(at - end) < 3 for _, end in _gaps(text, row, _WIDE))


def _meet(above: list[tuple[int, int]], below: list[tuple[int, int]]) -> bool:
    return any(a[0] < b[1] and b[0] < a[1] for a in above[:20] for b in below[:20])


def _cell(line: Line) -> bool:
    """Return whether a line may be a part of a block whose marks it does not show: short, no sentence, no unit."""
    return len(line.words) < _SHORT and line.kind not in ("named", "free") and line.words[-1:] not in (*".;:", "")


def _form(lines: list[Line], shapes: list[str], index: int) -> int:
    """Return the end of a form: up to the last line to be filled in, or what is printed below it."""
    end = at = index + 1
    while at < len(lines) and at - end <= _BRIDGED:
        if shapes[at] in ("form", "filled") or (shapes[at] == "rule" and shapes[at + 1 : at + 2] in (["form"], ["filled"])):
            end = at + 1
        elif not (_cell(lines[at]) or (lines[at].words[-1:] == ":" and lines[at].num is None)):
            break
        at += 1
    return end
