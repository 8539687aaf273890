"""The checker refuses every step that was tampered with, and accepts the step that was not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from decreelex import check
from decreelex.reason import Absence, BuiltinStep, Derivation, Engine, Fact, FactBase, Register, as_of, language, moment

TEXT = """
rank decree 40
rank law 50
authority clause = "/a" absent known 2000-01-01 rank law
authority ruling = "/b" absent known 2023-05-18 rank law
doctrine plain default
doctrine other
fact predicate published(Act, Day)
fact predicate withdrawn(Act, Why)
predicate quiet(Act)
rule quiet/1 quiet(Act) when withdrawn(Act, _)
predicate in_force(Act, Day)
rule start/1 by clause also ruling
    in_force(Act, Day)
        when published(Act, First)
        and Day = days_after(First, 10)
        and not quiet(Act) over "withdrawals of {Act} since {First}"
        and reached(Day)
rule start/2 [in other] in_force(Act, Day) when published(Act, Day)
predicate started(Act)
rule started/1 started(Act) when in_force(Act, Any)
claim said/1 started(Act) when published(Act, Any)
"""
NOW = as_of("2024-01-01")
FACTS = [Fact("published", ("a", moment("2022-09-21")), as_of("2022-09-21"), "decree", "portal"),
         Fact("withdrawn", ("b", "error"), as_of("2023-01-01"), "decree", "notice"),
         Fact("published", ("b", moment("2022-09-21")), as_of("2022-09-21"), "decree", "portal")]
REGISTER = Register("withdrawals of a since 2022-09-21", as_of("2023-06-01"), "the registrar")
RULES = language.load({"t.rules": TEXT})


def proof(*, claim: bool = False) -> Derivation:
    session = Engine(RULES).session(FactBase(FACTS, ranks=RULES.ranks), [REGISTER], as_of=NOW, known_at=NOW)
    (found,) = session.claims("started", ("a",)) if claim else session.solve("started", ("a",))
    return found


def world(**changes: Any) -> check.World:
    given = {"facts": FACTS, "registers": [REGISTER], "as_of": NOW, "known_at": NOW, "doctrine": "plain", **changes}
    return check.World(RULES, given.pop("facts"), given.pop("registers"), **given)


def test_an_honest_proof_holds() -> None:
    assert check.verify(world(), proof()) == ()
    assert check.verify(world(), proof(claim=True)) == ()


def tampered(at: int | None = None, **changes: Any) -> Derivation:
    """The proof with its inner step, or a premise of that, changed; the outer step is made to fit."""
    outer = proof()
    inner = outer.premises[0]
    assert isinstance(inner, Derivation)
    if at is None:
        inner = msgspec.structs.replace(inner, **changes)
    else:
        premises = list(inner.premises)
        premises[at] = msgspec.structs.replace(premises[at], **changes)
        inner = msgspec.structs.replace(inner, premises=tuple(premises))
    return msgspec.structs.replace(outer, premises=(inner,), strength=inner.strength, steps=inner.steps + 1)


@pytest.mark.parametrize(("make", "codes"), [
    (lambda: tampered(rule="start/9"), {"proof-rule"}),
    (lambda: tampered(rule="start/2"), {"proof-rule"}),
    (lambda: tampered(rule="said/1"), {"proof-claim"}),
    (lambda: tampered(predicate="started"), {"proof-conclusion", "proof-premise"}),
    (lambda: tampered(args=("a", moment("2022-10-02"))), {"proof-builtin"}),
    (lambda: tampered(args=("b", moment("2022-10-01"))), {"proof-premise", "proof-absence"}),
    (lambda: tampered(premises=()), {"proof-premises"}),
    (lambda: tampered(strength=50), {"proof-strength"}),
    (lambda: tampered(steps=3), {"proof-steps"}),
    (lambda: tampered(authorities=("clause",)), {"proof-authority"}),
    (lambda: tampered(0, source="gazette"), {"proof-fact"}),
    (lambda: tampered(0, strength=45), {"proof-fact", "proof-strength"}),
    (lambda: tampered(0, args=("a", moment("2022-09-22"))), {"proof-fact", "proof-builtin", "proof-absence"}),
    (lambda: tampered(0, premises=(BuiltinStep("=", (1, 1)),)), {"proof-fact"}),
    (lambda: tampered(1, result=moment("2022-10-02")), {"proof-builtin"}),
    (lambda: tampered(1, args=(moment("2022-09-21"), 11)), {"proof-builtin"}),
    (lambda: tampered(2, scope="withdrawals of b since 2022-09-21"), {"proof-absence"}),
    (lambda: tampered(2, args=(None,)), {"proof-absence"}),
    (lambda: tampered(2, register=None), {"proof-register"}),
    (lambda: tampered(3, name="pending"), {"proof-builtin"}),
])
def test_a_step_that_was_tampered_with_is_refused(make: Callable[[], Derivation], codes: set[str]) -> None:
    assert {found.code for found in check.verify(world(), make())} == codes


@pytest.mark.parametrize(("changes", "codes"), [
    ({"known_at": as_of("2022-09-20")}, {"proof-fact", "proof-authority"}),
    ({"known_at": as_of("2022-12-01")}, {"proof-authority"}),
    ({"known_at": as_of("1999-12-01")}, {"proof-rule", "proof-fact"}),
    ({"as_of": as_of("2022-09-30")}, {"proof-builtin"}),
    ({"facts": FACTS[1:]}, {"proof-fact"}),
    ({"facts": [*FACTS, Fact("withdrawn", ("a", "x"))]}, {"proof-absence"}),
    ({"registers": []}, {"proof-register"}),
])
def test_a_proof_does_not_hold_in_another_world(changes: dict[str, Any], codes: set[str]) -> None:
    assert {found.code for found in check.verify(world(**changes), proof())} == codes


def test_an_absence_cannot_stand_for_a_fact() -> None:
    absence = Absence("published", ("a", None), "x", None)
    outer = proof()
    inner = outer.premises[0]
    assert isinstance(inner, Derivation)
    forged = msgspec.structs.replace(inner, premises=(absence, *inner.premises[1:]), strength=50, steps=1)
    whole = msgspec.structs.replace(outer, premises=(forged,), strength=50, steps=2)
    assert "proof-premise" in {found.code for found in check.verify(world(), whole)}


def test_the_checker_loads_nothing_of_the_reasoner() -> None:
    code = "import sys, decreelex.check; print([m for m in sys.modules if m.startswith('decreelex.reason')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
