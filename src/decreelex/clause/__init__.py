"""Words of one unit -> citations, dates, effects, modifications."""

from __future__ import annotations

from decreelex.clause.dates import find_dates
from decreelex.clause.reading import ClauseReading, read

__all__ = ["ClauseReading", "find_dates", "read"]
