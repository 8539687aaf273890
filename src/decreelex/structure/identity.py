"""The title block and the foot of an act to its identity: kind, issuer, date, number, title, IRI."""

from __future__ import annotations

import datetime
import functools
import re
import tomllib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from decreelex import eid, grammars, lexicon, resources
from decreelex.errors import Diagnostic
from decreelex.lexicon import Token
from decreelex.model import Work
from decreelex.span import Span
from decreelex.structure.words import LANGUAGES, Words

_SPACED = re.compile(r"\W*\w(?: \w){3,}\W*(?:\s{2,}\w(?: \w)*\W*)*$")
_APART = re.compile(r"(?<=\w) (?=\w)")
_BEFORE_DASH = re.compile(r"\s*-\s*")
_DAY_MARKS = re.compile(r"[\"«“]\s?(\d{1,2})\s?[\"»”]")
_LIMIT = 20_000
_IDENTIFYING = frozenset(("KIND", "OFFICE", "ORGAN", "CODE", "REGION", "TERRITORY"))

_FIRST_YEAR = 1000


class Head(msgspec.Struct, frozen=True):
    """A line of the title block. ``titled``: it may be part of the title (it is no date, place, adoption or remark)."""

    span: Span
    titled: bool


class Found(msgspec.Struct):
    """What the islands of a title block say so far; the first of each kind counts."""

    kind: str | None = None
    author: str | None = None
    country: str | None = None
    date: str | None = None
    number: str | None = None
    code: str | None = None
    organ: str | None = None
    part: str | None = None
    territory: str | None = None
    impossible: str | None = None


@functools.cache
def kinds() -> dict[str, Any]:
    """Return grammar/kinds.toml."""
    return _table("kinds.toml")


@functools.cache
def codes() -> dict[str, Any]:
    """Return grammar/codes.toml."""
    return _table("codes.toml")


@functools.cache
def _piece(suffix: str) -> re.Pattern[str]:
    """Match numbers of acts and dates in figures: ``N 15``, ``№ 365 - ФЗ``, ``365-ФЗ N``, ``21.09.2022``."""
    tail = rf"(?:\s?-\s|\s(?:-\s?)?)(?:{suffix})(?!\w)"
    return re.compile(
        r"(?P<ACTNO>(?<![^\W\d_])(?:N|№|No\.?|Nr\.?)\s?"
        rf"(?P<number>(?:[A-ZА-ЯЁ]{{1,5}}-)?\d[\w/-]*(?:\.\d+)*(?:-[^\W\d_]+)?@?(?:{tail})?))"
        r"|(?P<LATENO>(?<!\d)\d{1,9}-[^\W\d_]{1,4}(?=\s+(?:N|№)\s)"
        rf"|(?<![\w-])\d{{1,6}}(?:-\d{{1,4}})?\s?-?\s?(?:{suffix})(?=\s*$))"
        r"|(?P<DATE>\d{1,2}\.\d{1,2}\.\d{4})", re.MULTILINE)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.folder("grammar") / name).read_text(encoding="utf-8"))


def identify(text: str, heads: Sequence[Head], foot: Span | None, preamble: Span | None, words: Words, *,
             article: str = "") -> tuple[Work, list[Diagnostic]]:
    """Return the work that the title block (``heads``), else the foot and the enacting word, identify.

    ``article``: the number of the first article, which tells the part of a code that has several.
    """
    found, notes = Found(), list[Diagnostic]()
    title = _read_heads(text, heads, found, words)
    if found.kind is None and preamble is not None:
        found.kind = _enacting_kind(preamble.of(text), words)
    _settle_territory(found)
    iri = _code(found, article)
    if found.author is None:
        found.author = kinds()["kinds"].get(found.kind, {}).get("author")
    if foot is not None:
        _read(foot.of(text), found, words)
    front = Span(heads[0].span.start, heads[-1].span.end) if heads else None
    return _work(found, iri, _trim(title, words), front, notes), notes


def _settle_territory(found: Found) -> None:
    """Take the territory that stands in a line of its own for that of the organ, or of the law, that names none."""
    if found.territory and found.country is None and found.author is None:
        found.country, found.author, found.organ = found.territory, found.organ, None


def _read_heads(text: str, heads: Sequence[Head], found: Found, words: Words) -> str | None:
    """Read the lines of the title block; return the title: quoted in a line, or in lines of its own."""
    title, open_title = None, False
    for head in _joined(text, heads, words):
        line = head.span.of(text)
        first = _first(line, words)
        if open_title and found.kind is None and first == "KIND" and _piece(words.suffix).search(line, 0, _LIMIT):
            open_title, title = False, title or ""  # the title stood above the line that names the act
            _read(line, found, words)
            continue
        open_title = head.titled and (open_title or (title is None and first == "ABOUT"))
        quote = _title_start(line)
        if open_title:
            title = f"{title} {line}" if title else line
        elif quote == 0 and title is None and head.titled and found.kind:
            title = _unquoted(line)
        elif not head.titled or _identifies(line, first, words):
            _read(line if quote is None else line[:quote], found, words)
            if quote is not None and title is None:
                title = _unquoted(line[quote:])
            elif title is None and first == "CODE":
                title = line
    return title


def _identifies(line: str, first: str, words: Words) -> bool:
    """Return whether a line, or one of those put together in it, begins with a name or holds a date or number."""
    return (first in _IDENTIFYING or _piece(words.suffix).search(line, 0, _LIMIT) is not None
            or any(_first(part, words) in _IDENTIFYING for part in line.splitlines()[1:]))


def _joined(text: str, heads: Sequence[Head], words: Words) -> list[Head]:
    """Put together the lines of one name: in capitals one below the other, or going on in small letters."""
    out: list[Head] = []
    for head in heads:
        line = head.span.of(text)
        last = out[-1] if out else None
        above = last.span.of(text) if last else ""
        if (last and last.titled and head.titled and not text[last.span.end : head.span.start].strip()
                and (line[0].islower() or (line.isupper() and above.isupper()) or _first(line, words) == "REGION")
                and "ABOUT" not in (_first(line, words), _first(above, words))):
            out[-1] = Head(Span(last.span.start, head.span.end), True)
        else:
            out.append(head)
    return out


def _code(found: Found, article: str) -> str | None:
    """A code is known by its name; the law that enacted it gives date and number. Return the IRI, if a name gives it."""
    table = codes()
    if found.code is None or found.kind not in (None, "fz") or found.country:
        return None
    row = table["codes"].get(found.code)
    if row:
        found.kind, found.date, found.number = "code", found.date or row["date"], found.number or row["number"]
        return None
    if found.code in table["parts"]:
        found.kind = "code"
        return _part(found, article, table)
    iri: str = table["named"][found.code]
    found.kind, found.date = "konstitutsiya", iri.rpartition("/")[2]
    return iri


def _part(found: Found, article: str, table: dict[str, Any]) -> str | None:
    """Return the IRI of the part of a code: its own date and number, the part named, or the first article tell it."""
    if found.date and found.number:
        return None
    number = article.partition(".")[0]
    firsts = {int(first): part for first, part in table["first"][found.code].items()}
    told = max((first for first in firsts if number.isdecimal() and first <= int(number)), default=None)
    part = found.part or (str(firsts[told]) if told else None)
    iri: str | None = table["parts"][found.code].get(part)
    if iri:
        found.date, found.number = iri.split("/")[-2], None
    return iri


def names_kind(line: str, words: Words) -> bool:
    """Return whether a line begins with the name of a kind of act."""
    return _first(line, words) == "KIND"


def _first(line: str, words: Words) -> str:
    tokens = _lexicon(words).tokens(_closed_up(line[:300].lstrip("\ufeff ")))
    return next((token.type for token in tokens if token.type != "SKIPPED"), "")


def _closed_up(line: str) -> str:
    """Return a line printed with its letters apart as it reads: ``У К А З`` as ``УКАЗ``."""
    return "\n".join(_APART.sub("", x) if _SPACED.match(x) else x for x in line.split("\n"))


def _title_start(line: str) -> int | None:
    """Return where a quoted title begins in a line."""
    line = _DAY_MARKS.sub(lambda m: " " * len(m[0]), line)
    at = min((i for i in (line.find('"'), line.find("«"), line.find("“")) if i >= 0), default=-1)
    return at if at >= 0 else None


def _unquoted(printed: str) -> str:
    """Return a quoted title without its outer marks; a closing mark that the copy lost inside stays where it stands."""
    inner = printed[1:].strip()
    close = {'"': '"', "«": "»", "“": "”"}[printed[0]]
    if inner.endswith(close):
        inner = inner[:-1]
    if printed[0] == '"' and inner.count('"') % 2:
        inner += '"'
    return inner.strip()


def _trim(title: str | None, words: Words) -> str | None:
    """Cut what a copy ran together with the title: a line of adoption."""
    if not title:
        return None
    match = re.search(rf"\s(?={words.adoption.pattern}\s)", title)
    return " ".join((title[: match.start()] if match else title).split())


def _enacting_kind(text: str, words: Words) -> str | None:
    matches = list(words.enacting.finditer(text))
    word = matches[-1].group().rstrip(": ").casefold().replace(" ", "") if matches else ""
    return words.enacting_kinds.get(word)


def _lexicon(words: Words) -> lexicon.Lexicon:
    return lexicon.load("title+codes", LANGUAGES[words.language])


def _tokens(text: str, words: Words) -> list[Token]:
    """Tokens of a line: numbers of acts and dates in figures whole, the rest from the word table."""
    out: list[Token] = []
    at = 0
    table = _lexicon(words)
    for match in _piece(words.suffix).finditer(text):
        out += table.tokens(text, at, match.start())
        kind = match.lastgroup if match.lastgroup != "number" else "ACTNO"
        value = _BEFORE_DASH.sub("-", match["number"] or match.group())
        out.append(Token(kind or "ACTNO", match.group(), match.start(), match.end(), value))
        at = match.end()
    out += table.tokens(text, at)
    return [t._replace(type="COMMA") if t.text == "," else t for t in out]


def _read(text: str, found: Found, words: Words) -> None:
    """Read the islands of a line, in order; what is known already is not overwritten."""
    grammar = grammars.load("title")
    tokens = _tokens(_DAY_MARKS.sub(r"\1", _closed_up(text[:_LIMIT])), words)
    index = 0
    actions = _actions(found)
    while index < len(tokens):
        island = grammar.island(tokens, index, actions) if tokens[index].type in grammar.first else None
        if island is None:
            index += 1
        else:
            index = island[1]


def _once(found: Found, name: str, value: str | None) -> None:
    if value and getattr(found, name) is None:
        setattr(found, name, value)


def _date(found: Found, year: str, month: str, day: str) -> None:
    """Keep a date; one that no calendar has is kept apart, to be reported."""
    read = _iso(year, month, day)
    if read is None and len(year) == 4 and int(year) >= _FIRST_YEAR:
        _once(found, "impossible", f"{year}-{month}-{day}")
    _once(found, "date", read)


def _actions(found: Found) -> dict[str, Callable[[list[Any]], Any]]:
    once = functools.partial(_once, found)
    date = functools.partial(_date, found)

    def organ(parts: list[Any]) -> None:
        if found.author is None and len(parts) > 1:
            found.author, found.country = parts[0].value, parts[1].value
        elif found.organ is None:
            found.organ = parts[0].value

    def foreign(parts: list[Any]) -> None:
        if found.kind is None:
            found.kind, found.country = "code", parts[1].value

    def regional(parts: list[Any]) -> None:
        if found.kind is None:
            found.kind, found.country = parts[0].value, parts[1].value

    return {
        "kind": lambda p: once("kind", p[0].value), "regional": regional, "code": lambda p: once("code", p[0].value),
        "issuer": lambda p: once("author", p[0].value), "organ": organ, "foreign": foreign,
        "territory": lambda p: once("territory", p[0].value), "part": lambda p: once("part", p[0].value),
        "number": lambda p: once("number", p[0].value.rstrip(".-/")),
        "day_month_year": lambda p: date(p[2].text, p[1].value, p[0].text),
        "month_day_year": lambda p: date(p[-1].text, p[0].value, p[1].text),
        "figures": lambda p: date(*reversed(p[0].text.split("."))), "start": lambda _: None,
    }


def _iso(year: str, month: str, day: str) -> str | None:
    """Return the ISO date; None for one that no calendar has, or of a year before 1000."""
    if len(year) != 4 or int(year) < _FIRST_YEAR:
        return None
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except (ValueError, OverflowError):
        return None


def _work(found: Found, iri: str | None, title: str | None, front: Span | None, notes: list[Diagnostic]) -> Work:
    author = found.author or found.organ or kinds()["kinds"].get(found.kind, {}).get("author")
    iri = iri or _iri(found, author, front, notes)
    if found.impossible:
        message = f"The title block gives a date that no calendar has: {found.impossible}."
        notes.append(Diagnostic("date-impossible", "error", message, front))
    lacks = [] if iri or not found.kind else _lacks(found, author)
    if lacks:
        message = f"The act's {' and '.join(lacks)} cannot be read from this text."
        notes.append(Diagnostic("identity-incomplete", "info", message, front))
    return Work(iri, found.kind, found.number, found.date, author, title)


def _lacks(found: Found, author: str | None) -> list[str]:
    """Return what an identity lacks: numbers are given by each issuer apart, so the issuer counts too."""
    lacks = [name for name in ("date", "number") if getattr(found, name) is None]
    if found.author is None and found.organ:
        lacks.append("territory")
    elif author is None and kinds()["kinds"].get(found.kind, {}).get("by_author"):
        lacks.append("issuer")
    return lacks


def _iri(found: Found, author: str | None, front: Span | None, notes: list[Diagnostic]) -> str | None:
    table = kinds()
    spec = table["kinds"].get(found.kind)
    if spec is None or found.date is None or found.number is None or _lacks(found, author):
        return None
    issuer = table["issuers"].get(author, {})
    if found.kind in issuer.get("kinds", [found.kind]):
        spec = issuer or spec
    subtype = f"{spec['subtype']}-{author}" if spec.get("by_author") and author else spec["subtype"]
    return eid.work_iri(found.country or table["country"], spec["doc"], subtype, found.date,
                        _folded(found.number, front, notes))


def _folded(number: str, front: Span | None, notes: list[Diagnostic]) -> str:
    """Return a number as it stands in an IRI: ASCII, lower case; a misprint is repaired there and reported."""
    table = kinds()
    small = eid.to_cyrillic(number.casefold()) if re.search(r"[а-яё]", number.casefold()) else number.casefold()
    head, dash, tail = small.rpartition("-")
    if tail in table["misprints"]:
        small = head + dash + table["misprints"][tail]
        message = f"The number {number!r} has a figure for a letter; the identifier has it as {small.upper()!r}."
        notes.append(Diagnostic("number-misprint", "warning", message, front))
    ascii_only = "".join(table["transliteration"].get(c, c) for c in small)
    return ascii_only.replace("/", "-").replace(" ", "-").replace("@", "")
