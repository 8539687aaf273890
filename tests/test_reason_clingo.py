"""The reasoner against clingo, against its own rules from below, and against the checker, on random programs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from decreelex import check
from decreelex.answer import contest
from decreelex.reason import Derivation, Engine, FactBase, Session
from reason_asp import FACTS, FULL, Case, answers, strengths

TIMES = 3
"""Each program is asked three times, with other facts, dates and doctrines."""


def session(case: Case, engine: Engine) -> Session:
    return engine.session(FactBase(case.facts), as_of=case.as_of, known_at=case.known, doctrine=case.doctrine)


def concluded(case: Case) -> list[tuple[str, tuple[None, ...]]]:
    return [(name, (None,) * len(kinds)) for name, kinds in case.kinds.items() if name not in FACTS]


@pytest.mark.parametrize("seeds", [range(start, start + 100) for start in range(0, 700, 100)], ids=str)
def test_the_same_conclusions_as_clingo_and_every_proof_holds(seeds: range) -> None:
    compare(seeds)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [range(start, start + 500) for start in range(10_000, 13_500, 500)], ids=str)
def test_ten_thousand_cases_more(seeds: range, capsys: pytest.CaptureFixture[str]) -> None:
    compare(seeds)
    with capsys.disabled():
        print(f"\n{TIMES * len(seeds)} cases: no conclusion differs from clingo's, every proof holds")  # noqa: T201


@pytest.mark.parametrize("seeds", [range(start, start + 100) for start in range(0, 200, 100)], ids=str)
def test_what_is_stronger_and_what_is_contested_as_clingo_weighs_it(seeds: range) -> None:
    weigh(seeds)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [range(start, start + 500) for start in range(20_000, 23_500, 500)], ids=str)
def test_ten_thousand_cases_more_weighed(seeds: range, capsys: pytest.CaptureFixture[str]) -> None:
    ties = weigh(seeds)
    with capsys.disabled():
        print(f"\n{TIMES * len(seeds)} cases: every strength as clingo has it, {ties} ties among them")  # noqa: T201


def weigh(seeds: range) -> int:
    """Compare strengths, and which of two conclusions outweighs the other or ties with it; return the number of ties."""
    ties = 0
    for seed in seeds:
        case = Case(seed)
        engine = Engine(case.rules)
        for _ in range(TIMES):
            case.again()
            asked = session(case, engine)
            found = {name: asked.solve(name, args) for name, args in concluded(case)}
            weighed = strengths(case)
            ours = {(name, one.args): min(one.strength, FULL) for name, several in found.items() for one in several}
            assert ours == weighed, f"seed {seed}\n{case.text}\n{case.facts}"
            for one, other in itertools.combinations(found, 2):
                left, right = (max((s for (n, _), s in weighed.items() if n == name), default=-1) for name in (one, other))
                expected = (left > right) - (left < right)
                ties += expected == 0 and left >= 0
                assert contest.outweighs(found[one], found[other]) == expected, f"seed {seed}: {one}, {other}"
    return ties


def compare(seeds: range) -> None:
    for seed in seeds:
        case = Case(seed)
        engine = Engine(case.rules)
        for _ in range(TIMES):
            case.again()
            asked = session(case, engine)
            found = [one for name, args in concluded(case) for one in asked.solve(name, args)]
            derived = {(one.predicate, one.args) for one in found}
            assert derived == answers(case), f"seed {seed}\n{case.text}\n{case.facts}"
            world = check.World(case.rules, case.facts, as_of=case.as_of, known_at=case.known, doctrine=case.doctrine)
            for one in found:
                assert check.verify(world, one) == (), f"seed {seed}\n{case.text}\n{one}"


@pytest.mark.parametrize("seed", range(60))
def test_a_question_with_values_given_has_the_answers_of_the_open_one(seed: int) -> None:
    case = Case(seed)
    engine = Engine(case.rules)
    open_ = {name: session(case, engine).solve(name, args) for name, args in concluded(case)}
    for name, found in open_.items():
        for wanted, given in itertools.product(found, itertools.product((True, False), repeat=len(case.kinds[name]))):
            args = tuple(value if keep else None for value, keep in zip(wanted.args, given, strict=True))
            fitting = [one for one in found if all(a in {None, b} for a, b in zip(args, one.args, strict=True))]
            answered = session(case, engine).solve(name, args)
            assert {weight(one) for one in answered} == {weight(one) for one in fitting}


def weight(one: Derivation) -> tuple[object, ...]:
    return one.args, one.strength, one.steps


Statement = tuple[str, tuple[str | int, ...]]


def best_of(world: check.World) -> dict[Statement, tuple[int, int]]:
    """Strength and steps of the best derivation of everything, by trying all ways until nothing improves."""
    ways = [(way, rule) for rule in world.rules.values() if not rule["claim"] for way in ground(world, rule)]
    best = {key: (max(world.rank(fact.rank) for fact in facts), 1) for key, facts in world.facts.items()}
    for weighed in ("strength", "steps"):
        improving = True
        while improving:
            improving = False
            for (head, *premises), rule in ways:
                if all(premise in best for premise in premises):
                    strength = min([world.strength(rule), *(best[premise][0] for premise in premises)])
                    steps = 1 + sum(best[premise][1] for premise in premises) if weighed == "steps" else 10**9
                    old = best.get(head, (-1, 0))
                    better = strength > old[0] or (strength == old[0] and steps < old[1])
                    best[head] = (strength, steps) if better else old
                    improving |= better
    return best


def ground(world: check.World, rule: check.Data) -> Iterator[list[Statement]]:
    """A rule's conclusion and affirmed premises for every way in which it holds (anonymous values tried one by one)."""
    atoms = [rule["head"], *(literal for literal in rule["body"] if literal["type"] == "atom")]
    for binding in check.solutions(world, rule):
        patterns = [(a["predicate"], [t if not isinstance(t, dict) else binding.get(t["name"]) for t in a["args"]])
                    for a in atoms]
        rows = [[(name, row) for row in world.model.matching(name, pattern)] for name, pattern in patterns]
        yield from (list(way) for way in itertools.product(*rows))


@pytest.mark.parametrize("seed", range(60))
def test_the_derivation_kept_is_the_strongest_and_then_the_shortest(seed: int) -> None:
    case = Case(seed)
    world = check.World(case.rules, case.facts, as_of=case.as_of, known_at=case.known, doctrine=case.doctrine)
    best = best_of(world)
    asked = session(case, Engine(case.rules))
    for name, args in concluded(case):
        for one in asked.solve(name, args):
            assert (one.strength, one.steps) == best[name, one.args]
