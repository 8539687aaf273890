"""Questions on norms in words (asked.lark): crimes in time, contracts, dismissal, deferment, pay -> id, parameters, day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from decreelex import grammars, lexicon
from decreelex.answer.question.entries import catalogue
from decreelex.answer.question.reading import LANGUAGES
from decreelex.clause import dates, words
from decreelex.lexicon import Token

TABLES = "dates+asked+regimes"
_SKIPPED = frozenset({"NOISE", "COMMA"})
_DASHES = frozenset("-–—")


class _Provision(NamedTuple):
    """An article, a part or an item named by its number."""

    kind: str
    number: str


class NormQuestion(NamedTuple):
    """A question on norms: its id in the catalogue, its parameters, and the day it is asked of (ISO), if one is named."""

    id: str
    params: dict[str, str]
    as_of: str | None


def read(question: str, language: str) -> NormQuestion | None:
    """Read a question on norms (``language``: ru, en); None where it is none of them."""
    joined, wrong = dates.join_dates(question, _spans(_tokens(question, language)))
    if wrong:
        return None
    try:
        name, parts = grammars.load("asked", LANGUAGES[language]).parse(joined, _ACTIONS)
    except grammars.ParseError:
        return None
    return _understood(name, parts)


def _tokens(question: str, language: str) -> list[Token]:
    table = lexicon.load(TABLES, language)
    return [t for t in words.tokens(table, question, 0, len(question), quotes=()) if t.type not in _SKIPPED]


def _spans(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with a dash between two numbers read as "to": 21-23 September."""
    out = list(tokens)
    for at in range(1, len(out) - 1):
        if out[at].text in _DASHES and out[at - 1].type == out[at + 1].type == "NUM":
            out[at] = out[at]._replace(type="TO")
    return out


def _understood(name: str, parts: list[Any]) -> NormQuestion | None:
    days: list[str | None] = [*_days(parts)]
    params = _service(parts) if name in _SERVICE else _offence(name, parts)
    if params is None:
        return None
    if name == "contract":
        params["expired"] = days.pop(0)
    given = {key: value for key, value in params.items() if value}
    entry = catalogue().find(_IDS[name])
    return NormQuestion(_IDS[name], given | (entry.bind if entry else {}), days[0] if days else None)


_IDS = {
    "aggravated": "offence.aggravated", "penalty": "offence.penalty", "contract": "contract.continues",
    "contract_held": "contract.continues", "grounds": "dismissal.grounds", "deferment": "deferment.entitled", "pay": "pay.level",
}
_SERVICE = frozenset({"contract", "contract_held", "grounds", "deferment", "pay"})


def _days(parts: list[Any]) -> list[str]:
    """Return the days named; of a range its last."""
    return [part.value.split("/")[-1] for part in parts if isinstance(part, Token) and part.type in {dates.DATE, dates.RANGE}]


def _offence(name: str, parts: list[Any]) -> dict[str, str | None] | None:
    """Return the parameters of a question on a crime; None where its regime is none that is meant without being named."""
    named = {part.kind: part.number for part in parts if isinstance(part, _Provision)}
    offence, regime = _first(parts, "OFFENCE"), _first(parts, "REGIME") or _first(parts, "REGIME_OF")
    usual = catalogue().usual_regime
    if regime and regime.value != usual.split("/")[1]:
        return None
    between = _first(parts, dates.RANGE)
    begin, end = between.value.split("/") if between else (None, None)
    meant = offence.value if offence else None
    params: dict[str, str | None] = {"article": meant, **named, "from": begin, "to": end}
    if name == "aggravated" or regime:
        params["regime"] = usual
    return params if params["article"] else None


def _service(parts: list[Any]) -> dict[str, str | None] | None:
    """Return the parameters of a question on service; None where another decree is named, or another regime."""
    decree = next((part for part in parts if isinstance(part, _Provision) and part.kind == "decree"), None)
    regime = _first(parts, "REGIME") or _first(parts, "REGIME_OF")
    usual = catalogue().bound[catalogue().usual_regime]
    if decree and not str(usual.act).endswith(f"/{decree.number}"):
        return None
    if regime and regime.value != catalogue().usual_regime.split("/")[1]:
        return None
    ground, person = _first(parts, "GROUND"), _first(parts, "PERSON")
    return {"ground": ground.value if ground else None, "who": person.value if person else None}


def _first(parts: list[Any], kind: str) -> Token | None:
    return next((part for part in parts if isinstance(part, Token) and part.type == kind), None)


def _named(kind: str) -> Any:
    return lambda parts: _Provision(kind, parts[-1].value)


_ACTIONS: grammars.Actions = {kind: _named(kind) for kind in ("article", "part", "item", "decree")}
