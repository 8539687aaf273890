"""From a rule to steps: which premise comes first for the arguments that are given, and which slot holds what."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from operator import itemgetter
from typing import Any, Protocol

from decreelex.reason import steps
from decreelex.reason.estimate import Estimates
from decreelex.reason.moments import label
from decreelex.reason.program import Atom, Builtin, Literal, Negation, Predicate, Rule, Term, Variable
from decreelex.reason.steps import Get, Step
from decreelex.reason.validate import FIELD

Make = Callable[[Step], Step]


class Context(Protocol):
    """What compiling needs to know of the other rules."""

    predicates: dict[str, Predicate]
    looping: dict[str, int]
    estimates: Estimates

    def goal(self, predicate: str, given: tuple[int, ...]) -> int:
        """Return the number of the goal that asks ``predicate`` with values at the positions ``given`` (counted from 0)."""


class Slots:
    """The layout of a frame: slot 0 takes conclusions, 1 the goal's number, then its bound arguments, then the rest."""

    def __init__(self, given: int) -> None:
        self.first = 2 + given
        self.rest: list[Any] = []
        self.variables: dict[str, int] = {}
        self._constants: dict[tuple[type, Any], int] = {}

    def new(self, value: Any = None) -> int:
        """Return a further slot."""
        self.rest.append(value)
        return self.first + len(self.rest) - 1

    def constant(self, value: Any) -> int:
        """Return the slot of a constant."""
        key = (type(value), value)
        if key not in self._constants:
            self._constants[key] = self.new(value)
        return self._constants[key]

    def known(self, term: Term) -> int | None:
        """Return the slot of a term that has a value, or None."""
        if isinstance(term, Variable):
            return self.variables.get(term.name)
        return self.constant(term)

    def bind(self, term: Term) -> int:
        """Return a new slot for a variable that gets its value here."""
        assert isinstance(term, Variable)
        self.variables[term.name] = self.new()
        return self.variables[term.name]


def compile_rule(context: Context, number: int, rule: Rule, given: tuple[int, ...]) -> tuple[Step, list[Any]]:
    """Return a rule's first step and the rest of its frame, for a goal with the arguments at ``given`` bound."""
    slots = Slots(len(given))
    makes = _head(slots, rule, given)
    premises: dict[int, int] = {}
    for at in context.estimates.order(rule.body, set(slots.variables)):
        premises[at] = slots.new()
        makes.append(_literal(context, slots, rule, rule.body[at], premises[at]))
    step = _end(context, slots, number, rule, len(given), premises)
    for make in reversed(makes):
        step = make(step)
    return step, slots.rest


def _head(slots: Slots, rule: Rule, given: tuple[int, ...]) -> list[Make]:
    """Take over the bound arguments; a constant or a repeated variable in the conclusion becomes a check."""
    makes: list[Make] = []
    for slot, position in enumerate(given, 2):
        term = rule.head.args[position]
        known = slots.known(term)
        if known is None:
            assert isinstance(term, Variable)
            slots.variables[term.name] = slot
        else:
            makes.append(partial(steps.agree, slot, known))
    return makes


def _end(context: Context, slots: Slots, number: int, rule: Rule, given: int, premises: dict[int, int]) -> Step:
    args = steps.tuple_of([_slot(slots, term) for term in rule.head.args])
    written = steps.tuple_of([premises[at] for at in range(len(rule.body))])
    if not rule.claim and rule.head.predicate in context.looping:
        return steps.record(number, rule.head.predicate, given, args, written)
    weighed = [premises[at] for at, literal in enumerate(rule.body) if isinstance(literal, Atom)]
    return steps.conclude(number, rule.head.predicate, args, written, weighed)


def _slot(slots: Slots, term: Term) -> int:
    slot = slots.known(term)
    assert slot is not None
    return slot


def _literal(context: Context, slots: Slots, rule: Rule, literal: Literal, premise: int) -> Make:
    if isinstance(literal, Atom):
        return _atom(context, slots, rule, literal, premise)
    if isinstance(literal, Negation):
        return _negation(context, slots, literal, premise)
    return _builtin(slots, rule, literal, premise)


def _atom(context: Context, slots: Slots, rule: Rule, atom: Atom, premise: int) -> Make:
    known = [(at, slot) for at, term in enumerate(atom.args) if (slot := slots.known(term)) is not None]
    binds: list[tuple[int, int]] = []
    same: list[tuple[int, int]] = []
    for at, term in enumerate(atom.args):
        if isinstance(term, Variable) and not term.anonymous and at not in dict(known):
            slot = slots.known(term)
            (binds if slot is None else same).append((at, slots.bind(term) if slot is None else slot))
    if context.predicates[atom.predicate].fact:
        index = atom.predicate, tuple(at for at, _ in known)
        return partial(steps.fact, index, _fact_key(slots, known), tuple(binds), tuple(same), premise)
    group = None if rule.claim else context.looping.get(rule.head.predicate)
    step = steps.inner if group is not None and context.looping.get(atom.predicate) == group else steps.goal
    return partial(step, _goal_key(context, slots, atom, known), tuple(binds), tuple(same), premise)


def _negation(context: Context, slots: Slots, negation: Negation, premise: int) -> Make:
    atom = negation.atom
    known = [(at, slot) for at, term in enumerate(atom.args) if (slot := slots.known(term)) is not None]
    note = _note(slots, negation, dict(known))
    if context.predicates[atom.predicate].fact:
        index = atom.predicate, tuple(at for at, _ in known)
        return partial(steps.absent_fact, index, _fact_key(slots, known), note, premise)
    return partial(steps.absent_goal, _goal_key(context, slots, atom, known), note, premise)


def _fact_key(slots: Slots, known: list[tuple[int, int]]) -> Get:
    return itemgetter(*(slot for _, slot in known)) if known else itemgetter(slots.constant(()))


def _goal_key(context: Context, slots: Slots, atom: Atom, known: list[tuple[int, int]]) -> Get:
    number = context.goal(atom.predicate, tuple(at for at, _ in known))
    if not known:
        return itemgetter(slots.constant((number,)))
    return itemgetter(slots.constant(number), *(slot for _, slot in known))


def _note(slots: Slots, negation: Negation, known: dict[int, int]) -> Get:
    """Return what makes an Absence's predicate, arguments and scope from a frame."""
    predicate = negation.atom.predicate
    nothing = slots.new()
    args = steps.tuple_of([known.get(at, nothing) for at in range(len(negation.atom.args))])
    names = FIELD.findall(negation.scope)
    if not names:
        return lambda frame: (predicate, args(frame), negation.scope)
    form = re.sub(FIELD, "%s", negation.scope.replace("%", "%%"))
    fields = [slots.variables[name] for name in names]
    return lambda frame: (predicate, args(frame), form % tuple([label(frame[slot]) for slot in fields]))


def _builtin(slots: Slots, rule: Rule, builtin: Builtin, premise: int) -> Make:
    name = builtin.name
    if name in steps.TESTS:
        slot = _slot(slots, builtin.args[0])
        return lambda then: steps.when(name, slot, premise, then, rule.name)
    left, right = (slots.known(term) for term in builtin.args)
    if left is None or right is None:
        known, free = (left, builtin.args[1]) if right is None else (right, builtin.args[0])
        assert known is not None
        source, target = known, slots.bind(free)
        return lambda then: steps.assign(source, target, premise, then)
    pair = left, right
    if builtin.result is None:
        return lambda then: steps.compare(name, pair, premise, then, rule.name)
    held = slots.known(builtin.result)
    into = slots.bind(builtin.result) if held is None else held
    return lambda then: steps.compute(name, pair, into, held is not None, premise, then, rule.name)

