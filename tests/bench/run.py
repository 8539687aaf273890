"""Runs every bench_<name>.py here and writes the figures down: docs/figures.jsonl (all), docs/figures.md (the last).

A bench is a module with ``measure() -> list[Figure]``: it makes its input, warms what a user has warm, measures once.
Each run is a process of its own, so that the peak memory is the bench's; the benches take turns, round by round, and
the table shows the median of the rounds. A reference loop, pure Python, is one of them: figures of two machines are
compared by their ratio to it, not as they stand.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import plot
from figure import Figure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HISTORY = ROOT / "docs" / "figures.jsonl"
TABLE = ROOT / "docs" / "figures.md"
PICTURE = ROOT / "docs" / "scaling.svg"
REFERENCE = "reference"
REGRESSION = 0.2
_TIMES = ("s", "ms")  # less of these is better, and of those in _LESS
_LESS = ("times the input", "times the time", "MiB", "wrong")
HEAD = """# Figures

Made by `make bench`; every earlier run is in figures.jsonl. A figure is the median of the runs, in brackets the lowest
and the highest; peak memory is that of the whole process, Python and imports included. The reference loop is a fixed
piece of pure Python measured in the same minutes: to compare with another machine, compare ratios to it.
"""


def reference() -> Figure:
    """Return how many words a second a fixed loop of dictionary look-ups and string joins goes through."""
    words = [f"word{number % 997}" for number in range(200_000)]
    start = time.perf_counter()
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + len(word.upper())
    "".join(sorted(words))
    speed = len(words) / (time.perf_counter() - start) / 1e6
    return Figure(REFERENCE, speed, "million words/s", "fixed loop", len(words))


def measure(name: str) -> dict[str, Any]:
    """Run one bench in this process and return its figures and the peak memory in MiB."""
    figures = [reference()] if name == REFERENCE else importlib.import_module(name).measure()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return {"figures": [figure._asdict() for figure in figures], "peak": round(peak, 1)}


def in_own_process(name: str) -> dict[str, Any]:
    """Run one bench in a process of its own. Raises SystemExit with what it said when it fails."""
    call = [sys.executable, str(HERE / "run.py"), "--one", name]
    done = subprocess.run(call, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed with exit code {done.returncode}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def summary(name: str, runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row for each figure of a bench: median, lowest, highest, median peak memory."""
    rows = []
    for number, figure in enumerate(runs[0]["figures"]):
        values = [run["figures"][number]["value"] for run in runs]
        spread = {"value": statistics.median(values), "low": min(values), "high": max(values)}
        peak = statistics.median(run["peak"] for run in runs)
        rows.append({"bench": name, **figure, **spread, "peak_mib": peak})
    return rows


def machine() -> dict[str, Any]:
    """Return what the figures depend on and says nothing of whose machine it is."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = f"{platform.python_implementation()} {platform.python_version()}"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"cpu": model, "cores": cores, "memory_gib": round(memory), "system": platform.system(), "python": python}


def commit() -> str | None:
    """Return the commit measured, marked when the tree has changes; None outside a checkout."""
    try:
        call = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
        done = subprocess.run(call, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return None
    return done.stdout.strip() or None


def table(record: dict[str, Any], before: dict[str, Any] | None) -> str:
    """Return docs/figures.md for one record of the history; ``before``: the record before it."""
    on = record["machine"]
    measured = f"{record['date']}, commit {record['commit']}, {record['runs']} runs"
    where = f"{on['cpu']}, {on['cores']} cores, {on['memory_gib']} GiB, {on['system']}, {on['python']}"
    lines = [
        HEAD,
        f"{measured}, {where}.",
        "",
        "![Seconds against size](scaling.svg)",
        "",
        "| what | figure | unit | against the last run | measured on | size | peak MiB |",
        "| --- | ---: | --- | ---: | --- | ---: | ---: |",
    ]
    shown = ""
    for row in record["figures"]:
        if row["bench"] != shown:
            shown = row["bench"]
            lines.append(f"| **{shown.removeprefix('bench_')}** | | | | | | |")
        value = f"{number(row['value'])} ({number(row['low'])}-{number(row['high'])})"
        size, change = f"{row['size']:,}", compared(row, record, before)
        lines.append(f"| {row['name']} | {value} | {row['unit']} | {change} | {row['input']} | {size} | "
                     f"{row['peak_mib']:,.0f} |")
    return "\n".join([*lines, ""])


def compared(row: dict[str, Any], record: dict[str, Any], before: dict[str, Any] | None) -> str:
    """Return how a figure moved since the last run, both as ratios to their reference loops; worse by a fifth is marked."""
    old = next((one for one in (before or {}).get("figures", ()) if _same(one, row)), None)
    if old is None or before is None or not old["value"] or row["name"] == REFERENCE:
        return ""
    ratio, speed = row["value"] / old["value"], _reference(record) / _reference(before)
    if row["unit"].endswith("/s"):
        ratio /= speed
    elif row["unit"] in _TIMES:
        ratio *= speed
    more = row["unit"] in _TIMES or row["unit"] in _LESS
    worse = ratio > 1 + REGRESSION if more else ratio < 1 - REGRESSION
    return f"**x {ratio:.2f}, worse**" if worse else f"x {ratio:.2f}"


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[key] == other[key] for key in ("bench", "name", "unit", "input"))


def _reference(record: dict[str, Any]) -> float:
    return float(next(row["value"] for row in record["figures"] if row["name"] == REFERENCE))


def number(value: float) -> str:
    """Return a number with three figures that count."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def benches(only: Sequence[str]) -> list[str]:
    """Return the names of the bench modules, all or those asked for."""
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    wanted = [f"bench_{one.removeprefix('bench_')}" for one in only]
    unknown = set(wanted) - set(names)
    if unknown:
        raise SystemExit(f"no bench {', '.join(sorted(unknown))}; there are: {', '.join(names) or 'none'}")
    return wanted or names


def show(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        print(f"{row['name']:40} {number(row['value']):>10} {row['unit']}  ({row['input']}; {row['peak_mib']:.0f} MiB)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="*", metavar="NAME", help="bench to run (default: all; then written down)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each bench (default: 5)")
    parser.add_argument("--smoke", action="store_true", help="one run of each, nothing written: do the benches work?")
    parser.add_argument("--one", metavar="NAME", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
        return
    runs = 1 if options.smoke else options.runs
    names = [REFERENCE, *benches(options.only)]
    rounds = [{name: in_own_process(name) for name in names} for _ in range(runs)]
    rows = [row for name in names for row in summary(name, [done[name] for done in rounds])]
    show(rows)
    if not options.smoke and not options.only:
        write(rows, runs)


def write(rows: list[dict[str, Any]], runs: int) -> None:
    """Add the run to the history and make the table anew."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    record = {"date": today, "commit": commit(), "runs": runs, "machine": machine(), "figures": rows}
    records = [json.loads(line) for line in HISTORY.read_text(encoding="utf-8").splitlines()] if HISTORY.exists() else []
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
    TABLE.write_text(table(record, records[-1] if records else None), encoding="utf-8")
    draw(rows)
    print(f"written: {TABLE.relative_to(ROOT)}")


def draw(rows: Sequence[dict[str, Any]]) -> None:
    """Draw time against size from the rows of bench_scale."""
    series: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if row["bench"] == "bench_scale":
            series.setdefault(row["name"], []).append((row["size"] / 1e6, row["value"]))
    if series:
        picture = plot.scaling(series, title="Seconds against size", along="MB of text (dashed: linear)", up="s")
        PICTURE.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
