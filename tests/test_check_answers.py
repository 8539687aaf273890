"""The checker, which shares no code with the reasoner, verifies the answers to the questions of the tests, by every doctrine.

Checked are the conclusions that carry an answer, those weighed against them, the doubts, the ways to an end and the claims.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import decreelex
from decreelex import check
from decreelex.answer import Request, asking, contest, knowledge
from decreelex.answer.knowledge import World
from decreelex.answer.query import Query, goals, outcome, session_of
from decreelex.errors import DecreelexError
from decreelex.reason import Derivation, Fact, Register, Session, as_of

SHARED = Path(__file__).resolve().parents[2] / "shared" / "questions"
DOCTRINES = tuple(knowledge.base().rules.doctrines)
REGIMES = ("ru/mobilization/2022", "ru/martial-law/2022", "ru/emergency/1993", "kz/emergency/2022")
DAYS = ("1993-10-12", "1993-10-18", "2022-01-17", "2022-09-20", "2022-10-28", "2022-10-31", "2022-11-01", "2023-02-01", "2026-11-22")


def requests() -> Iterator[Request]:
    """The questions of dev.toml by every doctrine, and those on regimes on many days."""
    dev = SHARED / "dev.toml"
    rows = tomllib.loads(dev.read_text(encoding="utf-8"))["question"] if dev.exists() else []
    catalogue = {row.id for row in decreelex.questions()}
    for row, doctrine in itertools.product(rows, DOCTRINES):
        if row["ask"] in catalogue:
            days = row.get("as_of")
            assume = ((SHARED / row["assume"]).read_text(encoding="utf-8"),) if "assume" in row else ()
            known = row["known_at"].isoformat() if "known_at" in row else "2026-11-22"
            for day in days if isinstance(days, list) else [days]:
                yield Request(row["ask"], row.get("params") or {}, str(day) if day else None, known, assume, (), doctrine)
    for regime, day, doctrine in itertools.product(REGIMES, DAYS, DOCTRINES):
        for question in ("regime.ended", "regime.status", "regime.what-would-end"):
            yield Request(question, {"regime": regime}, day, "2026-11-22", doctrine=doctrine)


def derived(query: Query, session: Session) -> Iterator[Derivation]:
    """Everything that an answer shows a proof or a reason of."""
    yield from contest.weigh(query, outcome(query, session), session).carrying
    claimed = goals(query.generic).claims
    if claimed:
        arity = len(session.engine.predicates[claimed].args)
        yield from session.claims(claimed, (query.subject, *[None] * (arity - 1)))
    if "regime" in query.params:
        for name in ("doubt", "way"):
            yield from session.solve(name, (query.subject, None, None))


def checked(world: World, query: Query) -> check.World:
    facts = [Fact(d.predicate, d.args, d.known, d.strength, d.source) for p in world.base.rules.predicates for d in world.facts.rows(p)]
    registers = [Register(r.scope, as_of(r.complete_through), r.attested_by["en"]) for r in world.registers]
    return check.World(world.base.rules, facts, registers, as_of=as_of(query.as_of), known_at=as_of(query.known_at),
                       doctrine=query.doctrine)


def test_every_step_of_every_answer_holds() -> None:
    steps = answers = 0
    for request in requests():
        try:
            query, world = asking.prepare(request)
        except DecreelexError:
            continue  # a parameter that only a wording gives
        known = checked(world, query)
        answers += 1
        for one in derived(query, session_of(query, world)):
            assert check.verify(known, one) == (), (request, one)
            steps += one.steps
    assert answers > 250
    assert steps > 4000


def test_a_check_of_the_wrong_doctrine_fails() -> None:
    query, world = asking.prepare(Request("mobilization.ended", {}, "2022-12-01", "2026-11-22", doctrine="no-decree-needed"))
    (ended, *_) = outcome(query, session_of(query, world)).carrying
    other, _ = asking.prepare(Request("mobilization.ended", {}, "2022-12-01", "2026-11-22"))
    assert check.verify(checked(world, query), ended) == ()
    assert {d.code for d in check.verify(checked(world, other), ended)} >= {"proof-rule"}


@pytest.mark.parametrize("doctrine", DOCTRINES)
def test_the_doctrines_are_all_here(doctrine: str) -> None:
    assert decreelex.ask("mobilization.status", doctrine=doctrine, as_of="2023-06-01").doctrine == doctrine
