"""Review: instructions beside their operations; decisions kept as data and used again.

A decision is found again by the clause and the words of its instruction, not by offsets: it survives a reparse, and
says so when the words have changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from decreelex.changes import Consolidation
from decreelex.consolidation.acts import modifications
from decreelex.errors import Diagnostic, InputError, fail
from decreelex.model import Expression, Modification, Provision

Choice = Literal["accept", "reject", "correct"]


class Decision(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a reviewer decided on the ``nth`` modification (from 0) of the clause ``eid`` whose instruction reads ``text``.

    ``modification``: the corrected one, for ``correct``; its source's span is filled in when it is used.
    """

    eid: str
    nth: int
    text: str
    decision: Choice
    modification: Modification | None = None
    note: str | None = None


class Decisions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file beside an act."""

    decisions: tuple[Decision, ...]


class Item(msgspec.Struct, frozen=True):
    """One instruction as a reviewer sees it: its words, the operation, the decision so far.

    ``outcome`` is filled where the affected act is at hand: ``applied`` or the reason why not, with the words before
    and after.
    """

    eid: str
    nth: int
    text: str
    modification: Modification
    decision: Choice | None = None
    outcome: str | None = None
    before: str | None = None
    after: str | None = None


def items(expression: Expression, text: str, decided: Sequence[Decision] = ()) -> list[Item]:
    """Return the instructions of an act (``text``: its source) for review, with what was decided on them."""
    known = {(d.eid, d.nth, d.text): d.decision for d in decided}
    counts: dict[str, int] = {}
    out = []
    for m in modifications(expression):
        nth = counts.get(m.source.eid, 0)
        counts[m.source.eid] = nth + 1
        words = m.source.span.of(text)
        out.append(Item(m.source.eid, nth, words, m, known.get((m.source.eid, nth, words))))
    return out


def outcomes(found: Sequence[Item], made: Consolidation) -> list[Item]:
    """Return the items with what each did to the act it amends."""
    done = {a.modification: ("applied", a.before, a.after) for a in made.applied}
    failed = {n.modification: (n.reason, None, None) for n in made.not_applied}
    out = []
    for item in found:
        outcome, before, after = done.get(item.modification) or failed.get(item.modification) or (None, None, None)
        out.append(msgspec.structs.replace(item, outcome=outcome, before=before, after=after))
    return out


def decisions_for(data: bytes, name: str) -> tuple[Decision, ...]:
    """Return the decisions in a data file. Raises InputError naming what is wrong in it."""
    try:
        found = msgspec.json.decode(data, type=Decisions).decisions
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise fail(InputError, "decisions-unreadable", f"{name}: {error}",
                   suggestions=("decreelex amendments --review FILE writes one",)) from None
    for d in found:
        if (d.decision == "correct") != (d.modification is not None):
            raise fail(InputError, "decisions-unreadable", f"{name}: the decision on {d.eid} ({d.nth}) must hold a "
                       "modification exactly when it is 'correct'")
    return found


def decide(expression: Expression, text: str, decided: Sequence[Decision]) -> tuple[Expression, tuple[Diagnostic, ...]]:
    """Return an amending act with rejected modifications left out and corrected ones in their place.

    A decision on an instruction that no longer stands there, or reads otherwise, is reported and has no effect.
    """
    table = {(i.eid, i.nth, i.text): i for i in items(expression, text)}
    used: dict[int, Decision] = {}
    found = []
    for d in decided:
        item = table.get((d.eid, d.nth, d.text))
        if item is None:
            found.append(Diagnostic("decision-stale", "warning", f"The decision on {d.eid} ({d.nth}) is about words that "
                                    "do not stand there any more; it has no effect.", None))
        else:
            used[id(item.modification)] = d
    provisions = tuple(_decided(p, used) for p in expression.provisions) if used else expression.provisions
    return msgspec.structs.replace(expression, provisions=provisions), tuple(found)


def _decided(unit: Provision, used: dict[int, Decision]) -> Provision:
    kept = tuple(m for m in (_chosen(m, used.get(id(m))) for m in unit.modifications) if m is not None)
    return msgspec.structs.replace(unit, modifications=kept, children=tuple(_decided(c, used) for c in unit.children))


def _chosen(m: Modification, decision: Decision | None) -> Modification | None:
    if decision is None or decision.decision == "accept":
        return m
    if decision.modification is None:
        return None
    return msgspec.structs.replace(decision.modification, source=m.source)
