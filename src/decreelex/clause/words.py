"""One pass over the words of a unit: tokens with their terminals, quotations taken whole.

Shapes of numbers are told by a regular expression; what words mean stands in the tables (grammar/*.toml).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from decreelex.eid import superscript_to_dot
from decreelex.lexicon import NAME, NUMBER, PUNCT, WORD, Entry, Lexicon, Token, fold

__all__ = ["NAME", "NUMBER", "PUNCT", "WORD", "tokens"]

LETTER, QUOTED, ROMAN = "LETTER", "QUOTED", "ROMAN"
_SHAPE = re.compile(
    r"(?P<COMMON>[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹Nn][^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[-‐‑'’][^\W\d_]+)*)"  # most tokens; no number sign
    r"|(?P<RAISED>[⁰¹²³⁴⁵⁶⁷⁸⁹]+|<sup>\d{1,2}</sup>|(?<=[^\W\d_])\d{1,2}\b)"
    r"|(?P<NUMDATE>\b\d{1,2}\.\d{1,2}\.\d{4}\b(?!\.\d)|\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?\b)"
    r"|(?P<TIME>\b\d{1,2}:\d\d\b|\b\d{1,2}-00\b)"
    r"|(?P<ACTNUM>\b\d{1,6}(?:-[IVX]{1,4})?[-‐‑](?=[^\W\d_a-zа-яё])[^\W\d_]{1,5}\d?\b)"
    r"|(?P<NUM>\d+(?:\.\d+)*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|<sup>\d{1,4}</sup>)?(?:-?[a-zа-яё]{1,3}\b)?)"
    r"|(?P<NO>(?:№\s?|\b[Nn](?:o\b\.?|\b\.?|(?=\d))\s?)[\w/@-]{0,24}\d(?:[\w/@.-]{0,24}[\w@])?)"
    r"|(?P<BRACKETED>\((?:[^\W\d_]|\d{1,2})\))"
    r"|(?P<WORD>[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[-‐‑'’][^\W\d_]+)*)"
    r"|(?P<PUNCT>[^\w\s]|_)"
)
_DIGITS = re.compile(r"[\d.]+(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|<sup>(\d+)</sup>)?")
_LONGEST = 100  # characters of a number; so many digits count nothing
_ROMAN = re.compile(r"[IVXLC]+$")
_QUOTE = re.compile(r"[\"«»“”„]")
_OPENING, _CLOSING = "«„“", "»”"


Shape = tuple[str | None, str, int, int, str]  # group of its shape, text, start, end, what it stands for
_new = tuple.__new__  # a tenth of the time of a named tuple's own constructor, for what is made of every word


def tokens(lexicon: Lexicon, text: str, start: int, end: int, *,
           quotes: Iterable[tuple[int, int]] | None = None) -> list[Token]:
    """Return the tokens of ``text[start:end]`` (code points), longest phrase of the table first.

    ``quotes``: (opening, closing) of the outermost quotations, where the caller knows them.

    Types: the table's terminals; NUM, NO (``№ 647``, value the number), ACTNUM (``61-ФЗ``), NUMDATE, TIME, ROMAN,
    RAISED (an index after a word, ``второй¹``), LETTER (one letter, quoted or not), QUOTED (a whole quotation, value
    its inside); else WORD, NAME or PUNCT.
    """
    shapes: list[Shape] = []
    at = start
    for opening, closing in outermost(quotations(text, start, end)) if quotes is None else quotes:
        shapes += _shapes(text, at, opening)
        shapes.append(_quoted(text, opening, closing))
        at = closing + 1
    shapes += _shapes(text, at, end)
    return _named(lexicon.forms, shapes)


def quotations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return (opening, closing) offsets of the quotations of ``text[start:end]``, in order; unclosed ones are left out.

    A straight quotation mark opens after a blank, a bracket or another mark; elsewhere it closes.
    """
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    for found in _QUOTE.finditer(text, start, end):
        at, mark = found.start(), found.group()
        if _opens(text, at, mark, start, end, stack):
            stack.append(at)
        elif stack:
            pairs.append((stack.pop(), at))
    return sorted(pairs)


def _opens(text: str, at: int, mark: str, start: int, end: int, stack: list[int]) -> bool:
    if mark != '"':
        return mark in _OPENING and not (mark == "“" and stack and text[stack[-1]] == "„")
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return (before.isspace() or before in '(["«„“') and not after.isspace()


def opens(text: str, at: int, start: int, end: int) -> bool:
    """Return whether the mark at ``at`` can open a quotation in ``text[start:end]``."""
    return _opens(text, at, text[at], start, end, [])


def outermost(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that stand in no other, in order."""
    reached = -1
    for opening, closing in pairs:
        if opening > reached:
            yield opening, closing
            reached = closing


def _quoted(text: str, opening: int, closing: int) -> Shape:
    inside = text[opening + 1 : closing]
    letter = len(inside) == 1 and inside.isalpha()
    return (LETTER if letter else QUOTED, text[opening : closing + 1], opening, closing + 1,
            fold(inside) if letter else inside)


def _shapes(text: str, start: int, end: int) -> list[Shape]:
    return [(m.lastgroup, m.group(), *m.span(), "") for m in _SHAPE.finditer(text, start, end)]


def _named(forms: dict[str, Entry], shapes: list[Shape]) -> list[Token]:
    """Give the shapes their terminals: words by the table, numbers by their shape."""
    out: list[Token] = []
    at, total = 0, len(shapes)
    entry_of = forms.get
    while at < total:
        kind, text, start, end, given = shapes[at]
        entry = entry_of(fold(text))
        at += 1
        found = _phrase(entry, shapes, at) if entry is not None and entry.phrases else None
        if found is not None:
            (rest, known, value), first = found, at - 1
            at += len(rest)
            out.append(Token(known, " ".join(shape[1] for shape in shapes[first:at]), start, shapes[at - 1][3], value))
        elif entry is not None and entry.type is not None:
            out.append(_new(Token, (entry.type, text, start, end, entry.value)))
        elif kind in ("COMMON", WORD):
            known, value = _lettered(text)
            out.append(_new(Token, (known, text, start, end, value)))
        else:
            out.append(_plain(kind, text, start, end, given))
    return out


@functools.lru_cache(maxsize=1 << 16)
def _lettered(text: str) -> tuple[str, str]:
    """Return the terminal and the value of a word in no table. A lone letter may be a number (``подпункт а``)."""
    if _ROMAN.match(text):
        return ROMAN, text
    if len(text) == 1:
        return LETTER, fold(text)
    return NAME if text[0].isupper() else WORD, ""


def _phrase(entry: Entry, shapes: list[Shape], at: int) -> tuple[tuple[str, ...], str, str] | None:
    """Return the longest phrase of the table that goes on at ``at``: its further words, terminal and value."""
    following = fold(shapes[at][1]) if at < len(shapes) else ""
    for phrase in entry.phrases:
        rest = phrase[0]
        if rest[0] == following and (len(rest) == 1 or rest == tuple(fold(shape[1]) for shape in shapes[at : at + len(rest)])):
            return phrase
    return None


def _plain(kind: str | None, text: str, start: int, end: int, given: str) -> Token:
    """Return the token of a number or a mark that is in no table."""
    if kind == "NUM":
        if len(text) > _LONGEST:
            return Token(WORD, text, start, end)
        return Token("NUM", text, start, end, text if text.isdecimal() else _digits(text))
    if kind == "RAISED":
        return Token("RAISED", text, start, end, superscript_to_dot(text).strip("./<>sup"))
    if kind == "NO":
        return Token("NO", text, start, end, _after_sign(text))
    if kind == "BRACKETED":
        return Token(LETTER, text, start, end, fold(text[1:-1]))
    return Token(kind or PUNCT, text, start, end, given or ("" if kind == PUNCT else text))


def _digits(text: str) -> str:
    """Return the digits of a number, an index above the line as ``5.1``, without the ending of an ordinal."""
    digits = _DIGITS.match(text)
    if digits is None:
        return text
    return superscript_to_dot(f"{text.partition('<')[0]}.{digits[1]}" if digits[1] else digits.group())


_SIGN = re.compile(r"(?:№|[Nn](?:o\b)?\.?)\s?")


def _after_sign(text: str) -> str:
    sign = _SIGN.match(text)
    return text[sign.end() :] if sign else text
