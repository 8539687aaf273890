"""Why something is not concluded: for each rule that would conclude it, how far it got and the premise that did not hold."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from decreelex.errors import DecreelexError
from decreelex.reason.derivation import Derivation, Value
from decreelex.reason.engine import Session
from decreelex.reason.program import Atom, Builtin, Literal, Negation, Rule, Term, Variable
from decreelex.reason.steps import FUNCTIONS, TESTS, compare_values

Binding = dict[str, Value]
DEPTH = 4
BUDGET = 300
NEAREST = 3


class Gap(msgspec.Struct, frozen=True):
    """A rule that would give a conclusion, and the premise at which it stops.

    ``held``: what of it holds; ``args``: the premise's arguments as far as they are known; ``standing``: for a denied
    premise, what stands against it; ``nearest``: facts like the one that is lacking; ``silent``: the rule does not speak
    at all (``doctrine``, or ``known``: not yet at that date); ``below``: why the premise itself is not concluded.
    """

    rule: Rule
    held: tuple[Derivation, ...] = ()
    premise: Literal | None = None
    args: tuple[Value | None, ...] = ()
    standing: tuple[Derivation, ...] = ()
    nearest: tuple[Derivation, ...] = ()
    silent: str | None = None
    below: tuple[Gap, ...] = ()


def gaps(session: Session, predicate: str, args: tuple[Value | None, ...], *, depth: int = DEPTH,
         seen: frozenset[str] = frozenset()) -> tuple[Gap, ...]:
    """Return a gap for each rule that could conclude a statement (None: any value) and does not."""
    found = []
    for number in session.engine.concluding(predicate):
        rule, binding = session.engine.rules.rules[number], dict[str, Value]()
        if not _match(rule.head.args, args, binding):
            continue
        if session.active[number] is None:
            found.append(Gap(rule, silent=_silence(session, rule)))
        elif gap := _Search(session, number, depth, seen | {predicate}).run(binding):
            found.append(gap)
    return tuple(sorted(found, key=lambda gap: (gap.silent is not None, -len(gap.held))))


def _silence(session: Session, rule: Rule) -> str:
    return "doctrine" if rule.doctrines and session.plans.doctrine not in rule.doctrines else "known"


class _Search:
    """Looks for the way through one rule's premises that gets farthest."""

    def __init__(self, session: Session, number: int, depth: int, seen: frozenset[str]) -> None:
        self.session, self.number, self.depth, self.seen = session, number, depth, seen
        self.rule: Rule = session.engine.rules.rules[number]
        self.budget = BUDGET
        self.best: tuple[int, tuple[Derivation, ...], Literal, Binding] | None = None

    def run(self, binding: Binding) -> Gap | None:
        """Return the farthest gap, None where the rule holds."""
        order = self.session.engine.order(self.number, frozenset(binding))
        if self._walk([self.rule.body[at] for at in order], binding, ()) or self.best is None:
            return None
        _, held, premise, reached = self.best
        return self._gap(held, premise, reached)

    def _walk(self, rest: list[Literal], binding: Binding, held: tuple[Derivation, ...]) -> bool:
        """Try the premises from here on; return whether they all hold (then the rule concludes)."""
        if not rest:
            return True
        literal, tried = rest[0], False
        for extended, step in self._ways(literal, binding):
            tried = True
            self.budget -= 1
            if self._walk(rest[1:], extended, (*held, step) if step else held):
                return True
            if self.budget < 0:
                break
        done = len(self.rule.body) - len(rest)
        if not tried and (self.best is None or done > self.best[0]):
            self.best = done, held, literal, binding
        return False

    def _ways(self, literal: Literal, binding: Binding) -> Iterator[tuple[Binding, Derivation | None]]:
        if isinstance(literal, Atom):
            for row in self.session.solve(literal.predicate, _values(literal.args, binding)):
                extended = dict(binding)
                if _match(literal.args, row.args, extended):
                    yield extended, row
        elif isinstance(literal, Negation):
            if not self.session.solve(literal.atom.predicate, _values(literal.atom.args, binding)):
                yield binding, None
        else:
            yield from ((extended, None) for extended in _computed(literal, binding, self.session.as_of))

    def _gap(self, held: tuple[Derivation, ...], premise: Literal, binding: Binding) -> Gap:
        if isinstance(premise, Builtin):
            return Gap(self.rule, held, premise, _values(premise.args, binding))
        atom = premise.atom if isinstance(premise, Negation) else premise
        args = _values(atom.args, binding)
        if isinstance(premise, Negation):
            standing = tuple(self.session.solve(atom.predicate, args)[:NEAREST])
            return Gap(self.rule, held, premise, args, standing)
        if self.session.engine.predicates[atom.predicate].fact:
            return Gap(self.rule, held, premise, args, nearest=tuple(nearest(self.session, atom.predicate, args)))
        deeper = atom.predicate not in self.seen and self.depth > 0
        below = gaps(self.session, atom.predicate, args, depth=self.depth - 1, seen=self.seen) if deeper else ()
        return Gap(self.rule, held, premise, args, below=below)


def nearest(session: Session, predicate: str, args: tuple[Value | None, ...]) -> list[Derivation]:
    """Return the facts of a predicate that agree with most of the arguments given, those not yet known among them."""
    given = [(at, value) for at, value in enumerate(args) if value is not None]
    rows: dict[tuple[Value, ...], Derivation] = {}
    for at, value in given:
        for row in list(session.index[predicate, (at,)].get(value, ()))[: BUDGET // 10]:
            rows.setdefault(row.args, row)
    agreeing = sorted(rows.values(), key=lambda row: -sum(row.args[at] == value for at, value in given))
    return agreeing[:NEAREST]


def _computed(builtin: Builtin, binding: Binding, now: int) -> Iterator[Binding]:
    """Yield the binding under which a comparison, test or computation holds, if it does."""
    values = _values(builtin.args, binding)
    known = [value for value in values if value is not None]
    extended = dict(binding)
    if len(known) < len(values):
        if builtin.name == "=" and known and _match(builtin.args, (known[0], known[0]), extended):
            yield extended
        return
    try:
        if builtin.result is not None:
            if _match((builtin.result,), (FUNCTIONS[builtin.name](*known),), extended):
                yield extended
        elif (TESTS[builtin.name](int(known[0]), now) if builtin.name in TESTS else compare_values(builtin.name, *known)):
            yield extended
    except (TypeError, ValueError, DecreelexError):
        return


def _values(terms: tuple[Term, ...], binding: Binding) -> tuple[Value | None, ...]:
    return tuple(binding.get(term.name) if isinstance(term, Variable) else term for term in terms)


def _match(terms: tuple[Term, ...], values: tuple[Value | None, ...], binding: Binding) -> bool:
    """Extend a binding so that terms become values (None: any); return whether that can be done."""
    for term, value in zip(terms, values, strict=True):
        if value is None:
            continue
        if not isinstance(term, Variable):
            if term != value:
                return False
        elif not term.anonymous and binding.setdefault(term.name, value) != value:
            return False
    return True
