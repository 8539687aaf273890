"""Whole corpora: every act of folders, archives and tables into Parquet, on one machine or on a Dask cluster.

inputs (what there is) -> plan (what is left to do, in parts) -> engines (where) -> work (one part) -> tables.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from decreelex import resources
from decreelex.batch import engines, graph, plan, work
from decreelex.batch.inputs import Passed, listed
from decreelex.batch.tables import TABLES, checked, schema
from decreelex.errors import UsageError, fail

__all__ = ["ENGINES", "STEPS", "TABLES", "USUAL", "Options", "Passed", "Progress", "Report", "checked", "graph", "run", "schema"]

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
    """What a run did. ``parsed``: acts read now; ``kept``: those that an earlier run had done; ``passed``: what was found
    and is no document, or hidden; ``parts``: files of each table written now."""

    parsed: int
    failed: int
    kept: int
    passed: tuple[Passed, ...]
    parts: int


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a run is done. ``jobs``: processes (default: one for each core; 1: in this process). ``scheduler``: address of a
    Dask scheduler; ``column``: of JSON Lines and Parquet inputs; ``part_bytes``: of documents in a part; ``jsonl``: keep
    the whole expressions too."""

    steps: tuple[str, ...] = USUAL
    engine: str = "local"
    scheduler: str | None = None
    jobs: int | None = None
    column: str = "text"
    part_bytes: int = PART
    jsonl: bool = False


USUAL_OPTIONS = Options()


def run(inputs: Sequence[str], out: str, options: Options = USUAL_OPTIONS, *,
        progress: Callable[[Progress], None] | None = None) -> Report:
    """Parse all acts of the inputs into ``out``: a folder of Parquet files for each table, failures.jsonl, passed.jsonl.

    A run over the same inputs does what is new, changed or failed, or was done by another release; one that was cut
    short goes on where it was. Raises UsageError for an unknown step or engine, an input that names nothing, or an
    output folder that is none.
    """
    _checked(options, out)
    settings = work.Settings(str(Path(out).resolve()), _ordered(options), resources.release())
    found = listed(inputs, column=options.column, spool=Path(settings.out) / work.MANIFEST / "unpacked")
    todo = plan.made(found.items, settings, size=options.part_bytes)
    number = options.jobs or os.cpu_count() or 1
    engine = engines.here if options.engine == "local" and number == 1 else ENGINES[options.engine]
    tell = _Teller(todo, progress)
    for done in engine(todo.parts, settings, number, options.scheduler):
        tell.done(done)
    plan.finished(settings)
    failed = _failures(settings, found.failed)
    _saved(settings, "passed.jsonl", [{"address": one.address, "reason": one.why} for one in found.passed])
    return Report(tell.parsed, failed, todo.kept, tuple(found.passed), len(todo.parts))


def _checked(options: Options, out: str) -> None:
    unknown = [step for step in options.steps if step not in STEPS]
    if unknown or not options.steps:
        what = f"unknown step {unknown[0]!r}" if unknown else "no step"
        raise fail(UsageError, "bad-step", what, suggestions=STEPS)
    if options.engine not in ENGINES:
        raise fail(UsageError, "bad-engine", f"unknown engine {options.engine!r}", suggestions=tuple(ENGINES))
    if options.scheduler and options.engine != "dask":
        raise fail(UsageError, "bad-scheduler", "a scheduler is named, and the engine is not dask",
                   suggestions=("--engine dask",))
    if options.scheduler:
        engines.checked(options.scheduler)
    checked(out)


def _ordered(options: Options) -> tuple[str, ...]:
    chosen = (step for step in STEPS if step in options.steps or step == "parse")
    return (*chosen, *([work.JSONL] if options.jsonl else []))


class _Teller:
    """Counts what is done and tells it on."""

    def __init__(self, todo: plan.Plan, progress: Callable[[Progress], None] | None) -> None:
        self._tell = progress
        items = [item for part in todo.parts for item in part.items]
        self._state = Progress(0, len(items), 0, sum(item.size for item in items), 0)
        if progress:
            progress(self._state)

    @property
    def parsed(self) -> int:
        """How many acts were read."""
        return self._state.acts - self._state.failed

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
    _saved(settings, "failures.jsonl", rows)
    return len(rows)


def _saved(settings: work.Settings, name: str, rows: Sequence[Mapping[str, str | int | None]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    work.save(Path(settings.out) / name, text.encode("utf-8", "surrogateescape"))
