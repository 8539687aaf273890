"""Wordings that reach the right question, by those who had read only the catalogue's descriptions.

What is held back is only counted: nothing of it is printed. The first held-back third was counted often while the
word tables grew; the second author's half is the clean measure. ``--show`` prints what goes wrong in the rest.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from figure import Figure

GOLD = Path(__file__).resolve().parents[1] / "gold"


def reached(say: str, lang: str) -> str:
    """Return the id of the question that a wording reaches, or none."""
    import decreelex

    try:
        return decreelex.ask(say, lang=lang, known_at="2026-11-22").question.id
    except decreelex.UsageError:
        return "none"


def outcome(row: dict[str, Any]) -> str:
    """Return right, wrong (another question's answer is given), or unsure (suggestions only)."""
    got = reached(row["say"], row["lang"])
    if got in row["ask"]:
        return "right"
    return "unsure" if got == "none" else "wrong"


def scored(name: str, show: bool) -> list[Figure]:
    rows = tomllib.loads((GOLD / f"{name}.toml").read_text(encoding="utf-8"))["wording"]
    real = [row for row in rows if row["ask"] != ["none"]]
    got = {id(row): outcome(row) for row in rows}
    for row in rows if show else ():
        if got[id(row)] != "right":
            sys.stdout.write(f"  {got[id(row)]:7} {row['ask'][0]:24} {reached(row['say'], row['lang']):24} {row['say']}\n")
    right = sum(got[id(row)] == "right" for row in real)
    wrong = sum(got[id(row)] == "wrong" for row in rows)
    return [Figure(f"{name}: right question", 100 * right / len(real), "%", "independent wordings", len(real)),
            Figure(f"{name}: wrong question", float(wrong), "wrong", "independent wordings", len(rows))]


def measure(*, show: bool = False) -> list[Figure]:
    return [*scored("wordings", show), *scored("wordings-held-back", False),
            *scored("wordings-2", show), *scored("wordings-2-held-back", False)]


if __name__ == "__main__":
    for one in measure(show="--show" in sys.argv):
        sys.stdout.write(f"{one.name:40} {one.value:8.1f} {one.unit:4} of {one.size}\n")
