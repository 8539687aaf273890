"""What the words of a question are about: concepts by phrase (grammar/concepts.*.toml), misspelt words put right."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

from decreelex import lexicon, resources, snapshot
from decreelex.span import Span

Phrases = dict[str, list[tuple[list[str], str, str]]]
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
TABLES = "question+regimes+territories"
_SHORT, _LONG = 6, 10  # letters of a word in which one letter, or two, may be wrong


class Found(NamedTuple):
    """A concept found: its words' place (code points), and the value that its table gives them."""

    concept: str
    value: str
    span: Span


def words_of(text: str) -> list[tuple[str, Span]]:
    """Return the words of a question, folded, with their places."""
    return [(lexicon.fold(m[0]), Span(m.start(), m.end())) for m in _WORD.finditer(text)]


def find(text: str, language: str) -> list[Found]:
    """Return every concept in the words, phrases of all lengths (``language``: ru, en)."""
    table, said = _phrases(language), words_of(text)
    out = []
    for at, (word, span) in enumerate(said):
        for phrase, concept, value in table.get(word, ()):
            if [w for w, _ in said[at : at + len(phrase)]] == phrase:
                out.append(Found(concept, value, Span(span.start, said[at + len(phrase) - 1][1].end)))
    return out


def corrected(text: str, language: str) -> str:
    """Return the question with words that are in no table put right, where just one known word is as near."""
    known = _vocabulary(language)
    out, last = "", 0
    for word, span in words_of(text):
        other = _near(word, known) if word not in known else None
        if other:
            out, last = out + text[last : span.start] + other, span.end
    return out + text[last:]


@functools.cache
def _phrases(language: str) -> Phrases:
    return snapshot.cached(f"concepts.{language}", Phrases, lambda: _compile(language))


def _compile(language: str) -> Phrases:
    rows = tomllib.loads((resources.folder("grammar") / f"concepts.{language}.toml").read_text(encoding="utf-8"))
    out: Phrases = {}
    for concept, spec in rows.items():
        for form, value in lexicon.entries(spec, language):
            phrase = [word for word, _ in words_of(form)]
            out.setdefault(phrase[0], []).append((phrase, concept, value))
    return out


@functools.cache
def _vocabulary(language: str) -> frozenset[str]:
    phrases = [phrase for rows in _phrases(language).values() for phrase, _, _ in rows]
    for name in (TABLES, "dates"):
        forms = lexicon.load(name, language).forms
        phrases += [[form, *(w for rest, _, _ in entry.phrases for w in rest)] for form, entry in forms.items()]
    return frozenset(word for phrase in phrases for word in phrase)


def _near(word: str, known: frozenset[str]) -> str | None:
    """Return the one known word that a word misspells: one wrong letter in six, two in ten."""
    allowed = 2 if len(word) >= _LONG else 1 if len(word) >= _SHORT else 0
    near = [(d, other) for other in known for d in _distances(word, other, allowed)]
    best = min((d for d, _ in near), default=0)
    nearest = [other for d, other in near if d == best]
    return nearest[0] if len(nearest) == 1 else None


def _distances(word: str, other: str, allowed: int) -> Iterator[int]:
    """Yield the number of wrong letters where it is no more than allowed."""
    alike = allowed and abs(len(word) - len(other)) <= allowed and word[0] == other[0] and len(other) >= _SHORT
    if alike and _same_form(word, other):
        distance = _distance(word, other)
        if distance <= allowed:
            yield distance


def _same_form(word: str, other: str) -> bool:
    """Return whether the endings agree where they tell forms apart (tense: last and last but two)."""
    return word[-3:] == other[-3:] or (len(word) == len(other) and (word[-1], word[-3]) == (other[-1], other[-3]))


def _distance(left: str, right: str) -> int:
    """Return how many letters must be put in, left out, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
