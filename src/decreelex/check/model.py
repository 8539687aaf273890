"""What follows from rules and facts, derived from below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from decreelex.check.computed import evaluate
from decreelex.check.terms import Binding, Data, Row, Value, anonymous, match, value_of


class Model:
    """Statements by predicate, and by predicate, position and value."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[Row, None]] = {}
        self._with: dict[tuple[str, int, Value], list[Row]] = {}

    def add(self, predicate: str, row: Row) -> bool:
        """Add a statement; return whether it is new."""
        rows = self._rows.setdefault(predicate, {})
        if row in rows:
            return False
        rows[row] = None
        for at, value in enumerate(row):
            self._with.setdefault((predicate, at, value), []).append(row)
        return True

    def matching(self, predicate: str, pattern: Sequence[Value | None]) -> Iterator[Row]:
        """Yield the statements that agree with a pattern (None: anything)."""
        given = [(at, value) for at, value in enumerate(pattern) if value is not None]
        lists = [self._with.get((predicate, at, value), []) for at, value in given]
        for row in min(lists, key=len)[:] if lists else list(self._rows.get(predicate, ())):
            if all(row[at] == value for at, value in given):
                yield row


def everything(facts: Iterable[tuple[str, Row]], rules: Sequence[Data], *, as_of: int) -> Model:
    """Return all that follows: ``facts`` as (predicate, arguments), ``rules`` without claims, ``as_of`` in minutes.

    A rule is applied only when everything its premises deny has been derived.
    """
    model = Model()
    for predicate, row in facts:
        model.add(predicate, row)
    level = _levels(rules)
    for height in range(max(level.values(), default=0) + 1):
        at_height = [rule for rule in rules if level[rule["head"]["predicate"]] == height]
        growing = True
        while growing:
            growing = False
            for rule in at_height:
                for binding in list(solve(model, list(rule["body"]), {}, as_of)):
                    row = tuple(value for term in rule["head"]["args"] if (value := value_of(term, binding)) is not None)
                    growing |= model.add(rule["head"]["predicate"], row)
    return model


def _levels(rules: Sequence[Data]) -> dict[str, int]:
    """Return for each predicate a height above everything that its rules deny, and not below what they affirm."""
    level = {rule["head"]["predicate"]: 0 for rule in rules}
    for _ in range(len(level) + 1):
        for rule in rules:
            for literal in rule["body"]:
                if literal["type"] != "builtin":
                    denied = literal["type"] == "not"
                    below = level.get((literal["atom"] if denied else literal)["predicate"], -1)
                    name = rule["head"]["predicate"]
                    level[name] = max(level[name], below + denied)
    return level


def solve(model: Model, body: list[Data], binding: Binding, as_of: int) -> Iterator[Binding]:
    """Yield the bindings under which every premise holds; premises that cannot be tried yet wait."""
    if not body:
        yield binding
        return
    literal = next((one for one in body if _can(one, binding)), body[0])
    rest = [one for one in body if one is not literal]
    for extended in _ways(model, literal, binding, as_of):
        yield from solve(model, rest, extended, as_of)


def _can(literal: Data, binding: Binding) -> bool:
    if literal["type"] == "atom":
        return True
    terms = literal["atom"]["args"] if literal["type"] == "not" else literal["args"]
    free = [t for t in terms if isinstance(t, Mapping) and t["name"] not in binding]
    if literal["type"] == "not":
        return all(anonymous(t) for t in free)
    return not free or (literal["name"] == "=" and len(free) < len(terms))


def _ways(model: Model, literal: Data, binding: Binding, as_of: int) -> Iterator[Binding]:
    if literal["type"] == "atom":
        pattern = [value_of(term, binding) for term in literal["args"]]
        for row in model.matching(literal["predicate"], pattern):
            extended = dict(binding)
            if match(literal["args"], row, extended):
                yield extended
    elif literal["type"] == "not":
        pattern = [value_of(term, binding) for term in literal["atom"]["args"]]
        if next(model.matching(literal["atom"]["predicate"], pattern), None) is None:
            yield binding
    else:
        yield from _builtin(literal, binding, as_of)


def _builtin(literal: Data, binding: Binding, as_of: int) -> Iterator[Binding]:
    given = [value_of(term, binding) for term in literal["args"]]
    values = [value for value in given if value is not None]
    extended = dict(binding)
    if len(values) < len(given):
        if match(literal["args"], values * 2, extended):
            yield extended
        return
    result = evaluate(literal["name"], values, as_of)
    if literal["result"] is None:
        if result is True:
            yield extended
    elif match((literal["result"],), (result,), extended):
        yield extended
