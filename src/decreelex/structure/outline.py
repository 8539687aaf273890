"""The outline: lines of a body to units. Levels of named units are fixed; levels of numbers come from their style.

A number of a style that is open already continues that list; a number of a new style opens a list inside the last
unit. That reads every order of ``1.``, ``1)``, ``а)``, ``I.`` and skipped levels without a table of them.
"""

from __future__ import annotations

import re

from decreelex.errors import Diagnostic
from decreelex.span import Span
from decreelex.structure import blocks, quotes
from decreelex.structure.frame import enacts
from decreelex.structure.levels import RANKS, footnote_of, leaf, pop_rank, push, unit_of
from decreelex.structure.state import Level, Outline
from decreelex.structure.tree import Line, Unit, holds
from decreelex.structure.words import Words

OPAQUE = {"table": "table", "form": "form", "rule": "remark", "site": "unrecognised"}
_DISPLACED = re.compile(r"(?:[^\W\d_]+\s){1,3}(\d{1,3})\)\s")
_NOTE_MARKS = "<⁰¹²³⁴⁵⁶⁷⁸⁹"
_ROMANS = {"i": "", "v": "iv", "x": "ix"}
_DASHES = "-–—"  # the list of a disposition ends with a dash; the sanction belongs to the whole
_FINAL = ".;:,!?…-–—"
_HEADING = 120  # characters: a longer "heading" that ends with a full stop is a sentence
_LONGEST = 2000  # characters of a heading; what goes on after so many is no heading


def read(text: str, lines: list[Line], first: int, last: int, words: Words, units: list[Unit],
         diagnostics: list[Diagnostic], *, base: int = -1) -> None:
    """Append the units of ``lines[first:last]``, below the unit ``base`` (-1: at the top)."""
    out = Outline(text, words, units, diagnostics, [Level(base, [], base)])
    for index in range(first, last):
        line = lines[index]
        opened = False
        if line.quote and blocks.can_quote(out, line):
            blocks.open_level(out, line)
            opened = True
        elif len(out.levels) > 1 and line.num is not None and not line.quote:
            blocks.resync(out, line)
        _add(out, line, lines[index + 1] if index + 1 < last else None)
        if len(out.levels) > 1:
            blocks.close_levels(out, line, opened)
        content = line.words
        if line.kind in OPAQUE:
            out.ended = "."
        elif content:
            out.ended = content[-1]
        elif line.num:
            out.ended = "."
    for level in out.levels[1:]:
        unit = units[level.base]
        diagnostics.append(Diagnostic("quote-unclosed", "warning", "The quotation that opens here is never closed.",
                                      Span(unit.text_start, unit.text_end)))


def _add(out: Outline, line: Line, after: Line | None) -> None:
    kind = line.kind
    if kind in {"dot", "paren", "letter"}:
        _numbered(out, line, "roman" if kind == "letter" and _roman_letter(out, line, after) else kind)
    elif kind == "worded":
        _numbered(out, line, line.unit)
    elif kind == "named":
        _named(out, line, after)
    elif kind == "free":
        _free(out, line)
    elif kind == "roman":
        _roman(out, line)
    elif kind in OPAQUE:
        leaf(out, unit_of(OPAQUE[kind], line, ""))
    elif kind == "foot" and (line.words[0] in _NOTE_MARKS or _below_rule(out)):
        leaf(out, footnote_of(line))
    else:
        _text(out, line, after)


def _below_rule(out: Outline) -> bool:
    """Return whether the line above is one drawn above footnotes, or one of them."""
    last = out.units[out.levels[-1].last] if out.levels[-1].last >= 0 else None
    return last is not None and (last.kind == "footnote" or (last.kind == "remark" and not last.style and _drawn(out, last)))


def _drawn(out: Outline, unit: Unit) -> bool:
    return out.text[unit.text_start] in "-_=~—–"


def _roman_letter(out: Outline, line: Line, after: Line | None) -> bool:
    """Return whether a letter in brackets is a Roman number: (i) above (ii), (v) below (iv)."""
    if line.number not in _ROMANS:
        return False
    if line.number == "i":
        return after is not None and after.kind == "roman" and after.number == "ii"
    stack = out.levels[-1].stack
    above = out.units[stack[-1]] if stack else None
    return above is not None and above.style == "roman" and above.number == _ROMANS[line.number]


def _named(out: Outline, line: Line, after: Line | None) -> None:
    unit = unit_of(line.unit, line, "named")
    pop_rank(out, RANKS[line.unit])
    if not out.words.repealed.match(line.words) and not _says(line, after):
        unit.text_end = unit.text_start = line.words_end
        unit.heading = _bare(line.words) or None
    push(out, unit)


def _bare(content: str) -> str:
    """Return the words without the marks that close a quotation opened above them."""
    odd = content.count('"') % 2 or content.count("»") > content.count("«") or content.count("”") > content.count("“")
    return content[: len(content) - len(quotes.trailing(content))] if odd else content


def _says(line: Line, after: Line | None) -> bool:
    """Return whether the words beside an article's number are its text: it has no heading, and what it says begins there."""
    content = _bare(line.words)
    if line.unit != "article" or content[-1:] not in (".", ":", ";"):
        return False
    if content[-1] != "." or after is None or after.kind in ("named", "free") or content != line.words:
        return True
    return after.kind not in ("dot", "paren") and len(content) > _HEADING


def _free(out: Outline, line: Line) -> None:
    unit = unit_of(line.unit, line, "named")
    pop_rank(out, RANKS[line.unit])
    push(out, unit)


def _roman(out: Outline, line: Line) -> None:
    """A Roman number with a heading is a section; otherwise it is one more style of list."""
    if not line.words or (line.words[-1] not in _FINAL and (line.num or "").endswith(".")):
        unit = unit_of("section", line, "named")
        pop_rank(out, RANKS["section"])
        unit.text_end = unit.text_start = line.words_end
        unit.heading = line.words or None
        push(out, unit)
    else:
        _numbered(out, line, "roman")


def _numbered(out: Outline, line: Line, style: str) -> None:
    level, units = out.levels[-1], out.units
    stack = level.stack
    if style == "dot" and "." in line.number:
        style = _dotted(out, line)
    found = len(stack) - 1
    while found >= 0 and units[stack[found]].style != style:
        if units[stack[found]].style == "named":
            found = -1
            break
        found -= 1
    if found >= 0:
        del stack[found:]
    else:
        _new_list(out, line, style)
    unit = unit_of(_kind(out, style), line, style)
    if len(line.words) < 100 and out.words.unpublished.match(line.words):
        unit.published = False
    push(out, unit)


def _dotted(out: Outline, line: Line) -> str:
    """Return the style of a number like 2.1: one level deeper than 2 where 2 announces a list, else its sibling."""
    level, units = out.levels[-1], out.units
    head = line.number.rpartition(".")[0]
    for index in reversed(level.stack):
        unit = units[index]
        if unit.kind == "article":
            return "dot"
        if unit.style.startswith("dot") and unit.number == head:
            listed = unit.last == "dot" + unit.number or out.ended == ":" or out.ended not in ".;"
            if listed:
                unit.last = "dot" + unit.number
                return f"dot{line.number.count('.') + 1}"
            return unit.style
        if unit.style == f"dot{line.number.count('.') + 1}":
            return unit.style
    return "dot"


def _new_list(out: Outline, line: Line, style: str) -> None:
    """A style not open yet: ``1.`` starts below the article, ``2)`` after ``а)`` goes up, a first one goes in."""
    stack, units = out.levels[-1].stack, out.units
    if style == "dot":
        listed = bool(stack) and units[stack[-1]].style not in ("named", "nn")
        while stack and units[stack[-1]].style != "named" and (listed or units[stack[-1]].style != "nn"):
            stack.pop()
    elif style == "paren" and line.number != "1":
        while stack and units[stack[-1]].style == "letter":
            stack.pop()


def _kind(out: Outline, style: str) -> str:
    """Return the kind a number stands for, from its style and what is open."""
    level, units = out.levels[-1], out.units
    depth, article = 0, False
    for index in reversed(level.stack):
        unit = units[index]
        if unit.style == "named":
            article = unit.kind == "article"
            break
        if unit.style != "nn":
            depth += 1
    if style == "letter":
        return level.hint if level.hint and not depth and not article else "item"
    if article:
        if style[:3] == "dot":
            return "part"
        return "point" if not depth or units[level.stack[-1]].kind == "part" else "item"
    if level.hint and not depth:
        return level.hint
    if not depth:
        return "point"
    return "point" if units[level.stack[-1]].kind == "part" else "item"


def _text(out: Outline, line: Line, after: Line | None) -> None:
    """A paragraph without a number: the words of the unit just opened, its next paragraph, or a unit of its own."""
    level, units = out.levels[-1], out.units
    content = line.words
    if out.words.remark.match(content):
        leaf(out, unit_of("remark", line, ""))
        return
    if ")" in content[:40] and _displaced(out, line):
        return
    if not (len(out.levels) == 1 and enacts(line, out.words)) and _runs_on(out, line):
        return
    if _stands_above(out, line, after):
        return
    if (out.ended == "." and content[0].isupper()) or out.ended in _DASHES or _closes_list(out, line):
        while level.stack and units[level.stack[-1]].style in ("paren", "letter", "nn"):
            level.stack.pop()
    if level.stack:
        _paragraph(out, line, units[level.stack[-1]])
    elif level.base >= 0 and units[level.base].kind == "attachment" and len(out.levels) == 1:
        _paragraph(out, line, units[level.base])
    else:
        _unnumbered(out, line)


def _closes_list(out: Outline, line: Line) -> bool:
    """Return whether words in small letters follow a list whose last item ends with a comma, the others with a semicolon."""
    stack, units = out.levels[-1].stack, out.units
    if out.ended != "," or line.kind != "word" or not line.words[0].islower() or len(stack) < 2:
        return False
    item, holder = stack[-1], stack[-2]
    if units[item].style not in ("letter", "paren") or item != out.levels[-1].last or item - holder < 2:
        return False
    above = units[item - 1]
    return above.style == units[item].style and out.text[above.text_end - 1] == ";"


def _runs_on(out: Outline, line: Line) -> bool:
    """Join a line in small letters to the one above that breaks off in a word: a copy with hard line breaks."""
    level = out.levels[-1]
    recent = out.units[level.last] if level.last >= 0 else None
    if recent is None or line.kind != "word" or not line.words[0].islower() or not out.ended.isalpha():
        return False
    if recent.text_end == recent.text_start or recent.kind in ("table", "form", "remark", "unrecognised") or recent.quoted != (
            len(out.levels) > 1) or _parted(out.text[recent.text_end : line.start]):
        return False
    recent.text_end = line.words_end
    return True


def _parted(between: str) -> bool:
    """Return whether more than one line end, or words, stand between two lines."""
    return bool(between.strip()) or len(f"{between}.".splitlines()) > 2


def _displaced(out: Outline, line: Line) -> bool:
    """Read "To add 2) with …" as 2), where 1) is open: the number is in the words, which are kept whole."""
    match = _DISPLACED.match(line.words)
    stack, units = out.levels[-1].stack, out.units
    if match is None or line.quote:
        return False
    if not any(units[i].style == "paren" and blocks.follows(units[i].number, match[1]) for i in stack):
        return False
    line.num, line.number = f"{match[1]})", match[1]
    at = line.words_start + match.start(1)
    out.diagnostics.append(Diagnostic("number-displaced", "warning", f"The number {line.num} stands inside the words.",
                                      Span(at, at + len(line.num))))
    _numbered(out, line, "paren")
    return True


def _paragraph(out: Outline, line: Line, unit: Unit) -> None:
    level = out.levels[-1]
    if unit.text_end == unit.text_start and level.last == (level.stack[-1] if level.stack else level.base):
        if holds(unit) or unit.kind == "attachment":
            _container_text(out, line, unit)
        else:
            unit.text_start, unit.text_end = line.words_start, line.words_end
        return
    recent = out.units[level.last]
    if out.ended not in _FINAL and out.words.wrapped.match(line.words) and recent.text_end > recent.text_start:
        recent.text_end = line.words_end
        return
    if holds(unit):
        _unnumbered(out, line)
        return
    leaf(out, unit_of("alinea", line, ""))


def _container_text(out: Outline, line: Line, unit: Unit) -> None:
    """Words below a chapter's number: its heading, on one line or several, else a unit without number."""
    if unit.kind == "attachment" and out.words.reference.match(line.words):
        leaf(out, unit_of("alinea", line, ""))
        return
    if line.words[-1] not in _FINAL and (unit.heading is None or _goes_on(unit.heading, line.words)):
        unit.heading = line.words if unit.heading is None else f"{unit.heading} {line.words}"
        unit.text_start = unit.text_end = line.words_end
    elif unit.kind == "attachment":
        leaf(out, unit_of("alinea", line, ""))
    else:
        _unnumbered(out, line)


def _goes_on(heading: str, words: str) -> bool:
    """Return whether a line continues the heading above it: in small letters, or in capitals like it."""
    alike = words[0].islower() or (heading.isupper() and words.isupper())
    return len(heading) < _LONGEST and heading[-1] not in _FINAL and alike


def _unnumbered(out: Outline, line: Line) -> None:
    """A unit without number; it stays open where it announces a list."""
    unit = unit_of("alinea", line, "nn")
    if line.words.endswith(":"):
        push(out, unit)
    else:
        leaf(out, unit)


def _heads(out: Outline, line: Line, after: Line | None) -> bool:
    """Return whether a line stands above numbered units as their heading: no final punctuation, between sentences."""
    if len(out.levels) == 1 and enacts(line, out.words):
        return True
    if line.kind != "word" or line.quote or after is None or len(line.words) > 200:
        return False
    if line.words[-1] in _FINAL or out.ended not in ".;" or not line.words[0].isupper():
        return False
    if len(out.levels) > 1 or _awaits_heading(out):
        return False
    return (after.kind in {"dot", "named"}) and not after.quote


def _awaits_heading(out: Outline) -> bool:
    """Return whether the line above is the bare number of a unit that has a heading."""
    index = out.levels[-1].last
    unit = out.units[index] if index >= 0 else None
    return unit is not None and unit.style == "named" and unit.heading is None and unit.text_end == unit.text_start


def _stands_above(out: Outline, line: Line, after: Line | None) -> bool:
    """Read a line that stands above units as what it is there, a division or an article's heading; return whether so."""
    if _heads(out, line, after):
        _division(out, line)
        return True
    return _headed(out, line, after)


def _headed(out: Outline, line: Line, after: Line | None) -> bool:
    """Take a line between the bare number of an article and its first part for the heading; return whether it is one."""
    if not _awaits_heading(out) or after is None or after.kind not in ("dot", "paren") or after.number != "1":
        return False
    unit = out.units[out.levels[-1].last]
    if unit.kind != "article" or line.kind != "word" or line.words[-1] in _FINAL or line.quote:
        return False
    unit.heading = line.words
    unit.text_start = unit.text_end = line.words_end
    return True


def _division(out: Outline, line: Line) -> None:
    unit = unit_of("division", line, "named")
    pop_rank(out, RANKS["division"])
    unit.text_start = unit.text_end = line.words_end
    unit.heading = line.words
    push(out, unit)
