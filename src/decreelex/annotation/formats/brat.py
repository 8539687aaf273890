"""brat standoff (.ann beside the text): text bounds, attributes and relations; offsets are code points.

brat keeps one line per annotation, so words over several lines are given as fragments, one per line of the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from decreelex.annotation.formats.common import Read, chunks, located, problem
from decreelex.annotation.structs import Annotated, Annotation, Relation
from decreelex.errors import InputError


def write(annotated: Annotated, text: str) -> bytes:
    """Return the .ann file: T (text bound), A (modality), R (relation) and # (all attributes, as a note in JSON)."""
    known = {one.id: f"T{number}" for number, one in enumerate(annotated.annotations, 1)}
    lines: list[str] = []
    for one in annotated.annotations:
        lines += _lines(one, known[one.id], text)
    for number, link in enumerate(annotated.links, 1):
        lines.append(f"R{number}\t{link.kind} Arg1:{known[link.source]} Arg2:{known[link.target]}")
    return ("\n".join(lines) + "\n" if lines else "").encode()


def _lines(one: Annotation, name: str, text: str) -> Iterator[str]:
    parts = chunks(text, one.span.start, one.span.end)
    places = ";".join(f"{start} {end}" for start, end in parts)
    words = " ".join(text[start:end] for start, end in parts).replace("\t", " ")
    yield f"{name}\t{'_'.join(one.label.split())} {places}\t{words}"
    if "modality" in one.attributes:
        yield f"A{name[1:]}\tmodality {name} {one.attributes['modality']}"
    if one.attributes:
        yield f"#{name[1:]}\tAnnotatorNotes {name}\t{json.dumps(one.attributes, ensure_ascii=False)}"


def read(data: bytes, text: str) -> Read:
    """Read T, A, R and our notes; fragments are joined from the first to the last."""
    made: dict[str, Annotation] = {}
    links: list[Relation] = []
    notes: dict[str, dict[str, Any]] = {}  # what brat shows as an attribute goes before what our note keeps
    try:
        for line in data.decode("utf-8").splitlines():
            kind = line[:1]
            name, _, rest = line.partition("\t")
            if kind == "T":
                made[name] = _bound(name, rest, text)
            elif kind == "A" and len(rest.split(" ")) == 3:
                attribute, target, value = rest.split(" ")
                made[target] = _with(made[target], {attribute: value})
            elif kind == "R":
                what, first, second = rest.split(" ")[:3]
                links.append(Relation(what, first.partition(":")[2], second.partition(":")[2]))
            elif kind == "#" and rest.startswith("AnnotatorNotes T"):
                target, _, note = rest.removeprefix("AnnotatorNotes ").partition("\t")
                notes[target] = json.loads(note) if note.startswith("{") else {}
        return Read([_with(one, {**notes.get(name, {}), **one.attributes}) for name, one in made.items()], links)
    except InputError:
        raise
    except (KeyError, ValueError) as error:
        raise problem(error, "brat") from None


def _bound(name: str, rest: str, text: str) -> Annotation:
    head, _, words = rest.partition("\t")
    label, _, places = head.partition(" ")
    numbers = [int(one) for place in places.split(";") for one in place.split(" ")]
    one = located(text, min(numbers), max(numbers), label, None, name=name)
    if one.text.split() != words.split():
        return located(text, min(numbers), max(numbers), label, words, name=name)
    return one


def _with(one: Annotation, attributes: dict[str, Any]) -> Annotation:
    return msgspec.structs.replace(one, attributes={**one.attributes, **attributes})
