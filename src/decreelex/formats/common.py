"""What all formats share: limits, the libraries of the extra, words read so far, scripts, counting in letters."""

from __future__ import annotations

import functools
import importlib
import tomllib
from typing import Any

import msgspec

from decreelex import resources
from decreelex.errors import DecreelexError, Diagnostic, InputError, UsageError, fail
from decreelex.span import Span

LARGEST = 64 * 1024 * 1024
"""Bytes of a file."""
LARGEST_UNPACKED = 256 * 1024 * 1024
"""Bytes of all that a DOCX or the text of a PDF unpacks to."""

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


class Words(msgspec.Struct, frozen=True):
    """The words of a document, the pages they stand on (number from 1, span) and what was noticed."""

    text: str
    pages: tuple[tuple[int, Span], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Tables(msgspec.Struct, frozen=True):
    """The tables of grammar/formats.toml."""

    letters: dict[str, str]
    html_lists: dict[str, str]
    html: dict[str, frozenset[str]]


@functools.cache
def tables() -> Tables:
    """Return the tables of grammar/formats.toml, read once."""
    path = resources.folder("grammar") / "formats.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Tables)


def library(module: str) -> Any:
    """Return a module of the ``formats`` extra. Raises UsageError that says how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise fail(
            UsageError,
            "format-library",
            f"reading this format needs the library {module.partition('.')[0]!r}",
            suggestions=("pip install decreelex[formats]",),
        ) from error


def refused(code: str, message: str, *suggestions: str) -> DecreelexError:
    """Return the exception for a file that cannot be used."""
    return fail(InputError, code, message, suggestions=suggestions)


def left_out(what: str, words: str) -> Diagnostic:
    """Return the report of words that are not the act's and were left out."""
    shown = " ".join(words.split())
    shown = f"{shown[:80]}…" if len(shown) > 80 else shown
    return Diagnostic("format-left-out", "info", f"{what} left out: {shown!r}" if shown else f"{what} left out")


def superscript(words: str) -> str | None:
    """Return digits as superscripts; None where there are other characters than digits."""
    return words.translate(_SUPERSCRIPT) if words.isascii() and words.isdigit() else None


def subscript(words: str) -> str | None:
    """Return digits as subscripts; None where there are other characters than digits."""
    return words.translate(_SUBSCRIPT) if words.isascii() and words.isdigit() else None


def numeral(n: int, style: str) -> str | None:
    """Return ``n`` (from 1) in a numbering format of WordprocessingML; None for a format that is not known."""
    letters = tables().letters.get(style)
    if letters:
        # after the last letter they double: aa, bb
        return letters[(n - 1) % len(letters)] * ((n - 1) // len(letters) + 1) if 0 < n <= 30 * len(letters) else None
    if style in ("lowerRoman", "upperRoman"):
        roman = _roman(n) if 0 < n < 4000 else None
        return roman.lower() if roman and style == "lowerRoman" else roman
    return {"decimal": str(n), "decimalZero": f"{n:02}"}.get(style)


def _roman(n: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (n // value)
        n %= value
    return out
