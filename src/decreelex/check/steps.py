"""A derivation, step by step: does each follow from its rule, its premises and the facts?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from decreelex.check.computed import evaluate, shown
from decreelex.check.model import solve
from decreelex.check.terms import Binding, Data, match, value_of
from decreelex.check.world import World
from decreelex.errors import Diagnostic


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
    """Yield every set of values (variable -> value) under which all premises of one of ``world.rules`` hold."""
    return solve(world.model, list(rule["body"]), {}, world.as_of)


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
    if head["predicate"] != step.predicate or not match(head["args"], step.args, binding):
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
        if not fits or not match(literal["args"], premise.args, binding):
            yield _wrong("proof-premise", step, f"a premise is not what the rule asks for: {literal['predicate']}")
    elif literal["type"] == "not":
        yield from _absence(world, step, literal, premise, binding)
    elif not _computed(literal, premise, binding) or not _holds(world, premise):
        yield _wrong("proof-builtin", step, f"'{literal['name']}' does not hold as stated")


def _absence(world: World, step: Any, literal: Data, premise: Any, binding: Binding) -> Iterator[Diagnostic]:
    atom = literal["atom"]
    pattern = tuple(value_of(term, binding) for term in atom["args"])
    scope = re.sub(r"\{([^{}]*)\}", lambda field: shown(binding.get(field[1], "")), literal["scope"])
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
    return all(match((term,), (value,), binding) for term, value in zip(terms, given, strict=True) if term is not None)


def _holds(world: World, premise: Any) -> bool:
    try:
        result = evaluate(premise.name, premise.args, world.as_of)
    except (TypeError, ValueError, OverflowError):
        return False
    return bool(result == premise.result) if premise.result is not None else result is True


def _wrong(code: str, step: Any, message: str) -> Diagnostic:
    said = f"{step.predicate}({', '.join(shown(value) for value in step.args)})"
    return Diagnostic(code, "error", f"{said}: {message}.")
