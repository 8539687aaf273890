"""Which regime or act is meant: what was said, looked up among those that are known. Exactly one, or trouble."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from decreelex.answer.question.entries import Bound, Catalogue
from decreelex.answer.question.reading import SaidAct, SaidClaim, SaidRegime, Trouble, Where
from decreelex.span import Span

WHOLE = frozenset({"russia"})
UNSEEN = ("unknown",)  # the places of a regime whose declaring act is not to hand
_UNBOUND = Bound()
_NEAR = 3


class RegimeKey(NamedTuple):
    """How a regime is recognised: kind (``martial-law``), places, year of its start, qualifier, declaring act (IRI)."""

    kind: str
    places: tuple[str, ...]
    year: int
    qualifier: str | None = None
    act: str | None = None


class ActKey(NamedTuple):
    """How an act is recognised: kind (``ukaz``), number, ISO date."""

    kind: str
    number: str
    date: str


class Known(NamedTuple):
    """What questions can be about."""

    regimes: Mapping[str, RegimeKey]
    acts: Mapping[str, ActKey]
    catalogue: Catalogue
    statements: Mapping[str, tuple[str, str]] = {}


def known(
    regimes: Mapping[str, tuple[object, ...]],
    acts: Mapping[str, tuple[str, str, str]],
    catalogue: Catalogue,
    statements: Mapping[str, tuple[str, str]] | None = None,
) -> Known:
    """Return the regimes and acts with what the catalogue's bound rows add to them."""
    return Known(
        {name: _key(name, tuple(key), catalogue.bound.get(name, _UNBOUND)) for name, key in regimes.items()},
        {iri: ActKey(*key) for iri, key in acts.items()},
        catalogue,
        statements or {},
    )


def with_place(said: SaidRegime, span: Span, known: Known) -> dict[str, str]:
    """Return the regime meant and, where it covers several places and one of them is named, that place. Raises Trouble."""
    name = regime(said, span, known)
    places = said.places - WHOLE
    return {"regime": name} | ({"territory": min(places)} if len(places) == 1 < len(known.regimes[name].places) else {})


def statement(said: SaidClaim, span: Span, known: Known) -> str:
    """Return the IRI of the one recorded statement meant. Raises Trouble with the candidates."""
    speakers = {said.speaker, known.catalogue.offices.get(said.office or "")} - {None}
    fitting = [iri for iri, (who, date) in known.statements.items() if who in speakers and said.date in (None, date)]
    if len(fitting) == 1:
        return fitting[0]
    theirs = [iri for iri, (who, _) in known.statements.items() if who in speakers]
    raise Trouble("statements" if fitting else "statement", span, fitting or theirs)


def _key(name: str, given: tuple[object, ...], bound: Bound) -> RegimeKey:
    key = RegimeKey(*given)  # type: ignore[arg-type]
    if key.places == (name.split("/", maxsplit=1)[0],):  # the whole country
        key = key._replace(places=())
    return key._replace(year=int(key.year), qualifier=key.qualifier or bound.qualifier, act=key.act or bound.act)


def regime(said: SaidRegime, span: Span, known: Known) -> str:
    """Return the id of the one regime that fits everything said. Raises Trouble."""
    declared_by = act(said.act, span, known) if said.act else None
    same_kind = [name for name, key in known.regimes.items() if key.kind == said.kind]
    fitting = [name for name in same_kind if _fits(said, known.regimes[name], declared_by)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting and said.places:
        anywhere = said._replace(where=Where((), None))
        fitting_elsewhere = [name for name in same_kind if _fits(anywhere, known.regimes[name], declared_by)]
        _refuse_places(said.where, fitting_elsewhere, known)
    raise Trouble("regimes" if fitting else "regime", span, fitting or same_kind)


def _refuse_places(where: Where, regimes: list[str], known: Known) -> None:
    """Raise Trouble where a place is named that none of the regimes covers."""
    covered: set[str] = set().union(*(known.regimes[name].places for name in regimes))
    outside = [spot for spot in where.spots if spot.place not in covered | WHOLE]
    if not (outside and regimes):
        return
    whole = any(not known.regimes[name].places for name in regimes)
    span = Span(outside[0].span.start, outside[-1].span.end)
    instead = (where.at, "") if where.at else None
    places = frozenset(spot.place for spot in outside)
    raise Trouble("whole" if whole else "place", span, regimes, outside=places, instead=instead)


def _fits(said: SaidRegime, key: RegimeKey, declared_by: str | None) -> bool:
    return (
        (key.places == UNSEEN or said.places <= (frozenset(key.places) or WHOLE))
        and said.year in (None, key.year)
        and said.qualifier in (None, key.qualifier)
        and declared_by in (None, key.act)
    )


def act(said: SaidAct, span: Span, known: Known) -> str:
    """Return the IRI of the one act that fits everything said. Raises Trouble with the candidates."""
    about = known.regimes[regime(said.about, span, known)].act if said.about else None
    if said.about and about is None:
        raise Trouble("act", span)
    same = [iri for iri in known.acts if said.number and _number(iri) == said.number]
    near = [iri for iri in known.acts if known.acts[iri].kind in said.kinds]
    fitting = [iri for iri in known.acts if _is(said, iri, known) and about in (None, iri)]
    if len(fitting) == 1:
        return fitting[0]
    raise Trouble("acts" if fitting else "act", span, fitting or same or _nearest(said, near))


def _nearest(said: SaidAct, iris: list[str]) -> list[str]:
    """Return the few acts whose number (else date) is most like the one said."""
    import difflib  # only where a question is refused

    wanted = said.number or said.date or ""
    return sorted(iris, key=lambda iri: -difflib.SequenceMatcher(None, wanted, _number(iri)).ratio())[:_NEAR]


def _is(said: SaidAct, iri: str, known: Known) -> bool:
    key = known.acts[iri]
    issuers = known.catalogue.issuers.get(key.kind, ())
    return (
        (not said.kinds or key.kind in said.kinds)
        and said.number in (None, _number(iri))
        and said.date in (None, key.date)
        and said.iri in (None, iri)
        and (said.office is None or said.office in issuers)
        and (said.speaker is None or any(known.catalogue.held(said.speaker, office, key.date) for office in issuers))
    )


def _number(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def declared_by(iri: str, known: Known) -> str | None:
    """Return the id of the regime that the act ``iri`` declared."""
    return next((name for name, key in known.regimes.items() if key.act == iri), None)
