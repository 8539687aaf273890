"""Rules as data: what a rule file says, ready to be checked, kept as a snapshot and compiled."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from decreelex.errors import Diagnostic
from decreelex.span import Span


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where something stands: file, line and column (from 1), and span in the file's code points."""

    file: str
    line: int
    column: int
    span: Span

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Variable(msgspec.Struct, frozen=True, gc=False):
    """A variable; ``_`` and names that begin with ``Any`` are anonymous, each occurrence a different one."""

    name: str

    @property
    def anonymous(self) -> bool:
        """Return whether the value does not matter."""
        return self.name == "_" or self.name.startswith("Any")


Term = Variable | str | int


class Atom(msgspec.Struct, frozen=True, tag="atom"):
    """A statement: predicate and arguments (names and texts are ``str``; numbers and moments ``int``)."""

    predicate: str
    args: tuple[Term, ...]
    place: Place


class Negation(msgspec.Struct, frozen=True, tag="not"):
    """``not atom over "scope"``; the scope, its variables filled in, is the register's key."""

    atom: Atom
    scope: str
    place: Place


class Builtin(msgspec.Struct, frozen=True, tag="builtin"):
    """A comparison (``=``, ``!=``, ``before``), a test (``reached``, …) or, with a result, a computation."""

    name: str
    args: tuple[Term, ...]
    place: Place
    result: Term | None = None


Literal = Atom | Negation | Builtin


class Text(msgspec.Struct, frozen=True, gc=False):
    """The same words in English and Russian; ``{Variable}`` stands for a value."""

    en: str | None = None
    ru: str | None = None


class Authority(msgspec.Struct, frozen=True):
    """A provision that rules rest on. ``quote`` is None where its text is not to hand; ``known`` in minutes."""

    name: str
    iri: str
    eid: str | None
    quote: str | None
    known: int
    rank: str
    place: Place


class Doctrine(msgspec.Struct, frozen=True):
    """A reading of the law that somebody holds; ``known`` in minutes."""

    name: str
    default: bool
    known: int
    text: Text
    held_by: Text
    place: Place


class Predicate(msgspec.Struct, frozen=True):
    """A kind of statement: names of its arguments, template, and whether facts supply it (``fact``) or rules."""

    name: str
    args: tuple[str, ...]
    fact: bool
    text: Text
    place: Place


class Rule(msgspec.Struct, frozen=True):
    """A rule, or a claim (which establishes nothing). ``known`` in minutes; without doctrines it holds in all."""

    name: str
    claim: bool
    interpretation: bool
    doctrines: tuple[str, ...]
    rank: str | None
    known: int
    text: Text
    by: tuple[str, ...]
    also: tuple[str, ...]
    head: Atom
    body: tuple[Literal, ...]
    place: Place


class Rules(msgspec.Struct, frozen=True):
    """All that the rule files declare, by name; ``rules`` in the order of the texts, claims among them."""

    ranks: dict[str, int]
    authorities: dict[str, Authority]
    doctrines: dict[str, Doctrine]
    predicates: dict[str, Predicate]
    rules: tuple[Rule, ...]

    @property
    def default_doctrine(self) -> str:
        """Return the name of the doctrine marked ``default``, or ``""`` where none is."""
        return next((d.name for d in self.doctrines.values() if d.default), "")

    def strength(self, rule: Rule) -> int | None:
        """Return a rule's rank: its own, else that of its strongest required authority, else None."""
        if rule.rank is not None:
            return self.ranks[rule.rank]
        return max((self.ranks[self.authorities[name].rank] for name in rule.by), default=None)


def variables(terms: tuple[Term, ...]) -> Iterator[str]:
    """Yield the names of the variables among terms that are not anonymous."""
    for term in terms:
        if isinstance(term, Variable) and not term.anonymous:
            yield term.name


def atoms(rule: Rule) -> Iterator[tuple[Atom, bool]]:
    """Yield the statements of a rule's body and whether each is denied."""
    for literal in rule.body:
        if isinstance(literal, Atom):
            yield literal, False
        elif isinstance(literal, Negation):
            yield literal.atom, True


def diagnostic(place: Place, code: str, message: str, *, suggestions: tuple[str, ...] = (),
               warning: bool = False) -> Diagnostic:
    """Return a diagnostic whose message begins with the place."""
    hint = f" Did you mean {' or '.join(repr(s) for s in suggestions)}?" if suggestions else ""
    return Diagnostic(code, "warning" if warning else "error", f"{place}: {message}{hint}", place.span, (), suggestions)
