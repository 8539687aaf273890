"""The word tables of a language, as the patterns and look-ups the line lexer needs."""

from __future__ import annotations

import functools
import re
import string
import tomllib
from typing import Any

import msgspec

from decreelex import resources

LANGUAGES = {"rus": "ru", "eng": "en"}

BLANK = r"[^\S\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|[\u200b-\u200f\u2060\ufeff]"
_EOL = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_UP = r"(?:<sup>\d{1,4}</sup>|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})"
_DOT = rf"\d{{1,4}}(?:[.-]\d{{1,4}}){{0,8}}{_UP}?"
_LONG = rf"\d{{1,6}}(?:[.-]\d{{1,4}}){{0,8}}{_UP}?"  # a copy that lost a superscript: 20112 for 201.12
_OPENERS = '"«“„'


class Words(msgspec.Struct, frozen=True):
    """Compiled tables of one language."""

    language: str
    line: re.Pattern[str]
    named: dict[str, str]
    free: dict[str, str]
    ordinals: dict[str, str]
    targets: dict[str, str]
    target: re.Pattern[str]
    add: re.Pattern[str]
    enacting: re.Pattern[str]
    enacting_kinds: dict[str, str]
    adoption: re.Pattern[str]
    approval: re.Pattern[str]
    office: re.Pattern[str]
    place: re.Pattern[str]
    unpublished: re.Pattern[str]
    remark: re.Pattern[str]
    wrapped: re.Pattern[str]
    digits: dict[str, str]
    dated: re.Pattern[str]
    repealed: re.Pattern[str]
    reference: re.Pattern[str]
    gap: re.Pattern[str]
    opener: re.Pattern[str]
    ends_numbered: re.Pattern[str]
    law: re.Pattern[str]
    grounds: re.Pattern[str]
    form: re.Pattern[str]
    site: re.Pattern[str]
    governs: re.Pattern[str]
    dangling: re.Pattern[str]
    suffix: str
    inline: tuple[str, ...]


@functools.cache
def load(language: str) -> Words:
    """Return the tables of ``rus`` or ``eng``, from grammar/structure.<ru|en>.toml."""
    path = resources.folder("grammar") / f"structure.{LANGUAGES[language]}.toml"
    return _compile(language, tomllib.loads(path.read_text(encoding="utf-8")))


def _compile(language: str, table: dict[str, Any]) -> Words:
    named = _invert(table["units"])
    free = _invert(table["free"])
    ordinals = _invert(table["ordinals"])
    targets = _invert(table["named"])
    cased = [form for word in named for form in (word, word.upper())]
    loose = [form for word in free for form in (word, word.upper())]
    enacting = list(table["enacting"]["words"])
    opener = _opener(cased, loose, table)
    return Words(
        language, re.compile(rf"{opener}[^{_EOL}]*(?:\r\n|[{_EOL}]|\Z)"),
        {w.upper(): k for w, k in named.items()}, {w.upper(): k for w, k in free.items()}, ordinals, targets,
        _anywhere(targets), _anywhere(table["add"]["words"]),
        re.compile(rf"(?<!\w)(?:{'|'.join(_spaced(w) for w in enacting)})\s*:", re.IGNORECASE),
        {word: kind for kind, ws in table["enacting"].get("kinds", {}).items() for word in ws},
        _starts(table["adoption"]["words"]), _starts(table["approval"]["words"]), _starts(table["office"]["words"]),
        _place(table["place"]),
        re.compile(rf"\W*(?:{_any(table['unpublished']['words'])})\b", re.IGNORECASE),
        re.compile(rf"(?:{_any(table['remark']['lines'])})|"
                   rf"(?:\[\[|\()(?=[^()\[\]]{{0,200}}(?:{_any(table['remark']['words'])}))", re.IGNORECASE),
        _starts(table["wrapped"]["words"]), table["digits"], _dated(table["dated"], table["place"]),
        re.compile(rf"\(?(?:{_any(table['repealed']['words'])})\b", re.IGNORECASE),
        _starts(table["reference"]["words"]),
        re.compile(rf"{_any(table['gap']['marks'])}|^[ \t]*(?:{_any(table['gap']['lines'])})[ \t]*$", re.MULTILINE),
        re.compile(opener),
        re.compile(rf"(?:{_any(table['dated']['number'])})\s*\d[\w/-]*\.$"),
        _anywhere(table["law"]["words"]), _starts(table["grounds"]["words"]),
        re.compile(rf"(?:{_any(table['form']['words'])})", re.IGNORECASE),
        re.compile("|".join(table["site"]["lines"]), re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{_any(table['governs']['words'])})$", re.IGNORECASE),
        re.compile(rf"(?<![\w-])(?:{_any(table['governs']['any'])})$", re.IGNORECASE),
        _any(table["dated"]["suffix"]) or r"(?!)",
        tuple(f"{mark} {word}." for mark in ".;" for word in table["free"]["note"]),
    )


def _place(table: dict[str, list[str]]) -> re.Pattern[str]:
    """Match a line that is nothing but places, known ones or what a word for town precedes."""
    known = _any(table["words"])
    town = rf"(?:{_any(table['towns'])})\s*(?-i:[A-ZА-ЯЁ])[\w-]+" if table["towns"] else r"(?!)"
    return re.compile(rf"(?:{known}|{town})(?:[ ,.]+(?:{known}|{town}))*[ ,.]*$", re.IGNORECASE)


def _dated(table: dict[str, list[str]], place: dict[str, list[str]]) -> re.Pattern[str]:
    """Match a line that is a date, a number, or both, in either order, with places among them or without."""
    town = rf"(?:{_any(place['towns'])})\s*[^\W\d_][\w-]+|" if place["towns"] else ""
    day = (r"(?:[\"«“]?\s?\d{1,2}\s?[\"»”]?\s+[^\W\d_]+,?\s+\d{4}|[^\W\d_]+\s+\d{1,2},\s+\d{4}"
           r"|\d{1,2}\.\d{1,2}\.\d{4})")
    year = rf"(?:\s*(?:{_any(table['year'])})(?!\w))?" if table["year"] else ""
    suffix = rf"\s?-?\s?(?:{_any(table['suffix'])})(?!\w)" if table["suffix"] else r"(?!)"
    number = rf"(?:(?:{_any(table['number'])})\s*\d[\w/.-]*(?:{suffix})?|\d{{1,6}}(?:-\d{{1,4}})?{suffix})"
    part = rf"(?:{town}{_any(place['words'])}|(?:(?:{_any(table['before'])})\s+)?{day}{year}|{number})"
    return re.compile(rf"(?=.{{0,120}}\d){part}(?:[\s|,.]+{part}){{0,5}}[\s|,.]*$", re.IGNORECASE)


def _invert(table: dict[str, list[str]]) -> dict[str, str]:
    return {word: kind for kind, words in table.items() for word in words}


def _any(words: Any) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def _anywhere(words: Any) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any(words)})\b", re.IGNORECASE)


def _starts(words: list[str]) -> re.Pattern[str]:
    """Match one of the words at the start of a line, with any blanks between the words of a phrase."""
    return re.compile(rf"(?:{_any(words)})(?!\w)".replace(r"\ ", r"\s+"))


def _spaced(word: str) -> str:
    """Match a word also where its letters are printed apart."""
    if " " in word:
        return re.escape(word)
    return rf"{re.escape(word)}|{' '.join(re.escape(c) for c in word)}"


def _opener(named: list[str], free: list[str], table: dict[str, Any]) -> str:
    """The master expression: the opening of a line; the last group that matched names how it opens."""
    ordinals, digits, referred = _invert(table["ordinals"]), table["digits"], table["reference"]["words"]
    roman = "[IVXLCDMІХСМ]{1,8}"
    number = rf"(?:{_LONG}|{roman}(?:{_UP}|\.?\d{{1,3}})?|(?i:{_any(ordinals)})(?:\.\d{{1,3}})?)"
    worded = table["worded"]["words"]
    lettered = r"|[a-z]\.(?=\s+[^\W\d_])" if table["worded"]["letters"] else ""
    stray = "".join(digits)
    digit = rf"(?:[{stray}]\d{{0,2}}(?=[.)]\s))" if stray else r"(?!)"
    dot = (rf"{_DOT}(?:\s?[-–—]\s?{_DOT})?[ ]?\.(?![\d.…])"
           rf"|\d{{1,4}}(?:\.\d{{1,4}}){{1,8}}(?=\s+[^\W\d_a-zа-яё])")
    ends = rf"(?:\.(?!\d)|(?=\s*(?:[{_EOL}]|\Z))|\]|(?=\s+[A-ZА-ЯЁ]))"
    several = rf"(?:\s?[-–—]\s?{_LONG}|(?:,\s{_LONG}){{1,9}})?"
    edge = rf"(?:{BLANK})*(?:[{_EOL}]|\Z)"
    heading = rf"[^{_EOL}]*[^{_EOL}.;:,\s]{edge}"
    below = rf"(?:{BLANK})*(?:\r\n|[{_EOL}])(?:{BLANK})*(?={number}(?:\.?{edge}|\.?(?:{BLANK}){heading}))"
    groups = [
        ("named", rf"\[?(?:{_any(named)})(?:(?:{BLANK})+|(?<=§)|{below}){number}{several}{ends}\]?"),
        ("free", (rf"(?:{_any(free)})(?:(?:{BLANK})+(?:(?:N|№|No\.)(?:{BLANK})?)?"
                  rf"(?:\d{{1,4}}(?:\.\d{{1,3}}){{0,3}}[^\W\d_]?|{roman}|[A-ZА-ЯЁ])(?=[.\s]|\Z))?"
                  rf"(?:\.|:|(?=\s*(?:[{_EOL}]|\Z))|(?=\s+(?:{_any(referred)})\s{heading}))")),
        ("worded", rf"(?:{_any(worded)})\s+{number}\.(?!\d)" if worded else r"(?!)"),
        ("dot", rf"(?:{dot}|{digit}\.)"),
        ("paren", rf"\(?(?:{_DOT}(?:\s?[-–—]\s?{_DOT})?|{digit})\)"),
        ("letter", rf"\(?[^\W\d_](?:\.?\d{{1,3}}|{_UP})?\){lettered}"),
        ("roman", rf"[IVXLC]{{1,7}}(?:\.\d{{1,2}})?[.)](?=\s)|\((?:[ivxlc]{{2,7}})\)|[IVX]{{1,5}}(?={edge})"),
        ("foot", r"(?:\d{1,3}|<\d{1,3}>|\*{1,3})(?=\s+[^\W\d_a-zа-яё])|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?=\s*[^\W\d_a-zа-яё])"),
        ("dash", r"[-–—•·](?=\s)"),
        ("word", r"[^\W\d_]"),
        ("other", rf"[^{_EOL}]"),
    ]
    body = "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups)
    return rf"(?:{BLANK})*(?:(?P<quote>[{_OPENERS}])[ ]?)?(?:{body})?"


_LATIN = string.ascii_lowercase
_CYRILLIC = "".join(map(chr, range(ord("а"), ord("я") + 1))) + "ё"


def detect_language(text: str) -> str:
    """Return ``rus`` or ``eng``: whichever script has more letters in the first 20,000 characters (none: ``rus``)."""
    sample = text[:20_000].lower()
    return "eng" if sum(map(sample.count, _LATIN)) > sum(map(sample.count, _CYRILLIC)) else "rus"
