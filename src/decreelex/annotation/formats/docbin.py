"""spaCy DocBin: the document with ``doc.spans["decreelex"]`` and everything else in ``doc.user_data``."""

from __future__ import annotations

from decreelex.annotation.formats.common import Read, chosen, located, problem, tied
from decreelex.annotation.structs import Annotated


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
    """Read the spans of the document with this text."""
    import spacy
    from spacy.tokens import DocBin

    from decreelex.annotation import component

    try:
        docs = list(DocBin().from_bytes(data).get_docs(spacy.blank("ru").vocab))
    except Exception as error:  # whatever a damaged file makes of zlib, msgpack and spaCy
        raise problem(error, "DocBin") from None
    at, said = chosen([doc.text for doc in docs], text, "DocBin")
    doc = docs[at]
    try:
        kept = doc.user_data.get(component.KEY, {})
        made = []
        for span in doc.spans.get(component.KEY, ()):
            one = kept.get("annotations", {}).get(span.id_, {})
            start, end = one.get("span", (span.start_char, span.end_char))
            made.append(located(text, start, end, span.label_, doc.text[start:end], name=span.id_,
                                attributes=one.get("attributes"), by=one.get("by")))
        return Read(made, [tied(*link) for link in kept.get("links", ())], said)
    except (TypeError, ValueError, AttributeError) as error:
        raise problem(error, "DocBin") from None
