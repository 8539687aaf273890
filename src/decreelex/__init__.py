"""decreelex: legal text in, data out; a status question in, an answer with its proof out."""

from __future__ import annotations

from decreelex.api import amendments, ask, parse, questions, schema, timeline, validate
from decreelex.errors import DecreelexError, Diagnostic, InputError, UsageError
from decreelex.model import Amendments, Answer, Expression
from decreelex.span import Span

__all__ = [
    "Amendments",
    "Answer",
    "DecreelexError",
    "Diagnostic",
    "Expression",
    "InputError",
    "Span",
    "UsageError",
    "amendments",
    "ask",
    "parse",
    "questions",
    "schema",
    "timeline",
    "validate",
]
