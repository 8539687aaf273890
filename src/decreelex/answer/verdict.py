"""A question and what is known -> the answer: verdict, why, proof, certainty, what would change it."""

from __future__ import annotations

from decreelex.answer import contest, proofs
from decreelex.answer.certainty import assumptions_of, closed_world, doubts_of, lack_of, lacks
from decreelex.answer.knowledge import World
from decreelex.answer.labels import table
from decreelex.answer.query import Outcome, Query, outcome, session_of
from decreelex.answer.remarks import by_doctrine, collisions, date_conflict, idle, not_yet_held, renewed, within_day
from decreelex.answer.wording import because, defeated_claims, findings, idle_acts, missing_facts, supposing
from decreelex.model import Answer, Asked, Proof
from decreelex.reason import as_of
from decreelex.reason.moments import DAY


def answer(query: Query, world: World) -> Answer:
    """Answer a query from what a world knows."""
    session = session_of(query, world)
    found = contest.weigh(query, outcome(query, session), session)
    but = _but(query, found, world) if found.verdict == "yes" else None
    if but:
        found = Outcome("no", found.carrying, found.status)
    doubts = doubts_of(query, session)
    lacking = list(dict.fromkeys(lacks(query, found, world)))
    closed = closed_world(query, world)
    lacking += [lack for assumed in closed for lack in lack_of(assumed, query, world)]
    assumptions = (*assumptions_of(found.carrying, world, query.language), *closed)
    defeated = defeated_claims(query, found, session, world)
    return Answer(
        Asked(query.id, query.understood, query.params),
        found.verdict,
        found.status,
        not lacking and not doubts and bool(found.carrying or closed) and found.verdict not in {"unknown", "contested"},
        query.as_of,
        query.known_at,
        query.doctrine,
        by_doctrine(query, world)
        + supposing(world, query.language)
        + (table()["because"][but][query.language] if but else "")
        + because(query, found, session, world)
        + idle_acts(defeated, world, query.language)
        + "".join(lacking),
        findings(query, found, world),
        _proof(found, world, query),
        defeated,
        assumptions,
        tuple(missing_facts(query, found, session, world, doubts, assumptions)),
        (
            *world.diagnostics,
            *not_yet_held(query, world),
            *date_conflict(query, world),
            *collisions(query, session, world),
            *idle(session, world, query.language),
            *renewed(query, found, session, world),
            *within_day(query, found, world),
        ),
        tuple(world.labels.label(iri, query.language) for iri in world.hypothesis),
    )


def _proof(found: Outcome, world: World, query: Query) -> Proof | None:
    """Return the proof of what carries an answer; where equal authorities contradict one another, of both sides."""
    sides = contest.sides(found)
    if not sides:
        return None
    if len(sides) == 1:
        return proofs.proof_of(sides[0], world, query.language, full=query.full)
    both = [proofs.proof_of(side, world, query.language, full=query.full) for side in sides]
    return proofs.joined(both, table()["doctrine"]["tie"][query.language])


def _but(query: Query, outcome: Outcome, world: World) -> str | None:
    """Return why a "yes" to the status is no "yes" to the question: it was brought about otherwise, or on another day."""
    steps = [s for d in outcome.carrying for s in proofs.derivations(d)]
    if query.cause and not any(str(step.source).split("#")[0] == query.cause for step in steps if step.source):
        return "other_cause"
    return "before_day" if query.event and _happened_before(query, world) else None


def _happened_before(query: Query, world: World) -> bool:
    """Return whether what is asked of a day had happened before that day began."""
    begin = as_of(query.as_of[:10]) - DAY
    return outcome(query, session_of(query, world, begin)).verdict == "yes"


__all__ = ["Outcome", "Query", "answer", "outcome", "session_of"]
