"""The rules, facts and registers a proof is checked against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import msgspec

from decreelex.check.model import Model, everything
from decreelex.check.terms import Data, Row, Value

_FULL = 2**62  # the strength of a rule that rests on no authority: above every rank


class FactLike(Protocol):
    """What the checker needs to know of a fact."""

    @property
    def predicate(self) -> str:
        """What is stated, as the rules name it."""

    @property
    def args(self) -> Row:
        """Whom and what it is stated of; moments as numbers (see ``computed``)."""

    @property
    def known(self) -> int:
        """The minute since which it is known; before that it does not count."""

    @property
    def rank(self) -> Value:
        """The strength of its source: a number, or a name that the rules' ranks hold."""

    @property
    def source(self) -> Value | None:
        """The key of the words or record it rests on; a step must give the same."""


class RegisterLike(Protocol):
    """What the checker needs to know of a register."""

    @property
    def scope(self) -> str:
        """What it lists, in the words of the rule that asks for it, values filled in."""

    @property
    def known(self) -> int:
        """The minute since which it is known; of two on one scope the later speaks."""


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
            rules = [rule for rule in self.rules.values() if not rule["claim"]]
            self._model = everything(self.facts, rules, as_of=self.as_of)
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
