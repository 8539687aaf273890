"""Draw the provisions that provisions.jsonl labels.

Usage: python tests/gold/sample_provisions.py [SHARED] [--fresh]

SHARED is the folder with corpus/ru-acts-2018 (default: ../shared beside the repository). Prints one JSON object per
provision: id, file, eId, span (of its own words, code points, half-open), part (dev or test, by hash) and text.
--fresh draws the second sample, which has nothing of the first: Russian from the corpus alone, English from
tests/gold/english, translations made for this sample by someone who had seen only the Russian texts.
Reads structure only (spans of units); what the provisions mean, only the labels say.
"""

import hashlib
import json
import random
import sys
from pathlib import Path

import decreelex

SEED = 20221122
FRESH_SEED = 20261123
FRESH = (230, 8, 20, 20, 50, 8)  # acts, Criminal Code, English: how many, at most how many of each file
RUSSIAN = 224  # from the corpus, at most PER_ACT of each act
PER_ACT = 6
OWN_RUSSIAN = 40
OWN_ENGLISH = 40
LENGTHS = range(25, 900)

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ROOT.parent / "shared"


def units(provisions):
    """All provisions, depth first."""
    for provision in provisions:
        yield provision
        yield from units(provision.children)


def found(path, base):
    """The provisions of one file whose own words stand in one piece."""
    source = path.read_bytes().decode("utf-8")
    for unit in units(decreelex.parse(source, name=path.name, steps=()).provisions):
        at = source.find(unit.text, unit.span.start, unit.span.end) if unit.text else -1
        if at >= 0 and len(unit.text) in LENGTHS and unit.published and unit.kind not in {"unrecognised", "remark", "table", "form"}:
            ident = f"{path.stem}:{at}-{at + len(unit.text)}"
            yield {
                "id": ident,
                "file": str(path.relative_to(base)),
                "eid": unit.eid,
                "span": [at, at + len(unit.text)],
                "part": "test" if hashlib.sha256(ident.encode()).digest()[0] % 2 else "dev",
                "text": unit.text,
            }


def drawn(draw, paths, base, number, per_file):
    """`number` provisions of the files, at most `per_file` of each."""
    lots = []
    for path in paths:
        lot = list(found(path, base))
        lots += draw.sample(lot, min(per_file, len(lot)))
    return draw.sample(lots, min(number, len(lots)))


def first(shared):
    """The first sample."""
    draw, texts = random.Random(SEED), ROOT / "texts"
    return [
        *drawn(draw, sorted((shared / "corpus" / "ru-acts-2018").glob("*.txt")), shared / "corpus", RUSSIAN, PER_ACT),
        *drawn(draw, sorted(texts.glob("*.rus.txt")), ROOT, OWN_RUSSIAN, 12),
        *drawn(draw, sorted(texts.glob("*.eng*.txt")), ROOT, OWN_ENGLISH, 12),
    ]


def fresh(shared):
    """The second sample: nothing of the first, and no words twice."""
    draw = random.Random(FRESH_SEED)
    taken = {json.loads(line)["id"] for line in (ROOT / "tests/gold/provisions.jsonl").read_text(encoding="utf-8").splitlines()}
    groups = [
        (sorted((shared / "corpus" / "ru-acts-2018").glob("*.txt")), shared / "corpus"),
        ([shared / "corpus" / "criminal-code" / "selected.after.txt"], shared / "corpus"),
        (sorted((ROOT / "tests/gold/english").glob("*.eng.txt")), ROOT),
    ]
    for (paths, base), number, per_file in zip(groups, FRESH[::2], FRESH[1::2], strict=True):
        lots = []
        for path in paths:
            lot = [row for row in found(path, base) if row["id"] not in taken]
            lots += draw.sample(lot, min(per_file, len(lot)))
        yield from draw.sample(lots, min(number, len(lots)))


def main():
    paths = [Path(word) for word in sys.argv[1:] if not word.startswith("--")]
    rows = (fresh if "--fresh" in sys.argv else first)(paths[0] if paths else DEFAULT)
    for row in sorted(rows, key=lambda row: (row["file"], row["span"])):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
