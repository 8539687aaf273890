"""Scores annotation against labelled provisions: ``python tests/bench/score_annotate.py [SHARED] [--show LABEL|--test]``.

Clause types: F1 per type and their mean. Spans: F1 per label, exact and overlapping (each side counts what has a
partner of its label that shares a character). The dev part is the first sample (tests/gold/provisions.jsonl), whose test
part was looked at too often to be one, and the dev part of the second (provisions-fresh.jsonl); ``--show LABEL`` (or
``type``) prints what differs there. ``--test`` prints figures of the second sample's test part, and nothing of its words:
docs/annotation.md counts how often that was done.
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from figure import Figure

import decreelex
from decreelex.clause.norms import NormReading, norms_of

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "gold"
ASKED = ("CITATION", "DATE", "PENALTY", "BEARER", "MODALITY")
SHARED = ROOT.parent / "shared"
LABELS = ("ACTOR", "BEARER", "MODALITY", "ACTION", "CONDITION", "EXCEPTION", "DATE", "DEADLINE", "QUANTITY", "PENALTY",
          "CITATION", "TERM", "REGIME", "COMMENCEMENT")


@functools.cache
def readings(path: Path) -> tuple[str, dict[tuple[int, int], NormReading]]:
    """Return the text of a file and the readings of its provisions by their span."""
    text = path.read_bytes().decode("utf-8")
    expression = decreelex.parse(text, name=path.name, steps=())
    return text, {(one.span.start, one.span.end): one.reading for one in norms_of(expression, text)}


def labelled(test: bool) -> list[dict[str, Any]]:
    """Return the labelled provisions of the test part, or all others."""
    first, fresh = ([json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]
                    for name in ("provisions.jsonl", "provisions-fresh.jsonl"))
    held = [row for row in fresh if row["part"] == "test"]
    return held if test else [*first, *(row for row in fresh if row["part"] != "test")]


def rows(shared: Path, *, test: bool) -> list[dict[str, Any]]:
    """Return the gold rows whose text is at hand, each with its text, the reading, and both sets of spans."""
    out = []
    for row in labelled(test):
        path = ROOT / row["file"] if row["file"].startswith(("texts/", "tests/")) else shared / "corpus" / row["file"]
        if path.exists():
            text, found = readings(path)
            reading = found.get((row["span"][0], row["span"][1]))
            spans = {(m.label, m.span.start, m.span.end) for m in reading.marks} if reading else set()
            gold = {(label, start, end) for label, start, end, *_ in row["spans"]}
            out.append({**row, "text": text, "reading": reading, "found": spans, "gold": gold,
                        "said": reading.type if reading else "none"})
    return out


def f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else float("nan")


def types(part: Sequence[dict[str, Any]]) -> dict[str, tuple[float, int]]:
    """Return F1 and support per type of the gold."""
    out = {}
    for kind in sorted({row["type"] for row in part}):
        wanted = [row for row in part if row["type"] == kind]
        right = sum(row["said"] == kind for row in wanted)
        out[kind] = (f1(right, sum(row["said"] == kind for row in part), len(wanted)), len(wanted))
    return out


def spans(part: Sequence[dict[str, Any]], label: str) -> tuple[float, float, int, int, int]:
    """Return exact F1, overlap F1, support of a label, how many were found, how many of them exactly."""
    exact = found = wanted = partnered = met = 0
    for row in part:
        mine = [s for s in row["found"] if s[0] == label]
        gold = [s for s in row["gold"] if s[0] == label]
        exact += len(set(mine) & set(gold))
        found, wanted = found + len(mine), wanted + len(gold)
        partnered += sum(any(a[1] < b[2] and b[1] < a[2] for b in gold) for a in mine)
        met += sum(any(a[1] < b[2] and b[1] < a[2] for b in mine) for a in gold)
    precision, recall = (partnered / found if found else 0.0), (met / wanted if wanted else 0.0)
    overlap = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f1(exact, found, wanted), overlap, wanted, found, exact


def table(name: str, part: Sequence[dict[str, Any]]) -> Iterable[str]:
    """Yield the lines of one part's figures."""
    by_type = types(part)
    macro = sum(value for value, _ in by_type.values()) / len(by_type)
    right = sum(row["said"] == row["type"] for row in part) / len(part)
    yield f"{name}: {len(part)} provisions; type: macro F1 {macro:.3f}, accuracy {right:.3f}"
    yield "  " + ", ".join(f"{kind} {value:.2f} ({size})" for kind, (value, size) in by_type.items())
    for label in LABELS:
        exact, overlap, size, found, same = spans(part, label)
        yield f"  {label:14} exact {exact:.3f}  overlap {overlap:.3f}  ({size} labelled, {found} found, {same} the same)"


def differences(part: Iterable[dict[str, Any]], label: str) -> Iterable[str]:
    """Yield what differs: the provision, then what is missing (-) and too much (+)."""
    for row in part:
        text, start, end = row["text"], *row["span"]
        if label == "type":
            if row["said"] != row["type"]:
                yield f"{row['id']}: gold {row['type']}, read {row['said']}\n    {text[start:end]}"
            continue
        missing = sorted(s for s in row["gold"] - row["found"] if s[0] == label)
        extra = sorted(s for s in row["found"] - row["gold"] if s[0] == label)
        if missing or extra:
            yield f"{row['id']} [{row['type']}] {text[start:end]}"
            yield from (f"    - {text[a:b]}" for _, a, b in missing)
            yield from (f"    + {text[a:b]}" for _, a, b in extra)


def measure(shared: Path = SHARED) -> list[Figure]:
    """Return the figures for the bench table: of both parts, totals only."""
    out: list[Figure] = []
    for part, test in (("dev part", False), ("test part", True)):
        found = rows(shared, test=test)
        by_type = types(found)
        macro = sum(value for value, _ in by_type.values()) / len(by_type)
        out.append(Figure("annotation: norm type, macro F1", macro, "F1", part, len(found)))
        for label in ASKED:
            exact, _, wanted, _, _ = spans(found, label)
            out.append(Figure(f"annotation: {label}, exact F1", exact, "F1", part, wanted))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", nargs="?", type=Path, default=SHARED)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--show", metavar="LABEL")
    group.add_argument("--test", action="store_true")
    options = parser.parse_args()
    found = rows(options.shared, test=options.test)
    if options.show:
        sys.stdout.write("\n".join(differences(found, options.show)) + "\n")
        return
    name = "test" if options.test else "dev"
    sure = [row for row in found if "doubt" not in row]
    english = [row for row in found if ".eng" in row["file"]]
    russian = [row for row in found if ".eng" not in row["file"]]
    for kind, part in ((name, found), (f"{name}, without doubt", sure), (f"{name}, Russian", russian),
                       (f"{name}, English", english)):
        sys.stdout.write("\n".join(table(kind, part)) + "\n")


if __name__ == "__main__":
    main()
