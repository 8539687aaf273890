"""Conclusions with the steps that lead to them."""

from __future__ import annotations

from typing import ClassVar

import msgspec

NOT_WEAKENING = 2**62
"""The strength of a step that weakens nothing: an absence, a builtin, a rule of no rank."""

Value = str | int


class Register(msgspec.Struct, frozen=True, gc=False):
    """A claim that the facts of a scope are complete through a minute; ``known`` (minutes): since when it is known."""

    scope: str
    complete_through: int
    attested_by: str
    known: int = 0


class Absence(msgspec.Struct, frozen=True, gc=False):
    """A premise of the kind "no such fact": what was looked for (None: anything), and the register, if any."""

    predicate: str
    args: tuple[Value | None, ...]
    scope: str
    register: Register | None
    strength: ClassVar[int] = NOT_WEAKENING
    steps: ClassVar[int] = 0


class BuiltinStep(msgspec.Struct, frozen=True, gc=False):
    """A comparison, test or computation that held; ``result`` is what was computed."""

    name: str
    args: tuple[Value, ...]
    result: Value | None = None
    strength: ClassVar[int] = NOT_WEAKENING
    steps: ClassVar[int] = 0


class Derivation(msgspec.Struct, frozen=True, gc=False, eq=False, weakref=False):
    """A conclusion and its best derivation: by a rule from premises (in the rule's order), or a fact (``rule`` None).

    ``strength`` is that of its weakest link, ``steps`` counts facts and rule applications, ``authorities`` names those
    cited, ``source`` is the fact's source key, ``known`` (minutes) since when the fact is known.
    Two derivations are equal only if they are one and the same object: compare their conclusions.
    """

    predicate: str
    args: tuple[Value, ...]
    rule: str | None
    premises: tuple[Derivation | Absence | BuiltinStep, ...]
    strength: int
    steps: int
    authorities: tuple[str, ...] = ()
    source: Value | None = None
    known: int = 0


Premise = Derivation | Absence | BuiltinStep
