"""Characters that XML 1.0 cannot carry: looked for in the finished document, replaced and reported."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from decreelex.errors import Diagnostic
from decreelex.model import Expression
from decreelex.span import Span

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\r")
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())


def encoded(document: str) -> bytes | None:
    """Return the document as UTF-8; None if it has a character that XML cannot carry."""
    try:
        data = document.encode()
    except UnicodeEncodeError:
        return None
    if any(n in data for n in _NONCHARACTERS) or len(data.translate(None, _CONTROLS)) < len(data):
        return None
    return data


def characters(words: str) -> str:
    """Return words with U+FFFD for each character that XML cannot carry: as many characters as before."""
    return _FORBIDDEN.sub(REPLACEMENT, words)


def cleaned(expression: Expression) -> tuple[Expression, tuple[Diagnostic, ...]]:
    """Return the expression without characters that XML cannot carry, and a report for each field that had some."""
    found: list[Diagnostic] = []
    plain = _clean(msgspec.to_builtins(expression), None, found)
    return msgspec.convert(plain, Expression), tuple(found)


def _clean(value: Any, place: Span | None, found: list[Diagnostic]) -> Any:
    if isinstance(value, str):
        return _string(value, place, False, found)
    if isinstance(value, list | tuple):
        return [_clean(one, place, found) for one in value]
    if isinstance(value, dict):
        return _struct(value, place, found)
    return value


def _struct(value: dict[str, Any], place: Span | None, found: list[Diagnostic]) -> dict[str, Any]:
    unit = Span(*value["span"]) if value.get("span") else place
    own = Span(*value["text_span"]) if value.get("text_span") else unit
    return {
        key: _string(field, own, True, found)
        if key == "text" and isinstance(field, str)
        else _clean(field, unit, found)
        for key, field in value.items()
    }


def _string(words: str, place: Span | None, exact: bool, found: list[Diagnostic]) -> str:
    """Replace and report; ``exact``: the words begin where the span does, so the first character can be pointed at."""
    first = _FORBIDDEN.search(words)
    if first is None:
        return words
    clean, count = _FORBIDDEN.subn(REPLACEMENT, words)
    if place is not None and exact:
        place = Span(place.start + first.start(), place.start + first.end())
    found.append(
        Diagnostic(
            "akn-character",
            "warning",
            f"{count} character(s) that XML cannot carry, the first is U+{ord(first[0]):04X}: written as U+FFFD",
            place,
            (),
            ("remove the characters from the source, or keep the act as JSON",),
        )
    )
    return clean
