"""The text of rule files: characters to tokens, tokens to declarations, declarations to structs."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from decreelex import grammars
from decreelex.errors import Diagnostic
from decreelex.reason.moments import FIRST, minute, moment
from decreelex.reason.program import (
    Atom,
    Authority,
    Builtin,
    Doctrine,
    Negation,
    Place,
    Predicate,
    Rule,
    Term,
    Text,
    Variable,
    diagnostic,
)
from decreelex.span import Span

_TOKEN = re.compile(
    r"(?P<BLANK>\s+|\#[^\n]*)"
    r'|(?P<STRING>"(?:[^"\\]|\\.)*")'
    r"|(?P<DATE>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?(?![\w-]))"
    r"|(?P<NUMBER>\d+(?!\w))"
    r"|(?P<NAME>[^\W\d]\w*(?:[-./]\w+)*)"
    r"|(?P<PUNCT>!=|[=(),\[\]])"
    r"|(?P<STRAY>[^\s\w]|\w+)"
)
_WORDS = ("rank", "authority", "doctrine", "predicate", "fact", "rule", "claim", "quote", "absent", "known", "default",
          "held-by", "by", "also", "when", "and", "not", "over", "in", "interpretation")
_KINDS = {word: "_" + word.upper().replace("-", "_") for word in _WORDS} | {
    "(": "_LP", ")": "_RP", "[": "_LB", "]": "_RB", ",": "_COMMA", "=": "EQ", "!=": "NE", "before": "BEFORE",
    "later": "FUNCTION", "earlier": "FUNCTION", "days_after": "FUNCTION", "day_after_expiry": "FUNCTION",
    "nights_after": "FUNCTION", "months_after": "FUNCTION",
    "reached": "TEST", "pending": "TEST", "possible": "TEST", "en": "EN", "ru": "RU"}
_SHOWN = {kind: f"'{word}'" for word, kind in _KINDS.items()} | {
    "NAME": "a name", "VARIABLE": "a variable", "STRING": "words in quotation marks", "NUMBER": "a number",
    "DATE": "a date", "FUNCTION": "a computation such as 'later'", "TEST": "a test such as 'reached'",
    grammars.END: "the end of the declaration"}

Declaration = tuple[str, int, Place] | Authority | Doctrine | Predicate | Rule


class Token(NamedTuple):
    """A token of a rule file; ``value`` is what it stands for."""

    type: str
    text: str
    place: Place
    value: Any


class Fault(Exception):
    """A declaration that reads well and cannot be meant; carries its diagnostic."""

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.message)
        self.diagnostic = found


def read(file: str, text: str) -> tuple[list[Declaration], list[Diagnostic]]:
    """Return what one rule file declares, in order, and what is wrong with it."""
    declarations: list[Declaration] = []
    found: list[Diagnostic] = []
    for tokens in _split(_tokens(file, text)):
        try:
            declarations.append(_declaration(tokens))
        except Fault as fault:
            found.append(fault.diagnostic)
    return declarations, found


def near(word: str, known: Any) -> tuple[str, ...]:
    """Return the known names that a misspelt one may stand for, best first."""
    return tuple(difflib.get_close_matches(word, list(known), n=2, cutoff=0.6))


def _tokens(file: str, text: str) -> Iterator[Token]:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind != "BLANK":
            line = bisect_right(starts, match.start())
            place = Place(file, line, match.start() - starts[line - 1] + 1, Span(*match.span()))
            yield _token(kind, match.group(), place)


def _token(kind: str, text: str, place: Place) -> Token:
    if text in _KINDS:
        return Token(_KINDS[text], text, place, text)
    if kind == "NAME":
        return Token("VARIABLE" if text[0].isupper() or text[0] == "_" else "NAME", text, place, text)
    return Token(kind, text, place, text)


def _split(tokens: Iterator[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of one declaration after another: each begins at the start of a line."""
    block: list[Token] = []
    for token in tokens:
        if token.place.column == 1 and block and token.text not in {")", "]"}:
            yield block
            block = []
        block.append(token)
    if block:
        yield block


def _declaration(tokens: list[Token]) -> Declaration:
    for token in tokens:
        if token.type == "STRAY":
            raise _stray(token)
    valued = [token._replace(value=_value(token)) for token in _constants(tokens)]
    try:
        value: Declaration = grammars.load("rule").parse(valued, _ACTIONS)
        return value
    except grammars.ParseError as error:
        raise _misfit(tokens, error) from None


def _constants(tokens: list[Token]) -> Iterator[Token]:
    """Yield the tokens; words of the language that stand where a value is due are names."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        compared = at > 0 and tokens[at - 1].type in {"EQ", "NE", "BEFORE"}
        called = at + 1 < len(tokens) and tokens[at + 1].text == "("
        word = token.text in _KINDS and token.text[0].isalpha()
        yield token._replace(type="NAME") if word and (depth or compared) and not called else token


def _stray(token: Token) -> Fault:
    if token.text == '"':
        return Fault(diagnostic(token.place, "rule-string",
                                'the quotation mark is never closed; write \\" for one inside.'))
    return Fault(diagnostic(token.place, "rule-character", f"{token.text!r} has no meaning in a rule file."))


def _value(token: Token) -> Any:
    """Return what a token stands for. Raises Fault for a date that does not exist and for too large a number."""
    if token.type == "STRING":
        words = re.sub(r"\s*\n\s*", " ", token.text[1:-1])
        return re.sub(r"\\(.)", r"\1", words)
    if token.type == "VARIABLE":
        return _variable(token)
    if token.type == "NUMBER":
        if len(token.text) > len(str(FIRST)) or int(token.text) >= FIRST:
            raise Fault(diagnostic(token.place, "rule-number",
                                   f"{token.text[:40]} is too large: numbers stay below {FIRST}."))
        return int(token.text)
    if token.type == "DATE":
        try:
            moment(token.text)
        except ValueError:
            raise Fault(diagnostic(token.place, "rule-date", f"{token.text} is not a day of the calendar.")) from None
    return token.text


def _variable(token: Token) -> Variable:
    if not re.fullmatch(r"\w+", token.text):
        raise Fault(diagnostic(token.place, "rule-variable",
                               f"'{token.text}': a variable has letters, digits and underscores only."))
    return Variable(token.text)


def _misfit(tokens: list[Token], error: grammars.ParseError) -> Fault:
    """Return the fault of a token that does not fit, with what would have and the nearest word of the language."""
    shown = [_SHOWN.get(kind, kind) for kind in error.expected]
    expected = shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " or " + shown[-1]
    if error.index >= len(tokens):
        last = tokens[-1]
        return Fault(diagnostic(last.place, "rule-syntax",
                                f"the declaration ends after '{last.text}'; expected {expected}."))
    token = tokens[error.index]
    fitting = [word for word, kind in _KINDS.items() if kind in error.expected and word[0].isalpha()]
    return Fault(diagnostic(token.place, "rule-syntax", f"'{token.text}' does not fit here; expected {expected}.",
                            suggestions=near(token.text, fitting) if token.type in {"NAME", "VARIABLE"} else ()))


# From parts of a declaration to its struct. A part is a token or a pair (kind, value) made by a smaller action.

Parts = list[Any]


def _pairs(kind: str) -> Callable[[Parts], tuple[str, Any, Place | None]]:
    def pair(parts: Parts) -> tuple[str, Any, Place | None]:
        return kind, [part.value for part in parts], parts[0].place if parts else None

    return pair


def _details(parts: Parts, place: Place) -> dict[str, Any]:
    """Return the details of a declaration by kind. Raises Fault where one is given twice."""
    details: dict[str, Any] = {}
    for kind, value, where in parts:
        if kind in details:
            raise Fault(diagnostic(where or place, "rule-twice", f"'{kind.replace('_', '-')}' is given twice."))
        details[kind] = value
    return details


def _first(details: dict[str, Any], kind: str) -> Any:
    return details[kind][0] if kind in details else None


def _text(details: dict[str, Any]) -> Text:
    return Text(_first(details, "en"), _first(details, "ru"))


def _known(details: dict[str, Any]) -> int:
    return minute(details["known"][0]) if "known" in details else 0


def _rank(parts: Parts) -> tuple[str, int, Place]:
    return parts[0].value, parts[1].value, parts[0].place


def _authority(parts: Parts) -> Authority:
    name, _, iri, *rest = parts
    details = _details(rest, name.place)
    for needed in ("known", "ranked"):
        if needed not in details:
            word = "rank" if needed == "ranked" else needed
            raise Fault(diagnostic(name.place, "authority-detail", f"authority '{name.value}' does not say '{word}'."))
    if ("quote" in details) == ("absent" in details):
        raise Fault(diagnostic(name.place, "authority-detail", f"authority '{name.value}' needs either its words"
                               " ('quote \"…\"') or 'absent', where its text is not to hand."))
    return Authority(name.value, iri.value, _first(details, "eid"), _first(details, "quote"), _known(details),
                     details["ranked"][0], name.place)


def _doctrine(parts: Parts) -> Doctrine:
    name, *rest = parts
    held = [(value[0], value[1:], place) for kind, value, place in rest if kind == "held"]
    details = _details([part for part in rest if part[0] != "held"], name.place)
    return Doctrine(name.value, "default" in details, _known(details), _text(details),
                    _text(_details(held, name.place)), name.place)


def _predicate(*, fact: bool) -> Callable[[Parts], Predicate]:
    def make(parts: Parts) -> Predicate:
        name, *rest = parts
        args = tuple(part.value.name for part in rest if isinstance(part, Token))
        details = _details([part for part in rest if not isinstance(part, Token)], name.place)
        return Predicate(name.value, args, fact, _text(details), name.place)

    return make


def _rule(*, claim: bool) -> Callable[[Parts], Rule]:
    def make(parts: Parts) -> Rule:
        name, *rest = parts
        head, *body = (part for part in rest if isinstance(part, Atom | Negation | Builtin))
        assert isinstance(head, Atom)
        details = _details([part for part in rest if isinstance(part, tuple)], name.place)
        return Rule(name.value, claim, "interpretation" in details, tuple(details.get("doctrines", ())),
                    _first(details, "ranked"), _known(details), _text(details), tuple(details.get("by", ())),
                    tuple(details.get("also", ())), head, tuple(body), name.place)

    return make


def _term(token: Token) -> Term:
    value: Term = moment(token.text) if token.type == "DATE" else token.value
    return value


def _atom(parts: Parts) -> Atom:
    name, *args = parts
    return Atom(name.value, tuple(_term(arg) for arg in args), name.place)


def _comparison(parts: Parts) -> Builtin:
    left, sign, right = parts
    return Builtin(sign.text, (_term(left), _term(right)), sign.place)


def _computation(parts: Parts) -> Builtin:
    result, _, function, left, right = parts
    return Builtin(function.text, (_term(left), _term(right)), function.place, _term(result))


_ACTIONS: grammars.Actions = {
    "rank": _rank, "authority": _authority, "doctrine": _doctrine, "predicate": _predicate(fact=False),
    "fact_predicate": _predicate(fact=True), "rule": _rule(claim=False), "claim": _rule(claim=True),
    "atom": _atom, "comparison": _comparison, "computation": _computation,
    "negation": lambda parts: Negation(parts[0], parts[1].value, parts[0].place),
    "test": lambda parts: Builtin(parts[0].text, (_term(parts[1]),), parts[0].place),
    **{kind: _pairs(kind) for kind in ("eid", "quote", "absent", "known", "ranked", "default", "interpretation",
                                       "doctrines", "by", "also", "held")},
    "en": lambda parts: ("en", [parts[1].value], parts[0].place),
    "ru": lambda parts: ("ru", [parts[1].value], parts[0].place),
}
