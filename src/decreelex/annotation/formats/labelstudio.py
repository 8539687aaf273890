"""Label Studio: a task with a prediction that people correct; its ``Text`` control with ``Labels`` and ``Relations``.

Label Studio stores code points; older releases counted UTF-16 units: what is read back is checked against its words
and taken in whichever of the two fits.
"""

from __future__ import annotations

from typing import Any

import msgspec

from decreelex.annotation.formats.common import Read, located, problem
from decreelex.annotation.structs import Annotated, Annotation, Relation


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


def read(data: bytes, text: str) -> Read:
    """Read the first task: a person's annotation where there is one, else the prediction."""
    try:
        document = msgspec.json.decode(data)
        task = document[0] if isinstance(document, list) else document
        result = (task.get("annotations") or task.get("completions") or task["predictions"])[0]["result"]
        made = [_annotation(one, text) for one in result if one["type"] == "labels"]
        links = [Relation((one.get("labels") or [""])[0], one["from_id"], one["to_id"])
                 for one in result if one["type"] == "relation"]
        return made, links
    except (KeyError, TypeError, AttributeError, IndexError, msgspec.DecodeError) as error:
        raise problem(error, "Label Studio") from None


def _annotation(one: dict[str, Any], text: str) -> Annotation:
    value = one["value"]
    place = value.get("globalOffsets", value)
    attributes = one.get("meta", {}).get("attributes", {})
    return located(text, place["start"], place["end"], value["labels"][0], value.get("text"), name=one.get("id", ""),
                   attributes=attributes)
