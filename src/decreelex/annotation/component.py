"""The spaCy component: ``nlp.add_pipe("decreelex")`` fills ``doc.spans["decreelex"]``.

It needs nothing of the pipeline but the text, so it works in a blank one and beside any model. Of each span:
``span._.decreelex_eid``, ``._.decreelex_attributes``, ``._.decreelex_links`` (kind and the span linked to); of the
document: ``doc._.decreelex`` (provisions with norm type, actor, addressee). All of it is plain data in
``doc.user_data["decreelex"]``, so it survives DocBin and to_bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from decreelex import build, resolve, text
from decreelex.annotation.gather import annotate
from decreelex.annotation.structs import LABELS, MACHINE, Annotated
from decreelex.errors import UsageError, fail

KEY = "decreelex"
_LANGUAGES = ("auto", "ru", "en")
_SHORT = {"rus": "ru", "eng": "en"}


class Decreelex:
    """Annotates documents. ``lang``: ru, en or auto; ``labels``: those kept (all when empty); ``spans_key``: where they go.
    Raises UsageError for another language or label.

    ``citations``: leave citations (and their references) out for speed.
    """

    def __init__(self, *, lang: str = "auto", spans_key: str = KEY, labels: tuple[str, ...] = (),
                 citations: bool = True) -> None:
        _check(lang, labels)
        self.config: dict[str, Any] = {"lang": lang, "spans_key": spans_key, "labels": list(labels), "citations": citations}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the spans it makes: those it was given, or all of ``structs.LABELS``."""
        return tuple(self.config["labels"]) or LABELS

    def __call__(self, doc: Doc) -> Doc:
        """Return the document, filled; what ``spans_key`` and the user data held before under our keys is replaced."""
        fill(doc, self.annotated(doc.text), key=self.config["spans_key"], labels=self.labels)
        return doc

    def annotated(self, words: str) -> Annotated:
        """Return the annotations of a text; an empty one has none."""
        if not words.strip():
            return Annotated(())
        steps = frozenset(("citations",)) if self.config["citations"] else frozenset[str]()
        expression = resolve.resolve(build.build(text.from_str(words), language=self.config["lang"], steps=steps))
        return annotate(expression, citations=self.config["citations"])

    def to_bytes(self, **_: object) -> bytes:
        """Return the settings as MessagePack: there is nothing else to keep. spaCy's further arguments are ignored."""
        return msgspec.msgpack.encode(self.config)

    def from_bytes(self, data: bytes, **_: object) -> Decreelex:
        """Take the settings that ``to_bytes`` gave. Raises msgspec.DecodeError for other bytes."""
        config = msgspec.msgpack.decode(data)
        _check(config["lang"], config["labels"])
        self.config = config
        return self

    def to_disk(self, path: Any, **_: object) -> None:
        """Write the settings to a file, not a folder."""
        from pathlib import Path

        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: Any, **_: object) -> Decreelex:
        """Take the settings of a file that ``to_disk`` wrote. Raises OSError, or msgspec.DecodeError for another file."""
        from pathlib import Path

        return self.from_bytes(Path(path).read_bytes())


def _check(lang: str, labels: Sequence[str]) -> None:
    """Raise UsageError for a language or a label that there is not."""
    if lang not in _LANGUAGES:
        raise fail(UsageError, "bad-language", f"decreelex knows no language {lang!r}: choose one of {', '.join(_LANGUAGES)}",
                   suggestions=_LANGUAGES)
    unknown = [label for label in labels if label not in LABELS]
    if unknown:
        raise fail(UsageError, "bad-annotation-label", f"decreelex has no label {', '.join(map(repr, unknown))}: choose of "
                   f"{', '.join(LABELS)}", suggestions=LABELS)


@Language.factory(
    KEY,
    assigns=["doc.spans", "doc._.decreelex", "span._.decreelex_eid", "span._.decreelex_attributes", "span._.decreelex_links"],
    requires=[], default_config={"lang": "auto", "spans_key": KEY, "labels": [], "citations": True})
def make(nlp: Language, name: str, lang: str, spans_key: str, labels: list[str], citations: bool) -> Decreelex:  # noqa: ARG001
    """Return the component for a pipeline; a pipeline's own language decides where ``lang`` is auto and we know it."""
    chosen = str(nlp.lang) if lang == "auto" and nlp.lang in _SHORT.values() else lang
    return Decreelex(lang=chosen, spans_key=spans_key, labels=tuple(labels), citations=citations)


def fill(doc: Doc, annotated: Annotated, *, key: str = KEY, labels: tuple[str, ...] = ()) -> None:
    """Put annotations into a document: spans of tokens, and what they say into the user data by the span's id.

    A span is of all tokens that its words touch. ``labels``: those kept (all when empty)."""
    spans, kept = [], {}
    for one in annotated.annotations:
        if labels and one.label not in labels:
            continue
        span = doc.char_span(one.span.start, one.span.end, label=one.label, span_id=one.id, alignment_mode="expand")
        if span is not None:
            spans.append(span)
            kept[one.id] = {"span": [one.span.start, one.span.end], "eid": one.eid, "attributes": one.attributes,
                            **({} if one.by == MACHINE else {"by": one.by})}
    doc.spans[key] = spans
    links = [[one.kind, one.source, one.target] for one in annotated.links if one.source in kept and one.target in kept]
    provisions = msgspec.to_builtins(annotated.provisions)
    doc.user_data[KEY] = {"annotations": kept, "links": links, "provisions": provisions, "key": key}


def blank(language: str, length: int) -> Language:
    """Return a blank pipeline of a language (rus or eng) that takes texts of this length."""
    nlp = spacy.blank(_SHORT.get(language, "xx"))
    nlp.max_length = max(nlp.max_length, length + 1)
    return nlp


def docs(nlp: Language, words: str) -> Iterator[Doc]:
    """Yield the documents of a text, processed: one, or pieces that end between lines where it is longer than
    ``nlp.max_length``; ``doc.user_data["decreelex_offset"]`` says where each begins."""
    start = 0
    while start < len(words):
        end = len(words)
        if end - start > nlp.max_length:
            cut = words.rfind("\n", start, start + nlp.max_length)
            end = cut + 1 if cut > start else start + nlp.max_length
        doc = nlp(words[start:end])
        doc.user_data["decreelex_offset"] = start
        yield doc
        start = end


def _of(span: Span) -> dict[str, Any]:
    found: dict[str, Any] = span.doc.user_data.get(KEY, {}).get("annotations", {}).get(span.id_, {})
    return found


def _links(span: Span) -> list[tuple[str, Span]]:
    kept = span.doc.user_data.get(KEY, {})
    spans = {one.id_: one for one in span.doc.spans.get(kept.get("key", KEY), ())}
    return [(kind, spans[target]) for kind, source, target in kept.get("links", ()) if source == span.id_]


def _extend() -> None:
    """Register the extensions, once; those of others are left alone."""
    getters: dict[str, Any] = {"eid": lambda span: _of(span).get("eid"), "links": _links,
                               "attributes": lambda span: _of(span).get("attributes", {})}
    for name, getter in getters.items():
        if not Span.has_extension(f"{KEY}_{name}"):
            Span.set_extension(f"{KEY}_{name}", getter=getter)
    if not Doc.has_extension(KEY):
        Doc.set_extension(KEY, getter=lambda doc: doc.user_data.get(KEY, {}).get("provisions", []))


_extend()
