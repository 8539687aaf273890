"""Verifies derivations step by step against the rules and the facts. Shares no code with the reasoner that made them.

The checker reads rules as plain data, matches every step anew, recomputes every comparison and date with ``datetime``,
and looks for what a proof says is absent by deriving, from below and without cleverness, everything there is.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from decreelex.errors import Diagnostic

Value = str | int
Binding = dict[str, Value]
Row = tuple[Value, ...]
Data = Mapping[str, Any]

_EPOCH = datetime.datetime(1, 1, 1)
_FIRST = 2 * ((datetime.datetime(100, 1, 1) - _EPOCH) // datetime.timedelta(minutes=1))
_FULL = 2**62


class FactLike(Protocol):
    """What the checker needs to know of a fact."""

    @property
    def predicate(self) -> str: ...
    @property
    def args(self) -> tuple[Value, ...]: ...
    @property
    def known(self) -> int: ...
    @property
    def rank(self) -> Value: ...
    @property
    def source(self) -> Value | None: ...


class RegisterLike(Protocol):
    """What the checker needs to know of a register."""

    @property
    def scope(self) -> str: ...
    @property
    def complete_through(self) -> int: ...
    @property
    def attested_by(self) -> str: ...
    @property
    def known(self) -> int: ...


class World:
    """The rules, facts and registers a proof is checked against, at one reading of them.

    ``rules`` is what the rule files declare (any msgspec struct or mapping of that shape), minutes as in the proof.
    """

    def __init__(self, rules: Any, facts: Iterable[FactLike], registers: Iterable[RegisterLike] = (), *, as_of: int,
                 known_at: int, doctrine: str) -> None:
        data: Data = msgspec.to_builtins(rules)
        self.ranks: Mapping[str, int] = data["ranks"]
        self.authorities: Mapping[str, Data] = data["authorities"]
        self.as_of = as_of
        self.known_at = known_at
        self.rules = {rule["name"]: rule for rule in data["rules"] if self._active(rule, data["doctrines"], doctrine)}
        self.registers = [register for register in registers if register.known <= known_at]
        self.facts: dict[tuple[str, Row], list[FactLike]] = {}
        for fact in facts:
            if fact.known <= known_at:
                self.facts.setdefault((fact.predicate, fact.args), []).append(fact)
        self._model: Model | None = None

    @property
    def model(self) -> Model:
        """Everything that follows; made when first asked for."""
        if self._model is None:
            self._model = _everything(self)
        return self._model

    def rank(self, value: Value) -> int:
        """Return the number of a rank."""
        return self.ranks[value] if isinstance(value, str) else value

    def cited(self, rule: Data) -> tuple[str, ...]:
        """Return the authorities that a rule cites at this reading: those required, then the further ones known."""
        further = [name for name in rule["also"] if self.authorities[name]["known"] <= self.known_at]
        return tuple(dict.fromkeys([*rule["by"], *further]))

    def strength(self, rule: Data) -> int:
        """Return a rule's own strength."""
        if rule["rank"] is not None:
            return self.ranks[rule["rank"]]
        return max((self.ranks[self.authorities[name]["rank"]] for name in rule["by"]), default=_FULL)

    def register(self, scope: str) -> RegisterLike | None:
        """Return the register of a scope that became known last."""
        return max((r for r in self.registers if r.scope == scope), key=lambda r: r.known, default=None)

    def _active(self, rule: Data, doctrines: Mapping[str, Data], doctrine: str) -> bool:
        known = [rule["known"], *(self.authorities[name]["known"] for name in rule["by"])]
        if rule["doctrines"]:
            if doctrine not in rule["doctrines"]:
                return False
            known.append(doctrines[doctrine]["known"])
        return bool(max(known) <= self.known_at)


def verify(world: World, derivation: Any) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a derivation and with every step below it; nothing if it holds."""
    found: list[Diagnostic] = []
    seen: set[int] = set()
    stack = [derivation]
    while stack:
        step = stack.pop()
        if id(step) in seen:
            continue
        seen.add(id(step))
        found += _problems(world, step, root=step is derivation)
        stack.extend(premise for premise in step.premises if _is_derivation(premise))
    return tuple(found)


def solutions(world: World, rule: Data) -> Iterator[Binding]:
    """Yield every set of values under which all premises of a rule hold."""
    return _solutions(world, world.model, list(rule["body"]), {})


def _is_derivation(premise: Any) -> bool:
    return hasattr(premise, "premises")


def _problems(world: World, step: Any, *, root: bool) -> Iterator[Diagnostic]:
    if step.rule is None:
        yield from _fact(world, step)
        return
    rule = world.rules.get(step.rule)
    if rule is None:
        yield _wrong("proof-rule", step, f"no rule '{step.rule}' speaks at this date and under this doctrine")
    elif rule["claim"] and not root:
        yield _wrong("proof-claim", step, f"'{step.rule}' is a claim and establishes nothing")
    elif len(rule["body"]) != len(step.premises):
        yield _wrong("proof-premises", step, f"rule '{step.rule}' has {len(rule['body'])} premises,"
                     f" not {len(step.premises)}")
    else:
        yield from _rule(world, rule, step)


def _fact(world: World, step: Any) -> Iterator[Diagnostic]:
    facts = world.facts.get((step.predicate, step.args), ())
    stated = step.source, step.known, step.strength
    if not any((fact.source, fact.known, world.rank(fact.rank)) == stated for fact in facts):
        yield _wrong("proof-fact", step, "no such fact is known from that source, with that rank")
    if step.premises or step.steps != 1:
        yield _wrong("proof-fact", step, "a fact has no premises")


def _rule(world: World, rule: Data, step: Any) -> Iterator[Diagnostic]:
    binding: Binding = {}
    head = rule["head"]
    if head["predicate"] != step.predicate or not _match(head["args"], step.args, binding):
        yield _wrong("proof-conclusion", step, f"rule '{rule['name']}' does not conclude that")
        return
    pairs = list(zip(rule["body"], step.premises, strict=True))
    for literal, premise in sorted(pairs, key=lambda pair: pair[0]["type"] != "atom"):
        yield from _premise(world, step, literal, premise, binding)
    below = [premise for premise in step.premises if _is_derivation(premise)]
    if step.strength != min([world.strength(rule), *(premise.strength for premise in below)]):
        yield _wrong("proof-strength", step, f"{step.strength} is not the strength of its weakest link")
    if step.steps != 1 + sum(premise.steps for premise in below):
        yield _wrong("proof-steps", step, f"{step.steps} is not the number of its steps")
    if step.authorities != world.cited(rule):
        yield _wrong("proof-authority", step, f"rule '{rule['name']}' cites {', '.join(world.cited(rule)) or 'none'}")


def _premise(world: World, step: Any, literal: Data, premise: Any, binding: Binding) -> Iterator[Diagnostic]:
    if literal["type"] == "atom":
        fits = _is_derivation(premise) and premise.predicate == literal["predicate"]
        if not fits or not _match(literal["args"], premise.args, binding):
            yield _wrong("proof-premise", step, f"a premise is not what the rule asks for: {literal['predicate']}")
    elif literal["type"] == "not":
        yield from _absence(world, step, literal, premise, binding)
    elif not _computed(literal, premise, binding) or not _holds(world, premise):
        yield _wrong("proof-builtin", step, f"'{literal['name']}' does not hold as stated")


def _absence(world: World, step: Any, literal: Data, premise: Any, binding: Binding) -> Iterator[Diagnostic]:
    atom = literal["atom"]
    pattern = tuple(_value(term, binding) for term in atom["args"])
    scope = re.sub(r"\{([^{}]*)\}", lambda field: _shown(binding.get(field[1], "")), literal["scope"])
    if _is_derivation(premise) or getattr(premise, "scope", None) != scope or premise.args != pattern \
            or premise.predicate != atom["predicate"]:
        yield _wrong("proof-absence", step, f"the absence is not what the rule asks for: {atom['predicate']} over"
                     f" '{scope}'")
    elif premise.register != world.register(scope):
        yield _wrong("proof-register", step, f"the register of '{scope}' is another one")
    elif next(world.model.matching(atom["predicate"], pattern), None) is not None:
        yield _wrong("proof-absence", step, f"'{atom['predicate']}' holds, though it is said to be absent")


def _computed(literal: Data, premise: Any, binding: Binding) -> bool:
    """Return whether a builtin's step has the rule's arguments; a variable without a value takes the step's."""
    if getattr(premise, "name", None) != literal["name"] or len(premise.args) != len(literal["args"]):
        return False
    given = (*premise.args, premise.result)
    terms = (*literal["args"], literal["result"])
    return all(_match((term,), (value,), binding) for term, value in zip(terms, given, strict=True) if term is not None)


def _holds(world: World, premise: Any) -> bool:
    try:
        result = _evaluate(premise.name, premise.args, world.as_of)
    except (TypeError, ValueError, OverflowError):
        return False
    return bool(result == premise.result) if premise.result is not None else result is True


def _wrong(code: str, step: Any, message: str) -> Diagnostic:
    shown = f"{step.predicate}({', '.join(_shown(value) for value in step.args)})"
    return Diagnostic(code, "error", f"{shown}: {message}.")


# Values and terms. In data a variable is {"name": ...}; "_" and Any… stand for anything.

def _value(term: Any, binding: Binding) -> Value | None:
    return binding.get(term["name"]) if isinstance(term, Mapping) else term


def _anonymous(term: Data) -> bool:
    return bool(term["name"] == "_" or term["name"].startswith("Any"))


def _match(terms: Sequence[Any], values: Sequence[Any], binding: Binding) -> bool:
    """Extend a binding so that terms become values; return whether that can be done."""
    if len(terms) != len(values):
        return False
    for term, value in zip(terms, values, strict=True):
        if not isinstance(term, Mapping):
            if type(term) is not type(value) or term != value:
                return False
        elif not _anonymous(term) and binding.setdefault(term["name"], value) != value:
            return False
    return True


def _shown(value: Value) -> str:
    if isinstance(value, str) or value < _FIRST:
        return str(value)
    when = _when(value)
    return when.strftime("%Y-%m-%dT%H:%M") if value % 2 else when.date().isoformat()


def _when(value: Value) -> datetime.datetime:
    """Return the first minute of a moment. Raises TypeError or ValueError for what is none."""
    if isinstance(value, str) or value < _FIRST:
        raise ValueError(value)
    return _EPOCH + datetime.timedelta(minutes=value // 2)


def _end(value: Value) -> datetime.datetime:
    """Return the last minute of a moment: of a day without an hour, its last."""
    when = _when(value)
    return when if int(value) % 2 else when.replace(hour=23, minute=59)


def _evaluate(name: str, args: Sequence[Value], as_of: int) -> Value | bool:
    """Return what a builtin gives. Raises TypeError, ValueError or OverflowError for values it does not apply to."""
    first, *rest = args
    if name in {"=", "!="}:
        return (first == rest[0]) is (name == "=")
    if name in {"reached", "pending", "possible"}:
        now = _EPOCH + datetime.timedelta(minutes=as_of)
        return {"reached": _end(first) <= now, "pending": _when(first) > now, "possible": _when(first) <= now}[name]
    if isinstance(first, str) or isinstance(rest[0], str):
        raise TypeError(name)
    if name == "before":
        plain = first < _FIRST or rest[0] < _FIRST
        return first < rest[0] if plain else _end(first) < _when(rest[0])
    if name in {"later", "earlier"}:
        return sorted((first, rest[0]))[name == "later"]
    if name == "nights_after":
        _when(first)
        return first + rest[0] * 2880
    if name == "months_after":
        return _months_later(first, rest[0])
    day = _when(first).date() + datetime.timedelta(days=rest[0] + (name == "day_after_expiry"))
    return 2 * 1440 * (day.toordinal() - 1)


def _months_later(first: int, count: int) -> int:
    """Return a moment some months on; where the month has no such day, on its last one."""
    begin = _when(first)
    year, month = begin.year + (begin.month + count - 1) // 12, (begin.month + count - 1) % 12 + 1
    then = begin.replace(year=year, month=month, day=min(begin.day, calendar.monthrange(year, month)[1]))
    return int((then - _EPOCH).total_seconds() // 60) * 2 + first % 2


# What follows from rules and facts, derived from below.

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
        for row in min(lists, key=_length)[:] if lists else list(self._rows.get(predicate, ())):
            if all(row[at] == value for at, value in given):
                yield row


def _length(rows: Sequence[Any]) -> int:
    return len(rows)


def _everything(world: World) -> Model:
    model = Model()
    for predicate, row in world.facts:
        model.add(predicate, row)
    rules = [rule for rule in world.rules.values() if not rule["claim"]]
    level = _levels(rules)
    for height in range(max(level.values(), default=0) + 1):
        at_height = [rule for rule in rules if level[rule["head"]["predicate"]] == height]
        growing = True
        while growing:
            growing = False
            for rule in at_height:
                for binding in list(_solutions(world, model, list(rule["body"]), {})):
                    row = tuple(value for term in rule["head"]["args"] if (value := _value(term, binding)) is not None)
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


def _solutions(world: World, model: Model, body: list[Data], binding: Binding) -> Iterator[Binding]:
    """Yield the bindings under which every premise holds; premises that cannot be tried yet wait."""
    if not body:
        yield binding
        return
    literal = next((one for one in body if _can(one, binding)), body[0])
    rest = [one for one in body if one is not literal]
    for extended in _ways(world, model, literal, binding):
        yield from _solutions(world, model, rest, extended)


def _can(literal: Data, binding: Binding) -> bool:
    if literal["type"] == "atom":
        return True
    terms = literal["atom"]["args"] if literal["type"] == "not" else literal["args"]
    free = [t for t in terms if isinstance(t, Mapping) and t["name"] not in binding]
    if literal["type"] == "not":
        return all(_anonymous(t) for t in free)
    return not free or (literal["name"] == "=" and len(free) < len(terms))


def _ways(world: World, model: Model, literal: Data, binding: Binding) -> Iterator[Binding]:
    if literal["type"] == "atom":
        pattern = [_value(term, binding) for term in literal["args"]]
        for row in model.matching(literal["predicate"], pattern):
            extended = dict(binding)
            if _match(literal["args"], row, extended):
                yield extended
    elif literal["type"] == "not":
        pattern = [_value(term, binding) for term in literal["atom"]["args"]]
        if next(model.matching(literal["atom"]["predicate"], pattern), None) is None:
            yield binding
    else:
        yield from _builtin(world, literal, binding)


def _builtin(world: World, literal: Data, binding: Binding) -> Iterator[Binding]:
    given = [_value(term, binding) for term in literal["args"]]
    values = [value for value in given if value is not None]
    extended = dict(binding)
    if len(values) < len(given):
        if _match(literal["args"], values * 2, extended):
            yield extended
        return
    result = _evaluate(literal["name"], values, world.as_of)
    if literal["result"] is None:
        if result is True:
            yield extended
    elif _match((literal["result"],), (result,), extended):
        yield extended
