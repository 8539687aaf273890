"""Words in a text: matched literally, else modulo white space, quotation marks and dashes; never nearer than that."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from decreelex.span import Span

How = Literal["literal", "folded", "inflected"]
_QUOTES = "\"«»„“”‟″"
_DASHES = "-‐‑‒–—−"
_PIECE = re.compile(rf"(\s+)|([{_QUOTES}])|([{re.escape(_DASHES)}])|([^\s{_QUOTES}{re.escape(_DASHES)}]+)")
_WORD = re.compile(r"\S+")
_SEARCHED = 30_000  # a nearest stretch is only looked for in a scope of at most so many code points
_LIKE = 0.5


class Match(msgspec.Struct, frozen=True):
    """Where words stand, and whether literally."""

    spans: tuple[Span, ...]
    how: How = "literal"


def find(text: str, scopes: Sequence[Span], words: str) -> Match:
    """Return every place of ``words`` within ``scopes``; a place inside a longer word does not count."""
    found = _places(text, scopes, re.escape(words), words)
    if found:
        return Match(found)
    return Match(_places(text, scopes, folded(words), words), "folded")


def folded(words: str) -> str:
    """Return the expression that matches words whatever their white space, quotation marks and dashes."""
    return "".join(
        r"\s+" if blank else f"[{_QUOTES}]" if quote else f"[{re.escape(_DASHES)}]" if dash else re.escape(rest)
        for blank, quote, dash, rest in _PIECE.findall(words.strip())
    )


def same(one: str, other: str) -> How | None:
    """Return how two texts agree, if they do."""
    if one == other:
        return "literal"
    return "folded" if re.fullmatch(folded(one), other.strip()) else None


def _places(text: str, scopes: Sequence[Span], pattern: str, words: str) -> tuple[Span, ...]:
    if not words.strip():
        return ()
    before = r"(?<!\w)" if words[0].isalnum() else ""
    after = r"(?!\w)" if words[-1].isalnum() else ""
    searched = re.compile(before + pattern + after)
    return tuple(Span(*m.span()) for s in scopes for m in searched.finditer(text, s.start, s.end))


def nearest(text: str, scopes: Sequence[Span], words: str) -> str | None:
    """Return the stretch of the scopes that is most like the words, where something is like them at all."""
    wanted = _WORD.findall(words)
    best, found = _LIKE, None
    if not wanted or sum(s.end - s.start for s in scopes) > _SEARCHED:
        return None
    for scope in scopes:
        tokens = list(_WORD.finditer(text, scope.start, scope.end))
        matcher = difflib.SequenceMatcher(None, [t.group() for t in tokens], wanted, autojunk=False)
        for block in matcher.get_matching_blocks()[:-1]:
            first = max(0, block.a - block.b)
            window = tokens[first : first + len(wanted)]
            stretch = text[window[0].start() : window[-1].end()]
            ratio = difflib.SequenceMatcher(None, stretch, words, autojunk=False).ratio()
            if ratio > best:
                best, found = ratio, stretch
    return found
