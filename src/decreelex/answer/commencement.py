"""When an act takes effect, as the rules conclude it, with the proof."""

from __future__ import annotations

import datetime

from decreelex.answer import proofs
from decreelex.answer.knowledge import World, engine
from decreelex.model import Proof
from decreelex.reason import Derivation, as_of
from decreelex.reason.moments import iso

_FAR = datetime.date.max.isoformat()


def commencement(iri: str, world: World, *, known_at: str = _FAR, language: str = "en") -> tuple[str | None, Proof | None]:
    """Return the ISO date on which an act takes effect and the proof; (None, None) where the rules conclude none."""
    found = _solved("in_force", iri, world, known_at)
    return (None, None) if found is None else (_date(found), proofs.proof_of(found, world, language))


def repeal(iri: str, world: World, *, known_at: str = _FAR) -> str | None:
    """Return the ISO date from which an act is repealed as a whole; None where the rules conclude none."""
    found = _solved("repealed", iri, world, known_at)
    return None if found is None else _date(found)


def _date(found: Derivation) -> str:
    return iso(int(found.args[1] or 0))[:10]


def _solved(predicate: str, iri: str, world: World, known_at: str) -> Derivation | None:
    """Return the conclusion with the earliest date."""
    session = engine().session(world.facts, world.registry, as_of=as_of(_FAR), known_at=as_of(known_at))
    return min(session.solve(predicate, (iri, None)), key=lambda d: int(d.args[1] or 0), default=None)
