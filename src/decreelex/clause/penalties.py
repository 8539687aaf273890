"""Punishments that a provision threatens, read from its words: kind, measure, alternatives, additional ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from decreelex import grammars, lexicon
from decreelex.clause import words
from decreelex.clause.dates import short
from decreelex.lexicon import Token
from decreelex.span import Span

_REACH = 40
_OPENING = frozenset({"KIND", "FINE", "RIGHT"})
_SAME = "same"
_FINER = {"years": ("months", 12)}  # a unit, and the one that halves of it are counted in
_LESS = 1000  # digits below this follow a blank: 200 000


class Measure(msgspec.Struct, frozen=True):
    """From ``min`` to ``max`` units; None: the words set no such bound. One that says "on … years" has both the same."""

    min: int | None
    max: int | None
    unit: str


class Penalty(msgspec.Struct, frozen=True):
    """One punishment. ``kind``: a key of grammar/penalty.*.toml (``imprisonment``, ``fine``).

    ``span``: from the noun of the punishment to the end of its measure, in code points of the text read. ``min``,
    ``max``, ``unit``: the measure (all None where the words give none, as for life). ``income``: for a fine, the period
    of income that is the other measure. ``alternative``: which of the alternatives of its sanction it belongs to
    (from 0); None outside a sanction. ``additional``: it is added to the main one; ``optional``: or not.
    ``bearer``: whom it is for, as written.
    """

    kind: str
    span: Span
    text: str
    min: int | None = None
    max: int | None = None
    unit: str | None = None
    income: Measure | None = None
    alternative: int | None = None
    additional: bool = False
    optional: bool = False
    bearer: str | None = None


class Sanction(msgspec.Struct, frozen=True):
    """A sanction: ``span`` from the verb on. ``unread``: words up to its end that could not be read, else None."""

    span: Span
    penalties: tuple[Penalty, ...]
    unread: Span | None = None


class _Joined(NamedTuple):
    """A punishment as one token of the sanction; ``penalty`` is what it says."""

    type: str
    start: int
    end: int
    penalty: Penalty


_Word = Token | _Joined


def read_penalties(text: str, span: Span | None = None, language: str = "rus") -> list[Penalty]:
    """Return the punishments that ``text[span]`` names with a measure or threatens in a sanction, in order.

    ``language``: rus or eng. Spans are in code points of ``text``. A mere mention ("a sentence of imprisonment") is none.
    """
    joined = _join(text, span, language)
    threatened = {p.span.start: p for sanction in _sanctions(joined) for p in sanction.penalties}
    named = (threatened.get(word.start, word.penalty) for word in joined if isinstance(word, _Joined))
    return [p for p in named if p.kind and p.unit != _SAME and (p.unit or p.span.start in threatened)]


def read_sanctions(text: str, span: Span | None = None, language: str = "rus") -> list[Sanction]:
    """Return the sanctions of ``text[span]`` with what of them could not be read (arguments as ``read_penalties``)."""
    return list(_sanctions(_join(text, span, language)))


def _join(text: str, span: Span | None, language: str) -> list[_Word]:
    """Return the words with every punishment joined to one token."""
    table = lexicon.load("penalty", short(language))
    at = span or Span(0, len(text))
    tokens = _grouped_digits(text, [t for t in words.tokens(table, text, at.start, at.end, quotes=()) if t.type != "SKIP"])
    out: list[_Word] = []
    index = 0
    while index < len(tokens):
        found = _punishment(text, tokens, index)
        if found is None:
            out.append(tokens[index])
            index += 1
        else:
            out.append(found[0])
            index = found[1]
    return out


def _grouped_digits(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without the commas that part a number's digits in threes (``80,000``)."""
    out: list[Token] = []
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if token.text == "," and at + 1 < len(tokens) else None
        joined = after is not None and after.start == token.end and len(after.text) == _GROUP and after.text.isdigit()
        if not joined or not text[token.start - 1].isdigit():
            out.append(token)
    return out


_GROUP = 3  # digits between the commas of a number


def _punishment(text: str, tokens: Sequence[Token], at: int) -> tuple[_Joined, int] | None:
    start = "punishment" if tokens[at].type in _OPENING else "share" if tokens[at].type == "BEARER" else None
    island = start and grammars.load("penalty", start).island(tokens, at, _ACTIONS, reach=_REACH)
    if not island:
        return None
    (_, parts), end = island
    span = Span(tokens[at].start, tokens[end - 1].end)
    penalty = _penalty(parts, span, text)
    return _Joined("PENALTY" if penalty.unit else "BARE", span.start, span.end, penalty), end


def _penalty(parts: list[Any], span: Span, text: str) -> Penalty:
    measures = [part for part in parts if isinstance(part, Measure)]
    tokens = {part.type: part for part in parts if isinstance(part, Token)}
    main = measures[0] if measures else None
    income = measures[-1] if "INCOME" in tokens else None
    named = next((tokens[t] for t in ("KIND", "FINE", "RIGHT") if t in tokens), None)
    bearer = tokens.get("BEARER")
    return Penalty(named.value if named else "", span, span.of(text), main.min if main else None, main.max if main else None,
                   main.unit if main else _SAME if "SAME_TERM" in tokens else None, income,
                   bearer=bearer.text if bearer else None)


def _sanctions(joined: Sequence[_Word]) -> Iterator[Sanction]:
    for at, word in enumerate(joined):
        if word.type != "PUNISHED":
            continue
        end = next((i for i in range(at + 1, len(joined)) if _closes(joined, i)), len(joined))
        island = grammars.load("penalty", "sanction").island(joined[at:end], 0, _ACTIONS)
        if island is None and not any(isinstance(one, _Joined) for one in joined[at:end]):
            continue  # "влечет" for what is no punishment
        groups, read = island or ([], 1)
        left = Span(joined[at + read].start, joined[end - 1].end) if at + read < end else None
        yield Sanction(Span(word.start, joined[end - 1].end), tuple(_grouped(groups)), left)


def _closes(joined: Sequence[_Word], at: int) -> bool:
    """Return whether the sanction is over at a token: a full stop, a mark, or ``;`` that no further fine follows."""
    if joined[at].type == "SEMI":
        return not (at + 1 < len(joined) and isinstance(joined[at + 1], _Joined))
    return joined[at].type in ("DOT", "PUNCT", "PUNISHED")


def _grouped(groups: list[list[Any]]) -> Iterator[Penalty]:
    """Yield the penalties with their places; "for the same term" and a further bearer's share take from the one before."""
    before: list[Penalty] = []
    for number, group in enumerate(groups):
        for part in group:
            added = not isinstance(part, _Joined)
            joined, optional = part if added else (part, False)
            penalty = msgspec.structs.replace(joined.penalty, alternative=number, additional=added, optional=optional)
            penalty = _completed(penalty, before)
            before += [] if added else [penalty]
            yield penalty


def _completed(penalty: Penalty, before: Sequence[Penalty]) -> Penalty:
    if penalty.unit == _SAME:
        same = before[-1] if before else penalty
        return msgspec.structs.replace(penalty, min=same.min, max=same.max, unit=same.unit)
    if not penalty.kind:
        kind = next((one.kind for one in reversed(before) if one.unit == penalty.unit), "")
        return msgspec.structs.replace(penalty, kind=kind)
    return penalty


def _amount(parts: list[Token]) -> float:
    """Return the number that words and digits make, in thousands and millions; digits may stand in groups of three."""
    total, group = 0.0, 0.0
    for at, part in enumerate(parts):
        if part.type == "SCALE":
            scale = int(part.value)
            if scale < _LESS:
                group = (group or 1) * scale
            else:
                total, group = total + (group or 1) * scale, 0.0
        elif part.type == "NUM" and at and parts[at - 1].type == "NUM" and len(part.text) == 3:
            group = group * _LESS + float(part.value)
        else:
            group += float(part.value)
    return total + group


def read_number(text: str, span: Span, language: str) -> int | None:
    """Return the whole number that ``text[span]`` (code points) says in words or figures (``ten days``); None for none."""
    tokens = words.tokens(lexicon.load("penalty", short(language)), text, span.start, span.end, quotes=())
    said = [token for token in _grouped_digits(text, list(tokens)) if token.type in ("CARD", "SCALE", "NUM")]
    number = _amount(said) if said else 0.0
    return int(number) if number and number == int(number) else None


def _measure(low: float | None, high: float | None, unit: str) -> Measure:
    """Return the measure in whole numbers; halves go to the finer unit."""
    given = [n for n in (low, high) if n is not None]
    factor = 1
    if any(n != int(n) for n in given) and unit in _FINER:
        unit, factor = _FINER[unit]
    whole = [None if n is None else int(n * factor) for n in (low, high)]
    return Measure(whole[0], whole[1], unit)


def _range(parts: list[Any]) -> Measure:
    low, high = (part for part in parts if isinstance(part, float))
    units = [part.value for part in parts if isinstance(part, Token) and part.type == "UNIT"]
    if len(units) == 2 and units[0] != units[1]:
        finer, factor = _FINER.get(units[1], (units[1], 1))
        return _measure(low, high * factor, finer)
    return _measure(low, high, units[-1])


def _bound(low: bool, high: bool) -> Any:
    def build(parts: list[Any]) -> Measure:
        amount = next((part for part in parts if isinstance(part, float)), 1.0)
        return _measure(amount if low else None, amount if high else None, parts[-1].value)

    return build


def _added(parts: list[Any]) -> tuple[_Joined, bool]:
    return next(p for p in parts if isinstance(p, _Joined)), parts[-1].type == "NONE"


_ACTIONS: grammars.Actions = {
    "amount": _amount, "range": _range, "most": _bound(low=False, high=True), "least": _bound(low=True, high=False),
    "exact": _bound(low=True, high=True), "added": _added, "alternative": list,
    "sanction": lambda parts: [p for p in parts if isinstance(p, list)],
}
