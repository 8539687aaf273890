"""Time against size: the corpus once, twice, … sixteen times in one text, and as so many acts; memory beside it.

``run.py`` draws docs/scaling.svg from these figures.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from figure import Figure

ACTS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "ru-acts-2018"
TIMES = (1, 2, 4, 8, 16)


def measure() -> list[Figure]:
    """Return seconds at each size: structure of one long text, all steps of so many acts."""
    if not ACTS.exists():
        sys.stderr.write("../shared/corpus is absent: nothing measured\n")
        return []
    import decreelex

    texts = [path.read_text(encoding="utf-8") for path in sorted(ACTS.glob("*.txt"))]
    whole = "\n\n".join(texts)
    size = len(whole.encode())
    for text in texts[:10]:
        decreelex.parse(text)
    out = []
    for times in TIMES:
        start = time.process_time()
        decreelex.parse("\n\n".join([whole] * times), steps=())
        structure = time.process_time() - start
        start = time.process_time()
        for _ in range(times):
            for text in texts:
                decreelex.parse(text)
        steps = time.process_time() - start
        out += [Figure("structure, one text", structure, "s", f"{times} x the corpus", size * times),
                Figure("all steps, so many acts", steps, "s", f"{times} x the corpus", size * times)]
    return out


if __name__ == "__main__":
    for figure in measure():
        sys.stdout.write(f"{figure.name:28} {figure.value:8.2f} s  {figure.input} ({figure.size:,} bytes)\n")
