"""Text to tree: lines, frame, outline, names, checks."""

from __future__ import annotations

from decreelex.errors import Diagnostic
from decreelex.span import Span
from decreelex.structure import checks, identity, naming, outline
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
    work, notes = identity.identify(text, _heads(lines, parts), _span(lines, parts.conclusions),
                                    _span(lines, parts.preamble), words)
    known = work.kind is not None or work.number is not None
    acts = excerpt or known or parts.preamble is not None or any(line.num is not None for line in lines)
    if acts and parts.front and not (known or (parts.preamble and work.title)):
        parts.body, parts.front = (parts.front[0], (parts.body or parts.front)[1]), None
    units: list[Unit] = []
    diagnostics: list[Diagnostic] = []
    if not acts:
        _unrecognised(lines, units, diagnostics)
        parts = Frame()
    if parts.body:
        outline.read(text, lines, *parts.body, words, units, diagnostics)
    for kind, first, last in parts.tail:
        _tail(kind, text, lines, first, last, words, units, diagnostics)
    spec = identity.kinds()["kinds"].get(work.kind, {})
    units = checks.gaps(units, text, words, diagnostics, complete=bool(parts.front and spec.get("points")))
    _finish(text, units)
    naming.name(units, diagnostics)
    if acts:
        checks.check(text, lines, units, words, diagnostics, cut=not parts.conclusions and not parts.tail)
    return Tree(text, language, lines, _span(lines, parts.front), _span(lines, parts.preamble),
                _span(lines, parts.conclusions), units, diagnostics + notes if acts else diagnostics, acts, work)


def _heads(lines: list[Line], parts: Frame) -> list[identity.Head]:
    """Return the lines that may identify the act; adoption lines and remarks carry dates that are not its own."""
    return [identity.Head(Span(lines[i].start, lines[i].words_end), kind == "HEADLINE") for kind, i in parts.heads
            if kind in ("HEADLINE", "DATED")]


def _unrecognised(lines: list[Line], units: list[Unit], diagnostics: list[Diagnostic]) -> None:
    units.extend(Unit("unrecognised", -1, None, "", "", line.start, line.words_end, line.start, line.words_end)
                 for line in lines)
    diagnostics.append(Diagnostic("act-not-found", "warning", "Nothing in this text shows that it is a legal act.",
                                  Span(lines[0].start, lines[-1].words_end) if lines else None))


def _footnote(line: Line, host: int) -> Unit:
    num, _, note = line.words.partition(" ")
    start = line.words_end - len(note.lstrip())
    return Unit("footnote", host, num, num.strip("<>"), "", line.start, line.words_end, start, line.words_end)


def _tail(kind: str, text: str, lines: list[Line], first: int, last: int, words: Words, units: list[Unit],
          diagnostics: list[Diagnostic]) -> None:
    """Add what follows the signature: an appendix with its own hierarchy, footnotes, or an editor's remark."""
    if kind == "footnote":
        host = next((i for i in range(len(units) - 1, -1, -1) if units[i].kind == "attachment"), -1)
        units.extend(_footnote(line, host) for line in lines[first:last])
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
        unit.end = max(unit.end, unit.text_end)
        if unit.parent >= 0 and units[unit.parent].end < unit.end:
            units[unit.parent].end = unit.end


def _span(lines: list[Line], part: Range | None) -> Span | None:
    return Span(lines[part[0]].start, lines[part[1] - 1].words_end) if part else None
