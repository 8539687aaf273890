"""The gold sample of amendment instructions against what is read: operation, act, path and words must all be right.

``python tests/bench/score_amend.py [--dev]``: the figures; with ``--dev`` also the errors of the half of the sample that
may be looked at (even hash of the id). Labels with a doubt are counted apart.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from figure import Figure

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "gold" / "amendments.jsonl"
ACTS = ROOT.parent / "shared" / "corpus" / "ru-acts-2018"
KINDS = {"art": "статья", "part": "часть", "point": "пункт", "item": "подпункт", "al": "абзац", "sec": "раздел",
         "chp": "глава", "att": "приложение", "note": "примечание", "par": "параграф", "sentence": "sentence",
         "heading": "heading", "preamble": "преамбула", "subsec": "подраздел", "sheet": "лист"}
IN_PARTS = ("Налоговый", "Гражданский")


class Score(NamedTuple):
    """Counts over lines of the sample."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def plus(self, right: int, given: int, wanted: int) -> Score:
        return Score(self.right + right, self.given + given, self.wanted + wanted)

    @property
    def precision(self) -> float:
        return 100 * self.right / max(self.given, 1)

    @property
    def recall(self) -> float:
        return 100 * self.right / max(self.wanted, 1)


def dev(identifier: str) -> bool:
    """Return whether a label is in the half that may be looked at."""
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 2 == 0


def labels() -> dict[tuple[str, int, int], list[dict[str, Any]]]:
    """Return the labels by file and span of the line."""
    out: dict[tuple[str, int, int], list[dict[str, Any]]] = defaultdict(list)
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        out[row["file"], *row["span"]].append(row)
    return out


def key(words: str) -> str:
    """Return words as they are compared."""
    return re.sub(r"[\"«»“”„]", "", " ".join(words.split())).casefold().replace("ё", "е")


def wanted_path(row: dict[str, Any]) -> list[str]:
    path = list(row["path"])
    if row["act"] != "own" and str(row["act"].get("name", "")).startswith(IN_PARTS) and path and path[0].startswith("часть"):
        path = path[1:]
    part = row.get("part")
    last = {"first-paragraph": "абзац 1", "note": "примечание"}.get(part or "", part)
    return [key(step) for step in [*path, *([last] if last else [])]]


def given_path(modification: Any) -> list[str]:
    return [key(f"{KINDS.get(s.kind, s.kind)} {s.num}".strip()) for s in modification.target.path]


def same_act(row: dict[str, Any], target: Any) -> bool:
    """Return whether the act is the one labelled: number and date in the IRI or the words, else the name's words."""
    act = row["act"]
    if act == "own":
        return target.act is None
    said = f"{target.act or ''} {target.document or ''}".casefold()
    number = act.get("number")
    if number is None:
        return all(word[:4] in said for word in act["name"].casefold().split())
    digits = re.match(r"\d*", number)
    inside = (digits.group() if digits else "") in (target.iri or "").rpartition("/")[2] + said
    dated = "date" not in act or act["date"] in (target.iri or "") or act["date"][:4] in said
    return inside and dated


def same_words(row: dict[str, Any], modification: Any, text: str) -> bool:
    new = text[slice(*row["new_span"])] if "new_span" in row else row.get("new")
    return row.get("old") == modification.old and new == modification.new


def same(row: dict[str, Any], modification: Any, text: str) -> bool:
    return (row["operation"] == modification.operation and same_act(row, modification.target)
            and wanted_path(row) == given_path(modification) and same_words(row, modification, text))


def match(rows: Sequence[dict[str, Any]], found: Iterable[Any], text: str) -> tuple[list[dict[str, Any]], list[Any]]:
    """Return the labels and the modifications that find no partner."""
    left = list(found)
    missing = []
    for row in rows:
        partner = next((m for m in left if same(row, m, text)), None)
        if partner is None:
            missing.append(row)
        else:
            left.remove(partner)
    return missing, left


def score(*, show: bool = False, half: bool | None = None) -> tuple[Score, Score]:
    """Return the counts without and with a doubt. ``half``: only the half to look at, or only the other."""
    import decreelex

    sure, doubtful = Score(), Score()
    read: dict[str, tuple[str, Any]] = {}
    for (name, start, end), rows in labels().items():
        if half is not None and dev(rows[0]["id"]) != half:
            continue
        if name not in read:
            text = (ACTS / name).read_text(encoding="utf-8")
            read[name] = text, decreelex.amendments(decreelex.parse(text, name=name)).modifications
        text, modifications = read[name]
        found = [m for m in modifications if start <= m.source.span.start < end]
        asked = [row for row in rows if row["operation"] is not None]
        missing, extra = match(asked, found, text)
        counts = (len(found) - len(extra), len(found), len(asked))
        if any("doubt" in row for row in rows):
            doubtful = doubtful.plus(*counts)
        else:
            sure = sure.plus(*counts)
        if show and (missing or extra) and all(dev(row["id"]) for row in rows):
            _explain(name, text[start:end], missing, extra)
    return sure, doubtful


def _explain(name: str, line: str, missing: Sequence[dict[str, Any]], extra: Sequence[Any]) -> None:
    sys.stdout.write(f"-- {name}: {line[:300]}\n")
    for row in missing:
        sys.stdout.write(f"   wanted {json.dumps(row, ensure_ascii=False)[:600]}\n")
    for one in extra:
        sys.stdout.write(f"   given  {one.operation} {one.target.iri} {(one.target.act or '')[:80]} | {one.target.document} "
                         f"{given_path(one)} old={one.old!r} new={(one.new or '')[:200]!r}\n")


def measure() -> list[Figure]:
    """Return precision and recall over the whole sample, without the labels in doubt."""
    if not ACTS.exists():
        sys.stderr.write("../shared/corpus is absent: the gold sample is not scored\n")
        return []
    sure, _ = score()
    return [Figure("gold instructions, precision", sure.precision, "%", "gold sample", sure.given),
            Figure("gold instructions, recall", sure.recall, "%", "gold sample", sure.wanted)]


if __name__ == "__main__":
    for which, title in ((True, "dev half"), (False, "other half"), (None, "all")):
        certain, unsure = score(show="--dev" in sys.argv and which is True, half=which)
        sys.stdout.write(f"{title}: precision {certain.precision:.1f} recall {certain.recall:.1f} {tuple(certain)}; "
                         f"in doubt {tuple(unsure)}\n")
