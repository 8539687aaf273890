"""The case that a question on norms states -> facts of its own: the provision, the days, the ground, the person."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from decreelex.answer.knowledge import World
from decreelex.answer.labels import table
from decreelex.eid import fold, superscript_to_dot
from decreelex.errors import UsageError, fail
from decreelex.reason import Derivation, Fact, moment

_DAYS = ("from", "to", "expired")
_ASKED, _COMPARED = "asked", "compared"
_OFFENCES = frozenset({"offence.aggravated", "offence.penalty"})
_SERVICE = frozenset({"contract.continues", "dismissal.grounds", "deferment.entitled"})
Params = dict[str, str]


def with_case(world: World, question: str, params: Params, *, at: str, regime: str) -> tuple[World, Params]:
    """Return the world with the facts of the case, and the parameters as they were understood.

    ``at``: the ISO day that the question is asked of; ``regime``: the one meant where none is named. Raises UsageError.
    """
    if question not in _OFFENCES | _SERVICE:
        return world, params
    for name in _DAYS:
        _check_day(name, params.get(name))
    if question in _OFFENCES:
        params = _offence(world, params, at, regime)
    rows = _offence_facts(world, params, at, regime) if question in _OFFENCES else _service(params, regime)
    ranks = world.base.rules.ranks
    facts = [Fact(predicate, args, 0, max(ranks.values()), source) for predicate, args, source in rows]
    notes = {key: table()["record"][key] for key in (_ASKED, _COMPARED)}
    told = msgspec.structs.replace(world, facts=world.facts.assume(facts, ranks=ranks), records=world.records | notes)
    return told, params


Row = tuple[str, tuple[str | int, ...], str]


def _check_day(name: str, value: str | None) -> None:
    try:
        if value is not None:
            datetime.date.fromisoformat(value)
    except ValueError:
        raise fail(UsageError, "bad-date", f"--param {name}={value!r} is no day: write YYYY-MM-DD") from None


# --- crimes


def _offence(world: World, params: Params, at: str, regime: str) -> Params:
    """Return the parameters with the part filled in where one alone can be meant."""
    first, last = _days(params, at)
    if first > last:
        raise fail(UsageError, "bad-date", f"the conduct would end ({last}) before it begins ({first})")
    article = superscript_to_dot(params["article"])
    given = {name: superscript_to_dot(value) for name, value in params.items() if name in {"part", "item"}}
    params = {**params, **given, "article": article}
    parts = {str(row.args[2]) for row in _rows(world, "numbered", 1, article)}
    if "part" in params or parts <= {""}:
        return params
    fitting = sorted(_fitting(world, article, params, at, regime)) if "regime" in params else sorted(parts)
    if len(fitting) == 1:
        return {**params, "part": fitting[0]}
    raise fail(UsageError, "missing-param", f"article {article} has several parts: name the one meant",
               suggestions=tuple(f"--param part={part}" for part in fitting or sorted(parts)))


def _fitting(world: World, article: str, params: Params, at: str, regime: str) -> set[str]:
    """Return the parts of an article that name the time of the regime; of those that say how long, the ones that fit."""
    kind = next((row.kind for row in world.regimes if row.id == params.get("regime", regime)), "")
    silent, fitting = set[str](), set[str]()
    for row in _rows(world, "numbered", 1, article):
        wording = str(row.args[0])
        if any(r.args[1] == kind for r in _rows(world, "circumstance", 0, wording)) and _fits(world, wording, params, at):
            lasting = _rows(world, "lasting", 0, wording) and {"from", "to"} <= params.keys()
            (fitting if lasting else silent).add(str(row.args[2]))
    return fitting or silent


def _fits(world: World, wording: str, params: Params, at: str) -> bool:
    """Return whether the conduct lasted as the wording requires; where no days are stated nothing stands against it."""
    first, last = _days(params, at)
    length = (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days
    over = [int(r.args[1]) for r in _rows(world, "lasting", 0, wording)]
    most = [int(r.args[1]) for r in _rows(world, "lasting_at_most", 0, wording)]
    stated = {"from", "to"} <= params.keys()
    return not stated or (all(length > n for n in over) and all(length <= n for n in most))


def _days(params: Params, at: str) -> tuple[str, str]:
    last = params.get("to", params.get("from", at[:10]))
    return params.get("from", last), last


def _offence_facts(world: World, params: Params, at: str, regime: str) -> Iterator[Row]:
    article, part, item = (params.get(name, "") for name in ("article", "part", "item"))
    first, last = (moment(day) for day in _days(params, at))
    item = next((str(r.args[3]) for r in _rows(world, "numbered", 1, article) if fold(str(r.args[3])) == fold(item)), item)
    yield "asked", (article, part, item), _ASKED
    yield "asked_regime", (params.get("regime", regime),), _ASKED
    yield "conduct", (first, last), _ASKED
    if "from" in params and "to" in params:
        yield "went_on", (first, last), _ASKED
    wordings = [str(r.args[0]) for r in _rows(world, "numbered", 1, article) if r.args[2:] == (part, item)]
    yield from (("fits", (wording,), _COMPARED) for wording in wordings if _fits(world, wording, params, at))
    yield from _comparisons(world, wordings)
    if "most" in params:
        number, _, unit = params["most"].partition(" ")
        if not number.isdecimal() or not unit:
            raise fail(UsageError, "bad-measure", f"--param most={params['most']!r}: write a number and a unit",
                       suggestions=("--param \"most=15 years\"",))
        yield "asked_most", (int(number), unit), _ASKED


def _comparisons(world: World, wordings: Sequence[str]) -> Iterator[Row]:
    """Yield which wordings threaten less than which: every bound of every kind compared."""
    bounds = {wording: _bounds(_rows(world, "penalty", 0, wording)) for wording in wordings}
    for later in wordings:
        for earlier in wordings:
            if later != earlier and bounds[later] != bounds[earlier]:
                signs = _signs(bounds[later], bounds[earlier])
                if signs == {-1}:
                    yield "milder", (later, earlier), _COMPARED
                elif signs != {1}:
                    yield "unlike", (later, earlier), _COMPARED


_Bounds = dict[tuple[str, str, str], tuple[float, float]]
_ENDLESS = float("inf")


def _bounds(rows: Iterable[Derivation]) -> _Bounds:
    """Return least and most by kind, unit and standing."""
    return {(str(k), str(unit), str(standing)): (float(least), float(most) if most else _ENDLESS)
            for _, _, k, least, most, unit, standing in (row.args for row in rows)}


def _signs(later: _Bounds, earlier: _Bounds) -> set[int]:
    """Return in which directions bounds differ (-1: lower); 0 stands for kinds that only one of them has."""
    signs = {0} if later.keys() != earlier.keys() else set[int]()
    for key in later.keys() & earlier.keys():
        signs |= {-1 if new < old else 1 for new, old in zip(later[key], earlier[key], strict=True) if new != old}
    return signs


def _rows(world: World, predicate: str, at: int, value: str | int) -> Sequence[Derivation]:
    return world.facts.index[predicate, (at,)].get(value, ())


# --- service


def _service(params: Params, regime: str) -> Iterator[Row]:
    asked = params.get("regime", regime)
    yield ("asked_ground", (params["ground"],), _ASKED) if "ground" in params else ("no_ground_asked", (asked,), _ASKED)
    yield ("expired", (moment(params["expired"]),), _ASKED) if "expired" in params else ("expired_since", (asked,), _ASKED)
    if "who" in params:
        yield "asked_who", (params["who"],), _ASKED
