"""A regime's timeline: what happened, and its status from day to day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import msgspec

from decreelex.answer import proofs, verdict
from decreelex.answer.knowledge import World, engine
from decreelex.answer.labels import table
from decreelex.model import Band, Status, Timeline, TimelineEntry
from decreelex.reason import Derivation, Session, as_of
from decreelex.reason.moments import DAY, FIRST, LAST, earliest, is_moment, iso, latest

_RULINGS = frozenset({"plenum-vs"})
_FAR = LAST >> 1  # a minute after everything


def timeline(regime: str, world: World, *, known_at: str, language: str) -> Timeline:
    """Return the timeline of a regime as known at an ISO date."""
    session = engine().session(world.facts, world.registry, as_of=_FAR, known_at=as_of(known_at))
    entries = [
        *_acts(regime, session, world, language),
        *_statements(regime, session, world, language),
        *_rulings(regime, session, world, language),
        *_registers(regime, session, world, known_at, language),
    ]
    bands = tuple(_bands(regime, session, world, known_at, language))
    return Timeline(
        regime,
        world.labels.label(regime, language),
        known_at,
        tuple(sorted(dict.fromkeys(entries), key=lambda e: (e.date, e.kind, e.label))),
        bands,
    )


def _acts(regime: str, session: Session, world: World, language: str) -> Iterator[TimelineEntry]:
    """Yield the acts that declare, extend or end the regime, each with the words that do so."""
    facts = [
        d
        for row in session.solve("regime", (regime, None, None, None))
        for d in session.solve("declares", (row.args[2], None, None, None))
    ]
    for concern in session.solve("concerns", (None, regime)):
        effect = concern.args[0]
        facts += session.solve("extends", (effect, None, None, None)) + session.solve("cancels", (effect, None, None))
    for row in session.solve("regime", (regime, None, None, None)):
        facts += session.solve("repeals", (None, None, row.args[3]))
    for fact in facts:
        act = str(fact.args[1])
        quotation = next(proofs.sources_of(fact, world), None)
        yield TimelineEntry(
            world.acts[act].date,
            "act",
            proofs.sentence(fact, world, language),
            act,
            quotation,
            _commencement(act, session, world, language),
        )


def _commencement(act: str, session: Session, world: World, language: str) -> str | None:
    found = session.solve("in_force", (act, None))
    return proofs.sentence(found[0], world, language) if found else None


def _statements(regime: str, session: Session, world: World, language: str) -> Iterator[TimelineEntry]:
    for fact in session.solve("statement", (None, None, regime, None)):
        said = world.base.statements[str(fact.args[0])]
        yield TimelineEntry(
            said.date, "statement", f"{said.by[language]}: {said.text[language]}", said.iri, None, said.source[language]
        )


def _rulings(regime: str, session: Session, world: World, language: str) -> Iterator[TimelineEntry]:
    """Yield the rulings that the rules on this regime's beginning and end cite, each with what is cited of it."""
    goals = (("begins", (regime, None)), ("ends", (regime, None)), ("running", (regime,)))
    for found in (one for predicate, args in goals for one in session.solve(predicate, args)):
        for name in found.authorities:
            cited = world.base.authorities[name]
            act = world.acts.get(str(cited.iri))
            if act and act.kind in _RULINGS:
                yield TimelineEntry(act.date, "ruling", world.labels.label(str(cited.iri), language), cited.iri, cited)


def _registers(regime: str, session: Session, world: World, known_at: str, language: str) -> Iterator[TimelineEntry]:
    for register in _covering(regime, session, world):
        if register.complete_through > known_at:
            continue
        label = table()["timeline"]["register"][language].format(scope=world.labels.phrase(register.scope, language))
        yield TimelineEntry(register.complete_through, "event", label, None, None, register.attested_by[language])


def _covering(regime: str, session: Session, world: World) -> list:  # type: ignore[type-arg]
    acts = [str(row.args[3]) for row in session.solve("regime", (regime, None, None, None))]
    return [r for r in world.registers if any(r.scope.endswith(act) for act in acts)]


def _bands(regime: str, session: Session, world: World, known_at: str, language: str) -> Iterator[Band]:
    """Yield the status between the moments at which it can change, equal neighbours joined."""
    edges = sorted(set(_edges(regime, session, world, known_at)))
    bands: list[Band] = []
    for start, end in pairwise(edges):
        status, certain = _status_at(regime, start, world, known_at, language, whole_day=end - start >= DAY)
        last = bands[-1] if bands else None
        if last and (last.status, last.certain) == (status, certain):
            bands[-1] = Band(status, last.start, _written(end), certain)
        else:
            bands.append(Band(status, _written(start), _written(end), certain))
    if bands:
        bands[0] = msgspec.structs.replace(bands[0], start=None)
        bands[-1] = msgspec.structs.replace(bands[-1], end=None)
    yield from bands


def _edges(regime: str, session: Session, world: World, known_at: str) -> Iterator[int]:
    """Yield the minutes at which the status can change, the first (never shown) before all of them, the last after known-at."""
    moments = [a for p in ("begins", "ends") for d in session.solve(p, (regime, None)) for a in d.args if is_moment(a)]
    times = [m for m in moments if isinstance(m, int) and m > FIRST]
    if not times:
        return
    yield earliest(min(times)) - 30 * DAY
    for moment in times:
        yield earliest(moment)
    now = as_of(known_at) + 1
    for register in _covering(regime, session, world):
        through = as_of(register.complete_through) + 1
        if through < now:
            yield through
    yield from (now, max(now + DAY, *(latest(m) + 1 for m in times)))


def _status_at(
    regime: str, minute: int, world: World, known_at: str, language: str, *, whole_day: bool
) -> tuple[Status, bool]:
    """Return the status from a minute on; where it stands for its day (no hour is known), at the end of the day."""
    at = _written(minute) if whole_day else iso(2 * minute + 1)
    query = verdict.Query(
        "regime.ended",
        "regime.ended",
        "",
        {"regime": regime},
        at,
        known_at,
        world.base.rules.default_doctrine,
        language,
    )
    answer = verdict.answer(query, world)
    return answer.status or "unknown", answer.certain


def _written(minute: int) -> str:
    """Return a minute as an ISO date where a day begins, else with its hour."""
    return iso(2 * minute) if minute % DAY == 0 else iso(2 * minute + 1)


def last_commencement(world: World) -> str | None:
    """Return the last moment at which an assumed act takes effect or sets a date; None where there is none."""
    session = engine().session(world.facts, world.registry, as_of=_FAR, known_at=_FAR)
    moments = [m for fact in session.solve("assumed", (None,)) for m in _moments_of(str(fact.args[0]), session)]
    return iso(max(moments)) if moments else None


def _moments_of(act: str, session: Session) -> Iterator[int]:
    found: list[Derivation] = session.solve("in_force", (act, None)) or session.solve("signed", (act, None))
    yield from (d.args[1] for d in found if isinstance(d.args[1], int))
    for cancel in session.solve("cancels", (None, act, None)):
        for row in session.solve("effect_from", (cancel.args[0], None)):
            if isinstance(row.args[1], int) and row.args[1] > FIRST:
                yield row.args[1]
