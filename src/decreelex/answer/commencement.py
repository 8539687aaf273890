"""When an act takes effect, as the rules conclude it, with the proof."""

from __future__ import annotations

from decreelex.answer import proofs
from decreelex.answer.knowledge import World, engine, registers
from decreelex.model import Proof
from decreelex.reason import as_of
from decreelex.reason.moments import iso

_FAR = "9999-12-31"


def commencement(iri: str, world: World, *, known_at: str = _FAR, language: str = "en") -> tuple[str | None, Proof | None]:
    """Return the ISO date on which an act takes effect and the proof; (None, None) where the rules conclude none."""
    session = engine().session(world.facts, registers(), as_of=as_of(_FAR), known_at=as_of(known_at))
    found = session.solve("in_force", (iri, None))
    if not found:
        return None, None
    first = min(found, key=lambda d: int(d.args[1] or 0))
    return iso(int(first.args[1] or 0))[:10], proofs.proof_of(first, world, language)
