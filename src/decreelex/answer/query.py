"""A question understood, and what the rules conclude about its subject: the verdict and what carries it."""

from __future__ import annotations

import functools
import tomllib

import msgspec

from decreelex import resources
from decreelex.answer import proofs
from decreelex.answer.knowledge import World, engine
from decreelex.model import Status, Verdict
from decreelex.reason import Derivation, Session, as_of


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
    the act, or ``statement``, that it asks whether it brought the event about; ``full``: the proof holds every step.
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
    full: bool = False

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
def goal_table() -> tuple[dict[str, Goals], dict[str, Status]]:
    """Return how each generic question is answered, and which conclusion is which status (rules/goals.toml)."""
    rows = tomllib.loads((resources.folder("rules") / "goals.toml").read_text(encoding="utf-8"))
    statuses: dict[str, Status] = rows.pop("status")
    return {name: msgspec.convert(row, Goals) for name, row in rows.items()}, statuses


def goals(generic: str) -> Goals:
    """Return how a generic question (regime.ended, act.in-force) is answered."""
    return goal_table()[0][generic]


def session_of(query: Query, world: World, minute: int | None = None) -> Session:
    """Return a session for a query: at its as-of, or at another minute of the same day."""
    at = as_of(query.as_of) if minute is None else minute
    return engine().session(
        world.facts, world.registry, as_of=at, known_at=as_of(query.known_at), doctrine=query.doctrine
    )


def outcome(query: Query, session: Session) -> Outcome:
    """Return the verdict of the rules, with the conclusions that carry it."""
    row, statuses = goals(query.generic), goal_table()[1]
    status = status_of(query, session, statuses)
    found = tuple(d for predicate in row.findings for d in solve(session, predicate, query.subject))
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
            carrying = solve(session, predicate, query.subject)
            if carrying:
                return Outcome(verdict, tuple(carrying), status)
    return Outcome("unknown", (), status)


def status_of(query: Query, session: Session, statuses: dict[str, Status]) -> Status | None:
    """Return the status of the regime asked about; None for a question about an act."""
    if goals(query.generic).subject != "regime":
        return None
    return next((s for predicate, s in statuses.items() if solve(session, predicate, query.subject)), "unknown")


def solve(session: Session, predicate: str, subject: str) -> list[Derivation]:
    """Return the conclusions about a subject, the strongest and shortest first."""
    arity = len(session.engine.predicates[predicate].args)
    found = session.solve(predicate, (subject, *[None] * (arity - 1)))
    return sorted(found, key=lambda d: (-d.strength, d.steps)) if arity == 1 else found


def written(value: str) -> int:
    """Return the moment of an ISO date or date-time as the asker wrote it."""
    return proofs.moment_of(value[:16])
