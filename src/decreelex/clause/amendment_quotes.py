"""Quotations of an instruction, where the marks inside them do not pair up.

Words to be changed are cut out of sentences: brackets and marks inside them need not balance ("слова "Закона "О связи"
заменить словами …"). Where a mark finds no partner, a quotation that is announced ("слова", "словами") is taken to
close at the first mark after which the instruction goes on: at a verb, at further words, at a comma before them, or at
the end.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence

from decreelex import lexicon
from decreelex.clause import words

TABLES = "dates+citation+codes+amendment"
_MARKS = "\"«»“”„"
_BRACKETS = re.compile("[()]")
_BLANKS = 8  # between a colon and the quotation after it
_LETTERED = 3  # "(а)" is a letter
_ANNOUNCING = ("WORDS", "WITH")
_GOING_ON = ("REPLACE", "ADD", "REMOVE", "WITH", "WORDS", "INFLECTED", "EVERYWHERE", "AFTER", "BEFORE", "RESTATE")


def pairs(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Return (opening, closing) of the outermost quotations of an instruction, in order."""
    found = list(words.outermost(words.quotations(text, start, end)))
    marks = sum(text.count(mark, start, end) for mark in _MARKS)
    inside = sum(text.count(mark, a, b + 1) for a, b in found for mark in _MARKS)
    if marks == inside and not _swallowed(text, found, language):
        return found
    return _announced(text, start, end, _closed(text, start, end, found), language)


def _closed(text: str, start: int, end: int, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the quotations, each opening that never closes given the closing of the next one.

    A title that ends with a title prints one mark for both: the inner act is part of the outer one's title.
    """
    out: list[tuple[int, int]] = []
    at = start
    for opening, closing in found:
        if opening < at:
            continue
        lone = next((i for i in range(at, opening) if text[i] in _MARKS and words.opens(text, i, start, end)), None)
        out.append((opening if lone is None else lone, closing))
        at = closing + 1
    return out


def with_brackets(text: str, start: int, end: int, quotes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the quotations and the bracketed stretches outside them (gazettes, remarks), in order."""
    if text.find("(", start, end) < 0:
        return quotes
    out: list[tuple[int, int]] = []
    opened, depth, at = 0, 0, 0
    for found in _BRACKETS.finditer(text, start, end):
        here = found.start()
        while at < len(quotes) and quotes[at][1] < here:
            if not depth:
                out.append(quotes[at])
            at += 1
        if at < len(quotes) and quotes[at][0] < here:
            continue
        if found.group() == "(":
            opened, depth = (here if not depth else opened), depth + 1
        elif depth:
            depth -= 1
            if not depth and here - opened > _LETTERED:
                out.append((opened, here))
    return sorted({*out, *quotes[at:]})


def _swallowed(text: str, found: Sequence[tuple[int, int]], language: str) -> bool:
    """Return whether a quotation seems to hold a verb and the words after it, each announced."""
    going_on = _patterns(language)[1]
    return any(going_on.search(text, a + 1, b) for a, b in found if not text[max(0, a - _BLANKS) : a].rstrip().endswith(":"))


def _announced(text: str, start: int, end: int, found: list[tuple[int, int]], language: str) -> list[tuple[int, int]]:
    """Return the quotations with the announced ones closed where the instruction goes on."""
    announcing, _, closing = _patterns(language)
    out: list[tuple[int, int]] = []
    at = start
    while at < end:
        opens = announcing.search(text, at, end)
        limit = opens.start() if opens else end
        out += [(a, b) for a, b in found if at <= a and b < limit]
        if opens is None:
            break
        mark = opens.end() - 1
        closes = closing.search(text, mark + 1, end)
        if closes is None:
            at = mark + 1
            continue
        out.append((mark, closes.start()))
        at = closes.start() + 1
    return out


@functools.cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what announces a quotation, what shows a swallowed one, and the mark that closes one."""
    announcing, going_on = forms(language, _ANNOUNCING), forms(language, _GOING_ON)
    joins, places = forms(language, ("COMMA", "AND")), forms(language, ("AT",))
    return (
        re.compile(rf"\b(?:{announcing})\s+[{_MARKS}]", re.IGNORECASE),
        re.compile(rf"[{_MARKS}]\s+(?:{going_on})\b[^{_MARKS}]{{0,60}}[{_MARKS}]", re.IGNORECASE),
        re.compile(rf"[{_MARKS}](?=\s*[;.,:]*\s*$|[;.,]?\s*(?:(?:{joins})\s*)?(?:{going_on})\b|\s*(?:{joins})\s*[{_MARKS}]\S"
                   rf"|,\s+(?:{places})\s+\w+)", re.IGNORECASE),
    )


def forms(language: str, kinds: Sequence[str]) -> str:
    """Return the forms of terminals, as alternatives of a pattern, the longest first (``language``: ru or en)."""
    table = lexicon.load(TABLES, language).forms
    out: list[str] = []
    for first, entry in table.items():
        if entry.type in kinds:
            out.append(first)
        out += [" ".join((first, *rest)) for rest, kind, _ in entry.phrases if kind in kinds]
    return "|".join(r"\s*".join(map(re.escape, form.split())) if not form[0].isalpha() else
                    r"\s+".join(map(re.escape, form.split())) for form in sorted(out, key=len, reverse=True))


def first_words(language: str, kinds: Collection[str]) -> frozenset[str]:
    """Return the folded first words of the forms of terminals, hyphenated ones up to the hyphen."""
    table = lexicon.load(TABLES, language).forms
    return frozenset(first.partition("-")[0] for first, entry in table.items()
                     if entry.type in kinds or any(kind in kinds for _, kind, _ in entry.phrases))
