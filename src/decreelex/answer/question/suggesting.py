"""The questions of the catalogue nearest to words that are not understood."""

from __future__ import annotations

import functools

import msgspec

from decreelex import lexicon
from decreelex.answer.question import concepts, reading
from decreelex.answer.question.entries import Catalogue, catalogue

SUGGESTIONS = 3
_NO_CONCEPT = frozenset(
    {"WORD", "NAME", "PUNCT", "NOISE", "DOT", "COMMA", "COLON", "DASH", "NUMBER", "YEAR", "ON", "OF", "IN", "AT", "MONTHWORD"}
)
_NO_MATTER = frozenset({("FILLER", ""), ("OTHER", ""), ("FUTURE", ""), ("HEDGED", "")})
_IF = ("IF", "")


class Suggestion(msgspec.Struct, frozen=True):
    """A catalogue id and a wording of it."""

    id: str
    example: str


def suggest(words: str, language: str, *, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
    """Return the catalogue questions nearest to the words, by the concepts they share; a "what if" for a "what if"."""
    mine = _concepts(words, language)
    best: dict[str, tuple[float, str]] = {}
    for name, example, theirs in _examples(language):
        score = sum(_alike(a, b) for a, b in zip(mine, theirs, strict=True)) + ((_IF in mine[0]) == (_IF in theirs[0]))
        if name not in best or score > best[name][0]:
            best[name] = (score, example)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    return tuple(Suggestion(name, example) for name, (_, example) in ranked[:limit])


Concepts = frozenset[tuple[str, str]]


def _alike(mine: Concepts, theirs: Concepts) -> float:
    return len(mine & theirs) / max(1, len(mine | theirs))


@functools.cache
def _examples(language: str) -> tuple[tuple[str, str, tuple[Concepts, Concepts]], ...]:
    entries: Catalogue = catalogue()
    return tuple((q.id, example, _concepts(example, language)) for q in entries.question for example in q.examples[language])


def _concepts(words: str, language: str) -> tuple[Concepts, Concepts]:
    """Return what the words are about: by the tables of the grammar, and by the concepts of free questions."""
    tokens = [reading.typed(token) for token in lexicon.load(reading.TABLES, language).tokens(words)]
    said = {(t.type, t.value if t.type in {"KIND", "PLACE", "ACT"} else "") for t in tokens if t.type not in _NO_CONCEPT}
    about = {(f.concept, f.value if f.concept == "OFFENCE" else "") for f in concepts.find(words, language)}
    return frozenset(said), frozenset(about - _NO_MATTER)
