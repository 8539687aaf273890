"""The comparison of two bench runs: ratios to the reference loop, and what counts as worse."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parent / "bench"


@pytest.fixture(scope="module")
def run() -> Any:
    sys.path.insert(0, str(BENCH))
    try:
        spec = importlib.util.spec_from_file_location("bench_run", BENCH / "run.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(BENCH))
    return module


def record(reference: float, value: float, unit: str) -> dict[str, Any]:
    same = {"bench": "bench_x", "name": "x", "unit": unit, "input": "y", "size": 1}
    return {"figures": [{**same, "name": "reference", "unit": "million words/s", "value": reference}, {**same, "value": value}]}


@pytest.mark.parametrize(("unit", "before", "after", "reference", "said"), [
    ("MB/s", 10.0, 7.0, 5.0, "**x 0.70, worse**"),
    ("MB/s", 10.0, 20.0, 5.0, "x 2.00"),
    ("MB/s", 10.0, 5.0, 2.5, "x 1.00"),  # a machine of half the speed
    ("ms", 1.0, 1.5, 5.0, "**x 1.50, worse**"),
    ("ms", 1.0, 2.0, 2.5, "x 1.00"),
    ("s", 1.0, 0.5, 5.0, "x 0.50"),
    ("times the time", 2.0, 2.6, 5.0, "**x 1.30, worse**"),
    ("%", 99.0, 70.0, 5.0, "**x 0.71, worse**"),
])
def test_against_the_last_run(run: Any, unit: str, before: float, after: float, reference: float, said: str) -> None:
    old, new = record(5.0, before, unit), record(reference, after, unit)
    assert run.compared(new["figures"][1], new, old) == said
