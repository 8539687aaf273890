"""Where a provision stands: the units of an expression by eId, and look-ups that forgive what citations vary.

A citation says ``point`` where an act prints a letter, names the chapter of an article that is numbered through, or
writes a superscript. The number is never forgiven, and two candidates are never one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from decreelex.eid import fold, superscript_to_dot
from decreelex.model import Expression, Provision

CONTAINERS = frozenset(("part", "section", "subsection", "chapter", "paragraph", "division"))
_HOLDERS = frozenset(("sec", "subsec", "chp", "para", "nn"))
_NUMBERED = frozenset(("part", "point", "item"))
_PIECES = re.compile(r"(\d+)|([^\W\d_]+)")


class Node(msgspec.Struct):
    """A unit of the base: its parent's index (-1 at the top), its place among the siblings, its children's indices."""

    unit: Provision
    parent: int
    place: int
    children: list[int] = []


class Index(msgspec.Struct):
    """The units of an expression in the order of the text, by folded eId.

    ``entries``: the units that numbering through reaches (at the top, or held by containers), by number. ``articles``:
    those of the act itself. ``orders``: what their numbers are sorted by.
    """

    nodes: list[Node]
    top: list[int]
    by_eid: dict[str, list[int]]
    entries: dict[str, list[int]]
    articles: list[int]
    orders: dict[int, tuple[tuple[int, int, str], ...]]

    def siblings(self, parent: int) -> list[int]:
        """Return the children of a unit, or the units at the top for -1."""
        return self.nodes[parent].children if parent >= 0 else self.top


class Place(msgspec.Struct, frozen=True):
    """A unit found; ``own``: only its own first paragraph is meant (``al_1``)."""

    node: int
    own: bool = False


def index(expression: Expression) -> Index:
    """Return the index of an expression."""
    out = Index([], [], {}, {}, [], {})
    _add(out, expression.provisions, -1, through=True)
    return out


def _add(out: Index, units: tuple[Provision, ...], parent: int, *, through: bool) -> None:
    for place, unit in enumerate(units):
        at = len(out.nodes)
        out.nodes.append(Node(unit, parent, place))
        (out.nodes[parent].children if parent >= 0 else out.top).append(at)
        out.by_eid.setdefault(key(unit.eid), []).append(at)
        if through:
            out.entries.setdefault(number(unit.eid), []).append(at)
        if unit.kind == "article" and not unit.quoted:
            out.articles.append(at)
            out.orders[at] = order(number(unit.eid))
        if unit.children:
            _add(out, unit.children, at, through=through and unit.kind in CONTAINERS)


def key(eid: str) -> str:
    """Return the form under which eIds are compared."""
    return fold(superscript_to_dot(eid))


def number(eid: str) -> str:
    """Return the number in the last step of an eId, folded: ``2.1`` of ``art_337__part_2.1``."""
    return key(eid.rpartition("__")[2].partition("_")[2])


def kind(eid: str) -> str:
    """Return the kind in the last step of an eId: ``part`` of ``art_337__part_2.1``."""
    return eid.rpartition("__")[2].partition("_")[0]


def order(num: str) -> tuple[tuple[int, int, str], ...]:
    """Return what numbers are sorted by: 2 before 2.1 before 3, letters by the alphabet and after all digits."""
    return tuple(
        (0, int(digits), "") if digits else (1, len(letters), letters.casefold())
        for digits, letters in _PIECES.findall(superscript_to_dot(num))
    )


def find(units: Index, eid: str) -> list[Place]:
    """Return the places an eId can mean: none, one, or several where it is ambiguous."""
    exact = units.by_eid.get(key(eid))
    if exact:
        return [Place(i) for i in exact if not units.nodes[i].unit.quoted] or [Place(i) for i in exact]
    head, _, last = eid.rpartition("__")
    if last == "al_1":
        return [Place(p.node, own=True) for p in find(units, head)] if head else []
    steps = [s for n, s in enumerate(eid.split("__")) if n == eid.count("__") or s.partition("_")[0] not in _HOLDERS]
    return [Place(i) for i in _walk(units, steps)]


def _walk(units: Index, steps: list[str]) -> list[int]:
    """Follow the steps of an eId down from wherever the first is numbered through."""
    here = [i for i in units.by_eid.get(key(steps[0]), ()) if not units.nodes[i].unit.quoted]
    here = here or [i for i in units.entries.get(number(steps[0]), ()) if _same(units.nodes[i].unit, steps[0])]
    for step in steps[1:]:
        below = [i for parent in here for i in _below(units, parent)]
        here = [i for i in below if key(units.nodes[i].unit.eid.rpartition("__")[2]) == key(step)] or [
            i for i in below if _same(units.nodes[i].unit, step)
        ]
    return here


def _below(units: Index, parent: int) -> Iterator[int]:
    """Yield the units below one; where an article has one unnumbered text, its lists count as the article's."""
    for i in units.nodes[parent].children:
        yield i
        if units.nodes[i].unit.num is None and not units.nodes[i].unit.quoted:
            yield from _below(units, i)


def _same(unit: Provision, step: str) -> bool:
    """Return whether a unit is what a step names, a numbered unit under whatever name its act gives it."""
    own, cited = kind(unit.eid), step.partition("_")[0]
    return number(unit.eid) == number(step) and (own == cited or (own in _NUMBERED and cited in _NUMBERED))
