"""Whole corpora: every act of folders, archives and tables into Parquet, on one machine or on a Dask cluster.

inputs (what there is) -> plan (what is left to do, in parts) -> engines (where) -> work (one part) -> tables.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from decreelex.batch import engines, plan, work
from decreelex.batch.inputs import listed
from decreelex.batch.tables import TABLES, schema
from decreelex.errors import UsageError, fail

__all__ = ["ENGINES", "STEPS", "TABLES", "Progress", "Report", "run", "schema"]

STEPS = ("parse", "citations", "effects", "amendments", "annotate")
USUAL = STEPS[:-1]
ENGINES: dict[str, engines.Engine] = {"local": engines.processes, "dask": engines.cluster}
PART = 8 * 1024 * 1024  # bytes of documents in a part, as a rule


class Progress(msgspec.Struct, frozen=True):
    """How far a run is: acts and bytes done of all that are to do, and how many of them failed."""

    acts: int
    of_acts: int
    bytes: int
    of_bytes: int
    failed: int


class Report(msgspec.Struct, frozen=True):
    """What a run did. ``kept``: acts that an earlier run had done; ``passed``: files that are no documents."""

    acts: int
    failed: int
    kept: int
    passed: tuple[str, ...]
    parts: int


def run(
    inputs: Sequence[str],
    out: str,
    *,
    steps: Sequence[str] = USUAL,
    engine: str = "local",
    scheduler: str | None = None,
    jobs: int | None = None,
    column: str = "text",
    part_bytes: int = PART,
    jsonl: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Parse all acts of the inputs into ``out``: a folder of Parquet files for each table, and failures.jsonl.

    A run over the same inputs does what is new, changed or failed, or was done by another release; one that was cut
    short goes on where it was. ``jobs``: processes (default: one for each core; 1: in this process). ``column``: of JSON
    Lines and Parquet inputs. ``jsonl``: keep the whole expressions too. Raises UsageError for an unknown step or
    engine, an input that names nothing, or an output folder that is none.
    """
    _checked(steps, engine, out)
    settings = work.Settings(str(Path(out).resolve()), _ordered(steps, jsonl), importlib.metadata.version("decreelex"))
    spool = Path(settings.out) / work.MANIFEST / "unpacked"
    found = listed(inputs, column=column, spool=spool)
    todo = plan.made(found.items, settings, size=part_bytes)
    number = jobs or os.cpu_count() or 1
    work_at = engines.here if engine == "local" and number == 1 else ENGINES[engine]
    tell = _Teller(todo, progress)
    for done in work_at(todo.parts, settings, number, scheduler):
        tell.done(done)
    plan.finished(settings)
    failed = _failures(settings, found.failed)
    acts = sum(len(part.items) for part in todo.parts)
    return Report(acts, failed, todo.kept, tuple(found.passed), len(todo.parts))


def _checked(steps: Sequence[str], engine: str, out: str) -> None:
    unknown = [step for step in steps if step not in STEPS]
    if unknown or not steps:
        raise fail(UsageError, "bad-step", f"unknown step {unknown[0]!r}" if unknown else "no step", suggestions=STEPS)
    if engine not in ENGINES:
        raise fail(UsageError, "bad-engine", f"unknown engine {engine!r}", suggestions=tuple(ENGINES))
    if Path(out).exists() and not Path(out).is_dir():
        raise fail(UsageError, "not-a-folder", f"{out} is no folder")


def _ordered(steps: Sequence[str], jsonl: bool) -> tuple[str, ...]:
    return (*(step for step in STEPS if step in steps or step == "parse"), *([work.JSONL] if jsonl else []))


class _Teller:
    """Counts what is done and tells it on."""

    def __init__(self, todo: plan.Plan, progress: Callable[[Progress], None] | None) -> None:
        self._tell = progress
        items = [item for part in todo.parts for item in part.items]
        self._state = Progress(0, len(items), 0, sum(item.size for item in items), 0)
        if progress:
            progress(self._state)

    def done(self, done: work.Done) -> None:
        state, outcomes = self._state, done.outcomes
        self._state = msgspec.structs.replace(
            state, acts=state.acts + len(outcomes), bytes=state.bytes + sum(one.size for one in outcomes),
            failed=state.failed + sum(one.reason is not None for one in outcomes))
        if self._tell:
            self._tell(self._state)


def _failures(settings: work.Settings, unopened: Sequence[tuple[str, str]]) -> int:
    """Write failures.jsonl and return how many there are."""
    rows: list[dict[str, str | int | None]] = [{"address": path, "reason": why, "sha256": None, "bytes": None}
                                               for path, why in unopened]
    rows = sorted((*rows, *plan.failures(settings)), key=lambda row: str(row["address"]))
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    work.save(Path(settings.out) / "failures.jsonl", text.encode("utf-8", "surrogateescape"))
    return len(rows)
