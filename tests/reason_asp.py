"""Random rule programs and their translation to clingo: another reasoner for the same rules."""

from __future__ import annotations

import random
from collections.abc import Iterator

import clingo

from decreelex.reason import Fact, as_of, language, minute, moment
from decreelex.reason.program import Atom, Literal, Negation, Rule, Term, Variable

DAY = 2 * 1440
FIRST = moment("2022-08-29")
"""The day from which clingo counts; the random moments lie within a few days of it."""
SINCE = minute("2000-01-01")

CONSTANTS = ("a", "b", "c")
AS_OF = (as_of("2022-08-30T00:00"), as_of("2022-08-31"), as_of("2022-08-31T10:00"), as_of("2022-09-01"))
KNOWN = (SINCE, SINCE + 100, SINCE + 200)
FACTS = {"f1": "c", "f2": "cc", "f3": "cm", "f4": "cn", "f5": "mm", "f6": "ccc"}
"""Fact predicates and the types of their arguments: c(onstant), m(oment), n(umber)."""


class Case:
    """One random program with facts; ``kinds`` gives the argument types of every predicate."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)
        self.kinds = dict(FACTS)
        for level in range(4):
            for name in range(2):
                self.kinds[f"p{level}{name}"] = self.pick.choice(("c", "m", "cc", "cm", "cn", "mm"))
        self.text = "\n".join(self._lines())
        self.rules = language.load({"random.rules": self.text})
        self.again()

    def again(self) -> None:
        """Choose other facts, dates and doctrine for the same rules."""
        self.facts = list(self._facts())
        self.as_of = self.pick.choice(AS_OF)
        self.known = self.pick.choice(KNOWN)
        self.doctrine = self.pick.choice(("x", "y"))

    def _lines(self) -> Iterator[str]:
        yield "rank low 1\nrank high 2\ndoctrine x default\ndoctrine y known 2000-01-01T02:30"
        yield 'authority old = "/a" absent known 2000-01-01 rank low'
        yield 'authority new = "/a" absent known 2000-01-01T02:00 rank high'
        for name, kinds in self.kinds.items():
            word = "fact predicate" if name in FACTS else "predicate"
            yield f"{word} {name}({', '.join(f'A{at}' for at in range(len(kinds)))})"
        number = 0
        for level in range(4):
            for _ in range(self.pick.randint(2, 4)):
                number += 1
                yield self._rule(number, level)

    def _rule(self, number: int, level: int) -> str:
        """Return a safe rule for a predicate of a level: denied premises from below, affirmed ones up to the level."""
        head = f"p{level}{self.pick.randrange(2)}"
        recursive = self.pick.random() < 0.5
        affirmed = [*FACTS] * 2 + [p for p in self.kinds if p[0] == "p" and int(p[1]) < level + recursive]
        below = [*FACTS] + [p for p in self.kinds if p[0] == "p" and int(p[1]) < level]
        body = [self._atom(self.pick.choice(affirmed)) for _ in range(self.pick.randint(1, 3))]
        bound = {kind: sorted({t for name, terms in body for t, k in zip(terms, self.kinds[name], strict=True)
                               if k == kind and t[0] in "XYZ"}) for kind in "cmn"}
        tests = [self._test(bound, below) for _ in range(self.pick.choice((0, 0, 1, 2)))]
        literals = [f"{name}({', '.join(terms)})" for name, terms in body] + [t for t in tests if t]
        if bound["m"] and self.pick.random() < 0.4:
            literals.append(self._computation(bound, recursive))
        self.pick.shuffle(literals)
        terms = ", ".join(self._term(kind, bound[kind]) for kind in self.kinds[head])
        marks = self.pick.choice(("", "", "", "", "[in x] ", "[in y] ", "[known 2000-01-01T01:30] ", "[rank high] "))
        cited = self.pick.choice(("", "", "", "by old ", "by new ", "by old, new also new "))
        word = "claim" if self.pick.random() < 0.1 else "rule"
        return f"{word} r{number} {marks}{cited}{head}({terms}) when {' and '.join(literals)}"

    def _atom(self, name: str) -> tuple[str, list[str]]:
        return name, [self._argument(kind) for kind in self.kinds[name]]

    def _argument(self, kind: str) -> str:
        roll = self.pick.random()
        if roll < 0.2:
            return "_"
        if roll < 0.25:
            return self._constant(kind)
        return f"{self.pick.choice('XYZ')}{kind}"

    def _constant(self, kind: str) -> str:
        if kind == "c":
            return self.pick.choice(CONSTANTS)
        if kind == "n":
            return str(self.pick.randrange(3))
        return self.pick.choice(("2022-08-30", "2022-08-31", "2022-08-31T10:00", "2022-09-01"))

    def _term(self, kind: str, bound: list[str]) -> str:
        return self.pick.choice(bound) if bound and self.pick.random() < 0.9 else self._constant(kind)

    def _test(self, bound: dict[str, list[str]], below: list[str]) -> str | None:
        form = self.pick.randrange(5)
        if form == 0:
            name = self.pick.choice(below)
            terms = ["_" if self.pick.random() < 0.2 else self._term(kind, bound[kind]) for kind in self.kinds[name]]
            return f'not {name}({", ".join(terms)}) over "s"'
        if form == 1 and bound["m"]:
            return f"{self.pick.choice(('reached', 'pending', 'possible'))}({self.pick.choice(bound['m'])})"
        kind = self.pick.choice("cmn")
        sign = self.pick.choice(("=", "!=")) if kind == "c" else self.pick.choice(("=", "!=", "before"))
        return f"{self._term(kind, bound[kind])} {sign} {self._term(kind, bound[kind])}"

    def _computation(self, bound: dict[str, list[str]], recursive: bool) -> str:
        days = () if recursive else ("days_after", "day_after_expiry")
        name = self.pick.choice(("later", "earlier", *days))
        first = self.pick.choice(bound["m"])
        second = self._term("n" if name.startswith("day") else "m", bound["n" if name.startswith("day") else "m"])
        result = "Wm" if self.pick.random() < 0.7 else self.pick.choice(bound["m"])
        if result == "Wm":
            bound["m"].append("Wm")
        return f"{result} = {name}({first}, {second})"

    def _facts(self) -> Iterator[Fact]:
        for name, kinds in FACTS.items():
            for _ in range(self.pick.randint(1, 8)):
                args = tuple(self._value(kind) for kind in kinds)
                yield Fact(name, args, SINCE + self.pick.choice((0, 0, 0, 150)), self.pick.randrange(3), name)

    def _value(self, kind: str) -> str | int:
        if kind == "c":
            return self.pick.choice(CONSTANTS)
        if kind == "n":
            return self.pick.randrange(3)
        day = FIRST + self.pick.randrange(3) * DAY
        return day if self.pick.random() < 0.5 else day + 2 * self.pick.choice((0, 600, 1439)) + 1


# Translation. Written from docs/rules.md, not from the engine: the meaning of every word is given again in ASP.

NUMBERS = 5


def answers(case: Case) -> set[tuple[str, tuple[str | int, ...]]]:
    """Return every statement that clingo derives for the predicates of rules."""
    control = clingo.Control(["--warn=none"])
    control.add("base", [], "\n".join(translate(case)))
    control.ground([("base", [])])
    found: set[tuple[str, tuple[str | int, ...]]] = set()
    with control.solve(yield_=True) as models:
        for model in models:
            for symbol in model.symbols(atoms=True):
                if symbol.name in case.kinds and symbol.name not in FACTS:
                    args = zip(symbol.arguments, case.kinds[symbol.name], strict=True)
                    found.add((symbol.name, tuple(_back(argument, kind) for argument, kind in args)))
    return found


FULL = 99
"""The strength of a rule without a rank, as clingo counts it."""


def strengths(case: Case) -> dict[tuple[str, tuple[str | int, ...]], int]:
    """Return the greatest strength with which clingo derives each statement: that of the weakest link, over all ways."""
    control = clingo.Control(["--warn=none"])
    control.add("base", [], "\n".join(_weighed(case)))
    control.ground([("base", [])])
    found: dict[tuple[str, tuple[str | int, ...]], int] = {}
    with control.solve(yield_=True) as models:
        for symbol in (symbol for model in models for symbol in model.symbols(atoms=True)):
            name = symbol.name.removeprefix("s_")
            if symbol.name.startswith("s_") and name not in FACTS:
                args = zip(symbol.arguments[:-1], case.kinds[name], strict=True)
                key = name, tuple(_back(argument, kind) for argument, kind in args)
                found[key] = max(found.get(key, 0), symbol.arguments[-1].number)
    return found


def _weighed(case: Case) -> Iterator[str]:
    """Yield the program with a strength in every statement; what is denied is denied without one."""
    for name, kinds in case.kinds.items():
        places = ", ".join(f"A{at}" for at in range(len(kinds)))
        yield f"{name}({places}) :- s_{name}({places}, _)."
    for fact in case.facts:
        if fact.known <= case.known:
            yield f"s_{fact.predicate}({', '.join(_shift(arg) for arg in fact.args)}, {fact.rank})."
    for rule in case.rules.rules:
        if _active(case, rule):
            own = case.rules.strength(rule)
            parts = [part for literal in rule.body if not isinstance(literal, Atom) for part in _literal(literal, case.as_of - FIRST // 2)]
            atoms = [literal for literal in rule.body if isinstance(literal, Atom)]
            parts += [f"s_{_atom(atom)[:-1]}, V{at})" for at, atom in enumerate(atoms)]
            weights = "; ".join([str(FULL if own is None else own), *(f"V{at}" for at in range(len(atoms)))])
            yield f"s_{_atom(rule.head)[:-1]}, V) :- {', '.join([*parts, f'V = #min {{ {weights} }}'])}."


def _back(symbol: clingo.Symbol, kind: str) -> str | int:
    if kind == "c":
        return symbol.name
    return symbol.number + (FIRST if kind == "m" else 0)


def translate(case: Case) -> Iterator[str]:
    """Yield the program. clingo counts in 32 bits, so moments are counted from a day near them."""
    for fact in case.facts:
        if fact.known <= case.known:
            terms = [_shift(arg) for arg in fact.args]
            yield f"{fact.predicate}({', '.join(terms)})."
    for rule in case.rules.rules:
        if _active(case, rule):
            yield _rule(rule, case.as_of - FIRST // 2)


def _active(case: Case, rule: Rule) -> bool:
    authorities = {"old": SINCE, "new": SINCE + 120}
    doctrines = {"x": SINCE, "y": SINCE + 150}
    held = not rule.doctrines or (case.doctrine in rule.doctrines and doctrines[case.doctrine] <= case.known)
    return not rule.claim and rule.known <= case.known and held and all(authorities[a] <= case.known for a in rule.by)


def _rule(rule: Rule, now: int) -> str:
    parts = [part for literal in rule.body for part in _literal(literal, now)]
    return f"{_atom(rule.head)} :- {', '.join(parts)}."


def _literal(literal: Literal, now: int) -> Iterator[str]:
    if isinstance(literal, Atom):
        yield _atom(literal)
    elif isinstance(literal, Negation):
        yield f"not {_atom(literal.atom)}"
    elif literal.result is not None:
        yield from _computed(literal.name, _shift(literal.result), *map(_shift, literal.args))
    elif literal.name == "reached":
        yield f"{_last(literal.args[0])} <= {now}"
    elif literal.name == "pending":
        yield f"{_shift(literal.args[0])} / 2 > {now}"
    elif literal.name == "possible":
        yield f"{_shift(literal.args[0])} / 2 <= {now}"
    elif literal.name == "before":
        left, right = literal.args
        yield f"{_last(left)} < {_shift(right)} / 2" if _timed(left) else f"{_shift(left)} < {_shift(right)}"
    else:
        yield f" {literal.name} ".join(_shift(term) for term in literal.args)


def _timed(term: Term) -> bool:
    """Whether a term is a moment: random variables end in their type."""
    return term.name[-1] == "m" if isinstance(term, Variable) else isinstance(term, int) and term > NUMBERS


def _last(term: Term) -> str:
    """The last minute of a moment: its own where the hour is known, else the end of its day."""
    return f"{_shift(term)} / 2 + 1439 * (1 - {_shift(term)} \\ 2)"


def _computed(name: str, result: str, left: str, right: str) -> Iterator[str]:
    if name == "later":
        yield f"{result} = #max {{ {left}; {right} }}"
    elif name == "earlier":
        yield f"{result} = #min {{ {left}; {right} }}"
    else:
        extra = " + 1" if name == "day_after_expiry" else ""
        yield f"{result} = ({left} / {DAY} + {right}{extra}) * {DAY}"


def _atom(atom: Atom) -> str:
    return f"{atom.predicate}({', '.join(_shift(term) for term in atom.args)})"


def _shift(term: Term) -> str:
    if isinstance(term, Variable):
        return "_" if term.anonymous else term.name
    if isinstance(term, int):
        return str(term - FIRST if term > NUMBERS else term)
    return term
