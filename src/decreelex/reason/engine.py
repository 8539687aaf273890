"""Questions to rules and facts: goal-directed, tabled, stratified; every conclusion carries its best derivation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from decreelex.errors import UsageError, fail
from decreelex.reason import graph, plan
from decreelex.reason.derivation import NOT_WEAKENING, Derivation, Register, Value
from decreelex.reason.estimate import Estimates, Sizes
from decreelex.reason.facts import FactBase, Registers, Rows
from decreelex.reason.group import Group
from decreelex.reason.program import Rule, Rules
from decreelex.reason.source import near
from decreelex.reason.steps import Step

Pattern = Sequence[Value | None]
Activity = tuple[str, int, tuple[str, ...]]
Plan = tuple[tuple[Step, list[Any]], ...]


class Engine:
    """Compiled rules. Compiling is lazy and kept; an engine may serve any number of sessions and threads.

    ``sizes`` (``facts.sizes`` of a FactBase like those to be asked) makes the order of premises fit many facts.
    """

    def __init__(self, rules: Rules, sizes: Sizes | None = None) -> None:
        self.rules = rules
        self.estimates = Estimates(rules, sizes)
        self.predicates = rules.predicates
        self.looping = graph.recursive(rules)
        self.goals: list[tuple[str, tuple[int, ...], bool]] = []
        self._numbers: dict[tuple[str, tuple[int, ...], bool], int] = {}
        self._compiled: dict[tuple[int, int], tuple[Step, list[Any]]] = {}
        self._orders: dict[tuple[int, frozenset[str]], list[int]] = {}
        self._readings: dict[tuple[int, str], Reading] = {}
        self._dates = sorted({r.known for r in rules.rules} | {a.known for a in rules.authorities.values()}
                             | {d.known for d in rules.doctrines.values()})
        self._concluding: dict[tuple[str, bool], list[int]] = {}
        for number, rule in enumerate(rules.rules):
            self._concluding.setdefault((rule.head.predicate, rule.claim), []).append(number)

    def session(self, facts: FactBase, registers: Registers | Iterable[Register] = (), *, as_of: int, known_at: int,
                doctrine: str = "") -> Session:
        """Return what answers goals on these facts, as of a minute, with what was known at a minute.

        Raises UsageError for a doctrine that the rules do not declare; ``""`` is the default doctrine.
        """
        reading = self.reading(known_at, doctrine or self.rules.default_doctrine)
        known = registers if isinstance(registers, Registers) else Registers(registers)
        return Session(self, reading, facts, known, as_of, known_at)

    def ask(self, predicate: str, args: Pattern, *, facts: FactBase, registers: Registers | Iterable[Register] = (),
            as_of: int, known_at: int, doctrine: str = "") -> list[Derivation]:
        """Answer one goal in a session of its own; see ``session`` and ``Session.solve``."""
        return self.session(facts, registers, as_of=as_of, known_at=known_at, doctrine=doctrine).solve(predicate, args)

    def reading(self, known_at: int, doctrine: str) -> Reading:
        """Return the rules as they stand at a minute under a doctrine. Raises UsageError for an unknown doctrine."""
        key = bisect_right(self._dates, known_at), doctrine
        reading = self._readings.get(key)
        if reading is None:
            if doctrine and doctrine not in self.rules.doctrines:
                raise fail(UsageError, "unknown-doctrine", f"there is no doctrine '{doctrine}'; there are:"
                           f" {', '.join(self.rules.doctrines)}.", suggestions=near(doctrine, self.rules.doctrines))
            reading = self._readings[key] = Reading(self, known_at, doctrine)
        return reading

    def goal(self, predicate: str, given: tuple[int, ...], claim: bool = False) -> int:
        """Return the number of the goal "this predicate, with these arguments given"."""
        key = predicate, given, claim
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers.setdefault(key, len(self.goals))
            if number == len(self.goals):
                self.goals.append(key)
        return number

    def plan(self, goal: int, active: Sequence[Activity | None]) -> Plan:
        """Return the active rules for a goal, compiled: first step, rest of the frame. Each is compiled once."""
        predicate, given, claim = self.goals[goal]
        made = []
        for number in self._concluding.get((predicate, claim), ()):
            if active[number] is not None:
                done = self._compiled.get((goal, number))
                if done is None:
                    done = self._compiled[goal, number] = plan.compile_rule(self, number, self.rules.rules[number], given)
                made.append(done)
        return tuple(made)

    def order(self, number: int, bound: frozenset[str]) -> list[int]:
        """Return the order in which a rule's premises are tried where variables have a value at the start."""
        key = number, bound
        if key not in self._orders:
            self._orders[key] = self.estimates.order(self.rules.rules[number].body, set(bound))
        return self._orders[key]

    def concluding(self, predicate: str) -> list[int]:
        """Return the numbers of the rules (no claims) that conclude a predicate."""
        return self._concluding.get((predicate, False), [])

    def positions(self, predicate: str, args: Pattern) -> tuple[int, ...]:
        """Return the positions of the arguments given. Raises UsageError for an unknown predicate or a wrong number."""
        declared = self.predicates.get(predicate)
        if declared is None:
            raise fail(UsageError, "unknown-predicate", f"there is no predicate '{predicate}'.",
                       suggestions=near(predicate, self.predicates))
        if len(declared.args) != len(args):
            raise fail(UsageError, "arity", f"'{predicate}' has {len(declared.args)} arguments"
                       f" ({', '.join(declared.args)}), not {len(args)}.")
        return tuple([at for at, value in enumerate(args) if value is not None])


class Reading(dict[int, Plan]):
    """The rules in force for a reader: goal -> plan, and per rule its name, strength and the authorities it cites."""

    def __init__(self, engine: Engine, known_at: int, doctrine: str) -> None:
        super().__init__()
        self._engine = engine
        self.doctrine = doctrine
        self.active = [_activity(engine.rules, rule, known_at, doctrine) for rule in engine.rules.rules]

    def __missing__(self, goal: int) -> Plan:
        self[goal] = made = self._engine.plan(goal, self.active)
        return made


class Session:
    """One view of the facts; goals asked in it share what they establish. Not for use by several threads at once."""

    __slots__ = ("active", "as_of", "engine", "index", "known", "plans", "registers", "table")

    def __init__(self, engine: Engine, reading: Reading, facts: FactBase, registers: Registers, as_of: int,
                 known_at: int) -> None:
        self.engine = engine
        self.plans = reading
        self.active: Any = reading.active
        self.index = facts.index
        self.registers = registers
        self.as_of = as_of
        self.known = known_at
        self.table: dict[tuple[Any, ...], Rows] = {}

    def solve(self, predicate: str, args: Pattern) -> list[Derivation]:
        """Return the best derivation of every conclusion that fits ``args`` (None: anything).

        Raises UsageError for an unknown predicate or a wrong number of arguments, InputError where a fact has a value
        that a rule cannot use.
        """
        given = self.engine.positions(predicate, args)
        if self.engine.predicates[predicate].fact:
            return self._facts(predicate, given, args)
        return list(self._rows(self.engine.goal(predicate, given), given, args))

    def claims(self, predicate: str, args: Pattern) -> list[Derivation]:
        """Return what claims would conclude; they establish nothing. Arguments and errors as in ``solve``."""
        given = self.engine.positions(predicate, args)
        return list(self._rows(self.engine.goal(predicate, given, claim=True), given, args))

    def settle(self, wanted: tuple[Any, ...]) -> Rows:
        """Solve a goal (its number and the arguments given) and keep the answers."""
        predicate, _, claim = self.engine.goals[wanted[0]]
        if not claim and predicate in self.engine.looping:
            Group(self).solve(wanted)
            return self.table[wanted]
        found: dict[tuple[Value, ...], Derivation] = {}
        for step, rest in self.plans[wanted[0]]:
            step(self, [found, *wanted, *rest])
        rows = self.table[wanted] = tuple(found.values())
        return rows

    def _rows(self, goal: int, given: tuple[int, ...], args: Pattern) -> Rows:
        wanted = (goal, *[args[at] for at in given])
        rows = self.table.get(wanted)
        return self.settle(wanted) if rows is None else rows

    def _facts(self, predicate: str, given: tuple[int, ...], args: Pattern) -> list[Derivation]:
        values = tuple(args[at] for at in given)
        found: dict[tuple[Value, ...], Derivation] = {}
        for row in self.index[predicate, given].get(values[0] if len(values) == 1 else values, ()):
            if row.known <= self.known:
                found.setdefault(row.args, row)
        return list(found.values())


def _activity(rules: Rules, rule: Rule, known_at: int, doctrine: str) -> Activity | None:
    """Return a rule's name, strength and cited authorities; None where it is silent."""
    if rule.known > known_at or not _held(rules, rule, known_at, doctrine):
        return None
    if any(rules.authorities[name].known > known_at for name in rule.by):
        return None
    further = tuple(name for name in rule.also if rules.authorities[name].known <= known_at)
    strength = rules.strength(rule)
    return rule.name, NOT_WEAKENING if strength is None else strength, tuple(dict.fromkeys(rule.by + further))


def _held(rules: Rules, rule: Rule, known_at: int, doctrine: str) -> bool:
    if not rule.doctrines:
        return True
    return doctrine in rule.doctrines and rules.doctrines[doctrine].known <= known_at
