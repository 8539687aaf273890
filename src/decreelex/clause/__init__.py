"""Words of one unit -> citations, dates, effects, modifications."""

from __future__ import annotations

from decreelex.clause.dates import find_dates
from decreelex.clause.effects import share_act
from decreelex.clause.identity import work_of
from decreelex.clause.reading import ClauseReading, Lead, amends, lead, listed, read, tokens_of

__all__ = ["ClauseReading", "Lead", "amends", "find_dates", "lead", "listed", "read", "share_act", "tokens_of", "work_of"]
