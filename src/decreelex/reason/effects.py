"""What one effect states, as rows of facts: when it begins and ends, what it declares, extends, cancels, repeals."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.model import Effect
from decreelex.reason.acts import ActRecord, RegimeRow, country
from decreelex.reason.moments import FIRST, before, moment

UNDATED = FIRST  # stands for "no date of its own": every other moment is later
ANY = "any"
_PARTLY = "partly"
_LONGEST = 1000  # days, months or years of a term
Row = tuple[str, tuple[str | int, ...]]  # predicate, arguments


def effect_rows(key: str, effect: Effect, act: ActRecord, row: RegimeRow | None) -> Iterator[Row]:
    """Yield (predicate, arguments) of an effect of ``act``. ``key``: ``<work IRI>#<eId>/<n>``, the name of the effect.

    ``row``: the regime that it declares, see ``regime_row``. An effect that no rule speaks of yields nothing.
    """
    iri = str(act.work.iri)
    if own_commencement(effect):
        yield from _commencement_facts(iri, effect)
        return
    if effect.kind == "repeal":
        yield from _repeal_facts(key, effect, iri)
    if effect.kind == "call-up":
        yield from _call_up_facts(key, effect, iri)
    if effect.kind not in {"declaration", "extension", "cancellation"} or not effect.regime:
        return
    yield from _regime_facts(key, effect, iri, row)


def own_commencement(effect: Effect) -> bool:
    """Return whether an effect says when its own act commences (not when another act, or a part of it, does)."""
    return effect.kind == "commencement" and not effect.targets


def _commencement_facts(iri: str, effect: Effect) -> Iterator[Row]:
    if effect.basis == "date" and effect.start:
        yield "commences_on", (iri, moment(effect.start.value))
    elif effect.basis:
        yield "commences", (iri, effect.basis, effect.days)
    if effect.retroactive:
        yield "applies_from", (iri, moment(effect.retroactive.value))


def _call_up_facts(key: str, effect: Effect, iri: str) -> Iterator[Row]:
    eid = key.split("#")[1].rpartition("/")[0]
    yield "orders_call_up", (key, iri, eid, str(effect.qualifier))
    yield "effect_from", (key, _from(effect))
    if effect.end:
        yield "call_up_until", (key, moment(effect.end.value))


def _repeal_facts(key: str, effect: Effect, iri: str) -> Iterator[Row]:
    yield "effect_from", (key, _from(effect))
    for target in effect.targets:
        part = target.eid or "/".join(f"{s.kind}_{s.num}" for s in target.path) or _limited_part(effect)
        if target.iri and part:
            yield "repeals_part", (key, iri, target.iri, part)
        elif target.iri:
            yield ("repeals_on_condition" if _limited(effect) else "repeals"), (key, iri, target.iri)


def _limited_part(effect: Effect) -> str:
    """Return ``partly`` for a repeal "in the part that concerns …" or for some places only."""
    return _PARTLY if effect.qualifier or effect.territory else ""


def _limited(effect: Effect) -> bool:
    """Return whether an effect that ends something is held back: by a condition, a deadline, a term, a pause."""
    return bool(effect.condition or effect.end or effect.term)


def _regime_facts(key: str, effect: Effect, iri: str, row: RegimeRow | None) -> Iterator[Row]:
    kind = str(effect.regime)
    yield "sort", (key, effect.qualifier or ANY)
    yield "places", (key, "+".join(_places(effect)) or ANY)
    yield from (("includes", (key, place)) for place in _places(effect))
    named = [t.iri for t in effect.targets if t.iri and not t.eid]
    for target in named:
        yield "names_act", (key, target)
    if not named:
        yield "names_no_act", (key,)
    if row:
        yield "known_regime", (row.id,)
        yield "regime", (row.id, kind, key, row.act)
        for place in row.places if len(row.places) > 1 else ():
            yield from _part_facts(key, effect, iri, row, place)
    if effect.kind == "declaration" and not effect.condition:
        yield from _declaration_facts(key, effect, iri)
    elif effect.kind == "extension" and not effect.condition:
        yield from _extension_facts(key, effect, iri)
    elif effect.kind == "cancellation":
        yield "effect_from", (key, _from(effect))
        if effect.start and "T" in effect.start.value:
            yield "effect_hour", (key, _from(effect))
        yield ("cancels_on_condition" if _limited(effect) else "cancels"), (key, iri, kind)


def _part_facts(key: str, effect: Effect, iri: str, row: RegimeRow, place: str) -> Iterator[Row]:
    """Yield the regime in one of the places it is declared for: there it begins and ends like any other."""
    own = f"{key}@{place}"
    yield "regime", (f"{row.id}@{place}", row.kind, own, row.act)
    yield "sort", (own, effect.qualifier or ANY)
    yield "places", (own, place)
    if effect.kind == "declaration" and not effect.condition:
        yield from _declaration_facts(own, effect, iri)


def _declaration_facts(key: str, effect: Effect, iri: str) -> Iterator[Row]:
    """Yield from when and until when; a term that cannot be counted leaves the end unknown, never open."""
    if effect.start and effect.end and _backwards(effect.start.value, effect.end.value):
        yield "impossible", (key, iri)
        return
    yield "declares", (key, iri, str(effect.regime), _from(effect))
    term = _counted(effect.term)
    if effect.end:
        yield "declared_until", (key, moment(effect.end.value))
    elif term:
        yield "declared_term", (key, *term)
    elif not effect.term:
        yield "open_ended", (key,)


def _backwards(start: str, end: str) -> bool:
    """Return whether an end certainly lies before, or exactly at, its start."""
    first, last = moment(start), moment(end)
    return before(last, first) or (first == last and "T" in start)


def _extension_facts(key: str, effect: Effect, iri: str) -> Iterator[Row]:
    term = _counted(effect.term)
    if effect.end:
        yield "extends", (key, iri, str(effect.regime), moment(effect.end.value))
    elif term:
        yield "extends_by", (key, iri, str(effect.regime), *term)


def _counted(term: str | None) -> tuple[int, str] | None:
    """Return count and unit of a term as ``Effect`` writes it (``P30D``, ``P2M``, ``P1Y``); None for any other."""
    if not term or not term[1:-1].isdigit() or not 0 < int(term[1:-1]) <= _LONGEST:
        return None
    count, unit = int(term[1:-1]), term[-1]
    return {"D": (count, "days"), "M": (count, "months"), "Y": (12 * count, "months")}.get(unit)


def _from(effect: Effect) -> int:
    return moment(effect.start.value) if effect.start else UNDATED


def _places(effect: Effect) -> tuple[str, ...]:
    return tuple(sorted(effect.territory.names)) if effect.territory else ()


def regime_row(key: str, effect: Effect, act: ActRecord, used: set[str]) -> RegimeRow | None:
    """Name the regime that a declaration begins: ``<country>/<kind>/<year>``, with ``-2`` for the second of a year."""
    if effect.kind != "declaration" or not effect.regime:
        return None
    iri = str(act.work.iri)
    start = effect.start.value if effect.start else act.work.date
    base = f"{country(iri)}/{effect.regime}/{(start or 'undated')[:4]}"
    name = next(n for n in (base, *(f"{base}-{i}" for i in range(2, 1000))) if n not in used)
    used.add(name)
    return RegimeRow(name, effect.regime, effect.qualifier or ANY, _places(effect), iri, key, start)
