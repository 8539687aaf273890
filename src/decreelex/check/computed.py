"""What the builtins of rules give, reckoned with ``datetime``.

A moment is twice its minutes since the first of the year 1, plus one where the hour is known.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence

from decreelex.check.terms import Value

_EPOCH = datetime.datetime(1, 1, 1)
_FIRST = 2 * ((datetime.datetime(100, 1, 1) - _EPOCH) // datetime.timedelta(minutes=1))  # a smaller number is no moment


def shown(value: Value) -> str:
    """Return a value as people read it: moments as ISO dates or hours, small numbers and words as they are."""
    if isinstance(value, str) or value < _FIRST:
        return str(value)
    when = _when(value)
    return when.strftime("%Y-%m-%dT%H:%M") if value % 2 else when.date().isoformat()


def evaluate(name: str, args: Sequence[Value], as_of: int) -> Value | bool:
    """Return what a builtin gives. Raises TypeError, ValueError or OverflowError for values it does not apply to."""
    first, *rest = args
    if name in {"=", "!="}:
        return (first == rest[0]) is (name == "=")
    if name in {"reached", "pending", "possible"}:
        now = _EPOCH + datetime.timedelta(minutes=as_of)
        return {"reached": _end(first) <= now, "pending": _when(first) > now, "possible": _when(first) <= now}[name]
    if isinstance(first, str) or isinstance(rest[0], str):
        raise TypeError(name)
    if name == "before":
        plain = first < _FIRST or rest[0] < _FIRST
        return first < rest[0] if plain else _end(first) < _when(rest[0])
    if name in {"later", "earlier"}:
        return sorted((first, rest[0]))[name == "later"]
    if name == "nights_after":
        _when(first)
        return first + rest[0] * 2880
    if name == "months_after":
        return _months_later(first, rest[0])
    day = _when(first).date() + datetime.timedelta(days=rest[0] + (name == "day_after_expiry"))
    return 2 * 1440 * (day.toordinal() - 1)


def _months_later(first: int, count: int) -> int:
    """Return a moment some months on; where the month has no such day, on its last one."""
    begin = _when(first)
    year, month = begin.year + (begin.month + count - 1) // 12, (begin.month + count - 1) % 12 + 1
    then = begin.replace(year=year, month=month, day=min(begin.day, calendar.monthrange(year, month)[1]))
    return int((then - _EPOCH).total_seconds() // 60) * 2 + first % 2


def _when(value: Value) -> datetime.datetime:
    """Return the first minute of a moment. Raises TypeError or ValueError for what is none."""
    if isinstance(value, str) or value < _FIRST:
        raise ValueError(value)
    return _EPOCH + datetime.timedelta(minutes=value // 2)


def _end(value: Value) -> datetime.datetime:
    """Return the last minute of a moment: of a day without an hour, its last."""
    when = _when(value)
    return when if int(value) % 2 else when.replace(hour=23, minute=59)
