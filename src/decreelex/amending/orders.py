"""One order to its modifications: one for each target and each pair of old and new words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from decreelex.amending import aims as aiming
from decreelex.amending.aims import Aim, Aims
from decreelex.clause.amendment import Order
from decreelex.clause.amendment_parts import Anchor, Place
from decreelex.model import Modification, ModificationSource, Position, Step, Work


class New(NamedTuple):
    """The new text of one target: the words, and the eIds of the quoted provisions that hold them."""

    text: str
    structure: tuple[str, ...] = ()


class Made(NamedTuple):
    """The modifications of an order, or why there are none."""

    modifications: tuple[Modification, ...] = ()
    reason: str | None = None


def made(order: Order, aims: Aims, news: Sequence[New], source: ModificationSource, work: Work, text: str) -> Made:
    """Return the modifications of an order whose targets are ``aims``; ``news``: its new text, in pieces."""
    if not aims:
        return Made(reason="nothing says which provision is meant")
    shared = _Shared(order, source, work, text)
    if order.operation == "substitution":
        return _substitutions(shared, aims)
    if order.operation == "insertion":
        return _words_inserted(shared, aims) if order.new else _units_inserted(shared, aims, news)
    if order.operation == "replacement":
        return _replacements(shared, aims, news)
    if order.operation == "renumbering":
        return _renumberings(shared, aims)
    return Made(tuple(_one(shared, aim, old=old) for aim in aims for old in order.old or (None,)))


class _Shared(NamedTuple):
    order: Order
    source: ModificationSource
    work: Work
    text: str


def _one(shared: _Shared, aim: Aim, *, old: str | None = None, new: str | None = None, position: Position | None = None,
         units: tuple[Step, ...] = (), structure: tuple[str, ...] = ()) -> Modification:
    order = shared.order
    return Modification(order.operation, shared.source, aiming.target(aim, shared.work), old, new, position, None, units,
                        structure, order.scope, order.everywhere, order.inflected)


def _substitutions(shared: _Shared, aims: Aims) -> Made:
    old, new = shared.order.old, shared.order.new
    if len(new) == 1:
        new *= len(old)
    if len(old) != len(new):
        return Made(reason=f"{len(old)} passages are to be replaced by {len(new)}: which by which is not said")
    return Made(tuple(_one(shared, aim, old=a, new=b) for aim in aims for a, b in zip(old, new, strict=True)))


def _words_inserted(shared: _Shared, aims: Aims) -> Made:
    order = shared.order
    if len(order.new) > 1:
        return Made(reason="several passages are to be inserted: where each goes is not said")
    places = _positions(order, aims[0], shared)
    return Made(tuple(_one(shared, aim, new=order.new[0], position=place) for aim in aims for place in places))


def _positions(order: Order, aim: Aim, shared: _Shared) -> list[Position]:
    anchor = next((one for one in reversed(order.where) if isinstance(one, Anchor)), None)
    if anchor is None:
        return [Position("end")]
    if anchor.place is None:
        return [Position(anchor.where, words) for words in anchor.words]
    beside = aiming.aimed((aim,), (anchor.place,), shared.text)
    return [Position(anchor.where, anchor.text, aiming.eid(beside[-1].path))]


def _units_inserted(shared: _Shared, aims: Aims, news: Sequence[New]) -> Made:
    order = shared.order
    if not news:
        return Made(reason="the new text is not found")
    steps = [aiming.steps(citation) for citation in order.units.citations] if order.units else []
    if not steps or not all(steps):
        return Made(reason="what is to be inserted is not named")
    named = any(isinstance(place, Place) for place in order.where)
    onto = tuple(_receiving(aim, steps[0], named) for aim in aims)
    units = tuple(path[-1] for path in steps)
    pieces = [(new, (unit,)) for new, unit in zip(news, units, strict=True)] if len(news) == len(units) else [
        (_joined(news), units)]
    place = _unit_position(order, onto[0], units, shared)
    return Made(tuple(_one(shared, aim, new=new.text, position=Position("number") if nth and some[0].num else place,
                           units=some, structure=new.structure) for aim in onto for nth, (new, some) in enumerate(pieces)))


def _joined(news: Sequence[New]) -> New:
    return New("\n".join(new.text for new in news), tuple(eid for new in news for eid in new.structure))


def _receiving(aim: Aim, unit: tuple[Step, ...], named: bool) -> Aim:
    """Return what receives a new unit: the provision named for it, else the one of the headings that can enclose it."""
    if named:
        return aim._replace(path=(*aim.path, *unit[:-1]))
    return aim._replace(path=aiming.merged(aim.path, unit)[:-1])


def _unit_position(order: Order, aim: Aim, units: tuple[Step, ...], shared: _Shared) -> Position:
    if any(isinstance(one, Anchor) for one in order.where):
        return _positions(order, aim, shared)[0]
    return Position("number" if units[0].num else "end")


def _replacements(shared: _Shared, aims: Aims, news: Sequence[New]) -> Made:
    if not news:
        return Made(reason="the new text is not found")
    if len(aims) == 1:
        news = [_joined(news)]
    if len(news) != len(aims):
        return Made(reason=f"{len(aims)} provisions get {len(news)} new texts: which gets which is not said")
    pairs = zip(aims, news, strict=True)
    return Made(tuple(_one(shared, aim, new=new.text, structure=new.structure) for aim, new in pairs))


def _renumberings(shared: _Shared, aims: Aims) -> Made:
    units = shared.order.units
    steps = [aiming.steps(citation) for citation in units.citations] if units else []
    if len(steps) != len(aims) or not units:
        return Made(reason=f"{len(aims)} provisions get {len(steps)} numbers: which gets which is not said")
    if not all(steps) or not all(aim.path for aim in aims):
        return Made(reason="an act gets no number: which provision is meant is not said")
    words = shared.text[units.start : units.end]
    return Made(tuple(_one(shared, aim, new=words, units=(path[-1],)) for aim, path in zip(aims, steps, strict=True)))
