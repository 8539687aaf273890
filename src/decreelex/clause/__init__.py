"""Words of one unit -> citations, dates, effects, modifications."""

from __future__ import annotations

from decreelex.clause.dates import find_dates
from decreelex.clause.effects import share_act
from decreelex.clause.identity import work_of
from decreelex.clause.penalties import Measure, Penalty, Sanction, read_penalties, read_sanctions
from decreelex.clause.reading import ClauseReading, Lead, amends, lead, listed, read, tokens_of

__all__ = [
    "ClauseReading", "Lead", "Measure", "Penalty", "Sanction", "amends", "find_dates", "lead", "listed", "read", "read_penalties",
    "read_sanctions", "share_act", "tokens_of", "work_of",
]
