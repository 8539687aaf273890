"""Text to tree: lines, frame, outline, names, checks."""

from __future__ import annotations

import msgspec

from decreelex.errors import Diagnostic
from decreelex.span import Span
from decreelex.structure import checks, identity, naming, opaque, outline, wraps
from decreelex.structure.frame import Frame, frame
from decreelex.structure.levels import footnote_of
from decreelex.structure.lines import OPENING, scan, split
from decreelex.structure.tree import Line, Tree, Unit
from decreelex.structure.words import Words, load

_FIRSTS = frozenset(("1", "I"))
_TITLED = frozenset(("word", "other", "foot", "dash"))
Range = tuple[int, int]


class Reading(msgspec.Struct):
    """What the parts of a parse share. ``tops``: number of an appendix -> its unit."""

    text: str
    lines: list[Line]
    words: Words
    units: list[Unit]
    diagnostics: list[Diagnostic]
    tops: dict[str, int] = {}


def parse(text: str, language: str, *, excerpt: bool = False) -> Tree:
    """Return the tree of ``text`` (``language``: ``rus`` or ``eng``).

    ``excerpt``: the text is known to come from an act, though nothing in it may show so.
    """
    words = load(language)
    every = split(text, wraps.join(text, opaque.gather(text, scan(text, words), words), words), words)
    first, last = _within(every)
    lines = every[first:last]
    parts = frame(lines, words)
    work, notes = identity.identify(text, _heads(lines, parts), _span(lines, parts.conclusions),
                                    _span(lines, parts.preamble), words,
                                    article=next((line.number for line in lines if line.unit == "article"), ""))
    known = work.kind is not None or work.number is not None
    acts = excerpt or known or parts.preamble is not None or _numbered(text, lines, words)
    if acts and parts.front and not (known or (parts.preamble and work.title) or _opens_whole(lines, parts)):
        parts.body, parts.front = (parts.front[0], (parts.body or parts.front)[1]), None
    units: list[Unit] = []
    diagnostics: list[Diagnostic] = []
    at = Reading(text, lines, words, units, diagnostics)
    if not acts:
        _unrecognised(every, units, diagnostics)
        parts, first, last = Frame(), 0, len(every)
    units.extend(map(_stray, every[:first]))
    if parts.body:
        _outline(at, *parts.body)
    for kind, first, last in parts.tail:
        _tail(at, kind, first, last)
    units.extend(map(_stray, every[last:]))
    spec = identity.kinds()["kinds"].get(work.kind, {})
    units = checks.gaps(units, text, words, diagnostics, complete=bool(parts.front and spec.get("points")))
    _finish(text, units)
    naming.name(units, diagnostics)
    if acts:
        checks.check(text, lines, units, words, diagnostics, cut=not parts.conclusions and not parts.tail)
    return Tree(text, language, every, _span(lines, parts.front), _span(lines, parts.preamble),
                _span(lines, parts.conclusions), units, diagnostics + notes if acts else diagnostics, work)


def _numbered(text: str, lines: list[Line], words: Words) -> bool:
    """Return whether numbered lines show provisions: named units, words of law, or a text that begins with a number."""
    numbered = [index for index, line in enumerate(lines) if line.num is not None]
    return bool(numbered) and (numbered[0] == 0 or any(lines[i].unit for i in numbered)
                               or words.law.search(text) is not None)


def _heads(lines: list[Line], parts: Frame) -> list[identity.Head]:
    """Return the lines that may identify the act; adoption lines and remarks carry dates that are not its own."""
    return [identity.Head(Span(lines[i].start, lines[i].words_end), kind == "HEADLINE") for kind, i in parts.heads
            if kind in ("HEADLINE", "DATED")]


def _unrecognised(lines: list[Line], units: list[Unit], diagnostics: list[Diagnostic]) -> None:
    units.extend(map(_stray, lines))
    diagnostics.append(Diagnostic("act-not-found", "warning", "Nothing in this text shows that it is a legal act.",
                                  Span(lines[0].start, lines[-1].words_end) if lines else None))


def _opens_whole(lines: list[Line], parts: Frame) -> bool:
    """Return whether the body begins with the first of its named units: what stands above is the name of the act."""
    first = lines[parts.body[0]] if parts.body else None
    return first is not None and first.kind == "named" and first.number in _FIRSTS


def _stray(line: Line) -> Unit:
    return Unit("unrecognised", -1, None, "", "", line.start, line.words_end, line.start, line.words_end)


def _within(lines: list[Line]) -> Range:
    """Return the lines between what a site or a database put above the act and below it."""
    first, last = 0, len(lines)
    while first < last and lines[first].kind == "site":
        first += 1
    while last > first and lines[last - 1].kind == "site":
        last -= 1
    return first, last


def _tail(at: Reading, kind: str, first: int, last: int) -> None:
    """Add what follows the signature: an appendix with its own hierarchy, footnotes, or an editor's remark."""
    if kind == "footnote":
        host = next((i for i in range(len(at.units) - 1, -1, -1) if at.units[i].kind == "attachment"), -1)
        for line in at.lines[first:last]:
            at.units.append(footnote_of(line, host) if line.kind == "foot" else _ruled(line, host))
    elif all(line.kind in ("site", "rule") or at.words.remark.match(line.words) for line in at.lines[first:last]):
        _outline(at, first, last)
    elif _belongs(at, first, last):
        _attachment(at, first, last)
    else:
        at.units.extend(map(_stray, at.lines[first:last]))
        at.diagnostics.append(Diagnostic("tail-unrecognised", "info", "Nothing shows that these lines, below the end of the "
                                         "act, belong to it.", Span(at.lines[first].start, at.lines[last - 1].words_end)))


def _belongs(at: Reading, first: int, last: int) -> bool:
    """Return whether lines after the signature are an appendix: named or approved, with units, or under a title in capitals."""
    lines, words = at.lines, at.words
    head = lines[first]
    if head.unit == "attachment" or words.reference.match(head.words) or words.approval.match(head.words):
        return True
    if any(line.kind in OPENING or line.kind in ("table", "form") for line in lines[first:last]):
        return True
    title = [line.words for line in lines[first : min(last, first + 3)]]
    return title[0].isupper() or any(words.law.search(line) for line in title)


def _ruled(line: Line, host: int) -> Unit:
    return Unit("remark", host, None, "", "", line.start, line.words_end, line.start, line.words_end)


def _outline(at: Reading, first: int, last: int, base: int = -1) -> None:
    outline.read(at.text, at.lines, first, last, at.words, at.units, at.diagnostics, base=base)


def _attachment(at: Reading, first: int, last: int) -> None:
    line, start = at.lines[first], first
    host = _host(at.tops, line.number) if line.unit == "attachment" else -1
    unit = Unit("attachment", host, None, "", "named", line.start, line.start, line.start, line.start,
                depth=1 if host < 0 else 2)
    if line.unit == "attachment":
        unit.num, unit.number, unit.text_start, unit.text_end = line.num, line.number, line.words_start, line.words_end
        start = first + 1
        if not line.words:
            unit.text_start = unit.text_end = line.num_end
    at.units.append(unit)
    base = len(at.units) - 1
    if host < 0:
        at.tops[unit.number] = base
    _outline(at, _reference(at, start, last, base), last, base)


def _host(tops: dict[str, int], number: str) -> int:
    """Return the appendix that an appendix belongs to: the latest one, where the numbering starts again; else -1."""
    inner = number in tops or (number and "" in tops)
    return next(reversed(tops.values())) if inner and number else -1


def _reference(at: Reading, first: int, last: int, base: int) -> int:
    """Add the lines that say to what an appendix belongs or who approved it, as one unit; return the next line."""
    lines = at.lines
    if first >= last or not any(p.match(lines[first].words) for p in (at.words.reference, at.words.approval)):
        return first
    block = range(first, min(last, first + 7))
    end = next((i + 1 for i in block if at.words.dated.match(lines[i].words)), first + 1)
    start, stop = lines[first].start, lines[end - 1].words_end
    at.units.append(Unit("alinea", base, None, "", "", start, stop, start, stop))
    return _title(lines, end, last, at.units[base])


def _title(lines: list[Line], first: int, last: int, unit: Unit) -> int:
    """Read the title of an appendix: the lines without final punctuation before its first sentence or unit."""
    index = first
    while index < min(last, first + 6) and lines[index].kind in _TITLED and lines[index].words[-1] not in ".;:,|":
        unit.heading = f"{unit.heading} {lines[index].words}" if unit.heading else lines[index].words
        unit.end = lines[index].words_end
        index += 1
    return index


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
