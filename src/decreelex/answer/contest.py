"""Conclusions that contradict one another: the stronger one stands, and between equal authorities the answer is contested."""

from __future__ import annotations

from collections.abc import Sequence

from decreelex.answer.query import Outcome, Query, goals, solve
from decreelex.model import Verdict
from decreelex.reason import Derivation, Session


def weigh(query: Query, found: Outcome, session: Session) -> Outcome:
    """Return an outcome after what is concluded for the other side has been weighed against it, by rank."""
    against = _against(query, found, session)
    if not against:
        return found
    balance = outweighs(found.carrying, against)
    if balance > 0:
        return found
    status = found.status and "unknown"
    if balance < 0:
        turned: Verdict = "no" if found.verdict == "yes" else "yes"
        return Outcome(turned, against, status, found.found)
    return Outcome("contested", (*found.carrying, *against), status, found.found)


def outweighs(one: Sequence[Derivation], other: Sequence[Derivation]) -> int:
    """Return whether the strongest of some conclusions is stronger (1), weaker (-1) or as strong as (0) that of others."""
    first, second = (max((d.strength for d in several), default=-1) for several in (one, other))
    return (first > second) - (first < second)


def sides(found: Outcome) -> list[Derivation]:
    """Return the conclusion that carries an outcome, and the one that contradicts it with equal weight, if there is one."""
    tied = found.verdict == "contested" and len({d.predicate for d in found.carrying}) > 1
    rows = found.carrying if tied else found.carrying[:1]
    return list({d.predicate: d for d in reversed(rows)}.values())[::-1]


def _against(query: Query, found: Outcome, session: Session) -> tuple[Derivation, ...]:
    """Return what the rules conclude for the verdict that an outcome denies."""
    row = goals(query.generic)
    sides = {"yes": row.no, "no": row.yes}
    if query.negated:
        sides = {"yes": row.yes, "no": row.no}
    predicates = sides.get(found.verdict or "", ()) if row.yes and row.no else ()
    return tuple(d for predicate in predicates for d in solve(session, predicate, *query.subjects))
