"""Facts, indexed once by whatever arguments are asked for; layers of assumptions that copy nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol

import msgspec

from decreelex.errors import InputError, fail
from decreelex.reason.derivation import Derivation, Register, Value
from decreelex.reason.shelf import Shelf, save

Rows = Sequence[Derivation]


class Fact(msgspec.Struct, frozen=True, gc=False):
    """A statement from a source. ``known``: minutes; ``rank``: a number, or the name of a rank of the rules."""

    predicate: str
    args: tuple[Value, ...]
    known: int = 0
    rank: Value = 0
    source: Value | None = None


class Lookup(Protocol):
    """The facts of a predicate by the values of some of its arguments (one: the bare value; several: a tuple)."""

    def get(self, key: Any, default: Rows, /) -> Rows:
        """Return the facts under a key, strongest first; ``default`` where there are none."""


class FactBase:
    """An immutable set of facts. ``index[predicate, positions]`` is made when first asked for and then kept."""

    __slots__ = ("index",)

    def __init__(self, facts: Iterable[Fact] = (), *, ranks: Mapping[str, int] | None = None) -> None:
        """Keep ``facts``; ``ranks`` (those of the rules) numbers named ranks. Raises InputError for an unknown one."""
        self.index: _Indexes | _Layer | Shelf = _Indexes(facts, ranks or {})

    @classmethod
    def open(cls, path: Path) -> FactBase:
        """Return the facts of a file that ``save`` wrote, reading none of them yet. Raises InputError for another file."""
        base = cls()
        base.index = Shelf(path)
        return base

    def save(self, path: Path) -> None:
        """Keep these facts with their indexes in a file. Only for facts that lie on no others (``assume``, ``without``)."""
        if isinstance(self.index, _Indexes):
            rows = self.index.by_predicate
            save(path, rows, {predicate: _agreement(several) for predicate, several in rows.items()})

    def assume(self, facts: Iterable[Fact], *, ranks: Mapping[str, int] | None = None) -> FactBase:
        """Return these facts and some more, without copying these."""
        return self._over(_Indexes(facts, ranks or {}), frozenset())

    def without(self, sources: Iterable[Value]) -> FactBase:
        """Return these facts but those from some sources, without copying."""
        return self._over(_Indexes((), {}), frozenset(sources))

    def rows(self, predicate: str) -> Rows:
        """Return the facts of a predicate as derivations, strongest first, else in the order given."""
        return self.index[predicate, ()].get((), ())

    def sizes(self, predicate: str) -> tuple[int, tuple[float, ...]]:
        """Return how many facts a predicate has and, per argument, the chance that two of them agree in it.

        The chance is estimated from a sample, always the same one.
        """
        if isinstance(self.index, Shelf):
            kind = self.index.head.kinds.get(predicate)
            return (kind.count, kind.agreement) if kind else (0, _agreement(()))
        rows = self.rows(predicate)
        return len(rows), _agreement(rows)

    def _over(self, own: _Indexes, removed: frozenset[Value]) -> FactBase:
        layered = FactBase()
        layered.index = _Layer(self.index, own, removed)
        return layered


class _Indexes(dict[tuple[str, tuple[int, ...]], Lookup]):
    """Indexes of one flat set of facts, made on demand."""

    def __init__(self, facts: Iterable[Fact], ranks: Mapping[str, int]) -> None:
        super().__init__()
        self.by_predicate: dict[str, list[Derivation]] = {}
        for fact in facts:
            row = Derivation(fact.predicate, fact.args, None, (), _rank(fact, ranks), 1, (), fact.source, fact.known)
            self.by_predicate.setdefault(fact.predicate, []).append(row)
        for rows in self.by_predicate.values():
            rows.sort(key=_strongest_first)

    def __missing__(self, key: tuple[str, tuple[int, ...]]) -> Lookup:
        predicate, positions = key
        rows = self.by_predicate.get(predicate, [])
        found: dict[Any, list[Derivation]] = {}
        if positions:
            pick = itemgetter(*positions)
            for row in rows:
                found.setdefault(pick(row.args), []).append(row)
        elif rows:
            found[()] = rows
        self[key] = found
        return found


class _Layer(dict[tuple[str, tuple[int, ...]], Lookup]):
    """Indexes of some facts over those of others, less what comes from removed sources."""

    def __init__(self, below: _Indexes | _Layer | Shelf, own: _Indexes, removed: frozenset[Value]) -> None:
        super().__init__()
        self.below, self.own, self.removed = below, own, removed

    def __missing__(self, key: tuple[str, tuple[int, ...]]) -> Lookup:
        below = self.below[key]
        changed = self.removed or key[0] in self.own.by_predicate
        self[key] = _Merged(below, self.own[key], self.removed) if changed else below
        return self[key]


class _Merged:
    """One index over another."""

    __slots__ = ("_below", "_own", "_removed")

    def __init__(self, below: Lookup, own: Lookup, removed: frozenset[Value]) -> None:
        self._below, self._own, self._removed = below, own, removed

    def get(self, key: Any, default: Rows, /) -> Rows:
        """Return the rows of both, strongest first."""
        rows, own = self._below.get(key, ()), self._own.get(key, ())
        if self._removed:
            rows = [row for row in rows if row.source not in self._removed]
        if own and rows:
            return sorted([*rows, *own], key=_strongest_first)
        return own or rows or default


class Registers:
    """Registers by scope; of several for one scope the one that became known last counts."""

    __slots__ = ("_by_scope",)

    def __init__(self, registers: Iterable[Register] = ()) -> None:
        self._by_scope: dict[str, list[Register]] = {}
        for register in registers:
            self._by_scope.setdefault(register.scope, []).append(register)
        for several in self._by_scope.values():
            several.sort(key=lambda register: -register.known)

    def get(self, scope: str, known: int) -> Register | None:
        """Return the register of a scope as known at a minute, or None."""
        return next((one for one in self._by_scope.get(scope, ()) if one.known <= known), None)


_SAMPLE = 300
_MANY = 16


def _agreement(rows: Rows) -> tuple[float, ...]:
    if not rows:
        return (1.0,) * _MANY
    sample = rows if len(rows) <= _SAMPLE else random.Random(0).sample(rows, _SAMPLE)
    pairs = max(1, len(sample) * (len(sample) - 1))
    counts = (Counter(column).values() for column in zip(*(row.args for row in sample), strict=True))
    return tuple([max(1 / len(rows), sum(n * (n - 1) for n in count) / pairs) for count in counts])


def _strongest_first(row: Derivation) -> int:
    return -row.strength


def _rank(fact: Fact, ranks: Mapping[str, int]) -> int:
    if isinstance(fact.rank, int):
        return fact.rank
    if fact.rank not in ranks:
        raise fail(InputError, "unknown-rank", f"a fact '{fact.predicate}' has the rank '{fact.rank}', which no rule"
                   f" file declares; there are: {', '.join(sorted(ranks)) or 'none'}.")
    return ranks[fact.rank]
