"""Bulk work: MB/s a core, both cores, memory. ``python tests/bench/bench_batch.py [ACTS]`` (default 1,460: about 27 MB).

The acts repeat those of the corpus with other numbers and years. From 10,000 acts on, one input in a hundred is broken
on purpose, it is checked that each is reported and no other harmed, and the time for 300,000 acts is reckoned.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from figure import Figure

ACTS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "ru-acts-2018"
STEPS = ("parse", "citations", "effects")
WHOLE = 300_000  # acts that researchers hold
CORES = 32
LARGE = 10_000
_TREND = 100_000_000  # bytes; a shorter run has no trend
HUGE = 5  # broken inputs of 100 MB; the other sorts share the rest


def made(folder: Path, number: int) -> int:
    """Write so many acts; return their bytes."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ACTS.glob("*.txt"))]
    size = 0
    for n in range(number):
        text = texts[n % len(texts)].replace("2018", str(1950 + n // len(texts) % 70))
        text = re.sub(r"([N№]) (\d+)", lambda found, n=n: f"{found[1]} {int(found[2]) + n}", text, count=3)
        size += (folder / f"{n:06d}.txt").write_bytes(text.encode())
    return size


def broken(folder: Path, number: int) -> set[str]:
    """Write so many inputs that are broken: cut in a letter, two encodings, binary, empty, 100 MB. Return their paths."""
    draw, whole = random.Random(7), [path.read_bytes() for path in sorted(ACTS.glob("*.txt"))]
    out: set[str] = set()
    for n in range(number):
        path, data = folder / f"{n:06d}-broken.txt", whole[n % len(whole)]
        half = len(data) // 2
        if n < HUGE:
            with path.open("wb") as handle:
                handle.truncate(100_000_000)
        elif n % 4 == 0:
            at = next(i for i in range(half, len(data)) if data[i] & 0xC0 == 0x80)
            path.write_bytes(data[:at])
        elif n % 4 == 1:
            path.write_bytes(data[:half].decode("utf-8", "ignore").encode() + data[half:].decode("utf-8", "ignore").encode("cp1251", "ignore"))
        else:
            path.write_bytes(draw.randbytes(5_000) if n % 4 == 2 else b"")
        out.add(str(path))
    return out


class Watch(threading.Thread):
    """Notes the memory of the largest process of the run once a second, and the processor time used."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peaks: list[float] = []
        self.over = threading.Event()

    def run(self) -> None:
        import psutil

        me = psutil.Process()
        while not self.over.wait(1):
            sizes = [_resident(one) for one in (me, *me.children(recursive=True))]
            self.peaks.append(max(sizes) / 2**20)

    def grown(self) -> float:
        """Return the peak of the last quarter of the run over that of the second one."""
        quarter = len(self.peaks) // 4
        return max(self.peaks[-quarter:]) / max(self.peaks[quarter : 2 * quarter]) if quarter else 1.0


def _resident(process: object) -> int:
    import psutil

    try:
        return int(process.memory_info().rss)  # type: ignore[attr-defined]
    except psutil.Error:
        return 0


def timed(folder: Path, out: str, jobs: int) -> tuple[float, float, Watch]:
    """Run over a folder; return seconds, seconds of processor time, and what was watched."""
    from decreelex import batch

    watch = Watch()
    watch.start()
    clock, used = time.perf_counter(), _used()
    batch.run([str(folder)], out, batch.Options(jobs=jobs, steps=STEPS))
    took, busy = time.perf_counter() - clock, _used() - used
    watch.over.set()
    watch.join()
    return took, busy, watch


def measure(number: int = 1_460) -> list[Figure]:
    """Return the figures for the bench table."""
    if not ACTS.exists():
        sys.stderr.write("../shared/corpus is absent: nothing measured\n")
        return []
    from decreelex import batch

    out: list[Figure] = []
    with tempfile.TemporaryDirectory() as place:
        folders = {jobs: Path(place) / f"acts{jobs}" for jobs in (1, 2)}
        for folder in folders.values():
            folder.mkdir()
        numbers = {1: number // 10 if number >= LARGE else number, 2: number}
        sizes = {jobs: made(folder, numbers[jobs]) for jobs, folder in folders.items()}
        spoilt = broken(folders[2], number // 100) if number >= LARGE else set[str]()
        batch.run([str(folders[1] / "00000*.txt")], f"{place}/warm", batch.Options(jobs=1))
        rates: dict[int, float] = {}
        for jobs, folder in folders.items():
            took, busy, watch = timed(folder, f"{place}/out{jobs}", jobs)
            rates[jobs] = numbers[jobs] / took
            out += list(_figures(jobs, numbers[jobs], sizes[jobs], took, busy, watch))
        if spoilt:
            out += list(_checked(Path(place) / "out2", spoilt, number))
            out += list(_reckoned(rates, sizes[2] / number))
    return out


def _figures(jobs: int, number: int, size: int, took: float, busy: float, watch: Watch) -> Iterator[Figure]:
    acts = f"{number} acts"
    name = f"bulk, parse + citations + effects, {jobs} process{'es' if jobs > 1 else ''}"
    yield Figure(name, size / took / 1e6, "MB/s", acts, size)
    yield Figure(f"{name}: cores busy", 100 * busy / took / jobs, "%", acts, size)
    yield Figure(f"{name}: largest process", max(watch.peaks, default=0.0), "MiB", acts, size)
    if size >= _TREND:
        yield Figure(f"{name}: its last quarter / its second", watch.grown(), "x", acts, size)


def _checked(out: Path, spoilt: set[str], number: int) -> Iterator[Figure]:
    """Yield how many broken inputs were reported, and how many acts differ from the other copies of the same act."""
    import pyarrow.parquet as pq

    failed = {json.loads(line)["address"] for line in (out / "failures.jsonl").read_text(encoding="utf-8").splitlines()}
    acts = pq.read_table(out / "acts", columns=["address", "provisions", "coverage", "warnings", "errors"]).to_pylist()
    warned = {row["address"] for row in acts if row["warnings"] or row["errors"]}
    good = {row["address"]: row for row in acts if row["address"] not in spoilt}
    kinds: dict[int, set[tuple[int, float]]] = {}
    for address, row in good.items():
        kinds.setdefault(int(Path(address).stem) % len(list(ACTS.glob("*.txt"))), set()).add((row["provisions"], row["coverage"]))
    yield Figure("broken inputs reported", len(spoilt & (failed | warned)), f"of {len(spoilt)}", f"{number} acts", len(spoilt))
    yield Figure("acts lost or failed beside them", number - len(good), "acts", f"{number} acts", number)
    yield Figure("acts read otherwise than other copies", sum(len(some) - 1 for some in kinds.values()), "acts", f"{number} acts", number)


def _reckoned(rates: dict[int, float], size: float) -> Iterator[Figure]:
    """Yield the hours that 300,000 acts of the same size would take: on one core, and on 32 by the scaling measured."""
    share = rates[2] / rates[1] / 2  # of a second core's time that becomes work
    mean = f"mean {size / 1e3:.0f} kB"
    yield Figure("300,000 acts on one core", WHOLE / rates[1] / 60, "min", mean, WHOLE)
    yield Figure("scaling, two processes against one", 2 * share, "x", mean, WHOLE)
    yield Figure("300,000 acts on 32 cores", WHOLE / (rates[1] * CORES * share) / 60, "min", mean, WHOLE)


def _used() -> float:
    """Return the seconds of processor time of this process and its children that are over."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    for figure in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_460):
        sys.stdout.write(f"{figure.name:76} {figure.value:10.2f} {figure.unit:6} {figure.input} ({figure.size:,} bytes)\n")
