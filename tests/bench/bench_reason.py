"""Time of a status question with its proof: fresh session each, random regimes and dates, no cache of answers."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from figure import Figure

from decreelex import resources
from decreelex.reason import Engine, Fact, FactBase, Rules, as_of, language, moment
from decreelex.reason.moments import days_after
from decreelex.reason.whynot import gaps

START = moment("2000-01-01")
NOW = as_of("2026-01-01")


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
    else:
        yield Fact("open_ended", (effect,), known, "decree", act)


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


def ask(engine: Engine, facts: FactBase, asked: list[tuple[str, int]]) -> list[float]:
    """Return the milliseconds of each question: a session of its own, a status with its proof (rarely: none)."""
    times, settled = [], 0
    for regime, minute in asked:
        begin = time.perf_counter()
        session = engine.session(facts, as_of=minute, known_at=NOW)
        settled += any(session.solve(status, (regime,)) for status in ("ended", "running", "not_started"))
        times.append((time.perf_counter() - begin) * 1e3)
    assert settled > 0.9 * len(asked) - 1
    return times


def measure() -> list[Figure]:
    """Return the time of a first and of a usual question, and of one with an assumption, among few and many acts."""
    rules = load_rules()
    figures = []
    for acts in (12, 100_000):
        facts = FactBase(synthetic(acts), ranks=rules.ranks)
        begin = time.perf_counter()
        engine = Engine(rules, facts.sizes)
        ready = (time.perf_counter() - begin) * 1e3
        figures.append(Figure("engine ready", ready, "ms", f"{len(rules.rules)} rules", acts))
        first = ask(engine, facts, questions(acts, 1, seed=3))
        figures.append(Figure("first question", first[0], "ms", f"{acts} acts, indexes not made", acts))
        ask(engine, facts, questions(acts, 200, seed=5))
        usual = ask(engine, facts, questions(acts, 3000))
        figures.append(Figure("question, median", statistics.median(usual), "ms", f"{acts} acts, proofs on", acts))
        figures.append(Figure("question, p99", statistics.quantiles(usual, n=100)[98], "ms", f"{acts} acts", acts))
        figures += kept(rules, facts, acts)
        refused = [why_not(engine, facts, question) for question in questions(acts, 300, seed=17)]
        figures.append(Figure("why not, median", statistics.median(refused), "ms", f"{acts} acts, all rules for it", acts))
        what_if = [one for question in questions(acts, 300, seed=13) for one in assume(engine, facts, question)]
        figures.append(Figure("what if, median", statistics.median(what_if), "ms", f"{acts} acts, one assumed", acts))
    return figures


def kept(rules: Rules, facts: FactBase, acts: int) -> Iterator[Figure]:
    """Yield what it takes to open facts kept in a file, to answer the first question, and a usual one, from it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts"
        facts.save(path)
        begin = time.perf_counter()
        opened = FactBase.open(path)
        engine = Engine(rules, opened.sizes)
        yield Figure("open a file of facts", (time.perf_counter() - begin) * 1e3, "ms", f"{acts} acts", acts)
        first = ask(engine, opened, questions(acts, 1, seed=3))
        yield Figure("first question, from the file", first[0], "ms", f"{acts} acts", acts)
        ask(engine, opened, questions(acts, 200, seed=5))
        usual = ask(engine, opened, questions(acts, 3000))
        yield Figure("question from the file, median", statistics.median(usual), "ms", f"{acts} acts, proofs on", acts)


def why_not(engine: Engine, facts: FactBase, question: tuple[str, int]) -> float:
    """Return the milliseconds to say why a regime is not ended (or, where it is, not running)."""
    regime, minute = question
    begin = time.perf_counter()
    session = engine.session(facts, as_of=minute, known_at=NOW)
    found = gaps(session, "ended", (regime,)) or gaps(session, "running", (regime,))
    assert found
    return (time.perf_counter() - begin) * 1e3


def assume(engine: Engine, facts: FactBase, question: tuple[str, int]) -> list[float]:
    """Return the milliseconds of a question under the assumption that an act ends the regime."""
    regime, _ = question
    act, effect = "/akn/ru/act/ukaz/assumed", "assumed"
    target = f"/akn/ru/act/ukaz/{regime.rsplit('/', 1)[1]}"
    begin = time.perf_counter()
    repeal = [Fact("repeals", (effect, act, target)), Fact("effect_from", (effect, START))]
    layer = facts.assume([*_act(act, START), *repeal], ranks=engine.rules.ranks)
    ask(engine, layer, [question])
    return [(time.perf_counter() - begin) * 1e3]
