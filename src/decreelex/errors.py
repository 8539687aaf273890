"""Diagnostics as values, and the exceptions that carry them."""

from __future__ import annotations

from typing import Literal

import msgspec

from decreelex.span import Span

Severity = Literal["error", "warning", "info"]


class Note(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A further place or remark that belongs to a diagnostic."""

    message: str
    span: Span | None = None


class Diagnostic(msgspec.Struct, frozen=True, gc=False):
    """What was noticed, where, and what to do about it. ``span`` is in code points of the source."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    notes: tuple[Note, ...] = ()
    suggestions: tuple[str, ...] = ()


class DecreelexError(Exception):
    """The base of the errors a caller may want to catch; carries its diagnostics."""

    exit_code = 1

    def __init__(self, *diagnostics: Diagnostic, text: str | None = None) -> None:
        """``text``: what the diagnostics' spans point into, where the caller may not have it."""
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics
        self.text = text


class InputError(DecreelexError):
    """The input cannot be used: not text, too large, not an act where one is needed (exit code 1)."""


class UsageError(DecreelexError):
    """The question, parameter or option is wrong (exit code 2)."""

    exit_code = 2


def fail(kind: type[DecreelexError], code: str, message: str, *, span: Span | None = None,
         suggestions: tuple[str, ...] = ()) -> DecreelexError:
    """Return an exception of ``kind`` with one error diagnostic, ready to raise."""
    return kind(Diagnostic(code, "error", message, span, (), suggestions))
