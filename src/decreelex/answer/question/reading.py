"""Words of a question -> the things spoken of, each one token for the sentence grammar."""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from decreelex import grammars, lexicon
from decreelex.clause import dates
from decreelex.clause import words as shapes
from decreelex.span import Span

LANGUAGES = {"en": "english", "ru": "russian"}
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[89]|2[01])\d\d")
_SKIPPED = frozenset({"NOISE", "DOT", "COMMA", "COLON"})
_REACH = 50  # tokens that an island may read on in the hope of an end; keeps endless questions linear
TABLES = "question+regimes+territories"
_RETYPED = {"REGIME": "KIND", "REGIME_OF": "KIND"}


class Trouble(Exception):
    """Why a question is not understood (a key of ``why`` in questions.toml), the words, and what was possible.

    ``instead``: a stretch of the question and the words that would make it a question that can be answered.
    """

    def __init__(
        self,
        why: str,
        span: Span,
        candidates: Sequence[str] = (),
        *,
        words: str | None = None,
        outside: frozenset[str] = frozenset(),
        instead: tuple[Span, str] | None = None,
    ) -> None:
        super().__init__(why)
        self.why, self.span, self.candidates, self.words = why, span, tuple(candidates), words
        self.outside, self.instead = outside, instead


class Chunk(NamedTuple):
    """A token of the sentence grammar: a word, or a thing spoken of with what was read about it in ``value``."""

    type: str
    text: str
    start: int
    end: int
    value: Any = ""

    @property
    def span(self) -> Span:
        """Where it stands in the question: code points, half-open."""
        return Span(self.start, self.end)


class Day(NamedTuple):
    """A day, or an hour of it (ISO). ``event``: said as "on that day", not "as of that day"."""

    value: str
    event: bool


class KnownAt(NamedTuple):
    """The day as of whose knowledge the question is asked (ISO)."""

    value: str


class Month(NamedTuple):
    """A month, or a year: its last day (ISO)."""

    last: str


class Spot(NamedTuple):
    """A place named, and its words in the question."""

    place: str
    span: Span


class Where(NamedTuple):
    """Places named apart from a regime; ``at``: their words, preposition included."""

    spots: tuple[Spot, ...]
    at: Span | None


class SaidAct(NamedTuple):
    """An act as spoken of: possible kinds, office, date, number in the form of IRIs, and the regime it is about.

    ``iri``: the act itself, said by a name that only it has. ``speaker``: whose act, by the name of a person.
    """

    kinds: tuple[str, ...]
    office: str | None
    date: str | None
    number: str | None
    about: SaidRegime | None
    speaker: str | None = None
    iri: str | None = None


class SaidRegime(NamedTuple):
    """A regime as spoken of; ``where``: the places named."""

    kind: str
    qualifier: str | None
    where: Where
    year: int | None
    act: SaidAct | None

    @property
    def places(self) -> frozenset[str]:
        """Return the keys of the places named."""
        return frozenset(spot.place for spot in self.where.spots)


class SaidClaim(NamedTuple):
    """A statement as spoken of: whose (by name or by office) and when."""

    speaker: str | None
    office: str | None
    date: str | None


def language_of(words: str) -> str:
    """Return ru or en, by the letters that prevail."""
    return "ru" if len(_CYRILLIC.findall(words)) >= max(1, len(_LATIN.findall(words))) else "en"


def read(words: str, language: str, *, ranges: bool = False) -> list[Chunk]:
    """Return the tokens of a question (``language``: ru, en), noise left out.

    ``ranges``: a range of days is a token too. Raises Trouble for an impossible date, and for a range where it is none.
    """
    tokens = [typed(token) for token in lexicon.load(TABLES, language).tokens(words)]
    kept = [token for token in _dated(tokens, _dates(words, language, ranges)) if token.type not in _SKIPPED]
    chunks = _replace(kept, grammars.load("question", f"chunk_{LANGUAGES[language]}"), _CHUNK_ACTIONS, words)
    return [chunk for chunk in _numbered(chunks, words) if chunk.type != "DASH"]


def _numbered(chunks: list[Chunk], words: str) -> list[Chunk]:
    """Return the chunks with a number that stands after an act said by its regime (``decree on mobilization No. 647``) in it."""
    out: list[Chunk] = []
    for chunk in chunks:
        marked = len(out) > 1 and out[-1].type == "NO"
        act = out[-2] if marked else out[-1] if out else None
        if chunk.type == "NUMBER" and act and act.type == "CITED" and act.value.about and not act.value.number:
            del out[-2 if marked else -1 :]
            said = act.value._replace(number=chunk.text)
            out.append(Chunk("CITED", words[act.start : chunk.end], act.start, chunk.end, said))
        else:
            out.append(chunk)
    return out


def _dates(words: str, language: str, allowed: bool) -> list[Chunk]:
    """Return the dates in the words as tokens. Raises Trouble for one that no calendar has, or a range."""
    table = lexicon.load("dates", language)
    joined, wrong = dates.join_dates(words, shapes.tokens(table, words, 0, len(words)))
    if wrong and wrong[0].span:
        raise Trouble("date", wrong[0].span)
    out = [Chunk(token.type, token.text, token.start, token.end, token.value) for token in joined]
    ranges = [token for token in out if token.type == dates.RANGE]
    if ranges and not allowed:
        raise Trouble("dates", ranges[0].span)
    return [token for token in out if token.type in {dates.DATE, dates.RANGE}]


def _dated(tokens: list[Chunk], found: list[Chunk]) -> list[Chunk]:
    """Return the tokens with those inside a date replaced by it."""
    ends = [day.end for day in found]
    outside = [token for token in tokens if not _overlaps(token, found, bisect.bisect_right(ends, token.start))]
    return sorted([*outside, *found], key=lambda token: token.start)


def _overlaps(token: Chunk, found: list[Chunk], first: int) -> bool:
    """Return whether the token overlaps ``found[first]``, the first date that ends after the token's start."""
    return first < len(found) and found[first].start < token.end


def typed(token: lexicon.Token) -> Chunk:
    """Return a token under the name it has in question.lark."""
    year = token.type == "NUMBER" and _YEAR.fullmatch(token.text)
    kind = "YEAR" if year else _RETYPED.get(token.type, token.type)
    return Chunk(kind, token.text, token.start, token.end, token.value)


def _replace(tokens: list[Chunk], grammar: grammars.Grammar, actions: grammars.Actions, words: str) -> list[Chunk]:
    """Return the tokens with every island of ``grammar`` made one token, left to right, the longest at each place."""
    out: list[Chunk] = []
    at = 0
    while at < len(tokens):
        found = grammar.island(tokens, at, actions, reach=_REACH) if tokens[at].type in grammar.first else None
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
    if isinstance(value, SaidAct) and not (value.number or value.date or value.about or value.iri):
        return chunk._replace(type="DRAFT")
    return chunk


# --- the things spoken of


def _first(parts: Iterable[Any], kind: type[Any]) -> Any:
    return next((part for part in parts if type(part) is kind), None)


def _words(parts: list[Any], *types: str) -> list[Chunk]:
    return [part for part in parts if type(part) is Chunk and part.type in types]


def _value(parts: list[Any], kind: str) -> str | None:
    found = _words(parts, kind)
    return str(found[0].value) if found else None


def _where(parts: list[Any]) -> Where:
    """Return the places among the parts, and where they stand with the preposition before them."""
    named = [part for part in parts if type(part) is Chunk and part.type in {"IN", "PLACE", "REGION"}]
    places = _words(parts, "PLACE")
    if not places:
        return Where((), None)
    first = named.index(places[0])
    begin = named[first - 1] if first and named[first - 1].type == "IN" else places[0]
    last = [part for part in named if part.type != "IN"][-1]
    return Where(tuple(Spot(str(p.value), p.span) for p in places), Span(begin.start, last.end))


def _regime(parts: list[Any]) -> SaidRegime:
    years = _words(parts, "YEAR")
    return SaidRegime(
        kind=str(_words(parts, "KIND")[0].value),
        qualifier=_value(parts, "QUALIFIER"),
        where=_where(parts),
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
        speaker=_value(parts, "SPEAKER"),
        iri=_value(parts, "NAMED"),
    )


def _cited_by_regime(parts: list[Any]) -> SaidAct:
    said = _act([part for part in parts if type(part) is Chunk])
    return said._replace(about=_first(parts, SaidRegime))


def _claim(parts: list[Any]) -> SaidClaim:
    return SaidClaim(_value(parts, "SPEAKER"), _value(parts, "OFFICE"), _value(parts, "DATE"))


def _last_day(parts: list[Any]) -> str:
    """Return the last day of the month or the year named (ISO)."""
    year, months = int(_words(parts, "YEAR")[0].text), _words(parts, "MONTHWORD")
    month = int(months[0].value) if months else 12
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).isoformat()


_CHUNK_ACTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "regime": _regime,
    "act": _act,
    "cited_by_regime": _cited_by_regime,
    "claim": _claim,
    "state_day": lambda parts: Day(_value(parts, "DATE") or "", False),
    "event_day": lambda parts: Day(_value(parts, "DATE") or "", True),
    "end_day": lambda parts: Day(_last_day(parts), False),
    "month": lambda parts: Month(_last_day(parts)),
    "where": _where,
    "known": lambda parts: KnownAt(_value(parts, "DATE") or ""),
}
_TYPES: dict[type[Any], str] = {
    SaidRegime: "REGIME",
    SaidAct: "CITED",
    SaidClaim: "CLAIM",
    Day: "DAY",
    Month: "MONTH",
    Where: "WHERE",
    KnownAt: "KNOWNAT",
}
