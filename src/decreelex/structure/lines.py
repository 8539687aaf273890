"""The line lexer: one master regular expression, one token per line, classified by how the line opens."""

from __future__ import annotations

import re

from decreelex import eid
from decreelex.structure.tree import Line
from decreelex.structure.words import BLANK, Words

NUMBERED = frozenset(("dot", "paren", "letter", "roman", "worded"))
OPENING = NUMBERED | {"named", "free"}

_INLINE = re.compile(r":\s?(?=[\"«“„])")
_BLANKS = re.compile(f"(?:{BLANK})+")
_NUMBER_FIRST = re.compile(r"\d{1,4}(?:\.\d{1,4})*[.)]\s")
_WORD = re.compile(r"\w")
OPAQUE = frozenset(("table", "form", "rule", "site"))
_LOOSE = frozenset(("word", "other"))
_PLAIN = frozenset(("word", "other", "dash", "foot"))


def scan(text: str, words: Words) -> list[Line]:
    """Return the lines that hold anything, in order. Linear in the text: no loop looks at a part of it twice."""
    lines: list[Line] = []
    append = lines.append
    for match in words.line.finditer(text):
        kind = match.lastgroup
        if kind is None:
            continue
        line = _line(text, match, kind, words)
        if line.kind in _LOOSE and words.site.match(line.words) and line.words[-1] not in ";:,":
            line.kind = "site"
        append(line)
    return lines


def split(text: str, lines: list[Line], words: Words) -> list[Line]:
    """Return the paragraphs, those cut in two in which another unit opens: a note, a provision quoted after a colon."""
    notes = any(mark in text for mark in words.inline)
    out: list[Line] = []
    for line in lines:
        if line.kind not in OPAQUE and (line.kind == "free" or ":" in line.words or (
                notes and any(mark in line.words for mark in words.inline))):
            out.extend(_split(line, text, words))
        else:
            out.append(line)
    return out


def _line(text: str, match: re.Match[str], kind: str, words: Words) -> Line:
    num_start, num_end = match.span(kind)
    if kind == "quote":
        return Line("other", num_start, None, num_start, num_start, text[num_start:num_end], num_start, num_end)
    quote = match["quote"] or ""
    start = match.start("quote") if quote else num_start
    if kind in _PLAIN:
        content = text[start : match.end()].rstrip()
        return Line(kind, start, None, start, start, content, start, start + len(content), "", "", quote)
    raw = text[num_end : match.end()].rstrip()
    bare = raw.lstrip()
    at = num_end + len(raw) - len(bare)
    line = Line(kind, start, text[num_start:num_end], num_start, num_end, bare, at, at + len(bare), "", "", quote)
    if kind in {"named", "free"}:
        _name(line, text, words)
    else:
        line.number = clean((line.num or "").rpartition(" ")[2] if kind == "worded" else line.num or "")
        if kind == "worded":
            line.unit = (line.num or "").split()[0].casefold()
        if not line.number[0].isdecimal() and kind in ("dot", "paren"):
            line.number = "".join(words.digits.get(c, c) for c in line.number)
    return line


def clean(printed: str) -> str:
    """Return a printed number without brackets and final punctuation, superscripts as ``2.1``."""
    bare = printed.rstrip(".) ").lstrip("(")
    return bare if bare.isdecimal() else eid.clean_number(bare)


def _name(line: Line, text: str, words: Words) -> None:
    printed = (line.num or "").strip("[]")
    if line.kind == "free":
        head, *tail = _BLANKS.split(printed.rstrip(".:"))
        line.unit, line.number = words.free[head.upper()], tail[-1].lstrip("N№o.") if tail else ""
    elif line.kind == "named":
        _named(line, printed, text, words)


def _named(line: Line, printed: str, text: str, words: Words) -> None:
    """Give kind and number of a named unit; an opening that misleads ("Статья 5 закона применяется.") is words."""
    head, tail = (printed[0], printed[1:]) if printed[0] == "§" else printed.split(None, 1)
    stem, dot, rest = clean(tail).partition(".")
    if words.named[head.upper()] == "paragraph" and head != "§" and line.words[-1:] in (".", ":", ";"):
        line.kind, line.unit, line.number = "worded", head.casefold(), clean(tail)  # a sentence is no heading
        return
    line.unit, line.number = words.named[head.upper()], words.ordinals.get(stem.casefold(), stem) + dot + rest
    if line.words and line.words[-1] in ".;:," and not printed.endswith(".") and (line.num or "")[-1:] != "]":
        line.words, line.words_start = text[line.num_start : line.words_end], line.num_start
        line.kind, line.num, line.num_end, line.unit, line.number = "word", None, line.num_start, "", ""


def _split(line: Line, text: str, words: Words) -> list[Line]:
    """Return the line, cut where another unit opens inside it: after ``Примечания.``, and at a quoted provision."""
    if line.kind == "free" and (_NUMBER_FIRST.match(line.words) or (
            line.unit == "attachment" and words.reference.match(line.words))):
        return _cut(line, line.words_start, text, words)
    note = min((at for at in map(line.words.find, words.inline) if at >= 0), default=-1)
    if note >= 0 and line.kind in NUMBERED:
        above, rest = _cut(line, line.words_start + note + 2, text, words)
        return [above, *(_cut(rest, rest.words_start, text, words) if _NUMBER_FIRST.match(rest.words) else [rest])]
    if line.num is None:
        enacting = words.enacting.search(line.words)
        if enacting and _WORD.search(line.words, enacting.end()):
            return _cut(line, line.words_start + _skip_blank(line.words, enacting.end()), text, words)
    at = _quoted_structure(line.words, words)
    return _cut(line, line.words_start + at, text, words) if at else [line]


def _quoted_structure(content: str, words: Words) -> int:
    """Return where, after a colon, a quotation opens that holds a numbered unit or runs on below the line; else 0."""
    counts = {mark: content.count(mark) for mark in '"»”'}
    seen, done = 0, 0
    for match in _INLINE.finditer(content):
        at = match.end()
        opener = words.opener.match(content, at)
        if opener and opener.lastgroup in OPENING:
            return at
        seen += content.count('"', done, at)
        done = at
        if content[at] == '"':
            if (counts['"'] - seen) % 2 and not content.endswith(('"', '";', '".', '",')):
                return at
        elif not counts["»"] + counts["”"] + counts['"']:
            return at
    return 0


def _skip_blank(content: str, at: int) -> int:
    while content[at].isspace():
        at += 1
    return at


def _cut(line: Line, at: int, text: str, words: Words) -> list[Line]:
    """Return the line up to ``at`` (an offset of the source), and the rest read as a line of its own."""
    match = words.line.match(text, at, line.words_end)
    assert match is not None
    assert match.lastgroup is not None
    rest = _line(text, match, match.lastgroup, words)
    if rest.words_end < line.words_end:  # a paragraph of several lines
        rest.words, rest.words_end = text[rest.words_start : line.words_end], line.words_end
    line.words = line.words[: at - line.words_start].rstrip()
    line.words_end = line.words_start + len(line.words)
    return [line, rest]
