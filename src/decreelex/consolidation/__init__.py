"""Modifications and events to the expression at a date. Commencement comes from above: nothing here concludes it."""

from __future__ import annotations

from decreelex.consolidation.acts import Order, apply, identified, modifications
from decreelex.consolidation.chain import Act, Settled, settle
from decreelex.consolidation.editions import Life, Wording, at_date, history, joined
from decreelex.consolidation.review import Choice, Decision, Decisions, Item, decide, decisions_for, items, outcomes
from decreelex.consolidation.source import rebuilt

__all__ = [
    "Act", "Choice", "Decision", "Decisions", "Item", "Life", "Order", "Settled", "Wording", "apply",
    "at_date", "decide", "decisions_for", "history", "identified", "items", "joined", "modifications",
    "outcomes", "rebuilt", "settle",
]
