"""The state of an outline while it is read, shared by the levels of numbers and the levels of quotations."""

from __future__ import annotations

import msgspec

from decreelex.errors import Diagnostic
from decreelex.span import Span
from decreelex.structure.tree import Unit
from decreelex.structure.words import Words

MAX_DEPTH = 64


class Level(msgspec.Struct):
    """What is open: the units from the outermost in, under ``base``. A quotation opens a level of its own."""

    base: int
    stack: list[int]
    last: int
    mark: str = ""
    hint: str = ""
    quote: int = 0


class Outline(msgspec.Struct):
    """The state of a reading. ``units`` grows; nothing in it is moved later."""

    text: str
    words: Words
    units: list[Unit]
    diagnostics: list[Diagnostic]
    levels: list[Level]
    ended: str = "."
    capped: bool = False


def cap(out: Outline, unit: Unit) -> None:
    """Report, once, that units nest too deep."""
    if not out.capped:
        out.capped = True
        out.diagnostics.append(Diagnostic(
            "nesting-too-deep", "warning", f"Units nest deeper than {MAX_DEPTH}; deeper ones are kept at that depth.",
            Span(unit.start, unit.text_end)))
