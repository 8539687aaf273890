"""An outcome in words: why, what was found, which claims do not carry, what would change it."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.answer import contest, proofs
from decreelex.answer.called import called
from decreelex.answer.knowledge import World
from decreelex.answer.labels import table
from decreelex.answer.query import Outcome, Query, goal_table, goals, states
from decreelex.answer.said import norm_finding, other_times, summary
from decreelex.model import Assumption, DefeatedClaim, Finding, Quotation
from decreelex.reason import Derivation, Session, as_of
from decreelex.reason.moments import earliest, is_moment

WORDS = "Words"  # the argument of a conclusion that stands for the words of a provision


def because(query: Query, outcome: Outcome, session: Session, world: World) -> str:
    """Return one sentence that says why, and since when."""
    words, language = table()["because"], query.language
    subject = world.labels.label(query.subject, language)
    if not outcome.carrying:
        key = goals(query.generic).open or ("unknown_regime" if query.on_regime else "unknown_act")
        return _sentence(words[key][language].format(subject=subject, **called(query.params, world, language)))
    norms = summary(outcome.found, world, language) if outcome.found == outcome.carrying else None
    if norms:
        return _sentence(norms)
    several = contest.sides(outcome)
    said = [_because(main, query, session, world) for main in several]
    return said[0] if len(said) == 1 else f" {table()['doctrine']['equally'][language]} ".join(said)


def _because(main: Derivation, query: Query, session: Session, world: World) -> str:
    words, language = table()["because"], query.language
    conclusion = proofs.sentence(main, world, language)
    ground, when = _ground(main, query, session)
    reason = proofs.reason(ground, world, language)
    if when is None:
        return _sentence(words["known"][language].format(conclusion=conclusion, reason=reason))
    since = world.labels.label(when, language)
    if earliest(when) > as_of(query.as_of):
        return _sentence(words["due"][language].format(conclusion=conclusion, since=since, reason=reason))
    return _sentence(words["since"][language].format(conclusion=conclusion, since=since, reason=reason))


def _ground(main: Derivation, query: Query, session: Session) -> tuple[Derivation, int | None]:
    """Return the step that says why, and since when: a status that only restates a dated step is explained by that step."""
    if main.predicate == "running":
        begins = [b.args[1] for b in session.solve("begins", (query.subject, None)) if isinstance(b.args[1], int)]
        return main, min(begins, default=None)
    first = main.premises[0] if main.premises else None
    if isinstance(first, Derivation) and is_moment(first.args[-1]) and first.rule:
        return first, int(first.args[-1])
    return main, None


def supposing(world: World, language: str) -> str:
    """Return the opening words of an answer that rests on what the asker supposed or left out."""
    if not world.hypothesis:
        return ""
    words = table()["because"]
    acts = [_supposed(name, world, language) for name in world.hypothesis]
    return str(words["hypothesis"][language].format(acts=", ".join(acts)))


def _supposed(name: str, world: World, language: str) -> str:
    """Return what was assumed or left out, in words."""
    words = table()["because"]
    if name in world.base.acts or name in world.base.statements:
        return str(words["without"][language].format(act=world.labels.label(name, language)))
    if any(row.scope == name for row in world.base.registers):
        return str(words["without_register"][language].format(scope=world.labels.phrase(name, language)))
    return world.labels.label(name, language)


def idle_acts(defeated: tuple[DefeatedClaim, ...], world: World, language: str) -> str:
    """Return a sentence for every assumed act that was weighed and does not carry the answer."""
    assumed = {world.labels.label(iri, language) for iri in world.hypothesis}
    said = [c for c in defeated if c.by in assumed]
    words = table()["because"]["idle_act"][language]
    return "".join(words.format(act=_sentence(claim.by), why=claim.why) for claim in said)


def _sentence(words: str) -> str:
    return (words[:1].upper() + words[1:]).replace("..", ".")


def findings(query: Query, outcome: Outcome, world: World) -> tuple[Finding, ...]:
    """Return the answers to a question for who, what, which, when."""
    return tuple(
        norm_finding(found, world, query.language) or _finding(found, query, world) for found in outcome.found
    )


def _finding(found: Derivation, query: Query, world: World) -> Finding:
    """Put a finding in words: a status, the words of a provision, or what the rule says."""
    statuses, arguments = {**states(), **goal_table()[1]}, world.base.rules.predicates[found.predicate].args
    sources = tuple(proofs.sources_of(found, world)) or _quoted(found, world)
    if found.predicate in statuses:
        return Finding(statuses[found.predicate], proofs.sentence(found, world, query.language), None, sources)
    if arguments[-1] == WORDS:
        key = str(found.args[-1])
        return Finding(str(found.args[-2]), world.wordings[key].text, None, world.wordings[key].sources)
    said = world.base.statements.get(str(found.args[0]))
    if said and "Claim" in arguments:
        return Finding(said.claim, said.text[query.language], None, sources)
    value = found.args[1] if len(found.args) > 1 else found.args[0]
    return Finding(str(value), proofs.reason(found, world, query.language), None, sources)


def _quoted(found: Derivation, world: World) -> tuple[Quotation, ...]:
    """Return what the facts that a conclusion rests on quote."""
    facts = (step for step in proofs.derivations(found) if step.rule is None)
    return tuple(dict.fromkeys(q for fact in facts for q in proofs.sources_of(fact, world)))


def defeated_claims(query: Query, outcome: Outcome, session: Session, world: World) -> tuple[DefeatedClaim, ...]:
    """Return the claims that argue for what the verdict denies, in order of time, each source once."""
    claimed = goals(query.generic).claims
    if not claimed or outcome.status in {"ended", "not_started"}:
        return ()
    arity = len(session.engine.predicates[claimed].args)
    wanted = (*query.subjects, *[None] * (arity - len(query.subjects)))
    claims = dict.fromkeys(_claim(d, world, query.language) for d in session.claims(claimed, wanted))
    return tuple(sorted(claims, key=lambda claim: (claim.date or "", claim.speaker or "")))


def _claim(derivation: Derivation, world: World, language: str) -> DefeatedClaim:
    """Put a claim in words: the statement or act that its first premise names, and the claim rule's reason against it."""
    first = next(p for p in derivation.premises if isinstance(p, Derivation))
    why = proofs.reason(derivation, world, language)
    said = world.base.statements.get(str(first.args[0]))
    if said:
        return DefeatedClaim(
            said.text[language],
            said.by[language],
            why,
            said.speaker,
            said.date,
            tuple(proofs.sources_of(first, world)),
        )
    act = str(next((a for a in first.args if str(a) in world.acts), first.args[0]))
    name = world.acts.get(act)
    date = name.date if name else None
    sources = tuple(
        q
        for step in proofs.derivations(derivation)
        if step.rule is None
        for q in proofs.sources_of(step, world)
        if q.iri == act
    )
    return DefeatedClaim(
        proofs.sentence(first, world, language),
        world.labels.label(act, language),
        why,
        None,
        date,
        tuple(dict.fromkeys(sources)),
    )


def missing_facts(
    query: Query,
    outcome: Outcome,
    session: Session,
    world: World,
    doubts: list[Derivation],
    assumptions: tuple[Assumption, ...],
) -> Iterator[str]:
    """Yield the facts that would change the answer: doubts first, then where registers end, then the ways."""
    words, language = table()["because"], query.language
    yield from dict.fromkeys(proofs.reason(d, world, language) for d in doubts)
    other = other_times(outcome.carrying, world, language)
    if other:
        yield other
    for assumption in assumptions:
        if assumption.complete_through:
            through = world.labels.label(proofs.moment_of(assumption.complete_through), language)
            yield words["later"][language].format(through=through, scope=assumption.closed_world)
    subject = world.labels.label(query.subject, language)
    if goals(query.generic).subjects == ("act",) and goals(query.generic).yes:
        if outcome.verdict == "yes":
            yield words["repealing"][language].format(subject=subject)
        elif outcome.verdict == "unknown":
            known = query.subject in world.acts
            yield words["no_publication" if known else "no_act"][language].format(subject=subject)
    elif query.on_regime and outcome.status != "ended" and query.generic != "regime.what-would-end":
        for way in session.solve("way", (query.subject, None, None)):
            yield proofs.reason(way, world, language)
