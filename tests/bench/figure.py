"""What a bench returns."""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """One measured value: ``Figure("structure", 12.4, "million characters/s", "1,000 articles", 1_250_000)``.

    ``input`` says what was measured on, ``size`` how large it is (characters, clauses, acts: as ``input`` says).
    """

    name: str
    value: float
    unit: str
    input: str
    size: int
