"""The text of an expression that came without it: put together again from the model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from decreelex.changes import Consolidation
from decreelex.errors import Diagnostic
from decreelex.model import Expression, Provision

Piece = tuple[int, str]


def rebuilt(expression: Expression) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the source text of an expression, and a diagnostic where it is not certainly the same, blank for blank.

    Words, numbers and headings stand at their offsets; between units there are line ends, elsewhere blanks.
    """
    if isinstance(expression, Consolidation):
        return expression.text, ()
    parts: list[str] = []
    at = 0
    for start, words in sorted(_pieces(expression)):
        if start < at or not words:
            continue
        parts.append("\n" * (start - at))
        parts.append(words)
        at = start + len(words)
    parts.append("\n" * (expression.source.length - at))
    text = "".join(parts)
    if _same(text, expression):
        return text, ()
    return text, (Diagnostic("text-rebuilt", "info", "The base came without its text; it was put together from the "
                             "model, and blanks or marks between provisions may differ from the source."),)


def _pieces(expression: Expression) -> Iterator[Piece]:
    for block in (expression.preface, expression.preamble, expression.conclusions):
        if block is not None:
            yield block.span.start, block.text
    yield from _units(expression.provisions)


def _units(units: Sequence[Provision]) -> Iterator[Piece]:
    stack = list(units)[::-1]
    while stack:
        unit = stack.pop()
        yield unit.span.start, _own(unit)
        stack += unit.children[::-1]


def _own(unit: Provision) -> str:
    """Return number, heading and words of a unit with the blanks between them."""
    if unit.num is None:
        return unit.text
    start = unit.span.start
    words = unit.text_span.start - start
    marked = unit.quoted and unit.heading is None and unit.text and words > len(unit.num) + 1
    head = ('"' if marked else "") + unit.num
    if not unit.text:
        return _joined(head, unit.heading, max(words, len(head)))
    if unit.heading is None:
        return head + " " * (words - len(head)) + unit.text
    return _joined(head, unit.heading, words - 1) + "\n" + unit.text


def _joined(head: str, heading: str | None, length: int) -> str:
    if not heading:
        return head
    return head + " " * max(1, length - len(head) - len(heading)) + heading


def _same(text: str, expression: Expression) -> bool:
    encoding = expression.source.encoding
    try:
        data = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "strict")
    except UnicodeError:
        return False
    return hashlib.sha256(data).hexdigest() == expression.source.sha256
