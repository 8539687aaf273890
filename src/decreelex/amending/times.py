"""When modifications commence: what the act says of itself, for the instruction, the article it stands in, or the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from decreelex import eid as eids
from decreelex.model import Effect, Expression, Modification, Provision


def timed(found: Mapping[str, Sequence[Modification]], expression: Expression) -> dict[str, tuple[Modification, ...]]:
    """Return the modifications, each with the commencement that names its instruction most closely."""
    effects = [effect for provision in _flat(expression.provisions) for effect in provision.effects
               if effect.kind == "commencement"]
    general = next((effect for effect in effects if not effect.targets), None)
    named = {eids.fold(eid): effect for effect in effects for eid in _eids(effect, expression)}
    return {eid: tuple(_with(one, named, general) for one in some) for eid, some in found.items()}


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
