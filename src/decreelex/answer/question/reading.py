"""Words of a question -> the things spoken of, each one token for the sentence grammar."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from decreelex import grammars, lexicon
from decreelex.span import Span

LANGUAGES = {"en": "english", "ru": "russian"}
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[89]|2[01])\d\d")
_SKIPPED = frozenset({"NOISE", "DOT", "COMMA"})


class Trouble(Exception):
    """Why a question is not understood (a key of ``why`` in questions.toml), the words, and what was possible."""

    def __init__(self, why: str, span: Span, candidates: Sequence[str] = (), *, words: str | None = None) -> None:
        super().__init__(why)
        self.why, self.span, self.candidates, self.words = why, span, tuple(candidates), words


class Chunk(NamedTuple):
    """A token of the sentence grammar: a word, or a thing spoken of with what was read about it in ``value``."""

    type: str
    text: str
    start: int
    end: int
    value: Any = ""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Day(NamedTuple):
    """A day, or an hour of it (ISO). ``event``: said as "on that day", not "as of that day"."""

    value: str
    event: bool


class KnownAt(NamedTuple):
    """The day as of whose knowledge the question is asked (ISO)."""

    value: str


class Where(NamedTuple):
    """Places named apart from a regime."""

    places: frozenset[str]


class SaidAct(NamedTuple):
    """An act as spoken of: possible kinds, office, date, number in the form of IRIs, and the regime it is about."""

    kinds: tuple[str, ...]
    office: str | None
    date: str | None
    number: str | None
    about: SaidRegime | None


class SaidRegime(NamedTuple):
    """A regime as spoken of."""

    kind: str
    qualifier: str | None
    places: frozenset[str]
    year: int | None
    act: SaidAct | None


class SaidClaim(NamedTuple):
    """A statement as spoken of: whose (by name or by office) and when."""

    speaker: str | None
    office: str | None
    date: str | None


def language_of(words: str) -> str:
    """Return ru or en, by the letters that prevail."""
    return "ru" if len(_CYRILLIC.findall(words)) >= max(1, len(_LATIN.findall(words))) else "en"


def read(words: str, language: str) -> list[Chunk]:
    """Return the tokens of a question (``language``: ru, en), noise left out. Raises Trouble for an impossible date."""
    tokens = [_typed(token) for token in lexicon.load("question", language).tokens(words)]
    dated = _replace(tokens, grammars.load("question", "date"), _DATE_ACTIONS, words)
    kept = [token for token in dated if token.type not in _SKIPPED]
    chunks = _replace(kept, grammars.load("question", f"chunk_{LANGUAGES[language]}"), _CHUNK_ACTIONS, words)
    return [chunk for chunk in chunks if chunk.type not in {"DASH", "COLON"}]


def _typed(token: lexicon.Token) -> Chunk:
    kind = "YEAR" if token.type == "NUMBER" and _YEAR.fullmatch(token.text) else token.type
    return Chunk(kind, token.text, token.start, token.end, token.value)


def _replace(tokens: list[Chunk], grammar: grammars.Grammar, actions: grammars.Actions, words: str) -> list[Chunk]:
    """Return the tokens with every island of ``grammar`` made one token, left to right, the longest at each place."""
    out: list[Chunk] = []
    at = 0
    while at < len(tokens):
        found = grammar.island(tokens, at, actions) if tokens[at].type in grammar.first else None
        if found is None:
            out.append(tokens[at])
            at += 1
            continue
        value, end = found
        start, stop = tokens[at].start, tokens[end - 1].end
        out.append(_chunk(value, words[start:stop], start, stop))
        at = end
    return out


def _chunk(value: Any, text: str, start: int, end: int) -> Chunk:
    chunk = Chunk(_TYPES[type(value)], text, start, end, value)
    if isinstance(value, SaidAct) and not (value.number or value.date or value.about):
        return chunk._replace(type="DRAFT")
    if isinstance(value, _Moment):
        return chunk._replace(value=_iso(value, chunk.span))
    return chunk


# --- days and hours


class _Date(NamedTuple):
    year: int
    month: int
    day: int


class _Clock(NamedTuple):
    hour: int
    minute: int


class _Moment(NamedTuple):
    date: _Date
    clock: _Clock | None


def _iso(moment: _Moment, span: Span) -> str:
    try:
        day = datetime.date(*moment.date)
        clock = datetime.time(*moment.clock) if moment.clock else None
    except ValueError:
        raise Trouble("date", span) from None
    return f"{day.isoformat()}T{clock.isoformat('minutes')}" if clock else day.isoformat()


def _numbers(parts: list[Chunk]) -> list[int]:
    return [int(p.value if p.type == "MONTH" else p.text) for p in parts if p.type in {"NUMBER", "YEAR", "MONTH"}]


def _dmy(parts: list[Chunk]) -> _Date:
    day, month, year = _numbers(parts)
    return _Date(year, month, day)


def _mdy(parts: list[Chunk]) -> _Date:
    month, day, year = _numbers(parts)
    return _Date(year, month, day)


def _clock(parts: list[Chunk]) -> _Clock:
    hour, minute = (*_numbers(parts), 0)[:2]
    return _Clock(hour, minute)


def _moment(parts: list[Any]) -> _Moment:
    return _Moment(_only(parts, _Date), _first(parts, _Clock))


def _moment_of_hour(parts: list[Any]) -> _Moment:
    hour = next(p for p in parts if isinstance(p, Chunk) and p.type == "NUMBER")
    return _Moment(_only(parts, _Date), _Clock(int(hour.text), 0))


_DATE_ACTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "iso": lambda parts: _Date(*_numbers(parts)),
    "dotted": _dmy,
    "dmy": _dmy,
    "mdy": _mdy,
    "first_clock": _clock,
    "last_clock": _clock,
    "moment": _moment,
    "moment_of_hour": _moment_of_hour,
}


# --- the things spoken of


def _first(parts: Iterable[Any], kind: type[Any]) -> Any:
    return next((part for part in parts if type(part) is kind), None)


def _only(parts: Iterable[Any], kind: type[Any]) -> Any:
    return next(part for part in parts if type(part) is kind)


def _words(parts: list[Any], *types: str) -> list[Chunk]:
    return [part for part in parts if type(part) is Chunk and part.type in types]


def _value(parts: list[Any], kind: str) -> str | None:
    found = _words(parts, kind)
    return str(found[0].value) if found else None


def _places(parts: list[Any]) -> frozenset[str]:
    return frozenset(str(place.value) for place in _words(parts, "PLACE"))


def _regime(parts: list[Any]) -> SaidRegime:
    years = _words(parts, "YEAR")
    return SaidRegime(
        kind=str(_words(parts, "KIND")[0].value),
        qualifier=_value(parts, "QUALIFIER"),
        places=_places(parts),
        year=int(years[0].text) if years else None,
        act=_first(parts, SaidAct),
    )


def _act(parts: list[Any]) -> SaidAct:
    kinds, suffix, number = _value(parts, "ACT"), _value(parts, "SUFFIX"), _words(parts, "NUMBER", "YEAR")
    return SaidAct(
        kinds=tuple(kinds.split()) if kinds else (),
        office=_value(parts, "OFFICE"),
        date=_value(parts, "DATE"),
        number=f"{number[0].text}{'-' + suffix if suffix else ''}" if number else None,
        about=_first(parts, SaidRegime),
    )


def _cited_by_regime(parts: list[Any]) -> SaidAct:
    regime, act = parts
    return SaidAct(tuple(str(act.value).split()), None, None, None, regime)


def _claim(parts: list[Any]) -> SaidClaim:
    return SaidClaim(_value(parts, "SPEAKER"), _value(parts, "OFFICE"), _value(parts, "DATE"))


_CHUNK_ACTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "regime": _regime,
    "act": _act,
    "cited_by_regime": _cited_by_regime,
    "claim": _claim,
    "state_day": lambda parts: Day(_value(parts, "DATE") or "", False),
    "event_day": lambda parts: Day(_value(parts, "DATE") or "", True),
    "where": lambda parts: Where(_places(parts)),
    "known": lambda parts: KnownAt(_value(parts, "DATE") or ""),
}
_TYPES: dict[type[Any], str] = {
    SaidRegime: "REGIME",
    SaidAct: "CITED",
    SaidClaim: "CLAIM",
    Day: "DAY",
    Where: "WHERE",
    KnownAt: "KNOWNAT",
    _Moment: "DATE",
}
