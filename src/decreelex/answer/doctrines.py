"""One question by every doctrine: the verdicts side by side, and the step where each parts from the default."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from decreelex.answer import contest, proofs, verdict
from decreelex.answer.knowledge import World
from decreelex.answer.query import Outcome, Query, outcome, session_of
from decreelex.reason import Derivation, as_of
from decreelex.reason.program import Doctrine
from decreelex.views import Parting, Reading, Readings


def readings(query: Query, world: World) -> Readings:
    """Answer a query by every doctrine that the rules declare, the default one first."""
    doctrines = sorted(world.base.rules.doctrines.values(), key=lambda d: not d.default)
    rows = tuple(_reading(msgspec.structs.replace(query, doctrine=d.name), d, world) for d in doctrines)
    return Readings(rows[0].answer.question, query.as_of, query.known_at, rows)


def _reading(query: Query, doctrine: Doctrine, world: World) -> Reading:
    session = session_of(query, world)
    found = contest.weigh(query, outcome(query, session), session)
    return Reading(
        doctrine.name,
        getattr(doctrine.text, query.language) or doctrine.name,
        getattr(doctrine.held_by, query.language),
        doctrine.default,
        doctrine.known <= as_of(query.known_at),
        verdict.answer(query, world),
        tuple(_partings(found, query, world)),
    )


def _partings(found: Outcome, query: Query, world: World) -> Iterator[Parting]:
    """Yield, for each side of the answer, the step that this reading takes and not every other: the one nearest to the facts."""
    for predicate in dict.fromkeys(d.predicate for d in found.carrying):
        sides = [d for d in found.carrying if d.predicate == predicate]
        own = [step for d in sides[:1] for step in proofs.derivations(d) if _own(step, query.doctrine, world)]
        if own:
            yield _parting(min(own, key=lambda d: d.steps), query, world)


def _parting(step: Derivation, query: Query, world: World) -> Parting:
    return Parting(
        str(step.rule),
        proofs.sentence(step, world, query.language),
        proofs.reason(step, world, query.language),
        tuple(dict.fromkeys(q for d in proofs.derivations(step) for q in proofs.sources_of(d, world))),
    )


def _own(step: Derivation, doctrine: str, world: World) -> bool:
    rule = proofs.rule_of(step, world)
    return rule is not None and doctrine in rule.doctrines and len(rule.doctrines) < len(world.base.rules.doctrines)
