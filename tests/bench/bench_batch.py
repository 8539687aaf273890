"""Bulk work: MB/s a core, both cores, memory. ``python tests/bench/bench_batch.py [ACTS]`` (default 1,460: about 27 MB).

The acts repeat those of the corpus with other numbers and years.
"""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
from pathlib import Path

from figure import Figure

ACTS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "ru-acts-2018"
STEPS = ("parse", "citations", "effects")


def made(folder: Path, number: int) -> int:
    """Write so many acts; return their bytes."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ACTS.glob("*.txt"))]
    size = 0
    for n in range(number):
        text = texts[n % len(texts)].replace("2018", str(1950 + n // len(texts) % 70))
        text = re.sub(r"([N№]) (\d+)", lambda found, n=n: f"{found[1]} {int(found[2]) + n}", text, count=3)
        size += (folder / f"{n:06d}.txt").write_bytes(text.encode())
    return size


def measure(number: int = 1_460) -> list[Figure]:
    """Return the figures for the bench table."""
    if not ACTS.exists():
        sys.stderr.write("../shared/corpus is absent: nothing measured\n")
        return []
    from decreelex import batch

    out: list[Figure] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "acts"
        folder.mkdir()
        size = made(folder, number)
        batch.run([str(folder / "00000*.txt")], f"{place}/warm", batch.Options(jobs=1))
        for jobs in (1, 2):
            clock, used = time.perf_counter(), _used()
            batch.run([str(folder)], f"{place}/out{jobs}", batch.Options(jobs=jobs, steps=STEPS))
            took, busy = time.perf_counter() - clock, _used() - used
            name = f"bulk, parse + citations + effects, {jobs} process{'es' if jobs > 1 else ''}"
            out += [Figure(name, size / took / 1e6, "MB/s", f"{number} acts", size),
                    Figure(f"{name}: cores busy", 100 * busy / took / jobs, "%", f"{number} acts", size)]
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return [*out, Figure("bulk, memory of the largest process", peak / 1024, "MiB", f"{number} acts", size)]


def _used() -> float:
    """Return the seconds of processor time of this process and its children that are over."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    for figure in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_460):
        sys.stdout.write(f"{figure.name:56} {figure.value:10.2f} {figure.unit:6} {figure.input} ({figure.size:,} bytes)\n")
