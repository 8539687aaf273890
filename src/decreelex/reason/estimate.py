"""Which premise to try first: estimates of how many answers a premise has and of the work to get them.

Facts are described by how many there are of a predicate and how often two of them agree in an argument; goals of
rules by what their premises promise. An estimate never changes an answer, only the time to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from decreelex.reason.program import Atom, Builtin, Literal, Negation, Predicate, Rule, Rules, Variable, variables
from decreelex.reason.validate import FIELD, gives

Sizes = Callable[[str], tuple[int, Sequence[float]]]
"""Predicate -> number of facts, and per argument the chance that two facts agree in it."""

_CANNOT = float("inf")
_MOST = 1e12
_GUESS = 1000


class Estimates:
    """Estimates for one set of rules and facts of some size; kept once made."""

    def __init__(self, rules: Rules, sizes: Sizes | None = None) -> None:
        self._predicates = rules.predicates
        self._sizes = sizes or _guess(rules.predicates)
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules.rules:
            if not rule.claim:
                self._rules.setdefault(rule.head.predicate, []).append(rule)
        self._counts: dict[str, tuple[int, Sequence[float]]] = {}
        self._known: dict[tuple[str, tuple[int, ...]], tuple[float, float]] = {}

    def order(self, body: Sequence[Literal], bound: set[str]) -> list[int]:
        """Return the order in which to try premises, where the variables ``bound`` have a value at the start."""
        return self._follow(body, bound)[0]

    def _follow(self, body: Sequence[Literal], bound: set[str]) -> tuple[list[int], float, float]:
        """Return an order of premises, the answers it leads to and the work: cheapest first, again and again."""
        bound = set(bound)
        left = list(range(len(body)))
        order: list[int] = []
        rows, work = 1.0, 1.0
        while left:
            promise = {at: self._literal(body[at], bound) for at in left}
            best = min(left, key=lambda at: promise[at][1] + 3 * promise[at][0])
            left.remove(best)
            order.append(best)
            work = min(_MOST, work + rows * promise[best][1])
            rows = min(_MOST, rows * promise[best][0])
            bound |= _bound_by(body[best], bound)
        return order, rows, work

    def _literal(self, literal: Literal, bound: set[str]) -> tuple[float, float]:
        """Return how many answers a premise has for one set of values, and the work to get them."""
        if isinstance(literal, Builtin):
            return (0.5, 0.0) if _ready(literal, bound) else (_CANNOT, _CANNOT)
        atom = literal.atom if isinstance(literal, Negation) else literal
        if isinstance(literal, Negation) and not {*variables(atom.args), *FIELD.findall(literal.scope)} <= bound:
            return _CANNOT, _CANNOT
        given = tuple(at for at, term in enumerate(atom.args) if not isinstance(term, Variable) or term.name in bound)
        rows, work = self._atom(atom.predicate, given)
        return (0.9, work) if isinstance(literal, Negation) else (rows, work)

    def _atom(self, predicate: str, given: tuple[int, ...]) -> tuple[float, float]:
        key = predicate, given
        if key not in self._known:
            self._known[key] = (2.0, 10.0) if given else (float(_GUESS), float(_GUESS))
            self._known[key] = (self._facts if self._predicates[predicate].fact else self._goal)(predicate, given)
        return self._known[key]

    def _facts(self, predicate: str, given: tuple[int, ...]) -> tuple[float, float]:
        if predicate not in self._counts:
            self._counts[predicate] = self._sizes(predicate)
        count, agree = self._counts[predicate]
        rows = float(count)
        for at in given:
            rows *= agree[at]
        return rows, 1.0 + rows

    def _goal(self, predicate: str, given: tuple[int, ...]) -> tuple[float, float]:
        """Return answers and work of a goal of rules; inside itself, one that rests on itself counts as few."""
        rows, work = 0.0, 3.0
        for rule in self._rules.get(predicate, ()):
            bound = set(variables(tuple(rule.head.args[at] for at in given)))
            _, more, harder = self._follow(rule.body, bound)
            rows, work = rows + more, work + harder
        return rows, work


def _bound_by(literal: Literal, bound: set[str]) -> set[str]:
    if isinstance(literal, Atom):
        return set(variables(literal.args))
    return gives(literal, bound) if isinstance(literal, Builtin) else set()


def _ready(literal: Builtin, bound: set[str]) -> bool:
    if literal.result is not None:
        return set(variables(literal.args)) <= bound
    free = set(variables(literal.args)) - bound
    return not free or bool(free & gives(literal, bound))


def _guess(predicates: Mapping[str, Predicate]) -> Sizes:
    """Return sizes where no facts are known yet: the first argument names what the fact is about."""

    def sizes(predicate: str) -> tuple[int, Sequence[float]]:
        arity = len(predicates[predicate].args)
        return _GUESS, (1 / _GUESS, *[1 / 30] * (arity - 1))

    return sizes
