"""Words of one unit -> citations, dates, effects, modifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decreelex import lazy

if TYPE_CHECKING:
    from decreelex.clause.dates import find_dates
    from decreelex.clause.effects import share_act
    from decreelex.clause.identity import work_of
    from decreelex.clause.penalties import Measure, Penalty, Sanction, read_penalties, read_sanctions
    from decreelex.clause.reading import ClauseReading, Lead, amends, lead, listed, read, tokens_of

__all__ = [
    "ClauseReading", "Lead", "Measure", "Penalty", "Sanction", "amends", "find_dates", "lead", "listed", "read", "read_penalties",
    "read_sanctions", "share_act", "tokens_of", "work_of",
]

__getattr__ = lazy.names(__name__, {
    "dates": ("find_dates",),
    "effects": ("share_act",),
    "identity": ("work_of",),
    "penalties": ("Measure", "Penalty", "Sanction", "read_penalties", "read_sanctions"),
    "reading": ("ClauseReading", "Lead", "amends", "lead", "listed", "read", "tokens_of"),
})
