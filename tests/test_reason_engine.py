"""The reasoner on small rule texts: what follows, from what, and how strong it is."""

from __future__ import annotations

import pytest

from decreelex.errors import InputError, UsageError
from decreelex.reason import Absence, BuiltinStep, Derivation, Engine, Fact, FactBase, Register, as_of, language, moment

NOW = as_of("2024-01-01")
BASE = """
rank statement 10
rank decree 40
rank law 50
rank ruling 60
authority own-clause = "/akn/ru/act/ukaz/1996-05-23/763" point_12 absent known 1996-05-23 rank decree
authority plenum = "/akn/ru/doc/plenum-vs/2023-05-18/11" point_2 quote "x" known 2023-05-18 rank ruling
doctrine formal-act default
doctrine lenient known 2022-11-01
fact predicate published(Act, Day)
fact predicate withdrawn(Act, Why)
fact predicate said(Who, Act, Day)
predicate in_force(Act, Day)
rule commencement/1
    by own-clause
    also plenum
    in_force(Act, Day)
        when published(Act, Day)
        and not withdrawn(Act, Any) over "withdrawals of {Act} since {Day}"
        and reached(Day)
rule commencement/2 [in lenient] [rank statement]
    in_force(Act, Day) when said(Any, Act, Day)
claim said-so/1
    in_force(Act, Day) when said(Any, Act, Day)
"""
PUBLISHED = Fact("published", ("a", moment("2022-09-21")), as_of("2022-09-21"), "decree", "portal")


def ask(text: str, predicate: str, args: tuple[object, ...], facts: list[Fact], *, doctrine: str = "",
        known_at: int = NOW, at: int = NOW, registers: tuple[Register, ...] = ()) -> list[Derivation]:
    rules = language.load({"t.rules": text})
    base = FactBase(facts, ranks=rules.ranks)
    return Engine(rules).ask(predicate, args, facts=base, registers=registers, as_of=at, known_at=known_at,  # type: ignore[arg-type]
                             doctrine=doctrine)


def test_a_conclusion_carries_rule_premises_in_the_order_written_strength_and_authorities() -> None:
    register = Register("withdrawals of a since 2022-09-21", as_of("2023-06-01"), "the registrar")
    (found,) = ask(BASE, "in_force", ("a", None), [PUBLISHED], registers=(register,))
    assert (found.predicate, found.args, found.rule) == ("in_force", ("a", moment("2022-09-21")), "commencement/1")
    fact, absence, builtin = found.premises
    assert isinstance(fact, Derivation)
    assert (fact.rule, fact.source, fact.strength) == (None, "portal", 40)
    assert absence == Absence("withdrawn", ("a", None), "withdrawals of a since 2022-09-21", register)
    assert builtin == BuiltinStep("reached", (moment("2022-09-21"),))
    assert (found.strength, found.steps, found.authorities) == (40, 2, ("own-clause", "plenum"))


def test_what_is_not_yet_known_is_not_used() -> None:
    before_plenum = as_of("2022-12-01")
    (found,) = ask(BASE, "in_force", ("a", None), [PUBLISHED], known_at=before_plenum)
    assert found.authorities == ("own-clause",)
    assert not ask(BASE, "in_force", ("a", None), [PUBLISHED], known_at=as_of("2022-09-20"))
    late = Register("withdrawals of a since 2022-09-21", as_of("2023-06-01"), "x", known=as_of("2023-06-02"))
    (found,) = ask(BASE, "in_force", ("a", None), [PUBLISHED], known_at=before_plenum, registers=(late,))
    assert isinstance(found.premises[1], Absence)
    assert found.premises[1].register is None


def test_a_rule_is_silent_while_a_required_authority_is_unknown() -> None:
    text = BASE.replace("by own-clause", "by own-clause, plenum")
    assert not ask(text, "in_force", ("a", None), [PUBLISHED], known_at=as_of("2022-12-01"))
    assert ask(text, "in_force", ("a", None), [PUBLISHED], known_at=as_of("2023-05-18"))


@pytest.mark.parametrize(("at", "count"), [("2022-09-21", 1), ("2022-09-21T23:59", 1), ("2022-09-21T23:58", 0),
                                           ("2022-09-20", 0)])
def test_a_day_without_an_hour_is_reached_when_it_is_over(at: str, count: int) -> None:
    assert len(ask(BASE, "in_force", ("a", None), [PUBLISHED], at=as_of(at))) == count


def test_a_doctrine_adds_its_rules_from_the_day_it_is_known() -> None:
    said = [Fact("said", ("minister", "a", 5), 0, "statement", "s")]
    assert not ask(BASE, "in_force", ("a", None), said)
    (found,) = ask(BASE, "in_force", ("a", None), said, doctrine="lenient")
    assert (found.rule, found.strength) == ("commencement/2", 10)
    assert not ask(BASE, "in_force", ("a", None), said, doctrine="lenient", known_at=as_of("2022-10-01"))
    with pytest.raises(UsageError, match="there is no doctrine 'leniant'"):
        ask(BASE, "in_force", ("a", None), said, doctrine="leniant")


def test_a_claim_establishes_nothing_and_is_listed() -> None:
    rules = language.load({"t.rules": BASE})
    facts = FactBase([Fact("said", ("minister", "a", 5), 0, "statement", "s")], ranks=rules.ranks)
    session = Engine(rules).session(facts, as_of=NOW, known_at=NOW)
    assert session.solve("in_force", ("a", None)) == []
    assert [found.rule for found in session.claims("in_force", ("a", None))] == ["said-so/1"]


def test_layers_add_and_take_away_without_touching_the_base() -> None:
    rules = language.load({"t.rules": BASE})
    engine, base = Engine(rules), FactBase([PUBLISHED], ranks=rules.ranks)

    def days(facts: FactBase) -> list[object]:
        return [d.args[1] for d in engine.ask("in_force", ("a", None), facts=facts, as_of=NOW, known_at=NOW)]

    assert days(base.assume([Fact("withdrawn", ("a", "error"))])) == []
    assert days(base.without(["portal"])) == []
    another = Fact("published", ("a", moment("2022-09-22")))
    assert days(base.without(["portal"]).assume([another])) == [moment("2022-09-22")]
    assert days(base.assume([Fact("withdrawn", ("a", "error"), 0, 0, "w")]).without(["w"])) == [moment("2022-09-21")]
    assert days(base) == [moment("2022-09-21")]


CHAIN = """
fact predicate extends(Later, Earlier)
predicate reaches(A, B)
rule left/1 reaches(A, B) when extends(A, B)
rule left/2 reaches(A, C) when reaches(A, B) and extends(B, C)
predicate goes(A, B)
rule right/1 goes(A, B) when extends(A, B)
rule right/2 goes(A, C) when extends(A, B) and goes(B, C)
"""


@pytest.mark.parametrize("predicate", ["reaches", "goes"])
def test_chains_of_thousands_of_steps_do_not_overflow(predicate: str) -> None:
    facts = [Fact("extends", (n, n + 1)) for n in range(3000)]
    (found,) = ask(CHAIN, predicate, (0, 3000), facts)
    assert found.steps == 6000
    assert len(ask(CHAIN, "reaches", (0, None), facts)) == 3000


def test_a_circle_of_facts_ends() -> None:
    facts = [Fact("extends", pair) for pair in (("a", "b"), ("b", "c"), ("c", "a"))]
    assert {d.args for d in ask(CHAIN, "goes", ("a", None), facts)} == {("a", "a"), ("a", "b"), ("a", "c")}


def test_a_value_that_a_rule_cannot_use_is_reported() -> None:
    wrong = Fact("published", ("a", "2022-09-21"))
    with pytest.raises(InputError, match=r"rule 'commencement/1': 'reached' cannot be applied to \(2022-09-21\)"):
        ask(BASE, "in_force", ("a", None), [wrong])


@pytest.mark.parametrize(("predicate", "args", "message"), [
    ("in_froce", ("a", None), "there is no predicate 'in_froce'"),
    ("in_force", ("a",), r"'in_force' has 2 arguments \(Act, Day\), not 1"),
])
def test_a_wrong_goal_is_a_usage_error(predicate: str, args: tuple[object, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ask(BASE, predicate, args, [])
