"""Rules as data to conclusions with derivations."""

from __future__ import annotations

from decreelex.reason import language
from decreelex.reason.derivation import Absence, BuiltinStep, Derivation, Premise, Register
from decreelex.reason.engine import Engine, Session
from decreelex.reason.facts import Fact, FactBase, Registers
from decreelex.reason.moments import as_of, iso, label, minute, moment
from decreelex.reason.program import Rules

__all__ = ["Absence", "BuiltinStep", "Derivation", "Engine", "Fact", "FactBase", "Premise", "Register", "Registers",
           "Rules", "Session", "as_of", "iso", "label", "language", "minute", "moment"]
