"""Numbers and parts of dates in the words of a norm: decimals, years with what is counted in them, months, hours.

What has a day, a month and a year is a DATE already (see dates.py); here months, years and hours alone become one, as
people mark them.
"""

from __future__ import annotations

from collections.abc import Sequence

from decreelex.lexicon import Token

_YEAR = 4  # digits
_DAY = 2
_YEAR_WORDS = frozenset({"YEARW", "YEARS"})
_BETWEEN = frozenset({"AND", "DASH", "COMMA"})
_PARTS_OF_YEAR = frozenset({"MONTH", "MONTHN", "QUARTER"})
_PERIODS = frozenset({"NUM", "ROMAN", "ORD"})
_MONTHS = frozenset({"MONTH", "MONTHN"})
_FROM_TO = ("FROM", "NUM", "HOURW", "TO", "NUM", "HOURW")


def join_numbers(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Join the parts of a decimal number (``1018,0``) and a year with what it is counted in (``II квартал 2018 г.``)."""
    out: list[Token] = []
    at, total = 0, len(tokens)
    while at < total:
        token, size = tokens[at], 1
        if token.type == "NUM":
            token, size = _number(text, tokens, at, out)
        elif token.type in _MONTHS:
            token, size = _month(text, tokens, at)
        elif token.type == "DATE" and at + 1 < total and tokens[at + 1].type == "YEARW":
            token, size = _to(text, token, tokens[at + 1])._replace(value=token.value), 2
        out.append(token)
        at += size
    return out


def _number(text: str, tokens: Sequence[Token], at: int, out: list[Token]) -> tuple[Token, int]:
    """Return what a number is with the words around it, and how many tokens that takes; ``out``: what stands before."""
    token = tokens[at]
    kinds = [after.type for after in tokens[at + 1 : at + 3]]
    if _decimal(tokens, at):
        size = _figures(tokens, at)
        last = tokens[at + size - 1]
        value = f"{token.value}.{last.value}" if size == _PAIR else "".join(one.value for one in tokens[at : at + size : 2])
        return Token("NUM", text[token.start : last.end], token.start, last.end, value), size
    if _is_year(token) and kinds and kinds[0] in _YEAR_WORDS:
        return _year(text, token, tokens[at + 1], out), 2
    if _is_year(token) and len(kinds) > 1 and kinds[0] == "WORD" and kinds[1] in _YEAR_WORDS:
        return _year(text, token, tokens[at + 2], out), 3
    if kinds and kinds[0] == "MONTH":
        return _to(text, token, tokens[at + 1]), 2
    if _hour(tokens, at):
        return _to(text, token, tokens[at + 1]), 2
    if _english_year(tokens, at):
        return _to(text, token, token), 1
    return (token._replace(type="ORDN") if token.text[-1].isalpha() else token), 1


_PAIR = 3  # a number, a comma and a number
_GROUP = 3  # figures between commas


def _figures(tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens the number at ``at`` takes that goes on after a comma: more than one comma parts thousands."""
    size = _PAIR
    while _decimal(tokens, at + size - 1) and len(tokens[at + size - 1].text) == len(tokens[at + size + 1].text) == _GROUP:
        size += 2
    return size


def _is_year(token: Token) -> bool:
    return token.type == "NUM" and len(token.text) == _YEAR and token.text.isdigit()


def _to(text: str, first: Token, last: Token) -> Token:
    return Token("DATE", text[first.start : last.end], first.start, last.end)


def _year(text: str, token: Token, last: Token, out: list[Token]) -> Token:
    """Return a year with the years joined to it, or with the part of the year before it, taken out of ``out``."""
    start = token.start
    while len(out) > 1 and out[-1].type in _BETWEEN and _is_year(out[-2]):
        start = out[-2].start
        del out[-2:]
    if len(out) > 1 and out[-1].type in ("PO", "TO") and _is_year(out[-2]):
        out[-2] = out[-2]._replace(type="DATE", value="")
    if out and start == token.start and out[-1].type in _PARTS_OF_YEAR:
        start = out.pop().start
        start = _period(out, start)
    return Token("DATE", text[start : last.end], start, last.end, token.text)


def _period(out: list[Token], start: int) -> int:
    """Return where a part of a year begins: at its number, at the first of several (``I и II``), at a day in quotes."""
    if out and (out[-1].type in _PERIODS or _quoted_day(out[-1])):
        start = out.pop().start
        while len(out) > 1 and out[-1].type in _BETWEEN and out[-2].type == "ROMAN":
            start = out[-2].start
            del out[-2:]
    return start


def _quoted_day(token: Token) -> bool:
    return token.type == "QUOTED" and token.value.isdigit() and len(token.value) <= _DAY


def _month(text: str, tokens: Sequence[Token], at: int) -> tuple[Token, int]:
    """Return a month as a date; English: with its year only (``may`` is a verb too). One before a year waits for it."""
    token = tokens[at]
    dated = at + 1 < len(tokens) and _is_year(tokens[at + 1])
    if token.text.isascii():
        return (_to(text, token, tokens[at + 1]), 2) if dated else (token, 1)
    return (token if dated else token._replace(type="DATE", value="")), 1


def _types(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    return tuple(token.type for token in tokens[max(0, start) : end])


def _hour(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number is an hour of the day: both ends are given (``с 9 часов до 18 часов``)."""
    if at + 1 >= len(tokens) or tokens[at + 1].type != "HOURW":
        return False
    return _FROM_TO in (_types(tokens, at - 1, at + 5), _types(tokens, at - 4, at + 2))


def _english_year(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number of four digits is a year by its place: after "in" or "of", nothing counted with it."""
    before = tokens[at - 1] if at else tokens[at]
    if before.type not in ("AT", "OF") or not before.text.isascii() or not _is_year(tokens[at]):
        return False
    return at + 1 == len(tokens) or tokens[at + 1].type == "AND" or not tokens[at + 1].text[0].isalnum()


def _decimal(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number, a comma and a number stand without blanks between them."""
    if at + 2 >= len(tokens) or tokens[at + 1].type != "COMMA" or tokens[at + 2].type != "NUM":
        return False
    return tokens[at].end == tokens[at + 1].start and tokens[at + 1].end == tokens[at + 2].start and tokens[at + 2].text.isdigit()
