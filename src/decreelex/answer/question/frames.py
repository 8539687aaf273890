"""Freely put questions: which one is asked follows from what is spoken of (grammar/frames.toml), or it is not understood."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from decreelex import lexicon, resources, snapshot
from decreelex.answer.question import concepts, reading
from decreelex.answer.question.reading import Chunk
from decreelex.clause import reading as clauses
from decreelex.lexicon import Token
from decreelex.model import Citation
from decreelex.span import Span

_CODE = "/act/code/"
_CHUNKS = {"CITED": "ACT", "CLAIM": "SPOKEN", "DRAFT": "DRAFT", "REGIMEWORD": "REGIMEWORD"}
_OPAQUE = frozenset({"CITED", "CLAIM", "DAY", "KNOWNAT", "RANGE", "DATE", "REGIME"})
_UNSAID = frozenset({"WORD", "NAME", "PUNCT", "NOISE"})
_UNSAID_TOKENS = frozenset({"WORD", "NAME", "PUNCT", "NUMBER"})
_NUMBERS = frozenset({"NUMBER", "YEAR"})
_TITLE = re.compile(r"\s{0,2}(?:«[^»]{1,200}»|\"[^\"]{1,200}\"|“[^”]{1,200}”)")
_EXCEPTED = re.compile(r"(?:\((?P<said>[^()]{1,120})\))")
_STOP = re.compile(r"[.?!]\s+(?=[^\W\d_])")
_LANGUAGES = {"ru": "rus", "en": "eng"}


class Frame(msgspec.Struct, frozen=True):
    """One way to ask a question: see grammar/frames.toml. ``conditional``: an "if" in it is none of a hypothesis; ``years``: a
    year may be named that belongs to nothing; ``unknown``: words in no table that a question may have;
    ``despite``: concepts that block every other frame.
    """

    id: str
    all: tuple[tuple[str, ...], ...]
    none: tuple[str, ...] = ()
    params: dict[str, str] = {}
    expects: str | None = None
    negated: bool = False
    conditional: bool = False
    years: bool = False
    unknown: int = 0
    despite: tuple[str, ...] = ()


class Frames(msgspec.Struct, frozen=True):
    """Everything in grammar/frames.toml."""

    frame: tuple[Frame, ...]
    blocked: tuple[str, ...]
    masks: tuple[str, ...]


class Spoken(NamedTuple):
    """What a question speaks of: things, concepts with their values, and provisions cited."""

    frame: Frame
    chunks: tuple[Chunk, ...]
    values: Mapping[str, str]
    cited: tuple[Citation, ...]
    before: tuple[Span, ...] = ()

    def first(self, kind: str) -> Chunk | None:
        """Return the first thing of a kind."""
        return next((chunk for chunk in self.chunks if chunk.type == kind), None)


@functools.cache
def table() -> Frames:
    """Return grammar/frames.toml."""
    return snapshot.cached("frames", Frames, _read)


def _read() -> Frames:
    path = resources.folder("grammar") / "frames.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Frames)


def match(text: str, language: str, known: frozenset[str]) -> Spoken | None:
    """Return what a freely put question speaks of and its frame; None where none fits.

    ``known``: ids of the catalogue. Raises Trouble where words stand in the way.
    """
    text = _without_asides(_without_titles(text, language), language)
    chunks = tuple(reading.read(text, language, ranges=True))
    types = [chunk.type for chunk in chunks]
    cited = tuple(one for one in _citations(text, language) if one.path)
    found = _unmasked([f for f in concepts.find(text, language) if not _inside(f.span, chunks, _OPAQUE)])
    if types[:1] == ["IF"] or _negated(chunks, found):
        return None
    heard = lexicon.load(reading.TABLES, language).tokens(text)
    names = {f.concept for f in found} | set(_things(chunks, cited, heard))
    if any(types.count(kind) > 1 for kind in ("CITED", "REGIME")):
        return None
    frame = next((f for f in table().frame if _fits(f, names)), None)
    if frame is None or frame.id not in known or ("IF" in types and not frame.conditional):
        return None
    if _obscure(text, [c for c in chunks if not (frame.years and c.type == "YEAR")], found, cited, heard, frame.unknown):
        return None
    if _undated(text, chunks):
        return None
    before = tuple(f.span for f in found if f.concept == "BEFORE")
    return Spoken(frame, chunks, {f.concept: f.value for f in reversed(found)}, cited, before)


def _undated(text: str, chunks: tuple[Chunk, ...]) -> bool:
    """Return whether a month without a year stands in the sentence that names the regime or the act."""
    ends = [m.end() for m in _STOP.finditer(text)]
    sentences = [sum(end <= chunk.start for end in ends) for chunk in chunks]
    about = {n for n, chunk in zip(sentences, chunks, strict=True) if chunk.type in {"REGIME", "CITED"}}
    return any(chunk.type == "MONTHWORD" and n in about for n, chunk in zip(sentences, chunks, strict=True))


def _without_titles(text: str, language: str) -> str:
    """Return the question with the title that stands after an act blanked, quoted or known: it names, and asks nothing."""
    titles = [f.span for f in concepts.find(text, language) if f.concept == "TITLE"]
    for chunk in reading.read(text, language, ranges=True):
        rest = text[chunk.end :]
        quoted = _TITLE.match(rest) if chunk.type == "CITED" else None
        if quoted:
            text = _blanked(text, Span(chunk.end, chunk.end + quoted.end()))
        elif chunk.type == "CITED":
            near = [span for span in titles if span.start >= chunk.end and not text[chunk.end : span.start].strip()]
            text = functools.reduce(_blanked, near, text)
    return text


def _without_asides(text: str, language: str) -> str:
    """Return the question with what only leads to it or trails after it blanked, and what it says it does not mean."""
    found = concepts.find(text, language)
    text = functools.reduce(_blanked, (f.span for f in found if f.concept == "ASIDE"), text)
    excepted = [f.span.start for f in found if f.concept == "EXCEPT"]
    for said in _EXCEPTED.finditer(text):
        if said.start("said") in excepted:
            text = _blanked(text, Span(said.start(), said.end()))
    return text


def _blanked(text: str, span: Span) -> str:
    return text[: span.start] + " " * (span.end - span.start) + text[span.end :]


def _unmasked(found: list[concepts.Found]) -> list[concepts.Found]:
    """Return the concepts without those that are but a part of a phrase that says something else."""
    masks = [f.span for f in found if f.concept in table().masks]
    return [f for f in found if f.span in masks or not any(_covers(mask, f.span) for mask in masks)]


def _negated(chunks: tuple[Chunk, ...], found: list[concepts.Found]) -> bool:
    """Return whether a negation stands outside of every phrase that the tables know with it."""
    negations = [chunk.span for chunk in chunks if chunk.type == "NOT"]
    return not all(any(_covers(f.span, span) and f.span != span for f in found) for span in negations)


def _fits(frame: Frame, names: set[str]) -> bool:
    barred = {*frame.none, *table().blocked} - {*frame.despite}
    return all(names & set(row) for row in frame.all) and not names & barred


def _citations(text: str, language: str) -> tuple[Citation, ...]:
    return clauses.read(text, Span(0, len(text)), _LANGUAGES[language], steps=frozenset({"citations"})).citations


def _things(chunks: tuple[Chunk, ...], cited: tuple[Citation, ...], heard: list[Token]) -> Iterator[str]:
    """Yield what the things found in the words are called in frames. Whose regime it is says nothing of a statement."""
    stated = [Span(t.start, t.end) for t in heard if t.type == "STATEMENT"]
    for chunk, after in zip(chunks, (*chunks[1:], None), strict=True):
        if chunk.type == "REGIME":
            yield "MOB" if chunk.value.kind == "mobilization" else "REG"
        elif chunk.type == "CLAIM" and not any(_covers(chunk.span, span) for span in stated):
            yield from () if after and after.type == "REGIME" else ("PERSON",)
        elif chunk.type in _CHUNKS:
            yield _CHUNKS[chunk.type]
    acts = [c.value.iri for c in chunks if c.type == "CITED"]
    for one in cited:
        if one.path[0].kind == "art" and (not acts or _CODE in str(acts[0])):
            yield "ARTICLE"
        if acts or one.iri:
            yield "PROV"


def _obscure(
    text: str, chunks: list[Chunk], found: list[concepts.Found], cited: tuple[Citation, ...], heard: list[Token], allowed: int
) -> bool:
    """Return whether too much is said that is in no table: words, a name, a number that belongs to nothing."""
    said = [f.span for f in found] + [c.span for c in cited] + [c.span for c in chunks if c.type not in _UNSAID | _NUMBERS]
    said += [Span(t.start, t.end) for t in heard if t.type not in _UNSAID_TOKENS]
    loose = [c for c in chunks if c.type in _NUMBERS and not any(_covers(s, c.span) for s in said)]
    unknown = [(w, span) for w, span in concepts.words_of(text) if not w[0].isdigit() and not any(_covers(s, span) for s in said)]
    unknown = [(w, span) for w, span in unknown if len(w) > 1]
    named = [c for c in chunks if c.type == "NAME" and c.start and any(_covers(c.span, span) for _, span in unknown)]
    return bool(loose or named) or len(unknown) > allowed


def _inside(span: Span, chunks: tuple[Chunk, ...], kinds: frozenset[str]) -> bool:
    return any(chunk.type in kinds and _covers(chunk.span, span) for chunk in chunks)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
