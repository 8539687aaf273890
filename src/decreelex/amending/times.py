"""When modifications commence: what the act says of itself, for the instruction, the article it stands in, or the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from decreelex import eid as eids
from decreelex.model import Effect, Expression, Modification, Provision


def timed(found: Mapping[str, Sequence[Modification]], expression: Expression) -> dict[str, tuple[Modification, ...]]:
    """Return the modifications, each with the commencement that names its instruction most closely.

    A clause that only says since when relations are covered leaves the day of commencement to the others.
    """
    effects = [effect for provision in _flat(expression.provisions) for effect in provision.effects
               if effect.kind == "commencement"]
    starting = [effect for effect in effects if not _covering(effect)]
    general = next((effect for effect in starting if not effect.targets), None)
    named = {eids.fold(eid): effect for effect in starting for eid in _eids(effect, expression)}
    since = {eids.fold(eid): effect for effect in effects if _covering(effect) for eid in _eids(effect, expression)}
    there = {(c.iri, eids.fold(c.eid)): effect for effect in effects if _covering(effect)
             for c in effect.targets if c.iri and c.eid and not c.own}
    return {eid: tuple(_covered(_with(one, named, general), since, there) for one in some) for eid, some in found.items()}


def _covering(effect: Effect) -> bool:
    """Return whether a clause says only since when relations are covered."""
    return effect.retroactive is not None and not (effect.basis or effect.start or effect.condition)


def _eids(effect: Effect, expression: Expression) -> Iterator[str]:
    """Yield the eIds of this act that a commencement names."""
    for citation in effect.targets:
        if citation.eid and (citation.own or citation.iri is None or citation.iri == expression.work.iri):
            yield citation.eid


def _with(modification: Modification, named: Mapping[str, Effect], general: Effect | None) -> Modification:
    if modification.commences is not None:  # the instruction says it itself
        return modification
    effect = _closest(eids.fold(modification.source.eid), named) or general
    return msgspec.structs.replace(modification, commences=effect) if effect else modification


def _covered(modification: Modification, since: Mapping[str, Effect],
             there: Mapping[tuple[str, str], Effect]) -> Modification:
    """Give a modification the date since which relations are covered, said of its instruction or of what it changes."""
    target = modification.target
    own = {eid: effect for (iri, eid), effect in there.items() if iri == target.iri}
    effect = _closest(eids.fold(modification.source.eid), since) or _closest(eids.fold(target.eid or ""), own)
    if effect is None:
        return modification
    commences = effect if modification.commences is None else msgspec.structs.replace(
        modification.commences, retroactive=effect.retroactive)
    return msgspec.structs.replace(modification, commences=commences)


def _closest(eid: str, named: Mapping[str, Effect]) -> Effect | None:
    while eid:
        if eid in named:
            return named[eid]
        eid = eid.rpartition("__")[0]
    return None


def _flat(provisions: Sequence[Provision]) -> Iterator[Provision]:
    for provision in provisions:
        yield provision
        yield from _flat(provision.children)
