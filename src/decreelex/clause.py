"""Words of one unit -> citations, effects, modifications."""

from __future__ import annotations

import msgspec

from decreelex.errors import Diagnostic
from decreelex.model import Citation, Effect, Modification
from decreelex.span import Span


class ClauseReading(msgspec.Struct, frozen=True):
    """What the words of one unit say; all spans are in code points of the whole source text."""

    citations: tuple[Citation, ...] = ()
    effects: tuple[Effect, ...] = ()
    modifications: tuple[Modification, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read(text: str, span: Span, language: str, *, steps: frozenset[str]) -> ClauseReading:
    """Read the words ``text[span]`` (``language``: rus or eng; ``steps``: citations, effects, amendments)."""
    return ClauseReading()
