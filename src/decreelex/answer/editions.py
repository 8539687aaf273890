"""The shipped texts at a date: which wording to start from, which acts amend it, when they take effect."""

from __future__ import annotations

import datetime
import functools

from decreelex import amending, consolidation, library, resources
from decreelex.answer import knowledge
from decreelex.answer.commencement import commencement, repeal
from decreelex.answer.knowledge import Ground
from decreelex.changes import PointInTime, TextPart
from decreelex.consolidation import Act, Life, Settled, Wording
from decreelex.errors import Diagnostic, InputError, UsageError, fail
from decreelex.library import Holding, Library
from decreelex.model import Effect, Expression, Modification, Proof

_FAR = datetime.date.max.isoformat()


def point(iri: str, at: str, *, language: str = "rus", known: Ground | None = None) -> PointInTime:
    """Return the text of an act in force on an ISO date, as it is at hand in what is known (what is shipped).

    Raises UsageError for an act that is not known, InputError where no text of it reaches back to that date.
    """
    ground = known or knowledge.ground()
    base = _base(ground.texts(), iri, at, language)
    settled = _settled(iri, language, ground)
    life = Life(_date(iri, ground), repeal(iri, knowledge.world(known=ground)))
    proofs = functools.partial(_proof, ground=ground)
    return consolidation.at_date(base, settled.orders, at, life=life, proofs=proofs, diagnostics=settled.diagnostics)


def history(iri: str, *, language: str = "rus", known: Ground | None = None) -> PointInTime:
    """Return the last wording of an act that can be made, from the first text at hand."""
    ground = known or knowledge.ground()
    dates = [h.date for h in _held(ground.texts(), iri, language)]
    base, settled = _base(ground.texts(), iri, min(dates), language), _settled(iri, language, ground)
    return consolidation.at_date(base, settled.orders, _FAR, proofs=functools.partial(_proof, ground=ground))


def _held(shipped: Library, iri: str, language: str) -> list[Holding]:
    known = {w.iri for w in shipped.works}
    if iri not in known:
        raise fail(UsageError, "unknown-act", f"the act {iri} is not known", suggestions=knowledge.near(iri, known))
    held = [h for h in shipped.holdings if h.work == iri and h.language == language]
    if not held:
        raise fail(InputError, "no-text", f"no text of {iri} in that language is at hand",
                   suggestions=tuple(dict.fromkeys(h.language for h in shipped.holdings if h.work == iri)))
    return held


def _base(shipped: Library, iri: str, at: str, language: str) -> Wording:
    """Return the latest wording at hand that is not later than a date."""
    held = _held(shipped, iri, language)
    reached = [h.date for h in held if h.date <= at]
    if not reached:
        first = min(h.date for h in held)
        raise fail(InputError, "no-text-at-date", f"the earliest text of {iri} at hand is that of {first}",
                   suggestions=(f"--at {first}",))
    last = max(reached)
    return consolidation.joined([
        Wording(h.expression, h.text, h.date, (TextPart(h.path, h.state, h.source),)) for h in held if h.date == last])


@functools.lru_cache(maxsize=1024)
def _settled(iri: str, language: str, ground: Ground) -> Settled:
    """Return the orders of all acts at hand that amend an act, those acts as others of them amended them first.

    An act whose text is at hand in ``language`` speaks in that; another one in what language there is.
    """
    acts, stale = _at_hand(ground)
    own = {a.iri for a in acts if a.expression.language == language}
    chosen = [a for a in acts if a.expression.language == language or a.iri not in own]
    wanted, before = {iri}, set[str]()
    while wanted != before:
        before = set(wanted)
        wanted |= {str(a.iri) for a in chosen if _targets(a) & wanted}
    found = consolidation.settle([a for a in chosen if a.iri in wanted and a.iri != iri],
                                 functools.partial(commences, known=ground), reread)
    return Settled(tuple(o for o in found.orders if o.modification.target.iri == iri), found.refused,
                   (*found.diagnostics, *stale))


def _at_hand(ground: Ground) -> tuple[tuple[Act, ...], tuple[Diagnostic, ...]]:
    """Return the acts at hand that amend others: those shipped, then those added; stale decisions on them."""
    acts, stale = _amending()
    added = ground.texts().holdings[len(library.load().holdings) :]
    read = (Act(amending.with_modifications(h.expression, h.text), h.text) for h in added if h.text)
    return acts + tuple(a for a in read if _targets(a)), stale


@functools.cache
def _amending() -> tuple[tuple[Act, ...], tuple[Diagnostic, ...]]:
    """Return the shipped acts that amend others, as reviewers decided on their instructions; decisions that are stale."""
    acts: list[Act] = []
    stale: list[Diagnostic] = []
    for held in library.load().holdings:
        act = amending.with_modifications(held.expression, held.text)
        kept = resources.folder("texts") / f"{held.path.removeprefix('texts/')}.decisions.json"
        if kept.is_file():
            act, found = consolidation.decide(act, held.text, consolidation.decisions_for(kept.read_bytes(), kept.name))
            stale += found
        acts.append(Act(act, held.text))
    return tuple(a for a in acts if _targets(a)), tuple(stale)


def _targets(act: Act) -> set[str]:
    return {m.target.iri for m in consolidation.modifications(act.expression) if m.target.iri}


def shipped(sha256: str) -> Expression | None:
    """Return the shipped expression of a file, known by its hash: its identity and the place of its units."""
    held = next((h for h in library.load().holdings if h.expression.source.sha256 == sha256), None)
    return amending.with_modifications(held.expression, held.text) if held else None


def reread(text: str, expression: Expression) -> Expression:
    """Return a changed text of an act, read as that act."""
    from decreelex import build, resolve
    from decreelex import text as texts

    source = texts.from_str(text, name=expression.source.name)
    built = build.build(source, language=expression.language, work=expression.work)
    return amending.with_modifications(resolve.resolve(built), text)


def commences(act: Expression, modification: Modification, *, known: Ground | None = None) -> str | None:
    """Return the ISO date on which a modification takes effect: its own, else its act's as the rules conclude it."""
    own, ground = modification.commences, known or knowledge.ground()
    if own is not None and (own.start or own.basis or own.condition):
        return _own_date(act, own, ground)
    return _date(act.work.iri, ground) if act.work.iri else None


def _own_date(act: Expression, effect: Effect, ground: Ground) -> str | None:
    if effect.condition is not None:
        return None
    if effect.start is not None:
        return effect.start.value[:10]
    first = next((p.date for p in ground.texts().publications if p.act == act.work.iri and p.first), None)
    day = first if effect.basis == "publication" else act.work.date if effect.basis == "signature" else None
    if day is None or day == "never":
        return None
    after = effect.days + 1 if effect.days else 0
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=after)).isoformat()


@functools.lru_cache(maxsize=4096)
def _concluded(iri: str, ground: Ground) -> tuple[str | None, Proof | None]:
    return commencement(iri, knowledge.world(known=ground))


def _date(iri: str, ground: Ground) -> str | None:
    return _concluded(iri, ground)[0]


def _proof(iri: str, ground: Ground) -> Proof | None:
    return _concluded(iri, ground)[1]


__all__ = ["commences", "history", "point", "reread", "shipped"]
