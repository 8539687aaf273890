"""Phrases of a sentence (regime, territory, declaring act, term, commencement, reason, condition), each joined to one token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from decreelex import grammars
from decreelex.clause import dates
from decreelex.lexicon import Token, fold
from decreelex.model import When

# Which start symbols of phrases.lark are tried at a token, in order.
_STARTS: dict[str, tuple[str, ...]] = {
    "QUALIFIER": ("regime",), "REGIME": ("regime",), "FRAME": ("regime",), "ABOUT": ("ending",), "EXPIRY": ("ending",),
    "AT": ("territory", "partly"), "ON_TERRITORY": ("territory",), "ON_TERM": ("term", "territory"), "TERM": ("term",),
    "WAS_DECLARED": ("declared",), "BE": ("passive",), "FROM_DAY": ("basis", "condition"),
    "AFTER_EXPIRY": ("basis", "condition"), "NUM": ("basis",), "COUNT": ("basis",), "ORD": ("basis",),
    "APPLIES": ("retro",), "IN_FORCE": ("valid",), "REASON": ("reason",), "PURPOSE": ("purpose", "reason"),
    "CONDITION": ("condition",),
    "CASE": ("condition",), "AFTER": ("condition",), "PARTLY": ("partly",), "EXCEPT": ("except",),
}


class Phrase(NamedTuple):
    """A phrase as one token of effect.lark; ``payload`` is what it says."""

    type: str
    start: int
    end: int
    payload: Any = None


Word = Token | Phrase
_REACH = 12


def join_phrases(text: str, tokens: Sequence[Token]) -> list[Word]:
    """Return the tokens of a sentence with every phrase joined."""
    out: list[Word] = []
    at, total = 0, len(tokens)
    while at < total:
        joined = _at(text, tokens, at)
        if joined is None:
            out.append(tokens[at])
            at += 1
        else:
            out.append(joined[0])
            at = joined[1]
    return out


def _at(text: str, tokens: Sequence[Token], at: int) -> tuple[Phrase, int] | None:
    for start in _STARTS.get(tokens[at].type, ()):
        island = grammars.load("phrases", start).island(tokens, at, _ACTIONS, reach=_REACH)
        if island is not None:
            (kind, payload), end = island
            first, last = tokens[at].start, tokens[end - 1].end
            said = (text[first:last], payload) if kind == "CONDITIONED" else payload
            return Phrase(kind, first, last, said), end
    return None


def _says(kind: str, read: Callable[[list[Any]], Any] = list) -> Callable[[list[Any]], tuple[str, Any]]:
    return lambda parts: (kind, read(parts))


def _regime(parts: list[Any]) -> tuple[str, str | None]:
    """Return key and qualifier of a regime."""
    key = next(part.value for part in parts if part.type in ("REGIME", "REGIME_OF"))
    return key, next((part.value for part in parts if part.type == "QUALIFIER"), None)


def _places(parts: list[Any]) -> tuple[str, ...]:
    return tuple(part for part in parts if isinstance(part, str))


def _place(parts: list[Token]) -> str:
    """Return the key of a place, or its own words, folded."""
    known = next((part.value for part in parts if part.type in ("PLACE", "COUNTRY")), None)
    return known or " ".join(fold(part.text) for part in parts if part.type in ("NAME", "REGION"))


def _count(parts: list[Token]) -> int:
    value = parts[0].value
    return int(value) if value.isdigit() else 0


def _term(parts: list[Any]) -> str:
    count = next(part for part in parts if isinstance(part, int))
    return f"P{count}{next(part.value for part in parts if isinstance(part, Token) and part.type == 'UNIT')}"


def _basis(name: str) -> Callable[[list[Any]], tuple[str, Any]]:
    """Return an action for a commencement; one that hangs on another act's publication is a condition."""

    def build(parts: list[Any]) -> tuple[str, Any]:
        if any(isinstance(part, Token) and part.type == "CITE" and part.value != "own" for part in parts):
            return "CONDITIONED", "FROM_DAY"
        count = next((part for part in parts if isinstance(part, int)), 0)
        unit = next((part.value for part in parts if isinstance(part, Token) and part.type == "UNIT"), "D")
        return "BASIS", (name, count, unit)

    return build


def _date(parts: list[Any]) -> When:
    return next(dates.whens(part)[0] for part in parts if isinstance(part, Token) and part.type == dates.DATE)


def _until(parts: list[Any]) -> When:
    """Return when it is over: the day named, or (``по``) the end of it."""
    return dates.day_after(_date(parts)) if any(part.type == "PO" for part in parts) else _date(parts)


def _citing(parts: list[Any]) -> int | None:
    """Return the offset of the CITE token that a participle leans on (``объявленную Указом …``)."""
    return next((part.start for part in parts if isinstance(part, Token) and part.type == "CITE"), None)


def _opener(parts: list[Any]) -> str:
    kind: str = parts[0].type
    return kind


_ACTIONS: grammars.Actions = {
    "regime": _says("REGIME_NP", _regime), "about_end": _says("ABOUT_END", _regime), "end_day": _says("END_DAY", _regime),
    "territory": _says("TERRITORY", _places), "place": _place, "declared": _says("DECLARED", _citing),
    "declares": _says("DECLARES"), "extends": _says("EXTENDS"), "ends": _says("ENDS"), "approves": _says("APPROVES"),
    "lapses": _says("LAPSES"), "term": _says("ON_TERM_NP", _term), "count": _count,
    "publication": _basis("publication"), "signature": _basis("signature"), "adoption": _basis("adoption"),
    "after_publication": _basis("publication"), "after_signature": _basis("signature"),
    "retro": _says("RETRO", _date), "valid": _says("VALID", _until), "reason": _says("REASONED"),
    "purpose": _says("CONDITIONED", _opener),
    "partly": _says("PARTIAL"), "except": _says("EXCEPTED"), "condition": _says("CONDITIONED", _opener),
}
