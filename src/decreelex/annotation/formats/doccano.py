"""doccano, sequence labelling with relations: one JSON line per document; offsets are code points."""

from __future__ import annotations

import msgspec

from decreelex.annotation.formats.common import Read, located, named, numbered, problem
from decreelex.annotation.structs import Annotated, Relation


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
    """Read the first document of a JSONL export: ``entities`` (or the older ``label``) and ``relations``."""
    try:
        line = msgspec.json.decode(data.strip().splitlines()[0])
        own = line.get("text", text)
        kept = (line.get("meta") or line.get("metadata") or {}).get("attributes", {})
        made = []
        for number, one in enumerate(line.get("entities", line.get("label", [])), 1):
            entity = one if isinstance(one, dict) else {"start_offset": one[0], "end_offset": one[1], "label": one[2]}
            start, end, name = entity["start_offset"], entity["end_offset"], entity.get("id", number)
            made.append(located(text, start, end, entity["label"], own[start:end], name=named(name),
                                attributes=kept.get(str(name))))
        links = [Relation(one["type"], named(one["from_id"]), named(one["to_id"])) for one in line.get("relations", ())]
        return made, links
    except (KeyError, TypeError, AttributeError, IndexError, msgspec.DecodeError) as error:
        raise problem(error, "doccano") from None
