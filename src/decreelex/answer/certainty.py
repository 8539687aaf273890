"""What keeps an answer from being certain: dates, ends of registers, absent authorities, doubts."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.answer import proofs
from decreelex.answer.knowledge import World
from decreelex.answer.labels import table
from decreelex.answer.query import Outcome, Query, goals, written
from decreelex.model import Assumption
from decreelex.reason import Absence, Derivation, Session, as_of
from decreelex.reason.moments import is_moment, latest


def lacks(query: Query, outcome: Outcome, world: World) -> Iterator[str]:
    """Yield, in words, what keeps an answer from being certain."""
    words, language = table()["because"], query.language
    if as_of(query.as_of) > as_of(query.known_at):
        yield words["beyond"][language].format(
            as_of=world.labels.label(written(query.as_of), language),
            known_at=world.labels.label(written(query.known_at), language),
        )
    for absence in absences_of(outcome.carrying):
        shown = proofs.assumption_of(absence, world, language)
        if absence.register is None:
            yield words["unregistered"][language].format(scope=shown.closed_world)
        elif _asserted_at(absence, query) > absence.register.complete_through:
            through = proofs.moment_of(str(shown.complete_through))
            yield words["register"][language].format(
                scope=shown.closed_world, through=world.labels.label(through, language)
            )
    yield from _absent_authorities(outcome.carrying, world, language)
    if any(str(step.source) in world.base.statements for d in outcome.carrying for step in proofs.derivations(d)):
        yield table()["doctrine"]["words_only"][language]


def _absent_authorities(carrying: tuple[Derivation, ...], world: World, language: str) -> Iterator[str]:
    """Yield, for each required authority whose text is not to hand, that it is so."""
    seen: set[str] = set()
    for derivation in carrying[:1]:
        for step in proofs.derivations(derivation):
            rule = proofs.rule_of(step, world)
            for name in rule.by if rule else ():
                cited = world.base.authorities[name]
                if cited.state == "absent" and name not in seen:
                    seen.add(name)
                    act = world.labels.label(str(cited.iri), language)
                    yield table()["because"]["absent"][language].format(act=act)


def _asserted_at(absence: Absence, query: Query) -> int:
    """Return the minute at which an absence is asserted: as-of, or the earlier moment that it itself names.

    That a term was not extended needs to hold until the term ran out, no longer.
    """
    named = [latest(a) for a in absence.args if is_moment(a) and isinstance(a, int)]
    return min([as_of(query.as_of), *named])


def closed_world(query: Query, world: World) -> tuple[Assumption, ...]:
    """Return the premise that the answers to a question for which are all there are, where it rests on one."""
    closed = goals(query.generic).closed
    if closed is None:
        return ()
    scope = f"{closed} {query.subject}"
    register = next((r for r in world.registers if r.scope == scope), None)
    words = world.labels.phrase(scope, query.language)
    if register is None:
        return (Assumption(words, None, None),)
    return (Assumption(words, register.complete_through, register.attested_by[query.language]),)


def lack_of(assumed: Assumption, query: Query, world: World) -> Iterator[str]:
    """Yield, in words, that a closed world is not attested, or not up to the day asked about."""
    words, language = table()["because"], query.language
    if assumed.complete_through is None:
        yield words["unregistered"][language].format(scope=assumed.closed_world)
    elif as_of(assumed.complete_through) < as_of(query.as_of):
        through = world.labels.label(proofs.moment_of(assumed.complete_through), language)
        yield words["register"][language].format(scope=assumed.closed_world, through=through)


def absences_of(carrying: tuple[Derivation, ...]) -> Iterator[Absence]:
    """Yield the "no such act" premises of the conclusion that carries an answer."""
    for derivation in carrying[:1]:
        yield from proofs.absences(derivation)


def assumptions_of(carrying: tuple[Derivation, ...], world: World, language: str) -> tuple[Assumption, ...]:
    """Return the closed-world premises as the contract shows them."""
    shown = (a for a in absences_of(carrying) if not world.supposed(a.scope))
    return tuple(dict.fromkeys(proofs.assumption_of(a, world, language) for a in shown))


def doubts_of(query: Query, session: Session) -> list[Derivation]:
    """Return the doubts that the rules raise about a regime."""
    if not query.on_regime:
        return []
    return session.solve("doubt", (query.subject, None, None))
