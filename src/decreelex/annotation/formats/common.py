"""What the formats share: places in other units, ids, and annotations that must stand where they say."""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from decreelex.annotation.structs import Annotation
from decreelex.errors import Diagnostic, InputError, fail
from decreelex.span import Span

Read = tuple[list[Annotation], list[Any]]


def located(text: str, start: object, end: object, label: str, words: str | None, *, name: str = "",
            attributes: Mapping[str, Any] | None = None) -> Annotation:
    """Return the annotation at ``text[start:end]``; where ``words`` say that the tool counted UTF-16 units, in those.

    Raises InputError for a place outside the text, or one where other words stand.
    """
    if not isinstance(start, int) or not isinstance(end, int) or isinstance(start, bool):
        raise fail(InputError, "annotation-unreadable", f"an annotation {label!r} has no place: {start!r}, {end!r}")
    for first, last in ((start, end), units_to_points(text, start, end)):
        if 0 <= first < last <= len(text) and (words is None or same(text[first:last], words)):
            return Annotation(Span(first, last), label, text[first:last], None, dict(attributes or {}), name, "person")
    where = f"{start}-{end}"
    raise fail(InputError, "annotation-elsewhere", f"the annotation {label} at {where} is not in this text: {words!r}",
               suggestions=("import what was exported from this very file",))


def same(found: str, words: str) -> bool:
    """Return whether words are the same but for line breaks and blanks, which tools change."""
    return found == words or found.split() == words.split()


def units_to_points(text: str, start: int, end: int) -> tuple[int, int]:
    """Return code points of a span in UTF-16 code units; one that cuts a pair becomes (-1, -1)."""
    pairs = _beyond(text)
    return _point(pairs, start), _point(pairs, end)


@functools.lru_cache(maxsize=4)
def _beyond(text: str) -> tuple[int, ...]:
    """Return, for each character that takes two units, the unit at which its second one stands."""
    if text.isascii():
        return ()
    places = (at for at, one in enumerate(text) if one > "\uffff")
    return tuple(at + number + 1 for number, at in enumerate(places))


def _point(pairs: tuple[int, ...], unit: int) -> int:
    at = bisect.bisect_left(pairs, unit)
    return -1 if at < len(pairs) and pairs[at] == unit else unit - at


def numbered(some: Sequence[Annotation]) -> dict[str, int]:
    """Return a whole number for every id."""
    return {one.id: number for number, one in enumerate(some, 1)}


def named(number: object) -> str:
    """Return the id of an annotation that has a number in its format."""
    return f"T{number}"


def problem(error: Exception, kind: str) -> InputError:
    """Return the error for a file that is not the format it looks like."""
    return InputError(Diagnostic("annotation-unreadable", "error", f"this is no {kind} file that decreelex can read: {error}"))


def pairs(attributes: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return attributes in order of their names."""
    return sorted(attributes.items())


def chunks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a span between line breaks, without blanks at their ends."""
    out = []
    at = start
    for _, group in itertools.groupby(text[start:end], key=lambda one: one in "\r\n"):
        size = sum(1 for _ in group)
        part = text[at : at + size]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            out.append((at + lead, at + lead + len(part.strip())))
        at += size
    return out
