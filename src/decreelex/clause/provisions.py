"""Provision paths: what is read flat, in the order of the words, is put in its levels.

Enclosing provisions follow in the genitive (``пункт "л" части первой статьи 63``) or come first (``статья 63, часть 1``);
in a list the last member's enclosing provisions hold for the ones before it (``пункт 1 и подпункт "а" пункта 2 статьи 5``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

from decreelex import eid as eids
from decreelex.clause.identity import letters
from decreelex.lexicon import Token, fold
from decreelex.model import Step

RANK = {kind: rank for rank, kind in enumerate(
    ("att", "preamble", "sec", "subsec", "chp", "par", "art", "note", "part", "point", "item", "al", "sentence"))}
_UNNUMBERED = frozenset({"sentence", "heading", "preamble"})
_MOST = 300


class Group(NamedTuple):
    """Provisions of one kind in one place of the phrase: ``пункты 1 и 2``; ``own``: of the citing act (настоящей).

    ``said``: one cited before (``указанной статьи``).
    """

    kind: str
    numbers: tuple[str, ...]
    start: int
    end: int
    own: bool = False
    said: bool = False


class More(NamedTuple):
    """A further number of the group before it; ``upto``: the end of a range."""

    number: str
    start: int
    end: int
    upto: bool = False


class Bare(NamedTuple):
    """A kind whose number, an ordinal, was the word before it: ``and the first part``."""

    kind: str
    end: int


class Chain(NamedTuple):
    """A group and its enclosing provisions, outermost first, with the words' offsets."""

    groups: tuple[Group, ...]
    start: int
    end: int
    outer_first: bool = False

    def paths(self) -> list[tuple[Step, ...]]:
        """Return the paths of all its provisions, in order."""
        numbers = itertools.islice(itertools.product(*(g.numbers or ("",) for g in self.groups)), _MOST)
        return [tuple(Step(g.kind, n) for g, n in zip(self.groups, one, strict=True)) for one in numbers]

    @property
    def own(self) -> bool:
        """Whether the phrase says that a provision is of the act at hand (see ``Group.own``)."""
        return any(group.own for group in self.groups)


SEPARATOR = object()
COMMA = object()  # a separator too, but what follows may stand within what came before (``статья 63, часть первая``)


def chains(parts: Sequence[Any]) -> list[Chain]:
    """Return the chains of a phrase: ``parts`` are Group, More and SEPARATOR in the order of the words."""
    written: list[list[Group]] = []
    inner: set[int] = set()
    apart = True
    for at, part in enumerate(parts):
        if part is SEPARATOR or part is COMMA:
            apart = True
        elif isinstance(part, More):
            written[-1][-1] = _more(written[-1][-1], part)
            apart = False
        elif isinstance(part, Bare):
            _named_after(written, part, parts[at - 3 : at])
        elif apart:
            inner |= {len(written)} if at and parts[at - 1] is COMMA else set()
            written.append([part])
            apart = False
        else:
            written[-1].append(part)
    return _shared([_ordered(groups) for groups in _nested(written, inner)])


def _nested(written: list[list[Group]], inner: set[int]) -> list[list[Group]]:
    """Join what is said level by level with commas, from the article down: one number each but for the last level."""
    out: list[list[Group]] = []
    for at, groups in enumerate(written):
        before = out[-1] if out else []
        falling = bool(before) and before[0].kind == "art" and len(before[-1].numbers) == 1 and _ranks([*before, *groups])
        if at in inner and falling:
            before += groups
        else:
            out.append(list(groups))
    return out


def _ranks(groups: list[Group]) -> bool:
    """Return whether each group stands within the one before it."""
    return all(RANK.get(a.kind, 99) < RANK.get(b.kind, 0) for a, b in itertools.pairwise(groups))


def _named_after(written: list[list[Group]], bare: Bare, before: Sequence[Any]) -> None:
    """Take the ordinal before a bare kind out of the list it was read into; a bare kind after anything else says nothing."""
    if len(before) == 3 and isinstance(before[2], More):
        last, ordinal = written[-1][-1], before[2]
        written[-1][-1] = last._replace(numbers=last.numbers[:-1], end=before[0].end)
        written.append([Group(bare.kind, (ordinal.number,), ordinal.start, bare.end)])


def _more(group: Group, more: More) -> Group:
    if more.upto and group.numbers and _compound(group.numbers[-1], more.number):
        return group._replace(numbers=(*group.numbers[:-1], f"{group.numbers[-1]}-{more.number}"), end=more.end)
    numbers = _range(group.numbers[-1], more.number) if more.upto and group.numbers else (more.number,)
    return group._replace(numbers=(*group.numbers, *numbers), end=more.end)


def _compound(first: str, last: str) -> bool:
    """Return whether a dash joins one number (``71-1``: an article put between others): no range goes down."""
    head = first.partition("-")[0]
    return head.isdigit() and last.isdigit() and int(last) < int(head)


def _range(first: str, last: str) -> tuple[str, ...]:
    """Return the numbers after ``first`` up to ``last``; only the last where they cannot be counted."""
    (head, _, low), (other, _, high) = first.rpartition("."), last.rpartition(".")
    if head == other and low.isdecimal() and high.isdecimal() and 0 < int(high) - int(low) < _MOST:
        return tuple(f"{head}.{n}" if head else str(n) for n in range(int(low) + 1, int(high) + 1))
    if first.isdecimal() and other == first and high.isdecimal() and int(high) < _MOST:
        return tuple(f"{first}.{n}" for n in range(1, int(high) + 1))
    for row in letters():
        if len(first) == len(last) == 1 and 0 <= row.find(first) < row.find(last):
            return tuple(row[row.find(first) + 1 : row.find(last) + 1])
    return (last,)


def _ordered(groups: list[Group]) -> Chain:
    groups = [_lower(one, after) for one, after in zip(groups, [*groups[1:], None], strict=True)]
    ranks = [RANK.get(group.kind, 99) for group in groups]
    start, end = min(group.start for group in groups), max(group.end for group in groups)
    falling = len(groups) > 1 and all(a < b for a, b in itertools.pairwise(ranks))
    return Chain(tuple(groups if falling else reversed(groups)), start, end, falling)


def _lower(group: Group, after: Group | None) -> Group:
    """A point of a point is an item: one abbreviation (``пп.``) stands for points and for items."""
    within = after is not None and after.kind == group.kind == "point"
    return group._replace(kind="item") if within else group


def _shared(listed: list[Chain]) -> list[Chain]:
    """Give each chain the enclosing provisions that the list names once."""
    out = list(listed)
    for at in range(len(out) - 2, -1, -1):
        if not out[at + 1].outer_first:
            out[at] = _within(out[at], out[at + 1], out[at + 1].groups[:-1])
    for at in range(1, len(out)):
        if out[at - 1].outer_first:
            out[at] = _within(out[at], out[at - 1], out[at - 1].groups)
    return out


def _within(chain: Chain, other: Chain, enclosing: Sequence[Group]) -> Chain:
    own = RANK.get(chain.groups[0].kind, 99)
    outer = tuple(itertools.takewhile(lambda g: RANK.get(g.kind, 99) < own, enclosing))
    return chain._replace(groups=(*outer, *chain.groups), outer_first=other.outer_first)


def number(parts: Sequence[Token]) -> str:
    """Return the number that tokens stand for: ``второй`` is 2, ``второй.1`` is 2.1, ``двадцать первый`` is 21."""
    first, *rest = parts
    if first.type == "ORD":
        return first.value + (f".{rest[-1].value}" if rest else "")
    if first.type == "TENS":
        ones = next(part for part in rest if part.type == "ORD")
        return str(int(first.value) + int(ones.value)) + (f".{rest[-1].value}" if rest[-1].type == "RAISED" else "")
    if first.type == "ROMAN":
        return first.text
    return fold(first.value) if first.value else first.text


def eid(path: Sequence[Step]) -> str | None:
    """Return the eId of a path (outermost first); None for an empty one. Sentences and headings have none of their own.

    A lettered unit is an item, whatever the act calls it (codes: ``пункт "л" части первой``).
    """
    out: str | None = None
    for step in path:
        if step.kind in _UNNUMBERED or not (step.num or step.kind == "note"):
            break
        kind = "item" if step.kind == "point" and step.num.isalpha() else step.kind
        out = _below(out, kind, step.num) if step.num else (f"{out}__note" if out else "note")
    return out


def _below(parent: str | None, kind: str, num: str) -> str:
    if num.isalnum():
        return f"{parent}__{kind}_{num}" if parent else f"{kind}_{num}"
    return eids.eid(parent, kind, num)
