"""Citations of acts, provisions and gazettes: islands of citation.lark become one CITE token each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from decreelex import grammars
from decreelex.clause import provisions
from decreelex.clause.identity import code_part
from decreelex.clause.provisions import COMMA, SEPARATOR, Bare, Chain, Group, More
from decreelex.lexicon import Token
from decreelex.model import Citation, Step
from decreelex.span import Span

CITE = "CITE"
_REACH = 40  # tokens: the longest name of an issuer between kind and date


class Act(NamedTuple):
    """An act as cited."""

    start: int
    end: int
    kind: str | None = None
    author: str | None = None
    date: str | None = None
    number: str | None = None
    title: str | None = None
    own: bool = False
    same: bool = False


class Gazette(NamedTuple):
    """A reference to a gazette: year (or None: the same year), issue, and the tokens of the pages or articles."""

    name: Token
    entries: tuple[tuple[Token | None, Token, tuple[Token, ...]], ...]


def join_citations(text: str, tokens: Sequence[Token]) -> tuple[list[Token], dict[int, tuple[Citation, ...]]]:
    """Return the tokens with each citing phrase joined to a CITE token, and the citations by the token's start."""
    grammar = grammars.load("citation")
    first = grammar.first
    out: list[Token] = []
    found: dict[int, tuple[Citation, ...]] = {}
    reached = 0
    for at in [n for n, token in enumerate(tokens) if token.type in first]:
        island = grammar.island(tokens, at, _ACTIONS, reach=_REACH) if at >= reached else None
        cited = _citations(text, island[0]) if island else ()
        if island is None or not cited:
            continue
        start, end = tokens[at].start, tokens[island[1] - 1].end
        found[start] = cited
        out += tokens[reached:at]
        out.append(Token(CITE, text[start:end], start, end, _sort(cited)))
        reached = island[1]
    return out + list(tokens[reached:]), found


def _sort(cited: tuple[Citation, ...]) -> str:
    """Return what a CITE token stands for: gazette, own (the whole citing act), act or provision."""
    one = cited[0]
    if one.kind == "gazette":
        return "gazette"
    if one.path:
        return "provision"
    return "own" if one.own else "act"


def _citations(text: str, value: Any) -> tuple[Citation, ...]:
    if isinstance(value, Gazette):
        return tuple(_gazetted(text, value))
    paths, acts = value
    if not paths:
        return tuple(_of_act(text, act) for act in acts)
    if not acts and not _worth(paths):
        return ()
    end = acts[-1].end if acts else 0
    out: list[Citation] = []
    for at, chain in enumerate(paths):
        last = at == len(paths) - 1
        span = Span(chain.start, max(chain.end, end) if last else chain.end)
        out += [_of_provision(text, span, path, chain, acts[0] if acts else None) for path in chain.paths()]
    return (*out, *(_of_act(text, act) for act in acts[1:]))


def _worth(paths: list[Chain]) -> bool:
    """A note or heading alone, without number and without an act, cites nothing yet."""
    return any(group.numbers or group.own or group.said for chain in paths for group in chain.groups)


def _of_act(text: str, act: Act) -> Citation:
    span = Span(act.start, act.end)
    return Citation(span, span.of(text), None, None, act.kind, act.author, act.date, act.number, act.title, (), act.own)


def _of_provision(text: str, span: Span, path: tuple[Step, ...], chain: Chain, act: Act | None) -> Citation:
    if act is not None and act.kind == "code":
        path = _within_part(path, chain, act.title or "")
    eid = provisions.eid(path)
    if act is None:
        return Citation(span, span.of(text), None, eid, path=path, own=chain.own)
    return Citation(span, span.of(text), None, eid, act.kind, act.author, act.date, act.number, act.title, path,
                    act.own or chain.own)


def _within_part(path: tuple[Step, ...], chain: Chain, title: str) -> tuple[Step, ...]:
    """Leave out the part of a code that is an act of its own, said between the article and the code's name."""
    at = len(path) - 1 if chain.outer_first else 0
    said = path[at].kind == "part" and any(step.kind == "art" for step in path) and code_part(title, path[at].num)
    return (*path[:at], *path[at + 1 :]) if said else path


def _gazetted(text: str, gazette: Gazette) -> list[Citation]:
    """Return one citation per article of the gazette: ``date`` is its year, ``number`` the issue."""
    out: list[Citation] = []
    year, start = None, gazette.name.start
    for given, issue, articles in gazette.entries:
        year = given.value if given else year
        for nth, article in enumerate(articles):
            first = start if not out else article.start if nth else (given or issue).start
            span = Span(first, article.end)
            out.append(Citation(span, span.of(text), kind="gazette", date=year, number=issue.value,
                                title=gazette.name.value, path=(Step("art", article.value),)))
    return out


# --- what the grammar's rules make


def _token(parts: list[Any]) -> Any:
    return parts[0]


def _provision(parts: list[Any]) -> Any:
    """Return the Group of ``PROV number [letter]``; a bracketed letter after a number is the level below."""
    head, *rest = parts
    numbers = [part if isinstance(part, _Number) else _number([part]) for part in rest]
    end = numbers[-1].end if numbers else head.end
    if len(numbers) == 2:
        below = "part" if head.value == "art" and numbers[1].text.isdecimal() else _BELOW.get(head.value, "item")
        return [Group(below, (numbers[1].text,), numbers[1].start, end),
                Group(head.value, (numbers[0].text,), head.start, numbers[0].end)]
    return Group(head.value, tuple(n.text for n in numbers), head.start, end)


_BELOW = {"art": "point", "part": "point", "point": "item", "item": "al"}


class _Number(NamedTuple):
    text: str
    start: int
    end: int


def _number(parts: list[Token]) -> _Number:
    return _Number(provisions.number(parts), parts[0].start, parts[-1].end)


def _own_provision(parts: list[Token]) -> Group:
    said = parts[0].type == "SAME" and parts[1].value in _SAID
    return Group(parts[1].value, (), parts[0].start, parts[1].end, parts[0].type == "OWN", said)


_SAID = frozenset({"art", "point", "item", "al"})  # "this part" and the like are common speech


def _ordinal_first(parts: list[Any]) -> Group:
    tokens = [part for part in parts if isinstance(part, Token)]
    return Group(tokens[-1].value, tuple(t.value for t in tokens[:-1]), tokens[0].start, tokens[-1].end)


def _separator(parts: list[Token]) -> object:
    return COMMA if [part.type for part in parts] == ["COMMA"] else SEPARATOR


def _bare(parts: list[Token]) -> Bare:
    return Bare(parts[0].value, parts[0].end)


def _also(parts: list[Any]) -> More:
    return More(parts[-1].text, parts[-1].start, parts[-1].end)


def _range(parts: list[Any]) -> More:
    return More(parts[-1].text, parts[-1].start, parts[-1].end, True)


def _cited(parts: list[Any]) -> tuple[list[Chain], list[Act]]:
    flat: list[Any] = []
    acts: list[Act] = []
    for part in parts:
        if isinstance(part, _Acts):
            acts = list(part.acts)
        elif isinstance(part, list):
            flat += part
        elif isinstance(part, (Group, More, Bare)) or part is SEPARATOR or part is COMMA:
            flat.append(part)
    return (provisions.chains(flat) if flat else []), acts


class _Acts(NamedTuple):
    acts: tuple[Act, ...]


def _own_act(parts: list[Token]) -> _Acts:
    own, kind = parts
    return _Acts((Act(own.start, kind.end, _kind(kind)[0], own=own.type == "OWN", same=own.type == "SAME"),))


def _code(parts: list[Token]) -> _Acts:
    country = next((part.value for part in parts if part.type == "COUNTRY"), None)
    return _Acts((Act(parts[0].start, parts[-1].end, "code", country, title=parts[0].value),))


def _kind(token: Token) -> tuple[str, str | None]:
    """Return kind and, where the word implies it, issuer (``ukaz:president``)."""
    kind, _, author = token.value.partition(":")
    return kind, author or None


def _law(parts: list[Any]) -> _Acts:
    """Return the acts of one phrase: a new one begins where a date or number is said again after a separator."""
    kind, author = _kind(parts[0])
    issued: list[Token] = []
    current = Act(parts[0].start, parts[0].end, kind)
    acts: list[Act] = []
    for part in parts[1:]:
        if isinstance(part, list):
            issued += [token for token in part if token.type != "OF"]
            current = current._replace(end=part[-1].end)
        elif isinstance(part, Token) and part.type == "QUOTED":
            current = current._replace(title=part.value, end=part.end)
        elif isinstance(part, _Ref):
            if getattr(current, part.slot) is not None:
                acts.append(current)
                current = Act(part.start, part.end, kind)
            current = _with(current, part)
    author = author or _author(issued)
    return _Acts(tuple(act._replace(author=author) for act in (*acts, current)))


def _author(issued: list[Token]) -> str | None:
    """Return the issuer's key; for one in no table its words as printed, a foreign one's with its country."""
    known = next((token.value for token in issued if token.type == "ISSUER"), None)
    country = next((token.value for token in issued if token.type == "COUNTRY"), None)
    unknown = any(token.type not in ("ISSUER", "COUNTRY") for token in issued)
    if unknown or (known is None and country is None):
        return " ".join(token.text for token in issued) or None
    return f"{country}:{known or ''}".rstrip(":") if country not in (None, "ru") or known is None else known


def _with(act: Act, ref: _Ref) -> Act:
    if ref.slot == "date":
        return act._replace(end=ref.end, date=ref.value)
    return act._replace(end=ref.end, number=ref.value)


class _Ref(NamedTuple):
    """A date or a number of an act."""

    slot: str
    value: str
    start: int
    end: int


def _ref(parts: list[Token]) -> _Ref:
    last = parts[-1]
    return _Ref("date" if last.type == "DATE" else "number", last.value, parts[0].start, last.end)


def _entry(parts: list[Any]) -> tuple[Token | None, Token, tuple[Token, ...]]:
    year = parts[0] if isinstance(parts[0], Token) and parts[0].type == "NUM" else None
    issue = next(part for part in parts if part.type == "NO")
    return year, issue, tuple(part for part in parts[1:] if part.type == "NUM")


def _gazette(parts: list[Any]) -> Gazette:
    return Gazette(parts[0], tuple(part for part in parts[1:] if not isinstance(part, Token)))


_ACTIONS: grammars.Actions = {
    "start": _token, "act": _token, "year": _token, "lettered": _token, "number": _number,
    "provision": _provision, "own_provision": _own_provision, "ordinal_first": _ordinal_first,
    "ordinal_pair": _ordinal_first, "enclosing": _ordinal_first, "sep": _separator, "also": _also, "bare": _bare, "range": _range,
    "cited": _cited, "own_act": _own_act, "code": _code, "law": _law, "issued": list,
    "issued_by": list, "ref": _ref, "entry": _entry, "gazette": _gazette,
}
