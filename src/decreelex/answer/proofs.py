"""Derivations -> proofs for readers: conclusions in words, sources quoted, steps that say nothing left out."""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
from collections.abc import Iterator

from decreelex import resources
from decreelex.answer.knowledge import World
from decreelex.answer.labels import Labels, provision_label, table
from decreelex.model import Assumption, Proof, Quotation
from decreelex.reason import Absence, BuiltinStep, Derivation, Premise
from decreelex.reason.effects import ANY, UNDATED
from decreelex.reason.program import Atom, Builtin, Negation, Rule, Variable

_SLOT = re.compile(r"\{(\w+)(:of)?\}")
Bindings = dict[str, str | int | None]


def proof_of(derivation: Derivation, world: World, language: str, *, full: bool = False) -> Proof:
    """Return the proof of a conclusion, in a language (en or ru); ``full``: with comparisons and steps that say little."""
    premises = tuple(p for p in (_premise(p, world, language, full) for p in derivation.premises) if p)
    conclusion = sentence(derivation, world, language)
    rule = derivation.rule or "fact"
    sources = tuple(sources_of(derivation, world))
    made = Proof(
        "", conclusion, rule, _authority(derivation, world, language), _interprets(derivation, world), premises, sources
    )
    return Proof(
        _identity(derivation),
        made.conclusion,
        made.rule,
        made.authority,
        made.interpretation,
        made.premises,
        made.sources,
    )


def joined(sides: list[Proof], words: str) -> Proof:
    """Return the proofs of conclusions that contradict one another as one: equal authorities stand on both sides."""
    conclusion = words.format(one=sides[0].conclusion, other=sides[1].conclusion)
    return Proof(_hash("contested", *(p.id for p in sides)), conclusion, "contested", premises=tuple(sides))


def sentence(derivation: Derivation, world: World, language: str) -> str:
    """Return a conclusion in words."""
    declared = world.base.rules.predicates[derivation.predicate]
    template = getattr(declared.text, language) or derivation.predicate
    return fill(template, dict(zip(declared.args, derivation.args, strict=True)), world.labels, language)


def reason(derivation: Derivation, world: World, language: str) -> str:
    """Return the words of the rule that a conclusion was drawn by, its variables filled in; for a fact, the fact."""
    rule = rule_of(derivation, world)
    if rule is None:
        return sentence(derivation, world, language)
    return fill(getattr(rule.text, language) or rule.name, bindings(rule, derivation), world.labels, language)


def rule_of(derivation: Derivation, world: World) -> Rule | None:
    """Return the rule of a derivation, None for a fact."""
    return next((r for r in world.base.rules.rules if r.name == derivation.rule), None) if derivation.rule else None


def bindings(rule: Rule, derivation: Derivation) -> Bindings:
    """Return what the variables of a rule stood for in a derivation."""
    found: Bindings = {}
    _match(rule.head, derivation.args, found)
    for literal, premise in zip(rule.body, derivation.premises, strict=True):
        if isinstance(literal, Atom) and isinstance(premise, Derivation):
            _match(literal, premise.args, found)
        elif isinstance(literal, Negation) and isinstance(premise, Absence):
            _match(literal.atom, premise.args, found)
        elif isinstance(literal, Builtin) and isinstance(premise, BuiltinStep) and isinstance(literal.result, Variable):
            found[literal.result.name] = premise.result
    return found


def _match(atom: Atom, values: tuple[str | int | None, ...], found: Bindings) -> None:
    found.update(
        (term.name, value) for term, value in zip(atom.args, values, strict=True) if isinstance(term, Variable)
    )


def fill(template: str, values: Bindings, labels: Labels, language: str) -> str:
    """Return a template with its ``{Variable}`` slots filled by names of constants (``{Variable:of}``: in the genitive)."""

    def name(slot: re.Match[str]) -> str:
        value = values.get(slot[1])
        if slot[1] == "Provision" and isinstance(value, str):
            return provision_label(value, language)
        return slot[0] if value is None else (labels.genitive if slot[2] else labels.label)(value, language)

    return _SLOT.sub(name, template)


def _premise(premise: Premise, world: World, language: str, full: bool) -> Proof | None:
    if isinstance(premise, Absence):
        return _absence(premise, world, language)
    if isinstance(premise, BuiltinStep):
        return _builtin(premise, world, language) if full else None
    if _says_nothing(premise):
        return None
    return proof_of(premise, world, language, full=full)


def _builtin(step: BuiltinStep, world: World, language: str) -> Proof:
    """Return a comparison, test or computation in the words of rules/builtins.toml."""
    args = [world.labels.label(value, language) for value in step.args]
    result = "" if step.result is None else world.labels.label(step.result, language)
    said = builtins()[step.name][language].format(*args, result=result)
    return Proof(_identity(step), said, "builtin")


@functools.cache
def builtins() -> dict[str, dict[str, str]]:
    """Return the words of comparisons, tests and computations (rules/builtins.toml)."""
    return tomllib.loads((resources.folder("rules") / "builtins.toml").read_text(encoding="utf-8"))


def _says_nothing(premise: Derivation) -> bool:
    """Return whether a fact only carries "no value": no date of its own, no sort, no place named."""
    return premise.rule is None and len(premise.args) > 1 and premise.args[-1] in {UNDATED, ANY}


def _absence(absence: Absence, world: World, language: str) -> Proof:
    scope = world.labels.phrase(absence.scope, language)
    register = next((r for r in world.registers if r.scope == absence.scope), None) if absence.register else None
    key = "absence" if register else "absence-unregistered"
    if world.supposed(absence.scope):
        key = "absence-supposed"
    conclusion = table()["absence"][key][language].format(
        scope=scope,
        through=world.labels.label(moment_of(register.complete_through), language) if register else "",
    )
    authority = register.attested_by[language] if register else None
    return Proof(_identity(absence), conclusion, "absence", authority)


def moment_of(day: str) -> int:
    """Return the moment of an ISO date or date-time."""
    from decreelex.reason import moment

    return moment(day)


def sources_of(derivation: Derivation, world: World) -> Iterator[Quotation]:
    """Yield the quotations a step rests on: of its fact, or of its rule's authorities."""
    if derivation.rule is None:
        source = str(derivation.source)
        if source in world.quotations:
            yield world.quotations[source]
        elif source in world.base.statements:
            yield Quotation(source, None, None, None, "texts/statements.toml", "absent")
        return
    for name in derivation.authorities:
        yield world.base.authorities[name]


def _authority(derivation: Derivation, world: World, language: str) -> str | None:
    if derivation.rule is None:
        return world.records.get(str(derivation.source), {}).get(language)
    names = []
    for name in derivation.authorities:
        cited = world.base.authorities[name]
        where = provision_label(cited.eid, language)
        names.append(f"{world.labels.label(str(cited.iri), language)}{', ' + where if where else ''}")
    return "; ".join(dict.fromkeys(names)) or None


def _interprets(derivation: Derivation, world: World) -> bool:
    rule = rule_of(derivation, world)
    return bool(rule and rule.interpretation)


def _identity(step: Premise) -> str:
    """Return the id of a step: the same for the same conclusion by the same rule from the same steps, in every language."""
    if isinstance(step, Absence):
        return _hash("absence", step.predicate, step.args, step.scope)
    if isinstance(step, BuiltinStep):
        return _hash("builtin", step.name, step.args, step.result)
    return _hash(step.predicate, step.args, step.rule, *map(_identity, step.premises))


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def absences(derivation: Derivation) -> Iterator[Absence]:
    """Yield the premises of the kind "no such act" on which a conclusion rests, each once."""
    seen: set[tuple[str, object]] = set()
    stack: list[Premise] = [derivation]
    while stack:
        step = stack.pop()
        if isinstance(step, Absence) and (step.scope, step.args) not in seen:
            seen.add((step.scope, step.args))
            yield step
        elif isinstance(step, Derivation):
            stack.extend(reversed(step.premises))


def derivations(derivation: Derivation) -> Iterator[Derivation]:
    """Yield a derivation and all those it rests on."""
    stack = [derivation]
    while stack:
        step = stack.pop()
        yield step
        stack.extend(p for p in step.premises if isinstance(p, Derivation))


def assumption_of(absence: Absence, world: World, language: str) -> Assumption:
    """Return the closed-world premise of an absence as the contract shows it."""
    register = next((r for r in world.registers if r.scope == absence.scope), None) if absence.register else None
    return Assumption(
        world.labels.phrase(absence.scope, language),
        register.complete_through if register else None,
        register.attested_by[language] if register else None,
    )
