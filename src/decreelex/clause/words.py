"""One pass over the words of a unit: tokens with their terminals, quotations taken whole.

Shapes of numbers are told by a regular expression; what words mean stands in the tables (grammar/*.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from decreelex.eid import superscript_to_dot
from decreelex.lexicon import NAME, NUMBER, PUNCT, WORD, Entry, Lexicon, Token, fold

__all__ = ["NAME", "NUMBER", "PUNCT", "WORD", "tokens"]

LETTER, QUOTED, ROMAN = "LETTER", "QUOTED", "ROMAN"
_SHAPE = re.compile(
    r"(?P<NUMDATE>\b\d{1,2}\.\d{1,2}\.\d{4}\b(?!\.\d)|\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?\b)"
    r"|(?P<TIME>\b\d{1,2}:\d\d\b)"
    r"|(?P<ACTNUM>\b\d{1,6}(?:-[IVX]{1,4})?[-‐‑](?=[^\W\d_a-zа-яё])[^\W\d_]{1,5}\d?\b)"
    r"|(?P<NUM>\d+(?:\.\d+)*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|<sup>\d{1,4}</sup>)?(?:-?[a-zа-яё]{1,3}\b)?)"
    r"|(?P<NO>(?:№\s?|\b[Nn](?:o\b\.?|\b\.?)\s?)[\w/@-]{0,24}\d(?:[\w/@.-]{0,24}[\w@])?)"
    r"|(?P<BRACKETED>\((?:[^\W\d_]|\d{1,2})\))"
    r"|(?P<WORD>[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*)"
    r"|(?P<PUNCT>[^\w\s]|_)"
)
_NUMBER = re.compile(r"[\w/@-]*\d(?:[\w/@.-]*[\w@])?$")
_DIGITS = re.compile(r"[\d.]+(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|<sup>(\d+)</sup>)?")
_ROMAN = re.compile(r"[IVXLC]+$")
_QUOTE = re.compile(r"[\"«»“”„]")
_OPENING, _CLOSING = "«„“", "»”"


def tokens(lexicon: Lexicon, text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of ``text[start:end]`` (code points), longest phrase of the table first.

    Types: the table's terminals; NUM, NO (``№ 647``, value the number), ACTNUM (``61-ФЗ``), NUMDATE, TIME, ROMAN,
    LETTER (one letter, quoted or not), QUOTED (a whole quotation, value its inside); else WORD, NAME or PUNCT.
    """
    shapes: list[Token] = []
    at = start
    for opening, closing in _outermost(quotations(text, start, end)):
        shapes += _shapes(text, at, opening)
        shapes.append(_quoted(text, opening, closing))
        at = closing + 1
    shapes += _shapes(text, at, end)
    return list(_named(lexicon.forms, shapes))


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


def _outermost(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reached = -1
    for opening, closing in pairs:
        if opening > reached:
            yield opening, closing
            reached = closing


def _quoted(text: str, opening: int, closing: int) -> Token:
    inside = text[opening + 1 : closing]
    letter = len(inside) == 1 and inside.isalpha()
    return Token(LETTER if letter else QUOTED, text[opening : closing + 1], opening, closing + 1,
                 fold(inside) if letter else inside)


def _shapes(text: str, start: int, end: int) -> list[Token]:
    return [Token(m.lastgroup or "", m.group(), m.start(), m.end()) for m in _SHAPE.finditer(text, start, end)]


def _named(forms: dict[str, Entry], shapes: list[Token]) -> Iterator[Token]:
    """Give the shapes their terminals: words by the table, numbers by their shape."""
    folded = [fold(shape.text) for shape in shapes]
    at, total, before = 0, len(shapes), ""
    while at < total:
        shape = shapes[at]
        entry = forms.get(folded[at])
        size = 1
        if shape.type in (WORD, PUNCT):
            kind, value, size = _looked_up(entry, folded, at, shape)
            token = _joined(shapes, at, size, kind, value) if size > 1 else shape._replace(type=kind, value=value)
            if size == 1 and len(shape.text) == 1 and shape.type == WORD:
                token = _single(token, before)
        elif entry is not None and entry.type:
            token = shape._replace(type=entry.type, value=entry.value)
        else:
            token = _number(shape)
        before = token.type
        yield token
        at += size


def _looked_up(entry: Entry | None, folded: list[str], at: int, shape: Token) -> tuple[str, str, int]:
    if entry is not None:
        for rest, kind, value in entry.phrases:
            if tuple(folded[at + 1 : at + 1 + len(rest)]) == rest:
                return kind, value, 1 + len(rest)
        if entry.type:
            return entry.type, entry.value, 1
    if shape.type == PUNCT:
        return PUNCT, "", 1
    if _ROMAN.match(shape.text):
        return ROMAN, shape.text, 1
    return (NAME if shape.text[0].isupper() else WORD), "", 1


def _joined(shapes: list[Token], at: int, size: int, kind: str, value: str) -> Token:
    last = shapes[at + size - 1]
    return Token(kind, " ".join(s.text for s in shapes[at : at + size]), shapes[at].start, last.end, value)


def _single(token: Token, before: str) -> Token:
    """A lone letter is a number after a kind of provision (``подпункт а``), or where no table knows it."""
    if token.type == ROMAN:
        return token
    if before == "PROV" or token.type in (WORD, NAME):
        return token._replace(type=LETTER, value=fold(token.text))
    return token


def _number(shape: Token) -> Token:
    if shape.type == "NUM":
        digits = _DIGITS.match(shape.text)
        raised = digits and digits[1]
        value = shape.text.partition("<")[0] + f".{raised}" if raised else digits.group() if digits else shape.text
        return shape._replace(value=superscript_to_dot(value))
    if shape.type == "NO":
        number = _NUMBER.search(shape.text)
        return shape._replace(value=_after_sign(shape.text) if number else "")
    if shape.type == "BRACKETED":
        return shape._replace(type=LETTER, value=fold(shape.text[1:-1]))
    return shape if shape.value else shape._replace(value=shape.text)


_SIGN = re.compile(r"(?:№|[Nn](?:o\b)?\.?)\s?")


def _after_sign(text: str) -> str:
    sign = _SIGN.match(text)
    return text[sign.end() :] if sign else text
