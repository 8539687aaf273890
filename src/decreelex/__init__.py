"""decreelex: legal text in, data out; a status question in, an answer with its proof out."""

from __future__ import annotations

from decreelex.api import (
    amendments,
    annotate,
    apply,
    ask,
    compare,
    consolidate,
    diff,
    history,
    parse,
    questions,
    schema,
    timeline,
    validate,
)
from decreelex.changes import Consolidation, PointInTime
from decreelex.errors import DecreelexError, Diagnostic, InputError, UsageError
from decreelex.model import Amendments, Answer, Expression
from decreelex.span import Span

__all__ = [
    "Amendments",
    "Answer",
    "Consolidation",
    "DecreelexError",
    "Diagnostic",
    "Expression",
    "InputError",
    "PointInTime",
    "Span",
    "UsageError",
    "amendments",
    "annotate",
    "apply",
    "ask",
    "compare",
    "consolidate",
    "diff",
    "history",
    "parse",
    "questions",
    "schema",
    "timeline",
    "validate",
]
