"""What a provision lays down, read from its words: the time of a crime, contracts, grounds of dismissal, deferment, pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from decreelex import grammars, lexicon
from decreelex.clause import words
from decreelex.clause.dates import short
from decreelex.lexicon import Token
from decreelex.span import Span

TABLES = "tenor+penalty+regimes"
_REACH = 60
_STARTS: dict[str, tuple[str, ...]] = {
    "IN_PERIOD": ("circumstance",), "IN": ("circumstance",), "IN_CONDITIONS": ("circumstance",), "LASTING": ("duration",),
    "CONTRACT": ("continuation",), "ESTABLISH": ("grounds",), "AGGRAVATING": ("aggravating",), "DEFERMENT": ("deferment",),
    "GRANT": ("deferment",), "PAY_LEVEL": ("pay",),
}
_NAMED = frozenset({"REGIME", "REGIME_OF", "CONFLICT", "DISASTER"})

NormKind = Literal["circumstance", "duration", "continuation", "grounds", "aggravating", "deferment", "pay"]


class Norm(msgspec.Struct, frozen=True):
    """What a stretch of words lays down; ``span`` in code points of the text read.

    ``circumstance``: ``values`` are the times or conditions named (keys of grammar/regimes.toml, ``armed-conflict``,
    ``combat``). ``duration``: more than, and not more than, so many days (a month counts 30). ``continuation``: contracts
    go on until a regime of the kind ends. ``grounds``: opens the list of grounds of dismissal during it. ``aggravating``:
    opens a list of circumstances. ``deferment``: who gets it (keys); empty where a list follows. ``pay``: whose level.
    """

    kind: NormKind
    span: Span
    text: str
    values: tuple[str, ...] = ()


def read_norms(text: str, span: Span | None = None, language: str = "rus") -> list[Norm]:
    """Return what ``text[span]`` lays down, in order (``language``: rus or eng)."""
    tokens = _tokens(text, span, language)
    out: list[Norm] = []
    at = 0
    while at < len(tokens):
        found = _norm(text, tokens, at)
        out += [found[0]] if found else []
        at = found[1] if found else at + 1
    return out


def named(text: str, terminal: str, span: Span | None = None, language: str = "rus") -> list[Token]:
    """Return the tokens of one terminal of tenor.lark in ``text[span]``: GROUND, CATEGORY, EXCEPT."""
    return [token for token in _tokens(text, span, language) if token.type == terminal]


def _tokens(text: str, span: Span | None, language: str) -> list[Token]:
    at = span or Span(0, len(text))
    table = lexicon.load(TABLES, short(language))
    return [token for token in words.tokens(table, text, at.start, at.end, quotes=()) if token.type != "SKIP"]


def _norm(text: str, tokens: Sequence[Token], at: int) -> tuple[Norm, int] | None:
    for start in _STARTS.get(tokens[at].type, ()):
        island = grammars.load("tenor", start).island(tokens, at, _ACTIONS, reach=_REACH)
        if island is not None:
            values, end = island
            span = Span(tokens[at].start, tokens[end - 1].end)
            kind: NormKind = start  # type: ignore[assignment]
            return Norm(kind, span, span.of(text), tuple(values)), end
    return None


def _kinds(parts: list[Any]) -> Iterator[str]:
    yield from (part.value for part in parts if part.type in _NAMED)


def _days(parts: list[Any]) -> Iterator[str]:
    """Yield the bounds of a duration in days; a month counts 30."""
    amounts = [part for part in parts if isinstance(part, int)]
    units = [part.value for part in parts if isinstance(part, Token) and part.type == "UNIT"]
    yield from (str(amount * _IN_DAYS[unit]) for amount, unit in zip(amounts, units, strict=True) if unit in _IN_DAYS)


_IN_DAYS = {"days": 1, "months": 30, "years": 365}


def _bearer(parts: list[Any]) -> list[str]:
    out: list[str] = []
    for part in parts:
        out += part if isinstance(part, list) else [part.value] if part.type == "CATEGORY" else []
    return out


def _given(parts: list[Any]) -> list[str]:
    named: list[str] = next(part for part in parts if isinstance(part, list))
    return named


def _nothing(_: list[Any]) -> list[str]:
    return []


_ACTIONS: grammars.Actions = {
    "circumstance": lambda parts: list(_kinds(parts)), "duration": lambda parts: list(_days(parts)),
    "amount": lambda parts: sum(part if isinstance(part, int) else int(float(part.value)) for part in parts),
    "continuation": lambda parts: list(_kinds(parts)), "grounds": lambda parts: list(_kinds(parts)),
    "aggravating": _nothing, "listed": _nothing, "given": _given, "bearer": _bearer,
    "pay": lambda parts: [part.value for part in parts if part.type == "BY_CONTRACT"][-1:],
}
