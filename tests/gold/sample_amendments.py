"""Draw the sample of lines that amendments.jsonl labels.

Usage: python tests/gold/sample_amendments.py [CORPUS]

CORPUS is the folder of acts (default: ../shared/corpus/ru-acts-2018 beside the repository). Prints one JSON object per
sampled line: file, span (code points, half-open) and the kind of candidate:

- instruction  a line outside quoted new text with a verb of instruction, or an item of a list of repealed acts
- heading      a line outside quoted new text that speaks of changes without such a verb
- quoted       a line inside quoted new text with the stem of such a verb

The kind says only why the line was drawn; what the line is, the labels say.
"""

import json
import random
import re
import sys
from pathlib import Path

SEED = 20180803
INSTRUCTIONS = 9  # of each act
HEADINGS = 1  # of each act, or
ONLY_HEADINGS = 3  # where it has nothing else
QUOTED = 8  # of all acts together

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "ru-acts-2018"

VERB = re.compile(
    r"\b(замени(ть|в)|дополни(ть|в)|изложи(ть|в)|исключи(ть|в)|считать|перенумеровать|призна(ть|в)\s[^.;]*утративш)",
    re.IGNORECASE,
)
TALK = re.compile(
    r"\bвнести\b|изменени|редакци|исключ|дополн|заменя|утратив|\bпризнать\b|вступает в силу|\bустановить\b"
    r"|^\S+\)? в [^\"]*:$",
    re.IGNORECASE,
)
STEM = re.compile(r"исключ|дополнит|замен|утратив|считат|изложен|изменени", re.IGNORECASE)
REPEALED = re.compile(r"(признать|признаются) утратившими силу:?$", re.IGNORECASE)
NUMBERED = re.compile(r"^\d+[).]\s")
ORDER = re.compile(
    r"^(\d+|[а-я])\)\s.*(следующей редакции:|следующего содержания:|(заменить|дополнить) слов|\" исключить)"
)
OPENS = re.compile(r"^[\"«]")
CLOSES = re.compile(r"[\"»]\s*[.;,]$")


def lines(text):
    """The lines of a text with their offsets, without surrounding white space."""
    offset = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            start = offset + line.index(bare)
            yield start, start + len(bare), bare
        offset += len(line) + 1


def candidates(text):
    """Yield (kind, start, end) for each candidate line."""
    quoted = repealed = False
    before = ""
    for start, end, line in lines(text):
        if not quoted and OPENS.match(line) and before.endswith(":"):
            quoted = True
        elif quoted and ORDER.match(line):
            quoted = False  # the closing mark is missing
        if quoted:
            if STEM.search(line):
                yield "quoted", start, end
            quoted = not CLOSES.search(line)
        else:
            repealed = bool(REPEALED.search(line)) or (repealed and bool(NUMBERED.match(line)))
            ordered = VERB.search(line) and not line.endswith("утратившими силу:")
            if ordered or (repealed and NUMBERED.match(line)):
                yield "instruction", start, end
            elif TALK.search(line):
                yield "heading", start, end
        before = line


def sample(corpus):
    """The sampled lines, in the order of the files."""
    draw = random.Random(SEED)
    chosen, spare = [], []
    for path in sorted(corpus.glob("*_am.txt")):
        text = path.read_bytes().decode("utf-8")
        found = list(candidates(text))
        orders = [item for item in found if item[0] == "instruction"]
        others = [item for item in found if item[0] == "heading"]
        headings = HEADINGS if orders else ONLY_HEADINGS
        for lot, most in ((orders, INSTRUCTIONS), (others, headings)):
            chosen += [(path.name, *item) for item in draw.sample(lot, min(most, len(lot)))]
        spare += [(path.name, *item) for item in found if item[0] == "quoted"]
    chosen += draw.sample(spare, min(QUOTED, len(spare)))
    return sorted(chosen, key=lambda item: (item[0], item[2]))


def main():
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    for name, kind, start, end in sample(corpus):
        row = {"file": name, "span": [start, end], "kind": kind}
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
