"""Moments as integers: minutes of Moscow wall time since 0001-01-01T00:00, times two, plus one where the hour is known.

A moment whose hour is not known lies somewhere in its day. Plain numbers of rules stay below ``FIRST``, so that a value
says by itself what it is.
"""

from __future__ import annotations

import datetime

FIRST = 2 * 1440 * 36_159
"""The first moment there is: 0100-01-01. Smaller integers are numbers, not moments."""

LAST = 2 * 1440 * datetime.date.max.toordinal()
DAY = 1440
_EPOCH = datetime.datetime(1, 1, 1)


def minute(iso: str) -> int:
    """Return the minutes since 0001-01-01T00:00 of ``2022-09-21`` (its first) or ``2022-09-21T07:00``.

    Raises ValueError for anything else.
    """
    if len(iso) not in {10, 16}:
        raise ValueError(f"{iso!r} is not a date (2022-09-21) or a date with an hour (2022-09-21T07:00)")
    since = datetime.datetime.fromisoformat(iso) - _EPOCH
    return since.days * DAY + since.seconds // 60


def moment(iso: str) -> int:
    """Return the moment written ``2022-09-21`` (hour not known) or ``2022-09-21T07:00``. Raises ValueError."""
    value = 2 * minute(iso) + (len(iso) > 10)
    if value < FIRST:
        raise ValueError(f"{iso!r} is before the year 100")
    return value


def as_of(iso: str) -> int:
    """Return the minute at which a question is asked: a bare date means the end of that day. Raises ValueError."""
    return (moment(iso) >> 1) + (DAY - 1 if len(iso) == 10 else 0)


def iso(value: int) -> str:
    """Return a moment as written: a date, or a date with its hour. Raises ValueError for what is no moment."""
    if not is_moment(value):
        raise ValueError(f"{value!r} is not a moment")
    when = _EPOCH + datetime.timedelta(minutes=value >> 1)
    return when.isoformat(timespec="minutes") if value & 1 else when.date().isoformat()


def is_moment(value: object) -> bool:
    """Return whether a value is a moment, not a plain number or a name."""
    return isinstance(value, int) and FIRST <= value < LAST


def earliest(value: int) -> int:
    """Return the first minute at which a moment can lie."""
    return value >> 1


def latest(value: int) -> int:
    """Return the last minute at which a moment can lie."""
    return (value >> 1) + (0 if value & 1 else DAY - 1)


def before(left: int, right: int) -> bool:
    """Return whether ``left`` certainly lies before ``right`` (plain numbers: is smaller)."""
    if left < FIRST or right < FIRST:
        return left < right
    return latest(left) < earliest(right)


def days_after(value: int, days: int) -> int:
    """Return the day (hour not known) that lies ``days`` days after the day of a moment."""
    return 2 * DAY * ((value >> 1) // DAY + days)


def nights_after(value: int, days: int) -> int:
    """Return the moment that lies ``days`` times 24 hours after a moment; a day without an hour stays one."""
    return value + 2 * DAY * days


def months_after(value: int, months: int) -> int:
    """Return the moment ``months`` later: the same hour of the day of that number, or of the month's last day."""
    when = _EPOCH + datetime.timedelta(minutes=value >> 1)
    year, month = divmod(when.year * 12 + when.month - 1 + months, 12)
    following = datetime.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - datetime.timedelta(days=1)).day
    then = when.replace(year=year, month=month + 1, day=min(when.day, last)) - _EPOCH
    return 2 * (then.days * DAY + then.seconds // 60) + (value & 1)


def label(value: str | int) -> str:
    """Return a value as people write it: a moment as its date, anything else as it is."""
    return iso(value) if isinstance(value, int) and is_moment(value) else str(value)
