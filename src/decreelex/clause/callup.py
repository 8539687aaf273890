"""Sentences that order a call-up for military service: from when, until when, for mobilization or not (callup.lark)."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from typing import Any

from decreelex import grammars, lexicon, resources
from decreelex.clause import dates, words
from decreelex.lexicon import Token, fold, folded
from decreelex.model import Effect, When
from decreelex.span import Span

_TABLES = "dates+callup"
_REACH = 24
MOBILIZATION, ORDINARY = "mobilization", "ordinary"


def call_ups(text: str, tokens: Sequence[Token], language: str) -> list[Effect]:
    """Return a call-up for each sentence among the tokens that orders one (``language``: rus, eng)."""
    openers = _openers(dates.short(language))
    said = folded(text[tokens[0].start : tokens[-1].end]) if tokens else ""
    if not any(word in said for word in openers):
        return []  # nearly every unit: no sentence needs to be looked for
    out = []
    for start, end in _sentences(tokens):
        if fold(tokens[start].text.split(" ")[0]) in openers:
            found = _read(text, Span(tokens[start].start, tokens[end - 1].end), language)
            out += [found] if found else []
    return out


def _sentences(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return where sentences begin and end (token numbers, half-open), the marks before them left out."""
    out, start = [], 0
    for at, token in enumerate([*tokens, Token("DOT", "", 0, 0)]):
        if token.type == "DOT":
            while start < at and tokens[start].type in {"MARK", "NUM", "LPAR", "RPAR"}:
                start += 1
            out += [(start, at)] if start < at else []
            start = at + 1
    return out


@functools.cache
def _openers(language: str) -> frozenset[str]:
    """Return the first words of the verbs that order a call-up."""
    rows = tomllib.loads((resources.folder("grammar") / f"callup.{language}.toml").read_text(encoding="utf-8"))
    return frozenset(fold(form.split(" ")[0]) for form in rows["CARRY"]["forms"])


def _read(text: str, span: Span, language: str) -> Effect | None:
    said, _ = dates.join_dates(text, words.tokens(lexicon.load(_TABLES, dates.short(language)), text, span.start, span.end))
    said = [token for token in said if token.type not in {"SKIP", "MARK"}]
    found = grammars.load("callup").island(said, 0, _ACTIONS, reach=_REACH) if said and said[0].type == "CARRY" else None
    if found is None:
        return None
    when: dict[str, When] = found[0]
    sort = MOBILIZATION if any(token.type == "BY_MOBILIZATION" for token in said) else ORDINARY
    return Effect("call-up", span, span.of(text), qualifier=sort, start=when.get("start"), end=when.get("end"))


def _moment(parts: list[Any]) -> tuple[When, ...]:
    return dates.whens(parts[-1])


def _together(parts: list[Any]) -> dict[str, When]:
    return {key: value for part in parts if isinstance(part, dict) for key, value in part.items()}


_ACTIONS: grammars.Actions = {
    "start": _together,
    "since": lambda parts: {"start": _moment(parts)[0]},
    "until": lambda parts: {"end": _moment(parts)[0]},
    "through": lambda parts: {"end": dates.day_after(_moment(parts)[0])},
    "during": lambda parts: {"start": _moment(parts)[0], "end": dates.day_after(_moment(parts)[1])},
    "slot": lambda _: {},
}
