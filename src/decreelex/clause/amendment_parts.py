"""What the stretches of an instruction say: places, words, anchors (the actions of amendment.lark)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from decreelex import grammars
from decreelex.clause.words import opens
from decreelex.lexicon import Token
from decreelex.model import Citation, Step, When
from decreelex.span import Span

_MARKS = "\"«»“”„"


class Place(NamedTuple):
    """Provisions, acts or documents in one phrase. ``approving``: the act that approved the document named."""

    start: int
    end: int
    citations: tuple[Citation, ...] = ()
    document: str | None = None
    approving: Citation | None = None


class Anchor(NamedTuple):
    """Beside what something is inserted: words, or a place. ``where``: before or after."""

    where: str
    words: tuple[str, ...] = ()
    place: Place | None = None
    text: str = ""


class Quoted(NamedTuple):
    """Quotations in a row: what stands between their marks."""

    words: tuple[str, ...]


class Stretch(NamedTuple):
    """A stretch as one token of instruction.lark."""

    type: str
    start: int
    end: int
    payload: Any = None


Piece = Token | Stretch
Cited = Mapping[int, tuple[Citation, ...]]

_SIGNS = frozenset({"SIGN", "SIGN_BY"})
_TELLING = _SIGNS | {"QUOTED", "LETTER"}
_MOST = 300
ROW_RANK = {"table": 0, "text": 0, "sheet": 0, "form": 0, "list": 0, "row": 1, "position": 1, "formula": 2, "graph": 2,
            "column": 2}
_DROPPED = frozenset({"amended", "stray"})


def join(text: str, tokens: Sequence[Token], cited: Cited) -> list[Piece]:
    """Return the tokens with every stretch of amendment.lark joined to one."""
    grammar = grammars.load("amendment")
    first, actions = grammar.first, _actions(text, cited)
    out: list[Piece] = []
    at, total = 0, len(tokens)
    while at < total:
        token = tokens[at]
        island = grammar.island(tokens, at, actions) if token.type in first else None
        if island is None:
            out.append(token)
            at += 1
            continue
        (kind, payload), end = island
        if kind not in _DROPPED:
            out.append(Stretch(kind, token.start, tokens[end - 1].end, payload))
        at = end
    return out


def inside(token: Token) -> str:
    """Return what stands between the marks of a quotation, exactly; of a bare letter the letter.

    A quotation that ends with a name in marks prints one mark for both: the name keeps it.
    """
    if token.text[0] not in _MARKS:
        return token.text
    words = token.text[1:-1]
    return words + token.text[-1] if _left_open(words) else words


def _left_open(words: str) -> bool:
    """Return whether a name in marks begins in the words and does not end there."""
    depth = 0
    for at, mark in enumerate(words):
        if mark in _MARKS:
            depth = depth + 1 if opens(words, at, 0, len(words)) else max(0, depth - 1)
    return depth > 0


def _actions(text: str, cited: Cited) -> grammars.Actions:
    """Return the actions for one text; what they make are (terminal of instruction.lark, payload)."""

    def placed(parts: list[Any]) -> Place:
        return _place(text, parts, cited)

    said: dict[str, Callable[[list[Any]], Any]] = {
        "start": lambda parts: parts[0],
        "quoted": lambda parts: parts[0],
        "spot": _Spot,
        "throughout": _Spot,
        "more": lambda parts: _Spot(parts, "more"),
        "upto": lambda parts: _Spot(parts, "upto"),
        "doc": _Doc,
        "approved": lambda parts: _Doc(parts[:-1], parts[-1]),
        "old": lambda parts: ("OLD", Quoted(_words(parts))),
        "with": lambda parts: ("NEWS", Quoted(_words(parts))),
        "words_anchor": lambda parts: ("ANCHOR", Anchor(parts[0].type.lower(), _words(parts))),
        "place_anchor": lambda parts: ("ANCHOR", _beside(text, parts, placed(parts[1:]))),
        "at": lambda parts: ("IN", placed(parts)),
        "place": lambda parts: ("PLACE", placed(parts)),
        "unit": lambda parts: ("UNIT", placed([_Spot(parts)])),
        "partly": lambda parts: ("SCOPE", text[parts[0].start : parts[-1].end]),
        "into": lambda parts: ("INTO", placed(parts[1:] if isinstance(parts[-1], _Spot) else [_Spot(parts[1:])])),
        "attached": lambda parts: ("ATTACHED_AS", placed(parts[1:])),
        "since": lambda parts: ("SINCE", _when(parts[-1])),
        "until": lambda parts: ("UNTIL", _when(parts[-1])),
        "amended": lambda parts: ("amended", parts),
        "stray": lambda parts: ("stray", parts),
    }
    return said


class _Spot:
    """The tokens of one place; ``sort``: a further number of the row before it, alone or as the end of a range."""

    def __init__(self, tokens: list[Token], sort: str = "") -> None:
        self.tokens = tokens
        self.sort = sort


class _Doc:
    """The tokens of a document's name, and the citation of the act that approved it."""

    def __init__(self, tokens: list[Token], approving: Token | None = None) -> None:
        self.tokens = [token for token in tokens if token.type != "APPROVED"]
        self.approving = approving


def _words(parts: Sequence[Any]) -> tuple[str, ...]:
    """Return the words quoted, and the marks that are named instead."""
    return tuple(part.value if part.type in _SIGNS else inside(part)
                 for part in parts if isinstance(part, Token) and part.type in _TELLING)


def _when(token: Token) -> When:
    return When(token.value, Span(token.start, token.end), token.text)


def _beside(text: str, parts: list[Any], place: Place) -> Anchor:
    return Anchor(parts[0].type.lower(), (), place, text[place.start : place.end])


def _place(text: str, parts: list[Any], cited: Cited) -> Place:
    citations: list[Citation] = []
    document, approving, start, end = None, None, -1, 0
    for part in parts:
        tokens = part.tokens if isinstance(part, (_Spot, _Doc)) else [part]
        if isinstance(part, _Spot):
            citations = _further(text, part, citations, cited) if part.sort else [*citations, *_spotted(text, tokens, cited)]
        elif isinstance(part, _Doc):
            document = _named(text, tokens)
            citations = _by_name(text, tokens, document, citations)
            if part.approving is not None:
                approving, tokens = cited[part.approving.start][0], [*tokens, part.approving]
        elif part.type in ("AT", "OUT_OF", "TO", "FROM", "DASH"):
            continue
        start = tokens[0].start if start < 0 else start
        end = tokens[-1].end
    return Place(start, end, tuple(citations), document, approving)


def _named(text: str, tokens: Sequence[Token]) -> str | None:
    """Return a document's name; None for one named before ("указанные Правила")."""
    if any(token.type == "SAME" for token in tokens[:2]):
        return None
    named = [token for token in tokens if token.type != "COMMA" or token is not tokens[-1]]
    named = named[1:] if named[0].type == "K" else named
    return text[named[0].start : named[-1].end]


def _by_name(text: str, tokens: Sequence[Token], document: str | None, citations: list[Citation]) -> list[Citation]:
    """Give the citations the act whose kind no table knows, where its date or number is said with its name."""
    date = next((token.value for token in tokens if token.type == "DATE"), None)
    number = next((token.value for token in tokens if token.type == "NO"), None)
    if document is None or not (date or number):
        return citations
    span = Span(tokens[0].start, tokens[-1].end)
    act = Citation(span, span.of(text), date=date, number=number, title=document)
    return [msgspec.structs.replace(one, date=date, number=number, title=document) for one in citations] or [act]


def _spotted(text: str, tokens: Sequence[Token], cited: Cited) -> tuple[Citation, ...]:
    """Return the citations of a place; a heading, a row or a bare kind of provision makes one of its own."""
    span = Span(tokens[0].start, tokens[-1].end)
    found = next((cited[token.start] for token in tokens if token.type == "CITE"), ())
    if rows := _rows(tokens):
        held = next((Step(token.value, "") for token in tokens if token.type == "NOTE"), None)
        path = ((held,) if held else ()) + rows
        return tuple(_in_row(one, rows) for one in found) or (Citation(span, span.of(text), path=path),)
    for token in tokens:
        if token.type == "EVERYWHERE":  # beside the heading: the text of the act
            return (Citation(span, span.of(text), path=(Step("text", ""),)),)
        if token.type in ("NOTE", "PROV"):
            return (Citation(span, span.of(text), path=(Step(token.value, ""),)),)
    return found


def _rows(tokens: Sequence[Token]) -> tuple[Step, ...]:
    """Return the table, row and column named, outermost first: they are said in either order."""
    rows: list[Step] = []
    for token in tokens:
        if token.type == "ROW":
            rows.append(Step(token.value, ""))
        elif rows and not rows[-1].num and token.type in ("NUM", "NO", "ORD", "QUOTED", "LETTER"):
            rows[-1] = Step(rows[-1].kind, inside(token) if token.type in ("QUOTED", "LETTER") else token.value)
    return tuple(sorted(rows, key=lambda step: ROW_RANK.get(step.kind, 1)))


def _further(text: str, spot: _Spot, before: list[Citation], cited: Cited) -> list[Citation]:
    """Return the citations with those of further numbers of the last row; what encloses is said once, after the last."""
    if not before or not before[-1].path:
        return before
    last, token = before[-1].path[-1], spot.tokens[0]
    numbers = [token.value]
    if spot.sort == "upto" and last.num.isdecimal() and token.value.isdecimal():
        numbers = [str(n) for n in range(int(last.num) + 1, min(int(token.value), int(last.num) + _MOST) + 1)]
    one = before[-1]
    out = [*before, *(_replaced(one, Span(token.start, token.end), text, (*one.path[:-1], Step(last.kind, n)))
                      for n in numbers)]
    holding = next((cited[t.start] for t in spot.tokens if t.type == "CITE"), ())
    return out if not holding else [_in_row(holding[0], c.path) for c in out]


def _replaced(citation: Citation, span: Span, text: str, path: tuple[Step, ...]) -> Citation:
    return msgspec.structs.replace(citation, span=span, text=span.of(text), path=path)


def _in_row(citation: Citation, rows: tuple[Step, ...]) -> Citation:
    return msgspec.structs.replace(citation, eid=None, path=(*citation.path, *rows))
