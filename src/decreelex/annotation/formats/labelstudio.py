"""Label Studio: a task with a prediction that people correct; its ``Text`` control with ``Labels`` and ``Relations``.

Label Studio stores code points; older releases counted UTF-16 units: what is read back is checked against its words
and taken in whichever of the two fits. Predictions are the machine's and are not read back.
"""

from __future__ import annotations

from typing import Any

import msgspec

from decreelex.annotation.formats.common import Read, chosen, located, nobody, person, problem, records, tied
from decreelex.annotation.structs import Annotated, Annotation
from decreelex.errors import Diagnostic, InputError, fail


def write(annotated: Annotated, text: str) -> bytes:
    """Return a list of one task: the text, and our annotations as its prediction."""
    result: list[dict[str, Any]] = [region for one in annotated.annotations for region in _regions(one)]
    result += [{"type": "relation", "from_id": one.source, "to_id": one.target, "direction": "right", "labels": [one.kind]}
               for one in annotated.links]
    task = {"data": {"text": text, "name": annotated.name, "iri": annotated.iri},
            "predictions": [{"model_version": "decreelex", "result": result}]}
    return msgspec.json.format(msgspec.json.encode([task]), indent=1) + b"\n"


def _regions(one: Annotation) -> list[dict[str, Any]]:
    value = {"start": one.span.start, "end": one.span.end, "text": one.text, "labels": [one.label]}
    region = {"id": one.id, "from_name": "label", "to_name": "text", "type": "labels", "value": value}
    if one.attributes:
        region["meta"] = {"attributes": one.attributes}
    return [region]


def read(data: bytes, text: str, *, annotator: str | None = None) -> Read:
    """Read what one person annotated in the task with this text: ``annotator``, or whoever comes first.

    Raises InputError where no task has the text, nobody annotated it, or ``annotator`` did not.
    """
    try:
        tasks = records(data)
        at, said = chosen([_text(task["data"], text) for task in tasks], text, "Label Studio")
        taken, who, others = _taken(tasks[at], annotator)
        made = [_annotation(one, text, who) for one in taken["result"] if one["type"] == "labels"]
        links = [tied(next(iter(one.get("labels") or ()), ""), one["from_id"], one["to_id"])
                 for one in taken["result"] if one["type"] == "relation"]
        return Read(made, links, (*said, *others))
    except (KeyError, TypeError, AttributeError, IndexError, msgspec.DecodeError) as error:
        raise problem(error, "Label Studio's JSON") from None


def _text(fields: dict[str, Any], text: str) -> object:
    """Return the field that holds the text: the one that is ours, else ``text``."""
    return text if text in fields.values() else fields.get("text")


def _taken(task: dict[str, Any], annotator: str | None) -> tuple[dict[str, Any], str, tuple[Diagnostic, ...]]:
    """Return one person's annotation of a task, the name, and a warning where others annotated it too."""
    done = [one for one in task.get("annotations") or task.get("completions") or () if not one.get("was_cancelled")]
    if not done:
        raise fail(InputError, "annotation-nobody", "nobody annotated this text in the Label Studio file: "
                   + ("it holds a machine's predictions only" if task.get("predictions") else "it holds no annotations"),
                   suggestions=("submit the task in Label Studio, and export it again",))
    names = [_name(one) for one in done]
    at = names.index(annotator) if annotator in names else -1
    if annotator is not None and at < 0:
        raise nobody(annotator, names)
    at = max(at, 0)
    rest = [name for number, name in enumerate(names) if number != at]
    said = () if annotator is not None or not rest else (Diagnostic(
        "annotation-others", "warning", f"{len(done)} annotations of this text are in the file: that of {names[at]} is taken, "
        f"not that of {', '.join(rest)}", None, (), ("choose with --annotator NAME",)),)
    return done[at], names[at], said


def _name(one: dict[str, Any]) -> str:
    by = one.get("completed_by")
    if isinstance(by, dict):
        return person(by.get("email") or by.get("username") or by.get("id"))
    return person(by)


def _annotation(one: dict[str, Any], text: str, who: str) -> Annotation:
    value = one["value"]
    place = value.get("globalOffsets", value)
    attributes = (one.get("meta") or {}).get("attributes", {})
    return located(text, place["start"], place["end"], value["labels"][0], value.get("text"), name=one.get("id", ""),
                   attributes=attributes, by=who)
