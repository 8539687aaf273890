"""What must hold before rules can be run: names, arities, safety, stratification, termination."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from decreelex.errors import Diagnostic
from decreelex.reason import graph
from decreelex.reason.program import (
    Atom,
    Builtin,
    Literal,
    Negation,
    Place,
    Predicate,
    Rule,
    Rules,
    Term,
    Text,
    Variable,
    atoms,
    diagnostic,
    variables,
)
from decreelex.reason.source import near

FIELD = re.compile(r"\{([^{}]*?)(?::of)?\}")
DEEPEST = 600


def faults(rules: Rules) -> Iterator[Diagnostic]:
    """Yield everything that keeps the rules from being run; a warning may be among it."""
    for authority in rules.authorities.values():
        yield from _unknown(authority.place, "rank", [authority.rank], rules.ranks)
    for predicate in rules.predicates.values():
        yield from _predicate(predicate)
    for rule in rules.rules:
        yield from _names(rules, rule)
        yield from _safety(rule)
        yield from _templates(rule)
    yield from _defaults(rules)
    yield from _strata(rules)


def _unknown(place: Place, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each name that is not among the known ones."""
    known = set(known)
    for name in names:
        if name not in known:
            yield diagnostic(place, f"unknown-{what}", f"there is no {what} '{name}'.",
                             suggestions=near(name, sorted(known)))


def _predicate(predicate: Predicate) -> Iterator[Diagnostic]:
    for name, count in Counter(predicate.args).items():
        if count > 1:
            yield diagnostic(predicate.place, "predicate-variable",
                             f"predicate '{predicate.name}' names two arguments {name}.")
    yield from _fields(predicate.place, predicate.text, predicate.args)


def _fields(place: Place, text: Text, known: Iterable[str]) -> Iterator[Diagnostic]:
    for words in (text.en, text.ru):
        yield from _unknown(place, "variable", FIELD.findall(words or ""), known)


def _names(rules: Rules, rule: Rule) -> Iterator[Diagnostic]:
    yield from _unknown(rule.place, "doctrine", rule.doctrines, rules.doctrines)
    yield from _unknown(rule.place, "authority", rule.by + rule.also, rules.authorities)
    yield from _unknown(rule.place, "rank", [rule.rank] if rule.rank else (), rules.ranks)
    for atom in (rule.head, *(atom for atom, _ in atoms(rule))):
        yield from _atom(rules, atom)
    head = rules.predicates.get(rule.head.predicate)
    if head and head.fact and not rule.claim:
        yield diagnostic(rule.head.place, "fact-concluded",
                         f"'{head.name}' is supplied by facts; a rule cannot conclude it.")


def _atom(rules: Rules, atom: Atom) -> Iterator[Diagnostic]:
    predicate = rules.predicates.get(atom.predicate)
    if predicate is None:
        yield from _unknown(atom.place, "predicate", [atom.predicate], rules.predicates)
    elif len(predicate.args) != len(atom.args):
        yield diagnostic(atom.place, "arity", f"'{atom.predicate}' has {len(predicate.args)} arguments"
                         f" ({', '.join(predicate.args)}), not {len(atom.args)}.")


def _templates(rule: Rule) -> Iterator[Diagnostic]:
    known = sorted(_bound(rule.body) | set(variables(rule.head.args)))
    yield from _fields(rule.place, rule.text, known)
    for literal in rule.body:
        if isinstance(literal, Negation):
            yield from _unknown(literal.place, "variable", FIELD.findall(literal.scope), known)


# Safety: every value comes from a statement that is affirmed, or is computed from such values.

def _bound(body: tuple[Literal, ...]) -> set[str]:
    """Return the variables that the body gives a value."""
    bound = {name for literal in body if isinstance(literal, Atom) for name in variables(literal.args)}
    growing = True
    while growing:
        before = len(bound)
        for literal in body:
            if isinstance(literal, Builtin):
                bound |= gives(literal, bound)
        growing = len(bound) > before
    return bound


def gives(literal: Builtin, bound: set[str]) -> set[str]:
    """Return the variables a builtin gives a value, where ``bound`` have one."""
    if literal.result is not None:
        return set(variables((literal.result,))) if set(variables(literal.args)) <= bound else set()
    if literal.name == "=":
        left, right = (set(variables((term,))) for term in literal.args)
        return (left if right <= bound else set()) | (right if left <= bound else set())
    return set()


def _safety(rule: Rule) -> Iterator[Diagnostic]:
    bound = _bound(rule.body)
    for place, terms, why in _needs(rule):
        for term in terms:
            if isinstance(term, Variable) and term.anonymous:
                yield diagnostic(place, "unsafe", f"{term.name} stands for anything; {why} needs a value.")
            elif isinstance(term, Variable) and term.name not in bound:
                yield diagnostic(place, "unsafe",
                                 f"{term.name} gets no value: {why}, and no affirmed premise gives it one.",
                                 suggestions=near(term.name, sorted(bound)))
    yield from _lonely(rule, bound)


def _needs(rule: Rule) -> Iterator[tuple[Place, tuple[Term, ...], str]]:
    yield rule.head.place, rule.head.args, "the conclusion"
    for literal in rule.body:
        if isinstance(literal, Negation):
            named = tuple(Variable(name) for name in variables(literal.atom.args))
            yield literal.place, named, f"'not {literal.atom.predicate}'"
        elif isinstance(literal, Builtin):
            result = () if literal.result is None else (literal.result,)
            yield literal.place, (*literal.args, *result), f"'{literal.name}'"


def _lonely(rule: Rule, bound: set[str]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each variable that occurs once: an error where it resembles another one, misspelt."""
    places = [(name, place) for place, terms in _occurrences(rule) for name in variables(terms)]
    counts = Counter(name for name, _ in places)
    counts.update(name for words in _words(rule) for name in FIELD.findall(words))
    for name, place in places:
        if counts[name] == 1 and name in bound:
            others = near(name, sorted(set(counts) - {name}))
            yield diagnostic(place, "variable-once", f"{name} occurs only once; write Any{name} if its value does not"
                             " matter.", suggestions=others, warning=not others)


def _occurrences(rule: Rule) -> Iterator[tuple[Place, tuple[Term, ...]]]:
    yield rule.head.place, rule.head.args
    for atom, _ in atoms(rule):
        yield atom.place, atom.args
    for literal in rule.body:
        if isinstance(literal, Builtin):
            yield literal.place, literal.args if literal.result is None else (*literal.args, literal.result)


def _words(rule: Rule) -> Iterator[str]:
    yield from (words for words in (rule.text.en, rule.text.ru) if words)
    yield from (literal.scope for literal in rule.body if isinstance(literal, Negation))


# The rules as a whole.

def _defaults(rules: Rules) -> Iterator[Diagnostic]:
    for doctrine in [d for d in rules.doctrines.values() if d.default][1:]:
        yield diagnostic(doctrine.place, "doctrine-default",
                         f"'{doctrine.name}': another doctrine is the default already.")


def _strata(rules: Rules) -> Iterator[Diagnostic]:
    edges = graph.dependencies(rules)
    groups = {name: number for number, group in enumerate(graph.components(edges)) for name in group}
    looping = graph.recursive(rules)
    for rule in rules.rules:
        if rule.claim or rule.head.predicate not in looping:
            continue
        inner = [(a, denied) for a, denied in atoms(rule) if groups[a.predicate] == groups[rule.head.predicate]]
        yield from (_unstratified(edges, rule, atom) for atom, denied in inner if denied)
        if inner:
            yield from _unbounded(rule, {atom.predicate for atom, _ in inner})
    if (deep := graph.depth(rules)) > DEEPEST:
        yield diagnostic(rules.rules[0].place, "too-deep",
                         f"the rules rest on one another {deep} premises deep; the limit is {DEEPEST}.")


def _unstratified(edges: graph.Edges, rule: Rule, atom: Atom) -> Diagnostic:
    back = graph.cycle(edges, atom.predicate, rule.head.predicate)
    way = " -> ".join(back)
    return diagnostic(atom.place, "unstratified", f"rule '{rule.name}' denies '{atom.predicate}', which rests on its"
                      f" own conclusion: {rule.head.predicate} -> not {way}.")


_REACHING = frozenset({"days_after", "day_after_expiry", "nights_after", "months_after"})


def _unbounded(rule: Rule, inner: set[str]) -> Iterator[Diagnostic]:
    """Yield a diagnostic where a recursive rule computes ever new days, which would never end."""
    outside = [a for a, denied in atoms(rule) if not denied and a.predicate not in inner]
    guarded = {name for atom in outside for name in variables(atom.args)}
    for literal in rule.body:
        if isinstance(literal, Builtin) and literal.name in _REACHING:
            result = literal.result
            if isinstance(result, Variable) and result.name not in guarded:
                yield diagnostic(literal.place, "unbounded", f"rule '{rule.name}' rests on its own conclusion and"
                                 f" computes new days ({result.name}); let a premise outside the circle name that day.")
