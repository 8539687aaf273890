"""New structure: the units that quoted words are, read as they would stand in the act, and where they go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from decreelex import build
from decreelex import text as texts
from decreelex.consolidation import find
from decreelex.consolidation.edits import Base
from decreelex.consolidation.find import CONTAINERS, Place
from decreelex.consolidation.rebuild import moved, under
from decreelex.model import Provision

_AFTERWORDS = frozenset(("note", "remark"))
_LISTED = ":"  # a unit that announces a list


class Spot(msgspec.Struct, frozen=True):
    """Where units go: below ``parent`` (-1: the top), before its child number ``place``, at an offset of the text.

    ``lead``: the blanks between them and what stands before; ``tail``: what follows them where nothing stands before.
    """

    parent: int
    place: int
    offset: int
    lead: str
    tail: str = ""


def read(base: Base, parent: int, new: str) -> tuple[Provision, ...]:
    """Return the units of a quoted text, as children of ``parent``; their spans count from the start of ``new``."""
    frame = "".join(_frame(base, parent))
    e = base.expression
    made = build.build(texts.from_str(frame + new), language=e.language, work=e.work)
    found = list(_from(made.provisions, len(frame)))
    old = _innermost(made.provisions, len(frame))
    eid = base.units.nodes[parent].unit.eid if parent >= 0 else ""
    out = []
    for unit in found:
        bare = unit.eid[len(old) :].removeprefix("__") if old and unit.eid.startswith(old + "__") else unit.eid
        target = f"{eid}__{bare}" if eid and not _through(base, parent) else bare
        renamed = under(unit, unit.eid, target, record=False) if target != unit.eid else unit
        out.append(moved(renamed, -len(frame)))
    return tuple(out)


def _through(base: Base, parent: int) -> bool:
    """Return whether a unit does not prefix what it holds: articles are numbered through."""
    unit = base.units.nodes[parent].unit
    held = base.units.nodes[parent].children
    below = base.units.nodes[held[0]].unit.eid if held else ""
    own = below.startswith(unit.eid + "__")
    return unit.kind in CONTAINERS and not own and (unit.kind != "part" or bool(held))


def _frame(base: Base, parent: int) -> Iterator[str]:
    """Yield a line for each unit that holds the new ones, so that they are read at their level."""
    chain = []
    at = parent
    while at >= 0:
        chain.append(at)
        at = base.units.nodes[at].parent
    for at in reversed(chain):
        unit = base.units.nodes[at].unit
        if unit.num is None:
            continue
        closing = _LISTED if at == parent else "."
        headed = unit.heading is not None or unit.kind == "article"
        name = (unit.heading or "X") if headed else f"X{closing}"
        yield f"{unit.num} {name}\n"
        if headed and unit.text and at == parent:  # its own words stand before what is new
            yield f"X{closing}\n"


def _from(units: Sequence[Provision], start: int) -> Iterator[Provision]:
    """Yield the outermost units that begin at or after an offset."""
    for unit in units:
        if unit.span.start >= start:
            yield unit
        else:
            yield from _from(unit.children, start)


def _innermost(units: Sequence[Provision], start: int) -> str:
    """Return the eId of the last unit of the frame."""
    eid = ""
    while units:
        before = [u for u in units if u.span.start < start]
        if not before:
            break
        eid, units = before[-1].eid, before[-1].children
    return eid


def by_number(base: Base, parent: int, unit: Provision) -> Spot:
    """Return where the number of a new unit puts it: after the last smaller one of its kind, else before the rest."""
    order = find.order(find.number(unit.eid))
    through = unit.kind == "article"
    peers = [i for i in _peers(base, parent, unit, through) if i not in base.moved or base.moved[i] != "gone"]
    smaller = [i for i in peers if _number_of(base, i) < order]
    if smaller:
        return after(base, smaller[-1])
    if peers:
        return before(base, peers[0])
    return at_end(base, parent)


def _number_of(base: Base, node: int) -> tuple[tuple[int, int, str], ...]:
    known = base.units.orders.get(node)
    return find.order(find.number(base.units.nodes[node].unit.eid)) if known is None else known


def _peers(base: Base, parent: int, unit: Provision, through: bool) -> list[int]:
    """Return the numbered units a new one is counted with: its siblings; for an article all articles of the act."""
    nodes = base.units.nodes
    if through:
        return base.units.articles
    siblings = base.units.siblings(parent)
    named = find.kind(unit.eid)
    same = [i for i in siblings if find.kind(nodes[i].unit.eid) == named and nodes[i].unit.num is not None]
    return same or [i for i in siblings if nodes[i].unit.num is not None and nodes[i].unit.kind not in _AFTERWORDS]


def after(base: Base, node: int) -> Spot:
    """Return the spot right after a unit, before an editor's remark on it goes nowhere else."""
    here = base.units.nodes[node]
    return Spot(here.parent, here.place + 1, here.unit.span.end, _gap(base, node))


def before(base: Base, node: int) -> Spot:
    """Return the spot right before a unit."""
    here = base.units.nodes[node]
    return Spot(here.parent, here.place, here.unit.span.start, "", _gap(base, node))


def within(base: Base, place: Place) -> Spot:
    """Return the spot after a unit's own first paragraph."""
    unit = base.units.nodes[place.node].unit
    return Spot(place.node, 0, unit.text_span.end, newline(base))


def at_end(base: Base, parent: int) -> Spot:
    """Return the spot after all that a unit holds, but before its notes."""
    siblings = base.units.siblings(parent)
    nodes = base.units.nodes
    body = [i for i in siblings if nodes[i].unit.kind not in _AFTERWORDS and nodes[i].unit.kind != "attachment"]
    if body:
        return after(base, body[-1])
    if parent < 0:
        return Spot(-1, 0, len(base.text), newline(base))
    unit = nodes[parent].unit
    head = unit.text_span.end if unit.text_span.end > unit.span.start else unit.span.end
    return Spot(parent, 0, head, newline(base))


def _gap(base: Base, node: int) -> str:
    """Return the blanks that stand between a unit and its neighbours."""
    here = base.units.nodes[node]
    siblings = base.units.siblings(here.parent)
    for one, two in ((here.place, here.place + 1), (here.place - 1, here.place)):
        if one >= 0 and two < len(siblings):
            gap = base.text[base.units.nodes[siblings[one]].unit.span.end : base.units.nodes[siblings[two]].unit.span.start]
            if gap and not gap.strip():
                return gap
    return newline(base)


def newline(base: Base) -> str:
    """Return the line end of the act."""
    return "\r\n" if "\r\n" in base.text else "\n"


_LINE_END = re.compile(r"[ \t]*\r?\n")


def fitted(base: Base, new: str) -> str:
    """Return quoted words with the line ends of the act and no blank lines around."""
    return _LINE_END.sub(lambda m: m[0].strip(" \t\r\n") + newline(base), new.strip())
