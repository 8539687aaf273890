"""doccano, sequence labelling, with relations or without: one JSON object per document; offsets are code points."""

from __future__ import annotations

from typing import Any

import msgspec

from decreelex.annotation.formats.common import Read, chosen, located, named, numbered, problem, records, tied
from decreelex.annotation.structs import Annotated, Annotation


def write(annotated: Annotated, text: str) -> bytes:
    """Return one line of JSON: text, entities, relations. Attributes are kept aside in ``meta`` (doccano shows labels only)."""
    ids = numbered(annotated.annotations)
    entities = [{"id": ids[one.id], "label": one.label, "start_offset": one.span.start, "end_offset": one.span.end}
                for one in annotated.annotations]
    relations = [{"id": number, "from_id": ids[one.source], "to_id": ids[one.target], "type": one.kind}
                 for number, one in enumerate(annotated.links, 1)]
    attributes = {str(ids[one.id]): one.attributes for one in annotated.annotations if one.attributes}
    line = {"text": text, "entities": entities, "relations": relations, "Comments": [],
            "meta": {"name": annotated.name, "iri": annotated.iri, "attributes": attributes}}
    return msgspec.json.encode(line) + b"\n"


def read(data: bytes, text: str) -> Read:
    """Read the document with this text of an export, JSONL or a JSON list: ``entities`` and ``relations``, or in the
    plain shape ``label`` (``labels``): lists of start, end and label."""
    try:
        some = records(data)
        at, said = chosen([one.get("text", one.get("data")) for one in some], text, "doccano")
        line = some[at]
        own = str(line.get("text", line.get("data")))
        kept = (line.get("meta") or line.get("metadata") or {}).get("attributes", {})
        given = next((line[name] for name in ("entities", "label", "labels") if line.get(name) is not None), None)
        if given is None:
            raise KeyError("entities")
        made = [_annotation(number, one, own, text, kept) for number, one in enumerate(given, 1)]
        links = [tied(one["type"], named(one["from_id"]), named(one["to_id"])) for one in line.get("relations") or ()]
        return Read(made, links, said)
    except (KeyError, TypeError, AttributeError, IndexError, msgspec.DecodeError) as error:
        raise problem(error, "doccano's JSON") from None


def _annotation(number: int, one: Any, own: str, text: str, kept: dict[str, Any]) -> Annotation:
    entity = one if isinstance(one, dict) else {"start_offset": one[0], "end_offset": one[1], "label": one[2]}
    start, end, name = entity["start_offset"], entity["end_offset"], entity.get("id", number)
    return located(text, start, end, entity["label"], own[start:end], name=named(name), attributes=kept.get(str(name)))
