"""Sentences of a provision: instructions name them by their number."""

from __future__ import annotations

import functools
import re
import tomllib

from decreelex import resources
from decreelex.span import Span

_END = re.compile(r"[.!?…]+[»\"”)]*(?=\s+[«\"“(]?[^\W\d_])")
_LAST_WORD = re.compile(r"([^\W\d_]+)\.$")
_BLANK = re.compile(r"\s*")
LANGUAGES = {"rus": "ru", "eng": "en"}


@functools.cache
def _abbreviations(language: str) -> frozenset[str]:
    table = tomllib.loads((resources.folder("grammar") / f"apply.{LANGUAGES[language]}.toml").read_text("utf-8"))
    return frozenset(table["abbreviations"]["words"])


def sentences(text: str, span: Span, language: str) -> list[Span]:
    """Return the sentences of ``text[span]``: a full stop ends one where a capital follows and no abbreviation stands."""
    out, start = [], span.start
    for match in _END.finditer(text, span.start, span.end):
        if _ends(text, start, match.end(), language):
            out.append(Span(start, match.end()))
            start = _BLANK.match(text, match.end()).end()  # type: ignore[union-attr]  # it matches nothing, too
    if start < span.end:
        out.append(Span(start, span.end))
    return out


def _ends(text: str, start: int, end: int, language: str) -> bool:
    following = text[end : end + 40].lstrip().lstrip("«\"“(")
    if not following[:1].isupper():
        return False
    last = _LAST_WORD.search(text, max(start, end - 30), end)
    if last is None:
        return True
    return len(last[1]) > 1 and last[1].casefold() not in _abbreviations(language)
