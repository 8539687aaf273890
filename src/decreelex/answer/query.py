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

ANYTHING = "any"  # what a yes/no wording expects that asks whether there is any finding


class Goals(msgspec.Struct, frozen=True):
    """How the rules answer a question: see rules/goals.toml."""

    subject: str | tuple[str, ...]
    yes: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    claims: str | None = None
    unknown: tuple[str, ...] = ()
    unless: str | None = None
    closed: str | None = None
    open: str | None = None

    @property
    def subjects(self) -> tuple[str, ...]:
        """Return the parameters that fill the first arguments of the conclusions."""
        return (self.subject,) if isinstance(self.subject, str) else self.subject


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
    negated: bool = False
    full: bool = False

    @property
    def subject(self) -> str:
        """Return what is asked about: a regime (in one place of it: ``regime@place``), an act, a statement."""
        subjects = goals(self.generic).subjects
        first = self.params.get(subjects[0], "") if subjects else ""
        return f"{first}@{self.params['territory']}" if "territory" in self.params else first

    @property
    def subjects(self) -> tuple[str | None, ...]:
        """Return the first arguments of the conclusions that answer; None for a parameter that was left open."""
        names = goals(self.generic).subjects
        return (self.subject or None, *(self.params.get(name) for name in names[1:])) if names else ()

    @property
    def on_regime(self) -> bool:
        """Return whether a regime is asked about."""
        return goals(self.generic).subjects[:1] == ("regime",)


class Outcome(msgspec.Struct, frozen=True):
    """What the rules say: the verdict, the conclusions that carry it, the status of a regime, and what answers who or what."""

    verdict: Verdict | None
    carrying: tuple[Derivation, ...]
    status: Status | None
    found: tuple[Derivation, ...] = ()


@functools.cache
def goal_table() -> tuple[dict[str, Goals], dict[str, Status]]:
    """Return how each generic question is answered, and which conclusion is which status (rules/goals.toml)."""
    rows = tomllib.loads((resources.folder("rules") / "goals.toml").read_text(encoding="utf-8"))
    statuses: dict[str, Status] = rows.pop("status")
    rows.pop("state")
    return {name: msgspec.convert(row, Goals) for name, row in rows.items()}, statuses


@functools.cache
def states() -> dict[str, Status]:
    """Return which conclusion about something that is no regime is which status (rules/goals.toml)."""
    table: dict[str, Status] = tomllib.loads((resources.folder("rules") / "goals.toml").read_text(encoding="utf-8"))["state"]
    return table


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
    row = goals(query.generic)
    status = status_of(query, session, goal_table()[1])
    found = _all(row.findings, query, session)
    if _asks_what(row, query):
        open_ = () if found else _all(row.unknown, query, session)
        return Outcome(_expected(row, query, found, status), found or open_, status, found)
    tried: tuple[tuple[Verdict, tuple[str, ...]], ...] = (
        ("yes", row.yes),
        ("contested", row.contested),
        ("no", row.no),
        ("unknown", row.unknown),
    )
    for verdict, predicates in tried:
        carrying = next((c for c in (_all((p,), query, session) for p in predicates) if c), ())
        if carrying:
            return Outcome(_TURNED.get(verdict, verdict) if query.negated else verdict, carrying, status, found)
    return Outcome("unknown", (), status, found)


_TURNED: dict[Verdict, Verdict] = {"yes": "no", "no": "yes"}


def _all(predicates: tuple[str, ...], query: Query, session: Session) -> tuple[Derivation, ...]:
    return tuple(d for predicate in predicates for d in solve(session, predicate, *query.subjects))


def _asks_what(row: Goals, query: Query) -> bool:
    """Return whether the question is one for who, what or which: it has findings, and no parameter makes it a yes/no one."""
    return bool(row.findings) and (not (row.yes or row.no) or (row.unless is not None and row.unless not in query.params))


def _expected(row: Goals, query: Query, found: tuple[Derivation, ...], status: Status | None) -> Verdict | None:
    """Return the verdict of a question for what or which: none, unless a yes/no wording of it was asked, or nothing is known."""
    if query.expects == ANYTHING:
        return "yes" if found else "no"
    if query.expects:
        return "unknown" if status == "unknown" else "yes" if status == query.expects else "no"
    return "unknown" if row.open and not row.closed and not found else None


def status_of(query: Query, session: Session, statuses: dict[str, Status]) -> Status | None:
    """Return the status of the regime asked about; None for a question about an act."""
    if not query.on_regime:
        return None
    return next((s for predicate, s in statuses.items() if solve(session, predicate, query.subject)), "unknown")


def solve(session: Session, predicate: str, *subjects: str | None) -> list[Derivation]:
    """Return the conclusions about what is asked of, the strongest and shortest first."""
    arity = len(session.engine.predicates[predicate].args)
    found = session.solve(predicate, (*subjects, *[None] * (arity - len(subjects)))[:arity])
    return sorted(found, key=lambda d: (-d.strength, d.steps)) if arity == 1 else found


def written(value: str) -> int:
    """Return the moment of an ISO date or date-time as the asker wrote it."""
    return proofs.moment_of(value[:16])
