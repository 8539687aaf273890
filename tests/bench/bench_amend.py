"""Amendment instructions: how many give operations, how many are right, how fast. ``--show`` prints what is missed.

Instructions are counted without the grammar: by the verbs of amending sentences outside quotations, in the raw text.
"""

from __future__ import annotations

import bisect
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import score_amend
from figure import Figure

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "corpus"
ACTS = SHARED / "ru-acts-2018"

VERB = re.compile(
    r"\b(?:заменить|заменив|дополнить|дополнив|исключить|исключив|изложить|изложив"
    r"|счита(?:ть|я)(?:\s+соответственно)?\s+(?:част|пункт|подпункт|абзац|стать|раздел|глав)\w+"
    r"|призна(?:ть|в)\s+(?:[^.;\"]{0,200}\s)?утративш\w+\s+силу)",
    re.IGNORECASE,
)
OPENS = re.compile(r'(?:^|[\s(:])["«]')


def outside(text: str) -> str:
    """Return the text with the inside of quotations blanked: those that close in their line, and blocks of lines."""
    out: list[str] = []
    block = False
    for line in text.splitlines(keepends=True):
        if block:
            block = re.search(r'["»][.;,]*\s*$', line) is None
            out.append(re.sub(r"\S", "x", line))
            continue
        opens = line.lstrip()[:1] in ('"', "«")
        if opens:
            closed = re.search(r'["»][.;,]*\s*$', line.lstrip()[1:])
            block = closed is None
            out.append(re.sub(r"\S", "x", line))
            continue
        out.append(re.sub(r'"[^"\n]*"|«[^»\n]*»', lambda m: "x" * len(m.group()), line))
    return "".join(out)


def verbs(text: str) -> list[int]:
    """Return where the verbs of instructions stand."""
    return [found.start() for found in VERB.finditer(outside(text))]


def covered(text: str, modifications: Any) -> tuple[int, list[str]]:
    """Return how many instruction verbs there are, and the lines of those that gave no operation."""
    spans = sorted({(m.source.span.start, m.source.span.end) for m in modifications})
    starts = [start for start, _ in spans]
    missed = []
    found = verbs(text)
    for at in found:
        inside = any(a <= at < b for a, b in spans)
        after = bisect.bisect_right(starts, at)
        heads = text[at : at + 60].partition("\n")[0].rstrip().endswith(":") and after < len(starts)
        if not inside and not (heads and starts[after] - at < 200):
            missed.append(text[text.rfind("\n", 0, at) + 1 : at + 150].replace("\n", " / "))
    return len(found), missed


def corpus() -> Iterator[tuple[str, str]]:
    """Yield name and text of the amending acts."""
    for path in sorted(ACTS.glob("*_am.txt")):
        yield path.name, path.read_text(encoding="utf-8")


def on_corpus(show: bool) -> Figure:
    import decreelex

    total = hit = 0
    for name, text in corpus():
        found = decreelex.amendments(decreelex.parse(text, name=name))
        count, missed = covered(text, found.modifications)
        total += count
        hit += count - len(missed)
        for line in missed if show else ():
            _show("  missed", name, line)
    return Figure("instructions that give operations", 100 * hit / max(total, 1), "%", "33 amending acts", total)


def on_fragments(show: bool) -> Figure:
    import decreelex

    total = hit = 0
    with (SHARED / "ru-amending-fragments.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            for fragment in json.loads(line)["fragments"]:
                text = re.sub(r"  +", "\n", fragment)
                if not verbs(text):
                    continue
                found = decreelex.amendments(decreelex.parse("Внести в Федеральный закон от 1 января 2000 года N 1-ФЗ "
                                                             "следующие изменения:\n" + text))
                count, missed = covered(text, [_shifted(m, text) for m in found.modifications])
                total += count
                hit += count - len(missed)
                for one in missed if show else ():
                    _show("  missed", one[:400])
    return Figure("instructions of fragments that give operations", 100 * hit / max(total, 1), "%", "fragments", total)


def _shifted(modification: Any, text: str) -> Any:
    """Return a modification with its span in the fragment instead of the fragment below a heading."""
    import msgspec

    head = len("Внести в Федеральный закон от 1 января 2000 года N 1-ФЗ следующие изменения:\n")
    source = msgspec.structs.replace(modification.source, span=modification.source.span.shift(-head))
    return msgspec.structs.replace(modification, source=source)


KINDS = {"add": {"insertion"}, "repeal": {"repeal"}, "rename": {"replacement", "substitution", "insertion", "repeal"}}


def on_marks(show: bool) -> Figure:
    """Return the share of the editors' marks in codes that an operation on that article of that code matches."""
    import decreelex

    rows = [json.loads(line) for line in (ACTS / "edition_marks.jsonl").read_text(encoding="utf-8").splitlines()]
    hit = 0
    for row in rows:
        text = (ACTS / row["act"]).read_text(encoding="utf-8")
        found = decreelex.amendments(decreelex.parse(text, name=row["act"])).modifications
        if any(_marked(row, m) for m in found):
            hit += 1
        elif show:
            _show("  mark", row["act"], row["code"], row["article"], row["operation"], row["unit"])
    return Figure("edition marks matched", 100 * hit / len(rows), "%", "edition_marks.jsonl", len(rows))


def _marked(row: dict[str, Any], modification: Any) -> bool:
    """Return whether a modification is what a mark says; numbers are compared without their lost superscripts."""
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    article = next((step.num for step in modification.target.path if step.kind == "art"), None)
    kinds = KINDS.get(row["operation"], {"substitution", "replacement", "insertion", "repeal", "renumbering"})
    if article is None or article.replace(".", "") != row["article"].translate(raised).replace(".", ""):
        return False
    heading = row["operation"] != "rename" or "heading" in (modification.target.part or "") or not modification.target.part
    unit = row["unit"] is None or row["operation"] != "add" or not modification.units or any(
        _KIND[row["unit"][:4]] == step.kind for step in modification.units if row["unit"][:4] in _KIND)
    return modification.operation in kinds and heading and unit


_KIND = {"част": "part", "пунк": "point", "подп": "item", "абза": "al", "стат": "art", "пред": "sentence"}


def speed() -> Figure:
    """Return how many instructions a second are read, from the parsed structure to modifications, in one process."""
    import decreelex
    from decreelex import amending

    ready = [(decreelex.parse(text, name=name, steps=["citations"]), text) for name, text in corpus()]
    amending.with_modifications(*ready[0])
    start = time.process_time()
    count = 0
    for expression, text in ready:
        found = amending.amendments(amending.with_modifications(expression, text))
        count += len({m.source for m in found.modifications}) + len(found.unparsed)
    return Figure("instructions read", count / (time.process_time() - start), "/s", "33 amending acts", count)


def _show(*said: object) -> None:
    sys.stdout.write(" ".join(map(str, said)) + "\n")


def measure(*, show: bool = False) -> list[Figure]:
    if not ACTS.exists():
        sys.stderr.write("../shared/corpus is absent: nothing measured\n")
        return []
    return [on_corpus(show), on_fragments(show), on_marks(show), speed(), *score_amend.measure()]


if __name__ == "__main__":
    for one in measure(show="--show" in sys.argv):
        _show(one)
