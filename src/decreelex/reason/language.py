"""The rule language: texts of rule files to Rules, and the checks a rule author wants to see (docs/rules.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from decreelex.errors import Diagnostic, InputError
from decreelex.reason import graph, source, validate
from decreelex.reason.program import Authority, Doctrine, Predicate, Rule, Rules, atoms, diagnostic

QuoteOf = Callable[[str, str | None], str | None]


def load(texts: Mapping[str, str]) -> Rules:
    """Return the rules of rule files (file name -> text), in the order given.

    Raises InputError with every diagnostic: syntax, unknown names (with suggestions), unsafe or unstratified rules.
    """
    declarations: list[source.Declaration] = []
    found: list[Diagnostic] = []
    for file, text in texts.items():
        read, wrong = source.read(file, text)
        declarations += read
        found += wrong
    rules, doubled = _collect(declarations)
    found += doubled
    if not found:
        found += dict.fromkeys(one for one in validate.faults(rules) if one.severity == "error")
    if found:
        raise InputError(*found)
    return rules


def check(rules: Rules, quote_of: QuoteOf) -> tuple[Diagnostic, ...]:
    """Return what is wrong or doubtful in rules: faults, quotes that the cited text does not contain, dead parts.

    ``quote_of(iri, eid)`` returns the text of a provision (of the whole act where eid is None), None if not to hand.
    """
    return (*validate.faults(rules), *_quotes(rules, quote_of), *_unused(rules), *_unreachable(rules), *_silent(rules))


def _collect(declarations: list[source.Declaration]) -> tuple[Rules, list[Diagnostic]]:
    """Return the declarations by kind and name, and a diagnostic for each name declared twice."""
    tables: dict[str, dict[str, Any]] = {kind: {} for kind in ("rank", "authority", "doctrine", "predicate", "rule")}
    found: list[Diagnostic] = []
    for declaration in declarations:
        kind, name, value, place = _key(declaration)
        if name in tables[kind]:
            found.append(diagnostic(place, "declared-twice", f"there is a {kind} '{name}' already."))
        else:
            tables[kind][name] = value
    return Rules(tables["rank"], tables["authority"], tables["doctrine"], tables["predicate"],
                 tuple(tables["rule"].values())), found


def _key(declaration: source.Declaration) -> tuple[str, str, Any, Any]:
    if isinstance(declaration, tuple):
        return "rank", declaration[0], declaration[1], declaration[2]
    kinds = {Authority: "authority", Doctrine: "doctrine", Predicate: "predicate", Rule: "rule"}
    return kinds[type(declaration)], declaration.name, declaration, declaration.place


def _quotes(rules: Rules, quote_of: QuoteOf) -> Iterator[Diagnostic]:
    for authority in rules.authorities.values():
        if authority.quote is None:
            continue
        text = quote_of(authority.iri, authority.eid)
        where = authority.iri if authority.eid is None else f"{authority.iri} {authority.eid}"
        if text is None:
            yield diagnostic(authority.place, "quote-no-text", f"the text of {where} is not to hand, so the quote of"
                             f" '{authority.name}' cannot be shown; write 'absent' instead.")
        elif authority.quote not in text:
            yield diagnostic(authority.place, "quote-not-found", f"{where} does not contain the words quoted by"
                             f" '{authority.name}': \"{authority.quote}\".")


def _unused(rules: Rules) -> Iterator[Diagnostic]:
    used = {atom.predicate for rule in rules.rules for atom, _ in atoms(rule)} | {r.head.predicate for r in rules.rules}
    cited = {name for rule in rules.rules for name in rule.by + rule.also}
    held = {name for rule in rules.rules for name in rule.doctrines}
    yield from (diagnostic(p.place, "unused", f"no rule uses the predicate '{p.name}'.", warning=True)
                for p in rules.predicates.values() if p.name not in used)
    yield from (diagnostic(a.place, "unused", f"no rule cites the authority '{a.name}'.", warning=True)
                for a in rules.authorities.values() if a.name not in cited)
    yield from (diagnostic(d.place, "unused", f"no rule belongs to the doctrine '{d.name}'.", warning=True)
                for d in rules.doctrines.values() if d.name not in held and not d.default)


def _unreachable(rules: Rules) -> Iterator[Diagnostic]:
    known = graph.derivable(rules)
    for rule in rules.rules:
        for atom, denied in atoms(rule):
            if not denied and atom.predicate not in known:
                yield diagnostic(atom.place, "unreachable", f"rule '{rule.name}' can never fire: nothing establishes"
                                 f" '{atom.predicate}'.", warning=True)


def _silent(rules: Rules) -> Iterator[Diagnostic]:
    for rule in rules.rules:
        if rule.text.en is None or rule.text.ru is None:
            yield diagnostic(rule.place, "no-words", f"rule '{rule.name}' lacks its words in"
                             f" {'English' if rule.text.en is None else 'Russian'}.", warning=True)
