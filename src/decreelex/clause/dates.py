"""Dates and hours in the words of a unit: islands of dates.lark become one DATE (or RANGE) token each."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from decreelex import grammars, lexicon
from decreelex.clause import words
from decreelex.errors import Diagnostic
from decreelex.lexicon import Token
from decreelex.model import When
from decreelex.span import Span

DATE, RANGE, NO_DATE = "DATE", "RANGE", "NODATE"
_REACH = 12
_TRIGGERS = frozenset({"NUM", "MONTH", "NUMDATE", "TIME", "ZERO", "MIDNIGHT"})
_DAY = 1440
_HALF = 12  # hours before noon, and after it
_FIRST_YEAR = 1000
_DOTTED = re.compile(r"\d{1,2}\.\d\d")  # the shape of 12.00, an hour where a date stands beside it


def find_dates(text: str, language: str) -> list[When]:
    """Return the dates written in ``text``, in order (``language``: rus, eng, ru or en). Impossible ones are left out."""
    table = lexicon.load("dates", short(language))
    read, _ = join_dates(text, words.tokens(table, text, 0, len(text)))
    return [when for token in read if token.type in (DATE, RANGE) for when in whens(token)]


def whens(token: Token) -> tuple[When, ...]:
    """Return the dates that a DATE or RANGE token stands for."""
    span = Span(token.start, token.end)
    return tuple(When(value, span, token.text) for value in token.value.split("/"))


def day_after(when: When) -> When:
    """Return the moment at which the day of a date is over; one with an hour is its own end."""
    if "T" in when.value:
        return when
    over = datetime.date.fromisoformat(when.value) + datetime.timedelta(days=1)
    return When(f"{over.isoformat()}T00:00", when.span, when.text)


def short(language: str) -> str:
    """Return the word tables' name of a language: ``rus`` is ``ru``, ``eng`` is ``en``."""
    return language[:2]


def join_dates(text: str, tokens: Sequence[Token]) -> tuple[list[Token], list[Diagnostic]]:
    """Return the tokens with every date joined to a DATE (or RANGE) token, and what dates cannot be.

    A date that no calendar has becomes a NODATE token and an error.
    """
    triggers = [at for at, token in enumerate(tokens) if token.type in _TRIGGERS]
    if not triggers:
        return list(tokens), []
    grammar = grammars.load("dates")
    timed = [_timed(token) if token.type == "NUM" else token for token in tokens]
    out: list[Token] = []
    wrong: list[Diagnostic] = []
    reached = 0
    for at in triggers:
        island = grammar.island(timed, at, _ACTIONS, reach=_REACH) if at >= reached else None
        if island is None:
            continue
        values, end = island
        joined = _joined(text, tokens[at], tokens[end - 1], values)
        out += tokens[reached:at]
        out.append(joined)
        if joined.type == NO_DATE:
            wrong.append(_impossible(joined))
        reached = end
    return out + list(tokens[reached:]), wrong


def _timed(token: Token) -> Token:
    """Return a number written as an hour with a dot (``12.00``) as a TIME: dates are looked for with it."""
    dotted = "." in token.text and _DOTTED.fullmatch(token.text)
    return token._replace(type="TIME", value=token.text.replace(".", ":")) if dotted else token


def _joined(text: str, first: Token, last: Token, values: list[str | None]) -> Token:
    span = Span(first.start, last.end)
    words_ = span.of(text)
    if None in values:
        return Token(NO_DATE, words_, span.start, span.end)
    return Token(DATE if len(values) == 1 else RANGE, words_, span.start, span.end, "/".join(v or "" for v in values))


def _impossible(token: Token) -> Diagnostic:
    return Diagnostic("date-impossible", "error", f"No calendar has the date {token.text!r}; it is not used.",
                      Span(token.start, token.end), (), ("Check the day, the month and the hour against the official text.",))


def _moment(parts: list[Any]) -> list[str | None]:
    """Return the ISO value of a day with or without an hour; 24:00 is the next day's 00:00."""
    day = next((p for p in parts if isinstance(p, _Day)), None)
    minutes = _clock([p for p in parts if not isinstance(p, _Day)])
    return [day.iso(minutes) if day else None]


def _clock(parts: list[Any]) -> int | None:
    """Return minutes after midnight of a clock time, None where no time is given, -1 where it is impossible."""
    times = [p.value for p in parts if isinstance(p, Token) and p.type == "TIME"]
    numbers = [p.value for p in parts if isinstance(p, Token) and p.type in ("NUM", "ZERO")]
    if times:
        numbers = times[0].replace("-", ":").split(":")
    if not numbers:
        return None
    hours, minutes = (*(int(n) if n.isdigit() else 0 for n in numbers), 0)[:2]
    half = next((p.value for p in parts if isinstance(p, Token) and p.type == "HALF"), None)
    if half:
        if not 1 <= hours <= _HALF:
            return -1
        hours = hours % _HALF + (_HALF if half == "pm" else 0)
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= _DAY else -1


class _Day:
    """A day as written: year, month, day, perhaps with an hour of its own (ISO date-time)."""

    def __init__(self, year: str, month: str, day: str, minutes: int | None = None) -> None:
        self.year, self.month, self.day, self.minutes = year, month, day, minutes

    def iso(self, minutes: int | None) -> str | None:
        """Return the ISO date, or date-time where an hour is given; None for an impossible one."""
        minutes = self.minutes if minutes is None else minutes
        if minutes == -1 or not (self.year.isdigit() and len(self.year) == 4 and self.day.isdigit()):
            return None
        if int(self.year) < _FIRST_YEAR:
            return None
        try:
            date = datetime.datetime(int(self.year), int(self.month), int(self.day))
            moment = date + datetime.timedelta(minutes=minutes or 0)
        except (ValueError, OverflowError):
            return None
        return moment.strftime("%Y-%m-%d") if minutes is None else moment.strftime("%Y-%m-%dT%H:%M")


def _numeric(parts: list[Any]) -> _Day:
    text = parts[0].text
    if "-" in text:
        date, _, time = text.partition("T")
        hours, _, minutes = time.partition(":")
        year, month, day = date.split("-")
        return _Day(year, month, day, int(hours) * 60 + int(minutes) if time else None)
    day, month, year = text.split(".")
    return _Day(year, month, day)


def _plain(parts: list[Any]) -> list[str]:
    return [p.value for p in parts if p.type in ("NUM", "MONTH")]


def _day_first(parts: list[Any]) -> _Day:
    day, month, year = _plain(parts)
    return _Day(year, month, day)


def _month_first(parts: list[Any]) -> _Day:
    month, day, year = _plain(parts)
    return _Day(year, month, day)


def _range(first: int, second: int | None) -> Any:
    def build(parts: list[Any]) -> list[str | None]:
        last: _Day = parts[-1]
        given = [p.value for p in parts[:-1] if p.type in ("NUM", "MONTH")]
        month = last.month if second is None else given[second]
        return [_Day(last.year, month, given[first]).iso(None), last.iso(None)]

    return build


def _night(parts: list[Any]) -> list[str | None]:
    """Return the midnight between two days that follow one another (``в полночь с 19 на 20 ноября``)."""
    last: _Day = parts[-1]
    day, *month = [p.value for p in parts[:-1] if p.type in ("NUM", "MONTH")]
    years = (last.year, str(int(last.year) - 1)) if last.year.isdigit() else ()
    began = last.iso(0)
    return [began if began in [_Day(year, month[0] if month else last.month, day).iso(_DAY) for year in years] else None]


_ACTIONS: grammars.Actions = {
    "night_days": _night,
    "night_months": _night,
    "start": lambda parts: parts[0],
    "hour": lambda parts: parts[0],
    "moment": _moment,
    "day_first": _day_first,
    "month_first": _month_first,
    "numeric": _numeric,
    "range_months": _range(0, 1),
    "range_months_en": _range(1, 0),
    "range_days": _range(0, None),
}
