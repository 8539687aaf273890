"""A question and what is known -> the verdict, why, with what certainty, and what would change it."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator

import msgspec

from decreelex import resources
from decreelex.answer import proofs
from decreelex.answer.knowledge import World, engine
from decreelex.answer.labels import table
from decreelex.errors import Diagnostic
from decreelex.model import Answer, Asked, Assumption, DefeatedClaim, Finding, Status, Verdict
from decreelex.reason import Absence, Derivation, Session, as_of
from decreelex.reason.moments import DAY, earliest, is_moment, iso, latest


class Goals(msgspec.Struct, frozen=True):
    """How the rules answer a question: see rules/goals.toml."""

    subject: str
    yes: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    claims: str | None = None


class Query(msgspec.Struct, frozen=True):
    """A question understood, with its moments (ISO), doctrine and language of the answer (en or ru).

    ``expects``: the status a yes/no wording asks for; ``event``: it asks of the very day ``as_of``; ``cause``: the IRI of
    the act, or ``statement``, that it asks whether it brought the event about.
    """

    id: str
    generic: str
    understood: str
    params: dict[str, str]
    as_of: str
    known_at: str
    doctrine: str
    language: str
    expects: str | None = None
    event: bool = False
    cause: str | None = None
    said_day: str | None = None

    @property
    def subject(self) -> str:
        """Return the regime or act asked about."""
        return self.params[goals(self.generic).subject]


class Outcome(msgspec.Struct, frozen=True):
    """What the rules say: the verdict, the conclusions that carry it, and the status of a regime."""

    verdict: Verdict | None
    carrying: tuple[Derivation, ...]
    status: Status | None


@functools.cache
def _goal_table() -> tuple[dict[str, Goals], dict[str, Status]]:
    rows = tomllib.loads((resources.folder("rules") / "goals.toml").read_text(encoding="utf-8"))
    statuses: dict[str, Status] = rows.pop("status")
    return {name: msgspec.convert(row, Goals) for name, row in rows.items()}, statuses


def goals(generic: str) -> Goals:
    """Return how a generic question (regime.ended, act.in-force) is answered."""
    return _goal_table()[0][generic]


def session_of(query: Query, world: World, minute: int | None = None) -> Session:
    """Return a session for a query: at its as-of, or at another minute of the same day."""
    at = as_of(query.as_of) if minute is None else minute
    return engine().session(world.facts, world.registry, as_of=at, known_at=as_of(query.known_at), doctrine=query.doctrine)


def answer(query: Query, world: World) -> Answer:
    """Answer a query from what a world knows."""
    session = session_of(query, world)
    found = outcome(query, session)
    but = _but(query, found, world) if found.verdict == "yes" else None
    if but:
        found = Outcome("no", found.carrying, found.status)
    doubts = _doubts(query, session)
    lacks = list(_lacks(query, found, world))
    main = found.carrying[0] if found.carrying else None
    assumptions = _assumptions(found.carrying, world, query.language)
    defeated = _defeated(query, found, session, world)
    return Answer(
        Asked(query.id, query.understood, query.params),
        found.verdict,
        found.status,
        not lacks and not doubts and bool(found.carrying) and found.verdict not in {"unknown", "contested"},
        query.as_of,
        query.known_at,
        query.doctrine,
        _supposing(world, query.language)
        + (table()["because"][but][query.language] if but else "")
        + _because(query, found, session, world)
        + _idle_acts(defeated, world, query.language)
        + "".join(lacks),
        _findings(query, found, world),
        proofs.proof_of(main, world, query.language) if main else None,
        defeated,
        assumptions,
        tuple(_missing(query, found, session, world, doubts, assumptions)),
        (
            *world.diagnostics,
            *_date_conflict(query, world),
            *_idle(session, world, query.language),
            *_renewed(query, found, session, world),
            *_within_day(query, found, world),
        ),
        tuple(world.labels.label(iri, query.language) for iri in world.hypothesis),
    )


def _but(query: Query, outcome: Outcome, world: World) -> str | None:
    """Return why a "yes" to the status is no "yes" to the question: it was brought about otherwise, or on another day."""
    steps = [s for d in outcome.carrying for s in proofs.derivations(d)]
    if query.cause and not any(str(step.source).split("#")[0] == query.cause for step in steps if step.source):
        return "other_cause"
    return "before_day" if query.event and _happened_before(query, world) else None


def _happened_before(query: Query, world: World) -> bool:
    """Return whether what is asked of a day had happened before that day began."""
    begin = as_of(query.as_of[:10]) - DAY
    return outcome(query, session_of(query, world, begin)).verdict == "yes"


def outcome(query: Query, session: Session) -> Outcome:
    """Return the verdict of the rules, with the conclusions that carry it."""
    row, statuses = goals(query.generic), _goal_table()[1]
    status = _status(query, session, statuses)
    found = tuple(d for predicate in row.findings for d in _solve(session, predicate, query.subject))
    if row.findings:
        expected = query.expects
        verdict: Verdict | None = None
        if expected:
            verdict = "unknown" if status == "unknown" else "yes" if status == expected else "no"
        return Outcome(verdict, found, status)
    tried: tuple[tuple[Verdict, tuple[str, ...]], ...] = (
        ("yes", row.yes),
        ("contested", row.contested),
        ("no", row.no),
    )
    for verdict, predicates in tried:
        for predicate in predicates:
            carrying = _solve(session, predicate, query.subject)
            if carrying:
                return Outcome(verdict, tuple(carrying), status)
    return Outcome("unknown", (), status)


def _status(query: Query, session: Session, statuses: dict[str, Status]) -> Status | None:
    if goals(query.generic).subject != "regime":
        return None
    return next((s for predicate, s in statuses.items() if _solve(session, predicate, query.subject)), "unknown")


def _solve(session: Session, predicate: str, subject: str) -> list[Derivation]:
    """Return the conclusions about a subject, the strongest and shortest first."""
    arity = len(session.engine.predicates[predicate].args)
    found = session.solve(predicate, (subject, *[None] * (arity - 1)))
    return sorted(found, key=lambda d: (-d.strength, d.steps)) if arity == 1 else found


# --- certainty


def _lacks(query: Query, outcome: Outcome, world: World) -> Iterator[str]:
    """Yield, in words, what keeps an answer from being certain."""
    words, language = table()["because"], query.language
    if as_of(query.as_of) > as_of(query.known_at):
        yield words["beyond"][language].format(
            as_of=world.labels.label(_written(query.as_of), language),
            known_at=world.labels.label(_written(query.known_at), language),
        )
    for absence in _absences(outcome.carrying):
        shown = proofs.assumption_of(absence, world, language)
        if absence.register is None:
            yield words["unregistered"][language].format(scope=shown.closed_world)
        elif _asserted_at(absence, query) > absence.register.complete_through:
            through = proofs.moment_of(str(shown.complete_through))
            yield words["register"][language].format(
                scope=shown.closed_world, through=world.labels.label(through, language)
            )
    yield from _absent_authorities(outcome.carrying, world, language)


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


def _absences(carrying: tuple[Derivation, ...]) -> Iterator[Absence]:
    for derivation in carrying[:1]:
        yield from proofs.absences(derivation)


def _assumptions(carrying: tuple[Derivation, ...], world: World, language: str) -> tuple[Assumption, ...]:
    shown = (a for a in _absences(carrying) if not world.supposed(a.scope))
    return tuple(dict.fromkeys(proofs.assumption_of(a, world, language) for a in shown))


def _doubts(query: Query, session: Session) -> list[Derivation]:
    if goals(query.generic).subject != "regime":
        return []
    return session.solve("doubt", (query.subject, None, None))


def _written(value: str) -> int:
    return proofs.moment_of(value[:16])


# --- words


def _because(query: Query, outcome: Outcome, session: Session, world: World) -> str:
    words, language = table()["because"], query.language
    subject = world.labels.label(query.subject, language)
    if not outcome.carrying:
        return str(
            words["unknown_regime" if goals(query.generic).subject == "regime" else "unknown_act"][language].format(
                subject=subject
            )
        )
    main = outcome.carrying[0]
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


def _supposing(world: World, language: str) -> str:
    """Return the opening words of an answer that rests on what the asker supposed or left out."""
    if not world.hypothesis:
        return ""
    words, shipped = table()["because"], world.base.acts
    acts = [
        words["without"][language].format(act=world.labels.label(iri, language))
        if iri in shipped or iri in world.base.statements
        else world.labels.label(iri, language)
        for iri in world.hypothesis
    ]
    return str(words["hypothesis"][language].format(acts=", ".join(acts)))


def _idle_acts(defeated: tuple[DefeatedClaim, ...], world: World, language: str) -> str:
    """Return a sentence for every assumed act that was weighed and does not carry the answer."""
    assumed = {world.labels.label(iri, language) for iri in world.hypothesis}
    said = [c for c in defeated if c.by in assumed]
    words = table()["because"]["idle_act"][language]
    return "".join(words.format(act=_sentence(claim.by), why=claim.why) for claim in said)


def _sentence(words: str) -> str:
    return (words[:1].upper() + words[1:]).replace("..", ".")


def _findings(query: Query, outcome: Outcome, world: World) -> tuple[Finding, ...]:
    if not goals(query.generic).findings:
        return ()
    statuses = _goal_table()[1]
    out = []
    for found in outcome.carrying:
        if found.predicate in statuses:
            value, text = statuses[found.predicate], proofs.sentence(found, world, query.language)
        else:
            value, text = str(found.args[1]), proofs.reason(found, world, query.language)  # type: ignore[assignment]
        out.append(Finding(value, text, None, tuple(proofs.sources_of(found, world))))
    return tuple(out)


def _defeated(query: Query, outcome: Outcome, session: Session, world: World) -> tuple[DefeatedClaim, ...]:
    """Return the claims that argue for what the verdict denies, in order of time, each source once."""
    claimed = goals(query.generic).claims
    if not claimed or outcome.status in {"ended", "not_started"}:
        return ()
    claims = [_claim(d, world, query.language) for d in session.claims(claimed, (query.subject, None))]
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


def _missing(
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
    for assumption in assumptions:
        if assumption.complete_through:
            through = world.labels.label(proofs.moment_of(assumption.complete_through), language)
            yield words["later"][language].format(through=through, scope=assumption.closed_world)
    subject = world.labels.label(query.subject, language)
    if goals(query.generic).subject == "act":
        if outcome.verdict == "yes":
            yield words["repealing"][language].format(subject=subject)
        elif outcome.verdict == "unknown":
            known = query.subject in world.acts
            yield words["no_publication" if known else "no_act"][language].format(subject=subject)
    elif outcome.status != "ended" and query.generic != "regime.what-would-end":
        for way in session.solve("way", (query.subject, None, None)):
            yield proofs.reason(way, world, language)


def _idle(session: Session, world: World, language: str) -> Iterator[Diagnostic]:
    """Report what an assumed act does to nothing that is known: a regime that is not there, an act of another identity."""
    words = table()["idle"]
    concerned = {d.args[0] for d in session.solve("concerns", (None, None))}
    for act in (str(d.args[0]) for d in session.solve("assumed", (None,))):
        name = world.labels.label(act, language)
        for cancel in session.solve("cancels", (None, act, None)):
            if cancel.args[0] not in concerned:
                kind = world.labels.label(str(cancel.args[2]), language)
                yield Diagnostic("effect-concerns-nothing", "warning", words["regime"][language].format(act=name, kind=kind))
        for repeal in (*session.solve("repeals", (None, act, None)), *session.solve("repeals_part", (None, act, None, None))):
            target = str(repeal.args[2])
            if target not in world.acts:
                number = target.rsplit("/", 1)[-1]
                near = tuple(iri for iri in world.acts if iri.rsplit("/", 1)[-1] == number)
                message = words["act"][language].format(act=name, target=target)
                yield Diagnostic("target-unknown", "warning", message, None, (), near)


def _date_conflict(query: Query, world: World) -> Iterator[Diagnostic]:
    """Report that the question's own words name another day than the one that was given."""
    if query.said_day and query.said_day != query.as_of:
        said, day = (world.labels.label(_written(value), query.language) for value in (query.said_day, query.as_of))
        message = table()["because"]["dates"][query.language].format(said=said, day=day)
        yield Diagnostic("date-conflict", "warning", message)


def _renewed(query: Query, found: Outcome, session: Session, world: World) -> Iterator[Diagnostic]:
    """Report another regime of the kind that is asked about, so that an end of one is not read as the end of both."""
    if found.status != "ended":
        return
    asked = next((r for r in world.regimes if r.id == query.subject), None)
    for row in world.regimes:
        alike = asked and row.id != asked.id and (row.kind, row.id[:2]) == (asked.kind, asked.id[:2])
        if alike and session.solve("begun", (row.id,)):
            other = world.labels.label(row.id, query.language)
            message = table()["because"]["renewed"][query.language].format(other=other, id=row.id)
            yield Diagnostic("another-regime", "warning", message)


def _within_day(query: Query, outcome: Outcome, world: World) -> tuple[Diagnostic, ...]:
    """Report a change of status within the day that a bare as-of date means."""
    if "T" in query.as_of or outcome.status is None:
        return ()
    yesterday = as_of(query.as_of) - DAY
    before = _status(query, session_of(query, world, yesterday), _goal_table()[1])
    if before in {outcome.status, None}:
        return ()
    names, language = table()["status"], query.language
    message = table()["because"]["within_day"][language].format(
        day=world.labels.label(_written(query.as_of), language),
        before=names[before][language],
        after=names[outcome.status][language],
    )
    return (Diagnostic("changes-within-day", "info", message),)


__all__ = ["Goals", "Outcome", "Query", "answer", "earliest", "goals", "iso", "session_of"]
