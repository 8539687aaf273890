"""What a reader must be told beside the answer: acts that do nothing, other regimes, a change within the day."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.answer import contest, proofs
from decreelex.answer.knowledge import World
from decreelex.answer.labels import table
from decreelex.answer.query import Outcome, Query, session_of, written
from decreelex.answer.query import outcome as query_outcome
from decreelex.errors import Diagnostic
from decreelex.reason import Session, as_of
from decreelex.reason.moments import DAY


def idle(session: Session, world: World, language: str) -> Iterator[Diagnostic]:
    """Report what an assumed act does to nothing that is known: a regime that is not there, an act of another identity."""
    words = table()["idle"]
    concerned = {d.args[0] for d in session.solve("concerns", (None, None))}
    for act in (str(d.args[0]) for d in session.solve("assumed", (None,))):
        name = world.labels.label(act, language)
        for cancel in session.solve("cancels", (None, act, None)):
            if cancel.args[0] not in concerned:
                kind = world.labels.label(str(cancel.args[2]), language)
                yield Diagnostic(
                    "effect-concerns-nothing", "warning", words["regime"][language].format(act=name, kind=kind)
                )
        for repeal in (
            *session.solve("repeals", (None, act, None)),
            *session.solve("repeals_part", (None, act, None, None)),
        ):
            target = str(repeal.args[2])
            if target not in world.acts:
                number = target.rsplit("/", 1)[-1]
                near = tuple(iri for iri in world.acts if iri.rsplit("/", 1)[-1] == number)
                message = words["act"][language].format(act=name, target=target)
                yield Diagnostic("target-unknown", "warning", message, None, (), near)


def collisions(query: Query, session: Session, world: World) -> Iterator[Diagnostic]:
    """Report sources that cannot be or that contradict each other, and that were kept out of the conclusion."""
    if query.on_regime:
        found = session.solve("collision", (query.subject, None, None))
        told = dict.fromkeys((str(d.args[2]), proofs.reason(d, world, query.language)) for d in found)
        for code, message in told:
            yield Diagnostic("regime-mismatch" if code == "regime-mismatch" else "end-before-start", "warning", message)


def by_doctrine(query: Query, world: World) -> str:
    """Return the opening words of an answer by another reading than the default one: which, and who holds it."""
    doctrine = world.base.rules.doctrines[query.doctrine]
    if doctrine.default:
        return ""
    held_by = getattr(doctrine.held_by, query.language)
    words: str = table()["doctrine"]["opening"][query.language]
    return words.format(doctrine=doctrine.name, held_by=held_by)


def not_yet_held(query: Query, world: World) -> Iterator[Diagnostic]:
    """Report that nobody is known to have held the reading at the date up to which things are known."""
    doctrine = world.base.rules.doctrines[query.doctrine]
    if doctrine.known > as_of(query.known_at):
        since = world.labels.label(doctrine.known * 2, query.language)
        message = table()["doctrine"]["not_yet"][query.language].format(doctrine=doctrine.name, since=since)
        yield Diagnostic("doctrine-not-yet", "warning", message)


def date_conflict(query: Query, world: World) -> Iterator[Diagnostic]:
    """Report that the question's own words name another day than the one that was given."""
    if query.said_day and query.said_day != query.as_of:
        said, day = (world.labels.label(written(value), query.language) for value in (query.said_day, query.as_of))
        message = table()["because"]["dates"][query.language].format(said=said, day=day)
        yield Diagnostic("date-conflict", "warning", message)


def renewed(query: Query, found: Outcome, session: Session, world: World) -> Iterator[Diagnostic]:
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


def within_day(query: Query, outcome: Outcome, world: World) -> tuple[Diagnostic, ...]:
    """Report a change of status within the day that a bare as-of date means."""
    if "T" in query.as_of or outcome.status is None:
        return ()
    yesterday = as_of(query.as_of) - DAY
    session = session_of(query, world, yesterday)
    before = contest.weigh(query, query_outcome(query, session), session).status
    if before in {outcome.status, None}:
        return ()
    names, language = table()["status"], query.language
    message = table()["because"]["within_day"][language].format(
        day=world.labels.label(written(query.as_of), language),
        before=names[before][language],
        after=names[outcome.status][language],
    )
    return (Diagnostic("changes-within-day", "info", message),)
