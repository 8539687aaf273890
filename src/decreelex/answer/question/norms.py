"""Questions on norms in words (asked.lark): crimes in time, contracts, dismissal, deferment, pay -> id, parameters, day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from decreelex import grammars, lexicon
from decreelex.answer.question.entries import catalogue
from decreelex.answer.question.reading import LANGUAGES, language_of
from decreelex.answer.question.understand import Understood
from decreelex.clause import dates, words
from decreelex.lexicon import Token

TABLES = "dates+asked+regimes"
_SKIPPED = frozenset({"NOISE", "COMMA"})
_DASHES = frozenset("-–—")


class _Provision(NamedTuple):
    """An article, a part or an item named by its number."""

    kind: str
    number: str


def understand_norm(question: str, *, language: str | None = None) -> Understood | None:
    """Read a question on norms (``language``: ru, en, or None for the letters to decide); None where it is none of them."""
    language = language or language_of(question)
    table = lexicon.load(TABLES, language)
    tokens = [token for token in words.tokens(table, question, 0, len(question), quotes=()) if token.type not in _SKIPPED]
    joined, wrong = dates.join_dates(question, _spans(tokens))
    if wrong:
        return None
    try:
        name, parts = grammars.load("asked", LANGUAGES[language]).parse(joined, _ACTIONS)
    except grammars.ParseError:
        return None
    return _understood(name, parts, language)


def _spans(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with a dash between two numbers read as "to": 21-23 September."""
    out = list(tokens)
    for at in range(1, len(out) - 1):
        if out[at].text in _DASHES and out[at - 1].type == out[at + 1].type == "NUM":
            out[at] = out[at]._replace(type="TO")
    return out


def _understood(name: str, parts: list[Any], language: str) -> Understood | None:
    first, *others = _days(parts) or [None]
    params = _service(name, parts) if name in _SERVICE else _offence(name, parts)
    if params is None:
        return None
    if name == "contract":
        params["expired"] = first
        first = others[0] if others else None
    return Understood(_IDS[name], {k: v for k, v in params.items() if v}, language, first)


_IDS = {"aggravated": "offence.aggravated", "penalty": "offence.penalty", "contract": "contract.continues",
        "contract_held": "contract.continues", "grounds": "dismissal.grounds", "deferment": "deferment.entitled", "pay": "pay.level"}
_SERVICE = frozenset({"contract", "contract_held", "grounds", "deferment", "pay"})


def _days(parts: list[Any]) -> list[str]:
    """Return the days named; of a range its last."""
    return [part.value.split("/")[-1] for part in parts if isinstance(part, Token) and part.type in {dates.DATE, dates.RANGE}]


def _offence(name: str, parts: list[Any]) -> dict[str, Any] | None:
    """Return the parameters of a question on a crime; None where its regime is none that is meant without being named."""
    named = {part.kind: part.number for part in parts if isinstance(part, _Provision)}
    offence, regime = _first(parts, "OFFENCE"), _first(parts, "REGIME") or _first(parts, "REGIME_OF")
    usual = catalogue().usual_regime
    if regime and regime.value != usual.split("/")[1]:
        return None
    between = _first(parts, dates.RANGE)
    begin, end = between.value.split("/") if between else (None, None)
    params: dict[str, Any] = {"article": offence.value if offence and "article" not in named else None, **named, "from": begin, "to": end}
    if name == "aggravated" or regime:
        params["regime"] = usual
    return params if params["article"] else None


def _service(name: str, parts: list[Any]) -> dict[str, Any] | None:
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
