"""One pass over the words of a unit: tokens with their terminals, quotations taken whole.

Shapes of numbers are told by a regular expression; what words mean stands in the tables (grammar/*.toml).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from decreelex import lexicon
from decreelex.eid import superscript_to_dot
from decreelex.lexicon import MARKS, NAME, NUMBER, PUNCT, WORD, Entry, Lexicon, Token, fold, plain

__all__ = ["NAME", "NUMBER", "PUNCT", "WORD", "tokens"]

LETTER, QUOTED, ROMAN = "LETTER", "QUOTED", "ROMAN"
_L = r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]"
_MARKED = rf"(?:[{MARKS}]++{_L}*+)*+"
_REST = rf"{_L}*+{_MARKED}(?:[-‐‑'’][^\W\d_]+{_MARKED})*"
_SHAPE = re.compile(
    rf"(?P<COMMON>[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹Nn]{_L}{_REST})"  # most tokens; no number sign
    r"|(?P<RAISED>[⁰¹²³⁴⁵⁶⁷⁸⁹]+|<sup>\d{1,2}</sup>|(?<=[^\W\d_])\d{1,2}\b)"
    r"|(?P<NUMDATE>\b\d{1,2}\.\d{1,2}\.\d{4}\b(?!\.\d)|\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?\b)"
    r"|(?P<TIME>\b\d{1,2}:\d\d\b|\b\d{1,2}-00\b)"
    r"|(?P<ACTNUM>\b\d{1,6}(?:-[IVX]{1,4})?[-‐‑](?=[^\W\d_a-zа-яё])[^\W\d_]{1,5}\d?\b)"
    r"|(?P<NUM>\d+(?:\.\d+)*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|<sup>\d{1,4}</sup>)?(?:-?[a-zа-яё]{1,3}\b)?)"
    r"|(?P<NO>(?:№\s?|\b[Nn](?:o\b\.?|\b\.?|(?=\d))\s?)[\w/@-]{0,24}\d(?:[\w/@.-]{0,24}[\w@])?)"
    r"|(?P<BRACKETED>\((?:[^\W\d_]|\d{1,2})\))"
    rf"|(?P<WORD>{_L}{_REST})"
    r"|(?P<PUNCT>[^\w\s]|_)"
)
_DIGITS = re.compile(r"[\d.]+(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|<sup>(\d+)</sup>)?")
_LONGEST = 100  # characters of a number; so many digits count nothing
_ROMAN = re.compile(r"[IVXLC]+$")
_QUOTE = re.compile(r"[\"«»“”„]")
_OPENING = "«„“"


_PIECE = re.compile(rf"\s*(?:{re.sub('[?]P<[A-Z]+>', '?:', _SHAPE.pattern)})")  # without groups: findall is quick
_WITNESSED = re.compile(r"\d{1,2}|[\d.]{8,10}")  # numbers whose neighbours tell their shape: raised, a date
_INSIDE, _LETTER = re.compile(r"\w"), re.compile(r"[^\W\d_]")
_RAISED = 2  # digits of an index
_MOST, _WIDEST = 1 << 16, 64  # pieces remembered, and characters of one
_new = tuple.__new__  # a tenth of the time of a named tuple's own constructor, for what is made of every word


Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str, str]]]


class Piece(NamedTuple):
    """What a run of characters is wherever it stands; ``blank``: how much of its ``reach`` stands before the word.

    ``phrases``: of the table, that begin with it, by their second word. ``witnessed``: only what stands around it tells
    its type.
    """

    type: str
    text: str
    blank: int
    reach: int
    value: str
    phrases: Phrases | None = None
    witnessed: bool = False


class _Pieces(dict[str, Piece]):
    """The pieces of one table met so far: most words of a text have been met before."""

    def __init__(self, forms: dict[str, Entry]) -> None:
        super().__init__()
        self._forms = forms

    def __missing__(self, run: str) -> Piece:
        text = run.lstrip()
        entry, blank = self._forms.get(fold(text)), len(run) - len(text)
        kind, value = (entry.type, entry.value) if entry is not None else (None, "")
        witnessed = kind is None and _WITNESSED.fullmatch(text) is not None
        if kind is None:
            kind, value = _shaped(text)
        piece = Piece(kind, text, blank, len(run), value, _following(entry.phrases) if entry is not None else None, witnessed)
        if len(run) <= _WIDEST:
            if len(self) >= _MOST:
                self.clear()
            self[run] = piece
        return piece


def _following(phrases: Sequence[tuple[tuple[str, ...], str, str]]) -> Phrases | None:
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0][0], []).append(phrase)
    return found or None


@functools.cache
def _pieces(name: str, language: str) -> _Pieces:
    return _Pieces(lexicon.load(name, language).forms)


def tokens(table: Lexicon, text: str, start: int, end: int, *,
           quotes: Iterable[tuple[int, int]] | None = None) -> list[Token]:
    """Return the tokens of ``text[start:end]`` (code points), longest phrase of the table first.

    ``quotes``: (opening, closing) of the outermost quotations, where the caller knows them.

    Types: the table's terminals; NUM, NO (``№ 647``, value the number), ACTNUM (``61-ФЗ``), NUMDATE, TIME, ROMAN,
    RAISED (an index after a word, ``второй¹``), LETTER (one letter, quoted or not), QUOTED (a whole quotation, value
    its inside); else WORD, NAME or PUNCT.
    """
    pieces = _pieces(table.name, table.language)
    out: list[Token] = []
    openers: list[tuple[int, Phrases]] = []
    at = start
    for opening, closing in outermost(quotations(text, start, end)) if quotes is None else quotes:
        _take(text, at, opening, pieces, out, openers)
        out.append(_quoted(text, opening, closing))
        at = closing + 1
    _take(text, at, end, pieces, out, openers)
    return _phrased(out, openers) if openers else out


def _take(text: str, at: int, end: int, pieces: _Pieces, out: list[Token], openers: list[tuple[int, Phrases]]) -> None:
    """Add the tokens of ``text[at:end]``, and which of them a phrase may begin with."""
    add = out.append
    for kind, shown, blank, reach, value, phrases, witnessed in map(pieces.__getitem__, _PIECE.findall(text, at, end)):
        start = at + blank
        at += reach
        if phrases is not None:
            openers.append((len(out), phrases))
        if witnessed:
            seen, meant = _witnessed(shown, text[start - 1 : start] if start else "", text[at : min(at + 1, end)])
            add(Token(seen, shown, start, at, meant))
        else:
            add(_new(Token, (kind, shown, start, at, value)))


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


def _witnessed(text: str, before: str, after: str) -> tuple[str, str]:
    """Return the terminal and the value of a number that stands between two characters (or ends of the text)."""
    bounded = not _INSIDE.match(after)
    if len(text) <= _RAISED:
        return ("RAISED", text) if bounded and _LETTER.match(before) else ("NUM", text)
    return _typed("NUM", text) if _INSIDE.match(before) or not bounded else _shaped(text)


def _quoted(text: str, opening: int, closing: int) -> Token:
    inside, whole = text[opening + 1 : closing], text[opening : closing + 1]
    if len(inside) == 1 and inside.isalpha():
        return Token(LETTER, whole, opening, closing + 1, fold(inside))
    return Token(QUOTED, whole, opening, closing + 1, inside or whole)


def _phrased(given: list[Token], openers: list[tuple[int, Phrases]]) -> list[Token]:
    """Join the longest phrases of the table."""
    out: list[Token] = []
    reached = 0
    for at, phrases in openers:
        found = _phrase(phrases, given, at + 1) if at >= reached else None
        if found is not None:
            rest, kind, value = found
            out += given[reached:at]
            reached = at + 1 + len(rest)
            some = given[at:reached]
            out.append(Token(kind, " ".join(one.text for one in some), some[0].start, some[-1].end, value))
    return out + given[reached:]


def _phrase(phrases: Phrases, given: list[Token], at: int) -> tuple[tuple[str, ...], str, str] | None:
    """Return the longest phrase of the table that goes on at ``at``: its further words, terminal and value."""
    for phrase in phrases.get(fold(given[at].text), ()) if at < len(given) else ():
        rest = phrase[0]
        if len(rest) == 1 or rest == tuple(fold(one.text) for one in given[at : at + len(rest)]):
            return phrase
    return None


def _shaped(text: str) -> tuple[str, str]:
    """Return the terminal and the value of a word, number or mark that is in no table, by its shape."""
    match = _SHAPE.fullmatch(text)
    return _typed(match.lastgroup if match else None, text)


def _typed(shape: str | None, text: str) -> tuple[str, str]:
    if shape in ("COMMON", WORD):
        return _lettered(text)
    if shape == "NUM":
        return (WORD, "") if len(text) > _LONGEST else ("NUM", text if text.isdecimal() else _digits(text))
    if shape == "RAISED":
        return "RAISED", superscript_to_dot(text).strip("./<>sup")
    if shape == "NO":
        return "NO", _after_sign(text)
    if shape == "BRACKETED":
        return LETTER, fold(text[1:-1])
    return shape or PUNCT, "" if shape in (PUNCT, None) else text


def _lettered(text: str) -> tuple[str, str]:
    """Return the terminal and the value of a word in no table. A lone letter may be a number (``подпункт а``)."""
    text = plain(text)
    if _ROMAN.match(text):
        return ROMAN, text
    if len(text) == 1:
        return LETTER, fold(text)
    return NAME if text[0].isupper() else WORD, ""


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
