"""Citations and effects per second, in one process: ``python tests/bench/bench_clause.py [FOLDER of .txt acts]``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from figure import Figure

from decreelex import clause
from decreelex.span import Span

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "ru-acts-2018"
DENSE = (
    'Внести в пункт "л" части первой статьи 63 Уголовного кодекса Российской Федерации, абзацы второй и третий подпункта "а" '
    'пункта 6 статьи 1 Федерального закона от 26 февраля 1997 г. № 31-ФЗ "О мобилизационной подготовке и мобилизации в '
    'Российской Федерации", частями первой или второй статьи 337, Указом Президента Российской Федерации от 21 сентября '
    '2022 г. № 647 "Об объявлении частичной мобилизации в Российской Федерации"')

WARM = "С 1 января 2023 г. ввести на территории Российской Федерации военное положение, объявленное Указом № 1, сроком на 30 дней."


def rate(name: str, lines: list[str], steps: frozenset[str], source: str) -> list[Figure]:
    """Return citations and characters a second of one pass over the lines."""
    start = time.perf_counter()
    found = sum(len(clause.read(line, Span(0, len(line)), "rus", steps=steps).citations) for line in lines)
    took = time.perf_counter() - start
    size = sum(map(len, lines))
    return [Figure(f"citations, {name}", found / took, "citations/s", source, size),
            Figure(f"units, {name}", size / took / 1e6, "million characters/s", source, size)]


def measure(folder: Path = CORPUS) -> list[Figure]:
    """Return the figures for the bench table."""
    both, only = frozenset({"citations", "effects"}), frozenset({"citations"})
    clause.read(DENSE, Span(0, len(DENSE)), "rus", steps=both)
    clause.read(WARM, Span(0, len(WARM)), "rus", steps=both)
    out = rate("citations only", [DENSE] * 2_000, only, "one dense sentence") + rate("with effects", [DENSE] * 2_000, both,
                                                                                     "one dense sentence")
    if folder.is_dir():
        lines = [line for path in sorted(folder.glob("*.txt"))
                 for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        out += rate("citations only", lines, only, "73 acts of 2018") + rate("with effects", lines, both, "73 acts of 2018")
    return out


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    for figure in measure(folder):
        sys.stdout.write(f"{figure.name:32} {figure.value:12.2f} {figure.unit:24} {figure.input}\n")


if __name__ == "__main__":
    main()
