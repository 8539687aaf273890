"""Point in time: the wordings of an act as intervals bounded by events, and what changed one provision."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from decreelex.changes import Applied, Consolidation, Event, HistoryEntry, NotApplied, PointInTime, PointStatus, TextPart
from decreelex.consolidation.acts import Order, apply
from decreelex.consolidation.find import key, number, order
from decreelex.consolidation.rebuild import moved
from decreelex.errors import Diagnostic
from decreelex.model import Expression, Proof

PROSPECTIVE = "prospective"
UNDATED = "commencement-unknown"
Proofs = Callable[[str], Proof | None]


class Life(msgspec.Struct, frozen=True):
    """Since when an act is in force and, once it is repealed, until when (ISO; None: not known, not repealed)."""

    start: str | None = None
    end: str | None = None


UNKNOWN = Life()


class Wording(msgspec.Struct, frozen=True):
    """An expression known to be in force on ``date``, with its source text and the files it comes from."""

    expression: Expression
    text: str
    date: str
    parts: tuple[TextPart, ...] = ()


def joined(pieces: Sequence[Wording]) -> Wording:
    """Return excerpts of one expression as one, in the order of their numbers."""
    if len(pieces) == 1:
        return pieces[0]
    ordered = sorted(pieces, key=lambda p: order(number(p.expression.provisions[0].eid)) if p.expression.provisions else ())
    text, units, found = "", [], []
    for piece in ordered:
        text += "\n\n" if text else ""
        by = len(text)
        units += [moved(u, by) for u in piece.expression.provisions]
        found += [msgspec.structs.replace(d, span=d.span.shift(by)) if d.span else d for d in piece.expression.diagnostics]
        text += piece.text.rstrip()
    e = ordered[0].expression
    source = msgspec.structs.replace(e.source, name=", ".join(str(p.expression.source.name) for p in ordered), length=len(text))
    whole = msgspec.structs.replace(e, source=source, provisions=tuple(units), diagnostics=tuple(found))
    return Wording(whole, text, ordered[0].date, tuple(part for p in ordered for part in p.parts))


def at_date(base: Wording, orders: Sequence[Order], at: str, *, life: Life = UNKNOWN, proofs: Proofs = lambda _: None,
            diagnostics: Sequence[Diagnostic] = ()) -> PointInTime:
    """Return the text on an ISO date: orders that take effect up to it are applied, later ones are prospective.

    ``life``: since when the act itself is in force, and until when.

    An order that took effect before the wording's own date is part of it already. One whose date is not known is not
    applied, and says so: what is not known to be in force is not shown as law.
    """
    due = [o for o in orders if o.date is not None and base.date < o.date <= at]
    made = apply(base.expression, base.text, due, diagnostics=diagnostics)
    later = [o for o in orders if o.date is None or o.date > at]
    refused = (*made.not_applied, *(_not_yet(o) for o in later))
    starts = [base.date, life.start or "", *(a.date for a in made.applied if a.date)]
    ends = [*(o.date for o in later if o.date), *([life.end] if life.end else [])]
    gone = made.repealed.date if made.repealed else None
    life = Life(life.start, min((d for d in (life.end, gone) if d), default=None))
    fields = {name: getattr(made, name) for name in Consolidation.__struct_fields__}
    fields |= {"not_applied": refused, "diagnostics": (*made.diagnostics, *_incomplete(made, due), *_undated(later, at))}
    return PointInTime(**fields, at=at, status=_status(life, at), start=max(starts), end=min(ends, default=None),
                       events=events(orders, base.date, at, proofs), parts=base.parts)


def _status(life: Life, at: str) -> PointStatus:
    if life.end is not None and life.end <= at:
        return "repealed"
    if life.start is None:
        return "unknown"
    return "in_force" if life.start <= at else "prospective"


def _incomplete(made: Consolidation, due: Sequence[Order]) -> list[Diagnostic]:
    """Report that what took effect is not all in the text: then the text is not the one in force."""
    missing = len(made.not_applied)
    if not missing:
        return []
    return [Diagnostic("consolidation-incomplete", "warning", f"{missing} of {len(due)} instructions that took effect up "
                       "to this date could not be applied to the text at hand; where they apply, it is out of date.")]


def _undated(later: Sequence[Order], at: str) -> list[Diagnostic]:
    """Report that changes may be in force that the text does not show. An act takes no effect before it is made."""
    open_ = [o for o in later if o.date is None and (o.signed is None or o.signed <= at)]
    acts = dict.fromkeys(str(o.act) for o in open_)
    return [Diagnostic("wording-uncertain", "warning", f"Whether the changes by {act} are in force on {at} is not known: "
                       f"{_why(next(o for o in open_ if str(o.act) == act))}. The text is shown without them.") for act in acts]


def _why(one: Order) -> str:
    """Return why it is not known when an instruction takes effect."""
    return ("the text of the act at hand breaks off before it says when it takes effect" if one.cut
            else "when it takes effect is not known")


def _not_yet(one: Order) -> NotApplied:
    if one.date is None:
        return NotApplied(one.modification, UNDATED, _why(one), one.act)
    return NotApplied(one.modification, PROSPECTIVE, f"it takes effect on {one.date}", one.act, one.date)


def events(orders: Sequence[Order], since: str, at: str, proofs: Proofs) -> tuple[Event, ...]:
    """Return when the orders take effect, one event for each act and date; those before ``since`` are left out."""
    groups: dict[tuple[str, str], list[Order]] = {}
    for one in orders:
        if one.act is not None and (one.date is None or one.date > since):
            groups.setdefault((one.date or "", one.act), []).append(one)
    return tuple(_event(date or None, act, some, at, proofs(act))
                 for (date, act), some in sorted(groups.items(), key=lambda c: (c[0][0] or "9999", c[0][1])))


def _event(date: str | None, act: str, orders: Sequence[Order], at: str, proof: Proof | None) -> Event:
    clauses = tuple(dict.fromkeys(one.modification.source.eid for one in orders))
    covered = next((one.retroactive for one in orders if one.retroactive), None)
    return Event(date, act, clauses, date is not None and date > at, proof, covered, None if date else _why(orders[0]))


def history(point: PointInTime, eid: str) -> tuple[HistoryEntry, ...]:
    """Return the changes of one provision, what it holds included, the applied ones first, then what is still to come."""
    wanted = key(eid)
    done = [_done(a) for a in point.applied if _within(a.eid, wanted) or _within(a.modification.target.eid, wanted)]
    failed = [_failed(n) for n in point.not_applied if _within(n.modification.target.eid, wanted)]
    return (*done, *failed)


def _within(eid: str | None, wanted: str) -> bool:
    if eid is None:
        return False
    own = key(eid)
    return own == wanted or own.startswith(wanted + "__")


def _done(a: Applied) -> HistoryEntry:
    m = a.modification
    return HistoryEntry(a.date, a.act, m.source.eid, m.operation, a.eid, a.before, a.after, retroactive=a.retroactive)


def _failed(n: NotApplied) -> HistoryEntry:
    m = n.modification
    return HistoryEntry(n.date, n.act, m.source.eid, m.operation, m.target.eid, m.old or "", m.new or "",
                        prospective=n.reason == PROSPECTIVE, reason=n.reason, message=n.message,
                        retroactive=m.commences.retroactive.value[:10] if m.commences and m.commences.retroactive else None)
