"""Citations and effects per second, in one process: ``python tests/bench/bench_clause.py [FOLDER of .txt acts]``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from decreelex import clause
from decreelex.span import Span

DENSE = (
    'Внести в пункт "л" части первой статьи 63 Уголовного кодекса Российской Федерации, абзацы второй и третий подпункта "а" '
    'пункта 6 статьи 1 Федерального закона от 26 февраля 1997 г. № 31-ФЗ "О мобилизационной подготовке и мобилизации в '
    'Российской Федерации", частями первой или второй статьи 337, Указом Президента Российской Федерации от 21 сентября '
    '2022 г. № 647 "Об объявлении частичной мобилизации в Российской Федерации"')


def rate(name: str, lines: list[str], steps: frozenset[str]) -> None:
    """Print what one pass over the lines finds, and how fast."""
    start = time.process_time()
    readings = [clause.read(line, Span(0, len(line)), "rus", steps=steps) for line in lines]
    took = time.process_time() - start
    found = sum(len(r.citations) for r in readings)
    effects = sum(len(r.effects) for r in readings)
    size = sum(map(len, lines))
    print(f"{name:32} {len(lines):6} units {size / took / 1e6:6.2f} M characters/s {found / took:9.0f} citations/s "
          f"{effects:5} effects {sum(len(r.diagnostics) for r in readings):4} diagnostics {took:6.2f} s")


def main() -> None:
    both, only = frozenset({"citations", "effects"}), frozenset({"citations"})
    clause.read(DENSE, Span(0, len(DENSE)), "rus", steps=both)
    rate("dense, citations", [DENSE] * 2_000, only)
    rate("dense, citations and effects", [DENSE] * 2_000, both)
    for folder in sys.argv[1:]:
        lines = [line for path in sorted(Path(folder).glob("*.txt"))
                 for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        rate(f"{Path(folder).name}, citations", lines, only)
        rate(f"{Path(folder).name}, all", lines, both)


if __name__ == "__main__":
    main()
