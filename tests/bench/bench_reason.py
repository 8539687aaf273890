"""Time of a status question with its proof: fresh session each, random regimes and dates, no cache of answers."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator

from decreelex import resources
from decreelex.reason import Engine, Fact, FactBase, Rules, as_of, language, moment
from decreelex.reason.moments import iso, days_after

START = moment("2000-01-01")


def load_rules() -> Rules:
    """Return the shipped rules."""
    return language.load({path.name: path.read_text(encoding="utf-8") for path in resources.files("rules", "*.rules")})


def synthetic(acts: int, *, seed: int = 7) -> Iterator[Fact]:
    """Yield the facts of acts that declare regimes, extend, cancel and repeal: some ended, some not, some by name."""
    pick = random.Random(seed)
    for number in range(acts):
        act, effect, day = f"/akn/ru/act/ukaz/{number}", f"e{number}", days_after(START, number % 8000)
        yield from _act(act, day)
        kind = number % 4
        if kind < 2:
            yield from _declaration(number, act, effect, day, pick)
        else:
            target = f"/akn/ru/act/ukaz/{number - kind + pick.randrange(2)}"
            yield from _ending(kind, act, effect, target, day)


def _act(act: str, day: int) -> Iterator[Fact]:
    known = day >> 1
    yield Fact("act", (act, "ru", "ukaz", "president"), known, "decree", act)
    yield Fact("signed", (act, day), known, "decree", act)
    yield Fact("published", (act, days_after(day, 1)), known, "decree", act)
    yield Fact("commences", (act, "publication", 0), known, "decree", act)


def _declaration(number: int, act: str, effect: str, day: int, pick: random.Random) -> Iterator[Fact]:
    known, regime = day >> 1, f"ru/regime/{number}"
    kind = pick.choice(("mobilization", "martial-law", "emergency"))
    yield Fact("known_regime", (regime,), known, "decree", act)
    yield Fact("regime", (regime, kind, effect, act), known, "decree", act)
    yield Fact("declares", (effect, act, kind, day), known, "decree", act)
    yield Fact("sort", (effect, pick.choice(("partial", "general", "any"))), known, "decree", act)
    yield Fact("places", (effect, f"place-{number % 89}"), known, "decree", act)
    if kind == "emergency":
        yield Fact("declared_until", (effect, days_after(day, 30)), known, "decree", act)


def _ending(kind: int, act: str, effect: str, target: str, day: int) -> Iterator[Fact]:
    known = day >> 1
    yield Fact("effect_from", (effect, days_after(day, 10)), known, "decree", act)
    if kind == 2:
        yield Fact("repeals", (effect, act, target), known, "decree", act)
    else:
        for regime_kind in ("mobilization", "martial-law", "emergency"):
            yield Fact("cancels", (effect, act, regime_kind), known, "decree", act)
        yield Fact("names_act", (effect, target), known, "decree", act)
        yield Fact("sort", (effect, "any"), known, "decree", act)
        yield Fact("places", (effect, "any"), known, "decree", act)


def questions(acts: int, count: int, *, seed: int = 11) -> list[tuple[str, int]]:
    """Return random regimes and as-of minutes."""
    pick = random.Random(seed)
    regimes = [number for number in range(acts) if number % 4 < 2]
    return [(f"ru/regime/{pick.choice(regimes)}", (days_after(START, pick.randrange(9000)) >> 1) + pick.randrange(1440))
            for _ in range(count)]


def measure(engine: Engine, facts: FactBase, asked: list[tuple[str, int]]) -> tuple[list[float], list[int]]:
    """Return microseconds and rule applications of each question."""
    times, steps = [], []
    now = as_of("2026-01-01")
    for regime, minute in asked:
        begin = time.perf_counter()
        session = engine.session(facts, as_of=minute, known_at=now)
        found = session.solve("ended", (regime,)) or session.solve("running", (regime,)) or session.solve("not_started", (regime,))
        times.append((time.perf_counter() - begin) * 1e6)
        steps.append(sum(map(len, session.table.values())) + len(session.table))
        assert found
    return times, steps


def run() -> dict[str, float]:
    """Return the figures: microseconds at the median and the 99th percentile, for ten and for 100,000 acts."""
    figures: dict[str, float] = {}
    rules = load_rules()
    for acts in (10, 100_000):
        begin = time.perf_counter()
        facts = FactBase(synthetic(acts), ranks=rules.ranks)
        figures[f"facts of {acts} acts, ms"] = (time.perf_counter() - begin) * 1e3
        begin = time.perf_counter()
        engine = Engine(rules, facts.sizes)
        figures["engine, ms"] = (time.perf_counter() - begin) * 1e3
        first, _ = measure(engine, facts, questions(acts, 1, seed=3))
        figures[f"first question among {acts}, ms"] = first[0] / 1e3
        measure(engine, facts, questions(acts, 200, seed=5))
        times, steps = measure(engine, facts, questions(acts, 3000))
        figures[f"p50 among {acts}, us"] = statistics.median(times)
        figures[f"p99 among {acts}, us"] = statistics.quantiles(times, n=100)[98]
        figures[f"goals and conclusions a question, {acts}"] = statistics.mean(steps)
    return figures


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:45} {value:12.2f}")  # noqa: T201
