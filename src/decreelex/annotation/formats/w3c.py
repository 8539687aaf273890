"""W3C Web Annotation Data Model: one annotation per mark, with a position and a quote selector.

The model counts text positions in Unicode code points ("in terms of unicode code points, not in terms of code units"),
which is what our spans are. Prefix and suffix let a client find the words again when the text has moved.
"""

from __future__ import annotations

from typing import Any

import msgspec

from decreelex.annotation.formats.common import Read, located, pairs, problem, tied
from decreelex.annotation.structs import MACHINE, Annotated, Annotation, Relation

_AROUND = 32
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_LANGUAGES = {"rus": "ru", "eng": "en"}


def write(annotated: Annotated, text: str) -> bytes:
    """Return an AnnotationPage (JSON-LD); links between marks are annotations of their own, motivation ``linking``."""
    source = {"id": _source(annotated), "format": "text/plain", "language": _LANGUAGES.get(annotated.language, "und")}
    items = [_item(one, text, source) for one in annotated.annotations]
    items += [_link(number, one) for number, one in enumerate(annotated.links, 1)]
    page = {"@context": _CONTEXT, "id": "urn:decreelex:annotations", "type": "AnnotationPage", "items": items}
    return msgspec.json.format(msgspec.json.encode(page), indent=2) + b"\n"


def _source(annotated: Annotated) -> str:
    if annotated.iri:
        return f"urn:decreelex:{annotated.iri.strip('/').replace('/', ':')}"
    return f"urn:decreelex:{annotated.name}" if annotated.name else "urn:decreelex:text"


def _item(one: Annotation, text: str, source: dict[str, str]) -> dict[str, Any]:
    start, end = one.span.start, one.span.end
    body: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": one.label}]
    body += [{"type": "TextualBody", "purpose": "describing", "value": f"{name}={value}"}
             for name, value in pairs(one.attributes)]
    if one.eid:
        body.append({"type": "TextualBody", "purpose": "identifying", "value": one.eid})
    prefix, suffix = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    quote = {"type": "TextQuoteSelector", "exact": one.text, "prefix": prefix, "suffix": suffix}
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"id": f"urn:decreelex:annotation:{one.id}", "type": "Annotation", "motivation": "tagging",
            "creator": {"type": "Software" if one.by == MACHINE else "Person", "name": one.by}, "body": body,
            "target": {"source": source, "selector": [position, quote]}}


def _link(number: int, one: Relation) -> dict[str, Any]:
    return {"id": f"urn:decreelex:link:L{number}", "type": "Annotation", "motivation": "linking",
            "body": [{"type": "TextualBody", "purpose": "tagging", "value": one.kind},
                     {"id": f"urn:decreelex:annotation:{one.target}", "purpose": "linking"}],
            "target": f"urn:decreelex:annotation:{one.source}"}


def read(data: bytes, text: str) -> Read:
    """Read a page, a collection's first page, or a list of annotations; where the position fails, by the quote."""
    try:
        document = msgspec.json.decode(data)
        items = document if isinstance(document, list) else document.get("items") or document["first"]["items"]
        links = [_linked(item) for item in items if item.get("motivation") == "linking"]
        return Read([_annotation(item, text) for item in items if item.get("motivation") != "linking"], links)
    except (KeyError, TypeError, AttributeError, ValueError, StopIteration, msgspec.DecodeError) as error:
        raise problem(error, "Web Annotation (JSON-LD)") from None


def _annotation(item: dict[str, Any], text: str) -> Annotation:
    selectors = item["target"]["selector"]
    some = selectors if isinstance(selectors, list) else [selectors]
    quote = next((one for one in some if one["type"] == "TextQuoteSelector"), None)
    place = next((one for one in some if one["type"] == "TextPositionSelector"), None)
    bodies = item["body"] if isinstance(item["body"], list) else [item["body"]]
    label = next(one["value"] for one in bodies if one.get("purpose", "tagging") == "tagging")
    attributes = dict(one["value"].partition("=")[::2] for one in bodies if one.get("purpose") == "describing")
    start, end = (place["start"], place["end"]) if place else _found(text, quote)
    name = str(item.get("id", "")).rpartition(":")[2]
    return located(text, start, end, label, quote["exact"] if quote else None, name=name,
                   attributes={key: _value(value) for key, value in attributes.items()}, by=_creator(item.get("creator")))


def _creator(creator: Any) -> object:
    """Return who made an annotation, in any of the shapes that the model allows; a program is nobody."""
    one = creator[0] if isinstance(creator, list) and creator else creator
    if not isinstance(one, dict):
        return one
    return "" if one.get("type") == "Software" else one.get("name") or one.get("nickname") or one.get("id")


def _found(text: str, quote: dict[str, str] | None) -> tuple[int, int]:
    """Return where the quoted words stand, with what stands before them."""
    if quote is None:
        raise ValueError("an annotation has no selector")
    before = quote.get("prefix", "")
    at = text.find(before + quote["exact"])
    start = at + len(before) if at >= 0 else text.find(quote["exact"])
    return start, start + len(quote["exact"])


def _value(value: str) -> str | int:
    return int(value) if value.isdecimal() and value.isascii() and len(value) < 16 else value


def _linked(item: dict[str, Any]) -> Relation:
    kind, target = item["body"]
    return tied(kind["value"], item["target"].rpartition(":")[2], target["id"].rpartition(":")[2])
