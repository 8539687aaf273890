"""Modifications and events to the expression at a date. Commencement comes from above: nothing here concludes it."""

from __future__ import annotations

from decreelex.consolidation.apply import Order, apply, identified, modifications
from decreelex.consolidation.source import rebuilt

__all__ = ["Order", "apply", "identified", "modifications", "rebuilt"]
