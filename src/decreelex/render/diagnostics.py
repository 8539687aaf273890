"""Diagnostics for people: what, at which line and column, the line with a caret under the words, and what to do."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from decreelex.errors import Diagnostic
from decreelex.render.page import Line, fill, page, plain, words
from decreelex.span import Span

_STYLE = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_DIM = "dim"
_WIDTH = 96


class Text(NamedTuple):
    """A source text and the offsets of its line breaks."""

    words: str
    breaks: list[int]


def diagnostics_text(diagnostics: Iterable[Diagnostic], text: str | None, *, color: bool = False, language: str = "en") -> str:
    """Return diagnostics as text. ``text``: the source that their spans are in, or None where there is none."""
    lines: list[Line] = []
    source = None if text is None else Text(text, [at for at, c in enumerate(text) if c == "\n"])
    for one in diagnostics:
        if lines:
            lines.append(plain(""))
        lines += _diagnostic(one, source, language)
    return page(lines, color=color) if lines else ""


def _diagnostic(one: Diagnostic, text: Text | None, language: str) -> Iterator[Line]:
    table = words(language)
    yield [(f"{table['severity'][one.severity]}[{one.code}]", _STYLE[one.severity]), (f": {one.message}", "bold")]
    if one.span is not None and text is not None:
        yield from _excerpt(one.span, text, _STYLE[one.severity], language)
    for note in one.notes:
        yield [("  = ", _DIM), (f"{table['diagnostic']['note']}: {note.message}", "")]
        if note.span is not None and text is not None:
            yield from _excerpt(note.span, text, "cyan", language)
    for suggestion in one.suggestions:
        yield [("  = ", _DIM), (f"{table['diagnostic']['help']}: ", "green"), (suggestion, "")]


def _excerpt(span: Span, source: Text, style: str, language: str) -> Iterator[Line]:
    """Yield the place, the line it is in (a window of it, if long) and a caret under the words."""
    text = source.words
    at = min(max(0, span.start), len(text))
    nth = bisect.bisect_left(source.breaks, at)
    start = source.breaks[nth - 1] + 1 if nth else 0
    stop = source.breaks[nth] if nth < len(source.breaks) else len(text)
    number = str(nth + 1)
    yield [("  --> ", _DIM), (fill(words(language)["diagnostic"]["where"], line=number, column=at - start + 1), "")]
    shown, offset = _window(text, start, stop, at)
    size = max(1, min(span.end, stop) - at)
    size = min(size, max(1, len(shown) - offset))
    gutter = " " * len(number)
    yield [(f" {gutter} |", _DIM)]
    yield [(f" {number} | ", _DIM), (shown, "")]
    yield [(f" {gutter} | ", _DIM), (" " * offset + "^" * size, style)]


def _window(text: str, start: int, stop: int, at: int) -> tuple[str, int]:
    """Return the part of a line around ``at`` that fits, one column a character, and where ``at`` is in it."""
    left = max(start, min(at - _WIDTH // 3, stop - _WIDTH))
    right = min(stop, left + _WIDTH)
    shown = "".join(c if c.isprintable() else " " for c in text[left:right]).rstrip()
    head = "…" if left > start else ""
    tail = "…" if right < stop else ""
    return head + shown + tail, len(head) + at - left
