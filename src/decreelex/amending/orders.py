"""One order to its modifications: one for each target and each pair of old and new words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from decreelex.amending import aims as aiming
from decreelex.amending.aims import Aim, Aims
from decreelex.clause.amendment import Order
from decreelex.clause.amendment_parts import Anchor, Place
from decreelex.model import Effect, Modification, ModificationSource, Position, Step, Work
from decreelex.span import Span


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
    if order.operation in _OTHERS:
        return _OTHERS[order.operation](shared, aims, news)
    return Made(tuple(_one(shared, aim, old=old) for aim in aims for old in order.old or (None,)))


class _Shared(NamedTuple):
    order: Order
    source: ModificationSource
    work: Work
    text: str


def _one(shared: _Shared, aim: Aim, *, old: str | None = None, new: str | None = None, position: Position | None = None,
         units: tuple[Step, ...] = (), structure: tuple[str, ...] = ()) -> Modification:
    order = shared.order
    return Modification(order.operation, shared.source, aiming.target(aim, shared.work), old, new, position,
                        _dated(shared), units, structure, order.scope, order.everywhere, bool(order.inflected),
                        order.inflected == "number")


def _dated(shared: _Shared) -> Effect | None:
    """Return the commencement that the instruction itself gives ("… с 1 января 2024 г.", "до …")."""
    since, until = shared.order.since, shared.order.until
    said = since or until
    if said is None:
        return None
    span = Span(said.span.start, (until or said).span.end)
    return Effect("commencement", span, span.of(shared.text), start=since, end=until)


def _substitutions(shared: _Shared, aims: Aims) -> Made:
    old, new = shared.order.old, shared.order.new
    if len(new) == 1:
        new *= len(old)
    if len(old) != len(new):
        return Made(reason=f"{len(old)} passages are to be replaced by {len(new)}: which by which is not said")
    place = Position("end") if shared.order.ending else None
    return Made(tuple(_one(shared, aim, old=a, new=b, position=place) for aim in aims for a, b in zip(old, new, strict=True)))


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
    path = beside[-1].path
    return [Position(anchor.where, anchor.text, aiming.eid(path), aiming.part(path))]


def _units_inserted(shared: _Shared, aims: Aims, news: Sequence[New]) -> Made:
    order = shared.order
    if not news:
        return _textless(shared)
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


def _textless(shared: _Shared) -> Made:
    named = shared.order.attached
    where = "" if named is None else f": it stands in appendix {named}".rstrip() + ", which this text does not have"
    return Made(reason=f"the new text is not found{where}")


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
        return _textless(shared)
    if len(aims) == 1:
        news = [_joined(news)]
    if len(news) != len(aims):
        return Made(reason=f"{len(aims)} provisions get {len(news)} new texts: which gets which is not said")
    pairs = zip(aims, news, strict=True)
    return Made(tuple(_one(shared, aim, new=new.text, structure=new.structure) for aim, new in pairs))


def _renumberings(shared: _Shared, aims: Aims, _news: Sequence[New]) -> Made:
    units = shared.order.units
    steps = [aiming.steps(citation) for citation in units.citations] if units else []
    if len(steps) != len(aims) or not units:
        return Made(reason=f"{len(aims)} provisions get {len(steps)} numbers: which gets which is not said")
    if not all(steps) or not all(aim.path for aim in aims):
        return Made(reason="an act gets no number: which provision is meant is not said")
    words = shared.text[units.start : units.end]
    return Made(tuple(_one(shared, aim, new=words, units=(path[-1],)) for aim, path in zip(aims, steps, strict=True)))


def _splits(shared: _Shared, aims: Aims, news: Sequence[New]) -> Made:
    if len(aims) != 1 or not aims[0].path:
        return Made(reason=f"{len(aims)} provisions are to be divided: which becomes which is not said")
    new = _joined(news) if news else None
    return Made((_one(shared, aims[0], new=new.text if new else None, units=_designations(shared),
                      structure=new.structure if new else ()),))


def _joins(shared: _Shared, aims: Aims, news: Sequence[New]) -> Made:
    """Return one modification for each provision that is joined; the one that remains brings the new text."""
    if len(aims) < 2:
        return Made(reason="which provisions are to be joined is not said")
    new, units = (_joined(news) if news else None), _designations(shared)
    kept = next((aim for aim in aims if units and aim.path and aim.path[-1].num == units[0].num), aims[0])
    return Made(tuple(
        _one(shared, aim, new=new.text if new and aim is kept else None, units=units,
             structure=new.structure if new and aim is kept else ()) for aim in aims))


def _designations(shared: _Shared) -> tuple[Step, ...]:
    units = shared.order.units
    steps = [aiming.steps(citation) for citation in units.citations] if units else []
    return tuple(path[-1] for path in steps if path)


def _suspensions(shared: _Shared, aims: Aims, _news: Sequence[New]) -> Made:
    return Made(tuple(_one(shared, aim) for aim in aims))


_OTHERS: dict[str, Callable[[_Shared, Aims, Sequence[New]], Made]] = {
    "renumbering": _renumberings, "split": _splits, "join": _joins, "suspension": _suspensions,
}
