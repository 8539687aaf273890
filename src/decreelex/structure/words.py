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
    opener = _opener(cased, loose, list(ordinals), table["digits"])
    return Words(
        language, re.compile(rf"{opener}[^{_EOL}]*(?:\r\n|[{_EOL}]|\Z)"),
        {w.upper(): k for w, k in named.items()}, {w.upper(): k for w, k in free.items()}, ordinals, targets,
        _anywhere(targets), _anywhere(table["add"]["words"]),
        re.compile(rf"(?<!\w)(?:{'|'.join(_spaced(w) for w in enacting)})\s*:", re.IGNORECASE),
        {word: kind for kind, ws in table["enacting"].get("kinds", {}).items() for word in ws},
        _starts(table["adoption"]["words"]), _starts(table["approval"]["words"]), _starts(table["office"]["words"]),
        re.compile(rf"(?:{_any(table['place']['words'])})(?:[ ,.]+(?:{_any(table['place']['words'])}))*[ ,.]*$",
                   re.IGNORECASE),
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
    )


def _dated(table: dict[str, list[str]], place: dict[str, list[str]]) -> re.Pattern[str]:
    """Match a line that is a date, a number, or both, with a place before them or without."""
    town = rf"(?:{_any(place['towns'])})\s*[^\W\d_][\w-]+" if place["towns"] else r"(?!)"
    where = rf"(?:(?:{town}|{_any(place['words'])})\s*,\s*){{0,3}}"
    day = r"(?:\d{1,2}\s+[^\W\d_]+,?\s+\d{4}|[^\W\d_]+\s+\d{1,2},\s+\d{4}|\d{1,2}\.\d{1,2}\.\d{4})"
    year = rf"(?:\s*(?:{_any(table['year'])}))?" if table["year"] else ""
    number = rf"(?:{_any(table['number'])})\s*\d[\w/.-]*"
    return re.compile(rf"{where}(?:(?:{_any(table['before'])})\s+)?(?:{day}{year}(?:[\s|]*{number})?|{number})[\s|]*$",
                      re.IGNORECASE)


def _invert(table: dict[str, list[str]]) -> dict[str, str]:
    return {word: kind for kind, words in table.items() for word in words}


def _any(words: Any) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def _anywhere(words: Any) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any(words)})\b", re.IGNORECASE)


def _starts(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_any(words)})(?!\w)")


def _spaced(word: str) -> str:
    """Match a word also where its letters are printed apart."""
    if " " in word:
        return re.escape(word)
    return rf"{re.escape(word)}|{' '.join(re.escape(c) for c in word)}"


def _opener(named: list[str], free: list[str], ordinals: list[str], digits: dict[str, str]) -> str:
    """The master expression: the opening of a line; the last group that matched names how it opens."""
    roman = "[IVXLCDMІХСМ]{1,8}"
    number = rf"(?:{_DOT}|{roman}(?:{_UP}|\.?\d{{1,3}})?|(?i:{_any(ordinals)})(?:\.\d{{1,3}})?)"
    stray = "".join(digits)
    digit = rf"(?:[{stray}]\d{{0,2}}(?=[.)]\s))" if stray else r"(?!)"
    dot = (rf"{_DOT}(?:\s?[-–—]\s?{_DOT})?[ ]?\.(?![\d.…])"
           rf"|\d{{1,4}}(?:\.\d{{1,4}}){{1,8}}(?=\s+[^\W\d_a-zа-яё])")
    ends = rf"(?:\.(?!\d)|(?=\s*(?:[{_EOL}]|\Z))|\]|(?=\s+[A-ZА-ЯЁ]))"
    groups = [
        ("named", rf"\[?(?:{_any(named)})(?:\s+|(?<=§)){number}{ends}\]?"),
        ("free", (rf"(?:{_any(free)})(?:(?:{BLANK})+(?:(?:N|№|No\.)(?:{BLANK})?)?(?:\d{{1,4}}|{roman})(?=[.\s]|\Z))?"
                 rf"(?:\.|:|(?=\s*(?:[{_EOL}]|\Z)))")),
        ("dot", rf"(?:{dot}|{digit}\.)"),
        ("paren", rf"\(?(?:{_DOT}(?:\s?[-–—]\s?{_DOT})?|{digit})\)"),
        ("letter", rf"\(?[^\W\d_](?:\.?\d{{1,3}}|{_UP})?\)"),
        ("roman", r"[IVXLC]{1,7}(?:\.\d{1,2})?[.)](?=\s)|\((?:[ivxlc]{2,7})\)"),
        ("foot", r"(?:\d{1,3}|<\d{1,3}>|\*{1,3})(?=\s+[^\W\d_a-zа-яё])"),
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
