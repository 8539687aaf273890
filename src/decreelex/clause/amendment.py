"""The instructions in the words of one unit: headings and orders, as said; amending.py puts them in their context.

Tokens -> dates -> citations -> stretches (amendment.lark) -> clauses (instruction.lark): islands of islands, so what no
grammar knows stays visible as an instruction that was not read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from decreelex import grammars, lexicon
from decreelex.clause import amendment_parts as stretches
from decreelex.clause import amendment_quotes, words
from decreelex.clause.amendment_parts import Anchor, Piece, Place, Stretch
from decreelex.clause.citations import join_citations
from decreelex.clause.dates import join_dates, short
from decreelex.lexicon import Lexicon, Token, folded, plain
from decreelex.model import When
from decreelex.span import Span

_VERBS = frozenset({"REPLACE", "ADD", "REMOVE", "RESTATE", "REPEAL", "LOST", "CONSIDER", "INCLUDE", "SWAP", "MOVE", "SPLIT",
                    "JOIN", "LAPSED", "CANCEL", "SUSPEND"})
_HEADS = frozenset({"BRING", "ATTACHED"})
_PLAIN = frozenset({"OLD", "NEWS", "IN_WORDING", "FOLLOWING"})
_WINDOW = 48
_WORD = re.compile(r"[^\W\d_]+")


class Order(NamedTuple):
    """One operation as said. ``where``: places and anchors of the clause; ``open``: the new text follows below.

    ``bare``: a verb of common speech without words or place, an instruction only below a heading. ``attached``: the
    appendix of this act that holds the new text (its number; "": it is not numbered). ``ending``: at the end of the place.
    ``since``, ``until``: dates said with the verb. ``inflected``: what may vary in the words, ``case`` or ``number`` too.
    """

    operation: str
    start: int
    end: int
    where: tuple[Place | Anchor, ...] = ()
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    units: Place | None = None
    content: str | None = None
    open: bool = False
    scope: str | None = None
    everywhere: bool = False
    inflected: str = ""
    bare: bool = False
    attached: str | None = None
    ending: bool = False
    since: When | None = None
    until: When | None = None


class Frame(NamedTuple):
    """A heading: where the orders below it land. ``kind``: bring, attached, heading or repeal; ``since``: from what day."""

    kind: str
    where: tuple[Place | Anchor, ...]
    since: When | None = None


class Missed(NamedTuple):
    """An instruction that no clause took in, and why. ``plain``: its words show that it is one, wherever it stands."""

    start: int
    end: int
    reason: str
    plain: bool


class Reading(NamedTuple):
    """What one unit orders, in the order of its words."""

    said: tuple[Frame | Order, ...] = ()
    missed: tuple[Missed, ...] = ()


def triggered(text: str, language: str) -> bool:
    """Return whether a unit holds one of the words without which it orders nothing (``language``: rus or eng)."""
    return promising(text, language) and _trigger(language)[1].search(plain(text)) is not None


def promising(text: str, language: str) -> bool:
    """Return whether a text holds the first word of such words: a look-up that tells most units apart."""
    return not _trigger(language)[0].isdisjoint(_WORD.findall(folded(text)))


@functools.cache
def _trigger(language: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the first words of the forms, and the pattern of the forms."""
    found = amendment_quotes.forms(short(language), sorted(_VERBS | _HEADS))
    first = amendment_quotes.first_words(short(language), _VERBS | _HEADS)
    return first, re.compile(rf"\b(?:{found})\b", re.IGNORECASE)


@functools.cache
def repeals(language: str) -> re.Pattern[str]:
    """Return the pattern of the words with which the heading of a list says that its members are repealed."""
    return re.compile(rf"\b(?:{amendment_quotes.forms(short(language), ('REPEAL', 'LOST'))})\b", re.IGNORECASE)


def read(text: str, span: Span, language: str, *, repealing: bool = False) -> Reading:
    """Return the instructions in ``text[span]`` (``language``: rus or eng).

    ``repealing``: the unit stands in a list of what is repealed, so that its places alone are orders.
    """
    table = lexicon.load(amendment_quotes.TABLES, short(language))
    tokens = _tokens(table, text, span, short(language))
    dated, _ = join_dates(text, tokens)
    cited, found = join_citations(text, dated)
    pieces = stretches.join(text, cited, found)
    return _clauses(pieces, repealing)


def _tokens(table: Lexicon, text: str, span: Span, language: str) -> list[Token]:
    """Return the tokens without those in brackets (gazettes, remarks) and without words that carry nothing."""
    quotes = amendment_quotes.pairs(text, span.start, span.end, language)
    out: list[Token] = []
    depth = 0
    whole = amendment_quotes.with_brackets(text, span.start, span.end, quotes)
    for token in words.tokens(table, text, span.start, span.end, quotes=whole):
        if token.text[0] == "(" and token.type == words.QUOTED:
            continue
        if token.type == "LPAR":
            depth += 1
        elif token.type == "RPAR" and depth:
            depth -= 1
        elif not depth and token.type != "SKIP":
            out.append(token)
    return out


def _clauses(pieces: Sequence[Piece], repealing: bool) -> Reading:
    grammar = grammars.load("instruction")
    said: list[Frame | Order] = []
    missed: list[Missed] = []
    at, total, begun = 0, len(pieces), 0
    while at < total:
        piece = pieces[at]
        island = grammar.island(pieces[at : at + _WINDOW], 0, _ACTIONS) if piece.type in grammar.first else None
        if island is not None:
            said += island[0]
            at += island[1]
            begun, repealing = at, _repeals(said[-1])
            continue
        if piece.type in _VERBS:
            missed.append(_missed(pieces, begun, at))
        elif repealing and isinstance(piece, Stretch) and piece.type == "PLACE":
            said += _listed(pieces, at)
        at += 1
    return Reading(tuple(said), tuple(missed))


def _repeals(last: Frame | Order) -> bool:
    """Return whether further places are repealed too."""
    return last.kind == "repeal" if isinstance(last, Frame) else last.operation == "repeal" and not last.old


def _listed(pieces: Sequence[Piece], at: int) -> list[Order]:
    """Return the repeals of a place in a list; "so far as …" limits the provisions named last. A name alone is no place."""
    piece = pieces[at]
    place: Place = piece.payload  # type: ignore[union-attr]
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    if not isinstance(after, Stretch) or after.type != "SCOPE":
        return [_repealed(place, None)] if place.citations or place.approving else []
    limited = tuple(one for one in place.citations if one.span == place.citations[-1].span)
    whole = place.citations[: len(place.citations) - len(limited)]
    return [*([_repealed(place._replace(citations=whole), None)] if whole else []),
            _repealed(place._replace(citations=limited), after)]


def _repealed(place: Place, scope: Stretch | None) -> Order:
    return Order("repeal", place.start, scope.end if scope else place.end, (place,), scope=scope.payload if scope else None)


def _missed(pieces: Sequence[Piece], begun: int, at: int) -> Missed:
    """Return the sentence around a verb: back to where the last clause ended, on to the next full stop."""
    end = at
    while end + 1 < len(pieces) and pieces[end].type not in ("SEMI", "DOT"):
        end += 1
    while begun < at and pieces[begun].type in ("SEMI", "DOT", "COMMA"):
        begun += 1
    before = pieces[at - 1].type if at else "nothing"
    after = pieces[at + 1].type if at + 1 < len(pieces) else "nothing"
    plain = pieces[at].type == "REPEAL" or any(piece.type in _PLAIN for piece in pieces[begun:end])
    return Missed(pieces[begun].start, pieces[end].end,
                  f"no form of instruction fits the verb {pieces[at].type} here (before it {before}, after it {after})",
                  plain)


# --- what the rules of instruction.lark make


def _flat(parts: list[Any]) -> list[Frame | Order]:
    """Return frames and orders of a sentence; what a clause leaves unsaid stands in the ones before it."""
    return _with_text([part for part in parts if isinstance(part, (Frame, Order))])


def _where(parts: Sequence[Any]) -> tuple[Place | Anchor, ...]:
    return tuple(part.payload for part in parts
                 if isinstance(part, Stretch) and part.type in ("IN", "PLACE", "ANCHOR"))


def _framed(kind: str) -> Callable[[list[Any]], Frame]:
    def made(parts: list[Any]) -> Frame:
        attached = kind == "bring" and parts[0].type == "ATTACHED"
        return Frame("attached" if attached else kind, _where(parts), _dated(parts, "SINCE"))
    return made


class _Op(NamedTuple):
    """An operation without its place."""

    operation: str
    parts: tuple[Any, ...]


def _op(operation: str) -> Callable[[list[Any]], _Op]:
    return lambda parts: _Op(operation, tuple(parts))


def _clause(parts: list[Any]) -> Order:
    op: _Op = parts[-1]
    before = tuple(part for part in parts[:-1] if not isinstance(part, Token))
    flat = (*parts[:-1], *op.parts)
    said = {part.type for part in flat}
    order = _MAKERS[op.operation](_where(before), op.parts)
    return order._replace(start=flat[0].start, end=flat[-1].end, everywhere="EVERYWHERE" in said or _throughout(order.where),
                          inflected=_varying(flat), ending="ENDING" in said, since=_dated(flat, "SINCE"),
                          until=_dated(flat, "UNTIL"))


def _throughout(where: Sequence[Place | Anchor]) -> bool:
    """Return whether the text of the act itself is named ("в наименовании и тексте")."""
    return any(step.kind == "text" for place in where if isinstance(place, Place)
               for citation in place.citations if len(citation.path) == 1 for step in citation.path)


def _varying(parts: Sequence[Any]) -> str:
    return next((part.value for part in parts if part.type == "INFLECTED"), "")


def _dated(parts: Sequence[Any], kind: str) -> When | None:
    return next((part.payload for part in parts if part.type == kind), None)


def _quoted(parts: Sequence[Any], kind: str) -> tuple[str, ...]:
    return next((part.payload.words for part in parts if isinstance(part, Stretch) and part.type == kind), ())


def _stretches(parts: Sequence[Any], *kinds: str) -> list[Stretch]:
    return [part for part in parts if isinstance(part, Stretch) and part.type in kinds]


class _Content(NamedTuple):
    """New text: in the sentence, below it (``open``), or in an appendix of this act (see Order)."""

    content: str | None
    open: bool
    attached: str | None


def _content(parts: Sequence[Any]) -> _Content:
    """Return where the new text stands. Without a colon what follows below can only be an appendix."""
    quoted = next((part for part in parts if isinstance(part, Token) and part.type in ("QUOTED", "LETTER")), None)
    named = next((part for part in parts if part.type == "ATTACHED_AS"), None)
    if quoted is not None:
        return _Content(stretches.inside(quoted), False, None)
    if isinstance(named, Stretch):
        return _Content(None, False, _attachment(named.payload))
    plain = named is None and any(part.type in ("COLON", "FOLLOWING") for part in parts)
    return _Content(None, named is None, None if plain else "")


def _attachment(place: Place) -> str | None:
    """Return the number of the appendix that holds new text."""
    return next((step.num for citation in place.citations for step in citation.path if step.kind == "att"), None)


def _replace(where: tuple[Any, ...], parts: tuple[Any, ...]) -> Order:
    return Order("substitution", 0, 0, where, _quoted(parts, "OLD"), _quoted(parts, "NEWS"))


def _remove(where: tuple[Any, ...], parts: tuple[Any, ...]) -> Order:
    places, old = (*where, *_where(parts)), _quoted(parts, "OLD")
    named = any(isinstance(one, Place) and one.citations for one in places)
    return Order("repeal", 0, 0, places, old, bare=not old and not named)


def _restate(where: tuple[Any, ...], parts: tuple[Any, ...]) -> Order:
    named = _where(parts[: next(i for i, p in enumerate(parts) if p.type == "IN_WORDING")])
    return Order("replacement", 0, 0, (*where, *named), **_content(parts)._asdict())


def _repeal(where: tuple[Any, ...], parts: tuple[Any, ...]) -> Order:
    scope = next((part.payload for part in _stretches(parts, "SCOPE")), None)
    return Order("repeal", 0, 0, (*where, *_where(parts)), scope=scope)


def _renumber(where: tuple[Any, ...], parts: tuple[Any, ...]) -> Order:
    return Order("renumbering", 0, 0, where, units=_stretches(parts, "PLACE")[0].payload)


def _add(where: tuple[Any, ...], parts: tuple[Any, ...]) -> Order:
    """Words, or provisions: the last place named is what is brought, unless words are."""
    news, old = _quoted(parts, "NEWS"), _quoted(parts, "OLD")
    named = _stretches(parts, "PLACE", "UNIT")
    anchors = tuple(part.payload for part in _stretches(parts, "ANCHOR"))
    if old and news:  # "the words … to be supplemented with the words …"
        anchors = (Anchor("after", old),)
    news = news or old
    if news:
        return Order("insertion", 0, 0, (*where, *(p.payload for p in named), *anchors), new=news)
    onto = tuple(part.payload for part in named[:-1])
    return Order("insertion", 0, 0, (*where, *onto, *anchors), units=named[-1].payload, **_content(parts)._asdict())


def _lapse(where: tuple[Any, ...], _parts: tuple[Any, ...]) -> Order:
    """Acts in force say so of themselves too: an instruction only below a heading."""
    return Order("repeal", 0, 0, where, bare=True)


def _cancel(where: tuple[Any, ...], parts: tuple[Any, ...]) -> Order:
    return Order("repeal", 0, 0, (*where, *_where(parts)), bare=not _act_named(parts))


def _suspend(where: tuple[Any, ...], parts: tuple[Any, ...]) -> Order:
    return Order("suspension", 0, 0, (*where, *_where(parts)), bare=not _act_named(parts))


def _act_named(parts: Sequence[Any]) -> bool:
    return any(c.date or c.number or c.kind == "code" for part in _stretches(parts, "PLACE") for c in part.payload.citations)


def _divide(operation: str) -> Callable[[tuple[Any, ...], tuple[Any, ...]], Order]:
    """Return the maker of splits and joins: what is divided, into what, and the new text where it is given."""
    def made(where: tuple[Any, ...], parts: tuple[Any, ...]) -> Order:
        into = next((part.payload for part in _stretches(parts, "INTO", "IN")), None)
        named = tuple(part.payload for part in _stretches(parts, "PLACE"))
        order = Order(operation, 0, 0, (*where, *named), units=into, **_content(parts)._asdict())
        return order._replace(bare=not any(isinstance(one, Place) and one.citations for one in order.where))
    return made


def _with_text(said: list[Frame | Order]) -> list[Frame | Order]:
    """Give a split or join the new text of a restatement that follows and names nothing ("…, изложив их …")."""
    out: list[Frame | Order] = []
    for one in said:
        before = out[-1] if out else None
        if (isinstance(one, Order) and one.operation == "replacement" and not one.where and isinstance(before, Order)
                and before.operation in ("split", "join") and before.content is None):
            out[-1] = before._replace(content=one.content, open=one.open, attached=one.attached, end=one.end)
        else:
            out.append(one)
    return out


_MAKERS: dict[str, Callable[[tuple[Any, ...], tuple[Any, ...]], Order]] = {
    "replace": _replace, "remove": _remove, "add": _add, "restate": _restate, "repeal": _repeal, "renumber": _renumber,
    "lapse": _lapse, "cancel": _cancel, "suspend": _suspend, "split": _divide("split"), "join": _divide("join"),
}
_ACTIONS: grammars.Actions = {
    "start": _flat, "bring": _framed("bring"), "heading": _framed("heading"), "repeal_heading": _framed("repeal"),
    "clause": _clause, "sep": list, "quoted": lambda parts: parts[0],
    **{name: _op(name) for name in _MAKERS},
}
