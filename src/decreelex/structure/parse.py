"""Text to tree: lines, frame, outline, names, checks."""

from __future__ import annotations

from decreelex.errors import Diagnostic
from decreelex.span import Span
from decreelex.structure import checks, naming, outline
from decreelex.structure.frame import Frame, frame
from decreelex.structure.lines import scan
from decreelex.structure.tree import Line, Tree, Unit
from decreelex.structure.words import Words, load

Range = tuple[int, int]


def parse(text: str, language: str, *, excerpt: bool = False) -> Tree:
    """Return the tree of ``text`` (``language``: ``rus`` or ``eng``).

    ``excerpt``: the text is known to come from an act, though nothing in it may show so.
    """
    words = load(language)
    lines = scan(text, words)
    parts = frame(lines, words)
    units: list[Unit] = []
    diagnostics: list[Diagnostic] = []
    acts = excerpt or _shows_an_act(lines, parts)
    if acts and not _titled(lines, parts, words):
        parts.body, parts.front = _front_as_body(parts), None
    if not acts:
        _unrecognised(lines, units, diagnostics)
        parts = Frame()
    if parts.body:
        outline.read(text, lines, *parts.body, words, units, diagnostics)
    for kind, first, last in parts.tail:
        _tail(kind, text, lines, first, last, words, units, diagnostics)
    _finish(text, units)
    naming.name(units, diagnostics)
    tree = Tree(text, language, lines, _span(lines, parts.front), _span(lines, parts.preamble),
                _span(lines, parts.conclusions), units, diagnostics, acts)
    checks.check(tree, words)
    return tree


def _shows_an_act(lines: list[Line], parts: Frame) -> bool:
    """Return whether anything says that this is (part of) an act: an enacting word, a unit, a signature, a title."""
    if parts.preamble or parts.conclusions:
        return True
    return any(line.num is not None and line.kind != "foot" for line in lines) or any(
        ln.kind == "word" for ln in lines[slice(*parts.front)] if parts.front) and parts.body is not None


def _titled(lines: list[Line], parts: Frame, words: Words) -> bool:
    return parts.front is not None


def _front_as_body(parts: Frame) -> Range | None:
    if parts.front is None:
        return parts.body
    return parts.front[0], (parts.body or parts.front)[1]


def _unrecognised(lines: list[Line], units: list[Unit], diagnostics: list[Diagnostic]) -> None:
    for line in lines:
        units.append(Unit("unrecognised", -1, None, "", "", line.start, line.words_end, line.start, line.words_end))
    diagnostics.append(Diagnostic("act-not-found", "warning", "Nothing in this text shows that it is a legal act.",
                                  Span(lines[0].start, lines[-1].words_end) if lines else None))


def _tail(kind: str, text: str, lines: list[Line], first: int, last: int, words: Words, units: list[Unit],
          diagnostics: list[Diagnostic]) -> None:
    """Add what follows the signature: an appendix with its own hierarchy, footnotes, or an editor's remark."""
    if kind == "footnote":
        for line in lines[first:last]:
            units.append(Unit("footnote", -1, line.num, line.num or "", "", line.start, line.words_end,
                              line.words_start, line.words_end))
        return
    if all(words.remark.match(line.words) for line in lines[first:last]):
        outline.read(text, lines, first, last, words, units, diagnostics)
        return
    line = lines[first]
    unit = Unit("attachment", -1, line.num, line.number, "named", line.start, line.words_end, line.words_start,
                line.words_end)
    start = first
    if line.unit == "attachment":
        start = first + 1
    else:
        unit.num, unit.number, unit.text_start, unit.text_end = None, "", line.start, line.start
    if start > first and not line.words:
        unit.text_start = unit.text_end = line.words_end
    units.append(unit)
    outline.read(text, lines, start, last, words, units, diagnostics, base=len(units) - 1)


def _finish(text: str, units: list[Unit]) -> None:
    """Set every unit's words, and its end from its children's."""
    for index in range(len(units) - 1, -1, -1):
        unit = units[index]
        unit.text = text[unit.text_start : unit.text_end]
        if unit.end < unit.text_end:
            unit.end = unit.text_end
        if unit.parent >= 0 and units[unit.parent].end < unit.end:
            units[unit.parent].end = unit.end


def _span(lines: list[Line], part: Range | None) -> Span | None:
    return Span(lines[part[0]].start, lines[part[1] - 1].words_end) if part else None
