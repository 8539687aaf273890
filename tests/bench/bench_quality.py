"""What is right: annotation against labelled provisions, free wordings against the questions meant. Counts only."""

from __future__ import annotations

import score_annotate
import score_wordings
from figure import Figure


def measure() -> list[Figure]:
    """Return the figures for the bench table; without ../shared only those of the project's own texts are counted."""
    return [*score_annotate.measure(), *score_wordings.measure()]
