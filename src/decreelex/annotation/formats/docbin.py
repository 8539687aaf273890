"""spaCy DocBin: the document with ``doc.spans["decreelex"]`` and everything else in ``doc.user_data``."""

from __future__ import annotations

from decreelex.annotation.formats.common import Read, located, problem
from decreelex.annotation.structs import Annotated, Relation


def write(annotated: Annotated, text: str) -> bytes:
    """Return a DocBin of one blank document of the language."""
    from spacy.tokens import DocBin

    from decreelex.annotation import component

    doc = component.blank(annotated.language, len(text)).make_doc(text)
    component.fill(doc, annotated)
    store = DocBin(store_user_data=True)
    store.add(doc)
    data: bytes = store.to_bytes()
    return data


def read(data: bytes, text: str) -> Read:
    """Read the spans of the first document."""
    import spacy
    from spacy.tokens import DocBin

    from decreelex.annotation import component

    try:
        doc = next(iter(DocBin().from_bytes(data).get_docs(spacy.blank("ru").vocab)))
    except Exception as error:  # whatever a damaged file makes of zlib, msgpack and spaCy
        raise problem(error, "DocBin") from None
    kept = doc.user_data.get(component.KEY, {})
    made = []
    for span in doc.spans.get(component.KEY, ()):
        one = kept.get("annotations", {}).get(span.id_, {})
        start, end = one.get("span", (span.start_char, span.end_char))
        made.append(located(text, start, end, span.label_, doc.text[start:end], name=span.id_, attributes=one.get("attributes")))
    return made, [Relation(*link) for link in kept.get("links", ())]
