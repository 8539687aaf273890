"""Check amendments.jsonl against the acts it labels.

Usage: python tests/gold/check_amendments.py [CORPUS]

CORPUS is the folder of acts (default: ../shared/corpus/ru-acts-2018 beside the repository). Prints what disagrees and
what was counted; ends with 1 if anything disagrees.

A label is one JSON object on a line:

id         "<file stem>:<start>-<end>:<n>", n counting the labels of one line from 1
file       the file of the act
span       [start, end) of the sampled line in code points of the file decoded as UTF-8
operation  as in AMENDMENTS.md; null: read carefully, the line orders nothing (then only doubt may follow)
act        {"number", "date"}, {"name"} or {"name", "date"}; {"own": true} for the act itself
path       the provision touched, outermost first
part       the part of that provision, where only a part is touched
unit       what is inserted, where it is a provision, a paragraph or a sentence
old, new   the words between the quotation marks; for a renumbering `new` is the designation as printed
new_span   in place of new, [start, end) of the new text in the file: provisions, sentences, words over 300 characters
position   "end", {"after": words}, {"before": words}, or a list in place of words where the anchor is a provision;
           absent where only the number of the new provision says where it stands
doubt      why two careful readers could differ
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

LABELS = Path(__file__).with_name("amendments.jsonl")
OPERATIONS = ("substitution", "insertion", "replacement", "repeal", "renumbering")
KEYS = {"id", "file", "span", "operation", "act", "path", "part", "unit", "old", "new", "new_span", "position", "doubt"}
KINDS = "раздел|глава|статья|часть|пункт|подпункт|абзац|приложение|лист|строка|преамбула"
STEP = re.compile(rf"({KINDS})( (\"[а-я]\d*\"|[0-9IVXА-Яа-я][0-9IVX.-]*))?")
UNIT = re.compile(rf"{STEP.pattern}|абзацы|предложение|предложения")
PART = re.compile(r"heading|first-paragraph|note|sentence \d+")
MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)


def read(path=LABELS):
    """The labels, in the order of the file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def shape(label):
    """Yield what is wrong with a label by itself."""
    operation = label["operation"]
    if unknown := set(label) - KEYS:
        yield f"unknown keys {sorted(unknown)}"
    if operation is None:
        if extra := set(label) - {"id", "file", "span", "operation", "doubt"}:
            yield f"no instruction, yet {sorted(extra)}"
        return
    if operation not in OPERATIONS:
        yield f"unknown operation {operation!r}"
    yield from place(label)
    needs_new = operation != "repeal"
    if needs_new != (("new" in label) != ("new_span" in label)):
        yield "new text wanting or told twice"
    if (operation == "substitution") != ("old" in label) and operation != "repeal":
        yield "old words wanting or not called for"
    if ("position" in label or "unit" in label) and operation != "insertion":
        yield "a position or a unit is for insertions"


def place(label):
    """Yield what is wrong with where a label says the change lands."""
    if "act" not in label or "path" not in label:
        yield "without an act or a path"
        return
    if set(label["act"]) not in ({"number", "date"}, {"name"}, {"name", "date"}, {"own"}):
        yield f"act {label['act']}"
    yield from (f"path {step!r}" for step in label["path"] if not STEP.fullmatch(step))
    if not PART.fullmatch(label.get("part", "note")):
        yield f"part {label['part']!r}"
    if not UNIT.fullmatch(label.get("unit", "абзац")):
        yield f"unit {label['unit']!r}"


def words(label):
    """Yield the words that must stand in the labelled line."""
    if "old" in label:
        yield label["old"]
    if "new" in label and not (label["operation"] == "renumbering" and "doubt" in label):
        yield label["new"]
    if isinstance(label.get("position"), dict):
        yield from (anchor for anchor in label["position"].values() if isinstance(anchor, str))


def named(act, text):
    """Yield what of an act's name the text before and of the instruction does not say."""
    if "number" in act and not re.search(rf"[N№] ?{re.escape(act['number'])}(?!\w)", text):
        yield f"number {act['number']}"
    if "date" in act:
        year, month, day = act["date"].split("-")
        if not re.search(rf"\b0?{int(day)} {MONTHS[int(month) - 1]} {year}", text):
            yield f"date {act['date']}"
    for word in re.findall(r"\w{3,}", act.get("name", "")):
        if word[:4].lower() not in text.lower():
            yield f"name: {word}"


def agreement(label, text):
    """Yield where a label disagrees with the text of its act."""
    start, end = label["span"]
    line = text[start:end]
    if not line or line != line.strip() or "\n" in line:
        yield "the span is not a line without surrounding white space"
    if text[:start].rpartition("\n")[2].strip() or text[end:].partition("\n")[0].strip():
        yield "the span is not a whole line"
    yield from (f"not in the line: {part}" for part in words(label) if part not in line)
    for what in named(label.get("act", {}), text[:end]):
        yield f"not said up to the line: {what}"
    for step in label.get("path", []):
        kind, _, number = step.partition(" ")
        article = re.compile(rf"стать\w+ {re.escape(number)}(?![\d.-]*\d)", re.IGNORECASE)
        if kind == "статья" and not article.search(text[:end]):
            yield f"not said up to the line: {step}"
    if "new_span" in label:
        yield from new_text(label, text)


def new_text(label, text):
    """Yield what is wrong with where a label says the new text stands."""
    start, end = label["span"]
    first, last = label["new_span"]
    new = text[first:last]
    if not (start < first < last <= len(text)) or new != new.strip():
        yield "new_span is empty, early or has white space around it"
    inside = last <= end
    if not inside and first < end:
        yield "new_span begins in the line and ends outside it"
    if text[first - 1] not in ('"' if inside else '"\n'):
        yield "new_span begins neither after a quotation mark nor, outside the line, with a line"
    kind, _, number = label.get("unit", "").partition(" ")
    if kind in ("статья", "глава", "раздел") and not new.lower().startswith(f"{kind} {number.lower()}."):
        yield f"new_span does not begin with {label['unit']}"


def chains(labels):
    """Yield what is wrong with the labels taken together."""
    seen, ends = {}, {}
    for label in labels:
        line = (label["file"], *label["span"])
        seen[line] = seen.get(line, 0) + 1
        stem = label["file"].removesuffix(".txt")
        if label["id"] != f"{stem}:{line[1]}-{line[2]}:{seen[line]}":
            yield label, "the id does not say the file, the span and the count"
        if "new_span" in label:
            if label["new_span"][0] < ends.get(label["file"], 0):
                yield label, "new_span overlaps the one before"
            ends[label["file"]] = label["new_span"][1]
    order = [(label["file"], label["span"][0]) for label in labels]
    for label, here, following in zip(labels, order, order[1:], strict=False):
        if here > following:
            yield label, "not in the order of the files"


def problems(labels, corpus=None, lines=None):
    """What is wrong: with the labels, against the acts of a corpus, against the sampled lines."""
    found = [f"{label['id']}: {what}" for label in labels for what in shape(label)]
    found += [f"{label['id']}: {what}" for label, what in chains(labels)]
    if corpus is not None:
        texts = {name: (corpus / name).read_bytes().decode("utf-8") for name in {label["file"] for label in labels}}
        found += [f"{label['id']}: {what}" for label in labels for what in agreement(label, texts[label["file"]])]
    if lines is not None:
        drawn = {(name, start, end) for name, _, start, end in lines}
        labelled = {(label["file"], *label["span"]) for label in labels}
        found += [f"{line}: sampled, not labelled" for line in sorted(drawn - labelled)]
        found += [f"{line}: labelled, not sampled" for line in sorted(labelled - drawn)]
    return found


def main():
    import sample_amendments

    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else sample_amendments.DEFAULT
    labels = read()
    if corpus.is_dir():
        found = problems(labels, corpus, sample_amendments.sample(corpus))
    else:
        sys.stdout.write("the acts are not here: only the shape of the labels is checked\n")
        found = problems(labels)
    for what in found:
        sys.stdout.write(what + "\n")
    certain = Counter(label["operation"] or "none" for label in labels if "doubt" not in label)
    doubtful = Counter(label["operation"] or "none" for label in labels if "doubt" in label)
    for operation in (*OPERATIONS, "none"):
        sys.stdout.write(f"{operation:12} {certain[operation]:4} and {doubtful[operation]} in doubt\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
