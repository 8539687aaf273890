"""Words for the index and for queries: every form under its lemma (Russian), or its stem (English, by SQLite)."""

from __future__ import annotations

import functools
import re

from decreelex import lexicon

_WORD = re.compile(r"[^\W_]+")
MAX_WORDS = 32
AROUND = 120  # characters of an excerpt on either side


@functools.lru_cache(maxsize=1 << 17)
def lemma(word: str) -> str:
    """Return what a word is looked up as."""
    return lexicon.lemma(word)


def lemmas(text: str) -> str:
    """Return the lemmas of a text, in order."""
    return " ".join(map(lemma, _WORD.findall(text)))


def query(words: str) -> str:
    """Return the query for all words given; empty where there is none. No sign of the query language gets through."""
    return " ".join(f'"{lemma(word)}"' for word in _WORD.findall(words)[:MAX_WORDS])


def excerpt(text: str, words: str) -> str:
    """Return the words around the first one that was looked for."""
    wanted = {lemma(word) for word in _WORD.findall(words)}
    at = next((m.start() for m in _WORD.finditer(text) if lemma(m[0]) in wanted), 0)
    start, end = max(at - AROUND, 0), at + AROUND
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"
