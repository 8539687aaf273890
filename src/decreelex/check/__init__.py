"""Verifies derivations step by step against the rules and the facts. Shares no code with the reasoner that made them.

The checker reads rules as plain data, matches every step anew, recomputes every comparison and date with ``datetime``,
and looks for what a proof says is absent by deriving, from below and without cleverness, everything there is.
"""

from __future__ import annotations

from decreelex.check.steps import solutions, verify
from decreelex.check.terms import Data
from decreelex.check.world import FactLike, RegisterLike, World

__all__ = ["Data", "FactLike", "RegisterLike", "World", "solutions", "verify"]
