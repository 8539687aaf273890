"""Lines of a page to paragraphs, in copies that break every paragraph at the edge of a page.

Such a copy shows by itself: its lines have nearly one length, and most of those that end without punctuation go on in
small letters. There a line goes on where the one above had no room for its first word; in other copies only where the
line above ends with a word that governs a number, or in the middle of a broken word.
"""

from __future__ import annotations

import re

import msgspec

from decreelex.structure.lines import NUMBERED
from decreelex.structure.tree import Line
from decreelex.structure.words import Words

_WIDEST = 120  # characters of a line of print
_NARROWEST = 40
_NARROW = 55  # narrower ones need more lines to show
_MANY = 20
_FEW = 4
_ROOM = 0.9  # of a full line: words are not broken at every edge
_FINAL = ".;:!?…"
_HYPHEN = re.compile(r"[^\W\d_][-\u00ad]$")
_JOINED = frozenset((*NUMBERED, "word", "other", "foot"))
_APART = frozenset(("table", "form", "rule", "site"))


class Page(msgspec.Struct, frozen=True):
    """How a copy is set: characters of a full line (0: its paragraphs are whole) and whether paragraphs are indented."""

    width: int = 0
    indented: bool = False


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where a line stands: blanks before it, characters up to its end, and whether it stands right below another."""

    indent: int
    end: int
    close: bool


def join(text: str, lines: list[Line], words: Words) -> list[Line]:
    """Return the lines with those put together that are one paragraph; ``words`` of such a line hold the line ends."""
    page = _page(text, lines, words)
    places = [_place(text, line) for line in lines] if page.width else []
    out: list[Line] = []
    brackets = 0
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else None
        if (above is not None and line.kind in _JOINED and above.kind not in _APART
                and (_broken(text, above, line, words) or _in_brackets(out[-1], above, line, words)
                     or (page.width and _flows(above, line, page, (places[index - 1], places[index]), words, brackets)))):
            out[-1].words_end = line.words_end
        else:
            out.append(line)
            brackets = 0
        if page.width:
            brackets += line.words.count("(") - line.words.count(")")
    for line in out:
        if line.words_end - line.words_start > len(line.words):
            line.words = text[line.words_start : line.words_end]
    return out


def _in_brackets(whole: Line, above: Line, line: Line, words: Words) -> bool:
    """Return whether a line goes on with an editor's remark in brackets that the line above has not closed."""
    if whole.words[:1] not in ("(", "[") or above.words[-1:] in (")", "]") or not words.remark.match(whole.words):
        return False
    return words.wrapped.match(line.words) is not None or (line.kind == "word" and line.words[0].islower())


def _broken(text: str, above: Line, line: Line, words: Words) -> bool:
    """Return whether the line above ends inside a word or before a number that it governs."""
    if line.kind == "word":
        if not line.quote and words.dangling.search(above.words[-16:]):
            return not text[above.words_end : line.start].strip()
        return (above.words[-1:] in ("-", "\u00ad") and line.words[0].islower() and not line.quote
                and _HYPHEN.search(above.words[-2:]) is not None and not text[above.words_end : line.start].strip())
    if line.quote or not above.words or above.kind == "named" or not _number_first(line):
        return False
    return words.governs.search(above.words[-24:]) is not None


def _number_first(line: Line) -> bool:
    """Return whether a line begins with a number and goes on in small letters, as the middle of a sentence does."""
    if line.kind in {"other", "foot"}:
        return line.words[0].isdecimal()
    bare = line.kind == "dot" and (line.num or "")[-1:].isdecimal()
    return bare or (line.kind in ("dot", "paren") and line.words[:1].islower())


def _page(text: str, lines: list[Line], words: Words) -> Page:
    sizes = [line.words_end - line.start for line in lines if line.kind in _JOINED]
    wide = sum(size > _WIDEST for size in sizes)
    if len(sizes) < _FEW or wide * 50 > len(sizes):
        return Page()
    places = [_place(text, line) for line in lines]
    ends = sorted(place.end for place, line in zip(places, lines, strict=True) if line.kind in _JOINED)
    width = ends[-1 - len(ends) // 50]
    if not (_NARROWEST if len(sizes) > _MANY else _NARROW) <= width <= _WIDEST:
        return Page()
    starts = [places[i].indent for i, line in enumerate(lines) if line.kind in NUMBERED]
    indented = sum(indent > 1 for indent in starts) * 2 > len(starts) > 0
    open_ended = small = 0
    for index in range(len(lines) - 1):
        line, after = lines[index], lines[index + 1]
        if line.kind in _JOINED and line.words and line.words[-1] not in _FINAL and places[index].end > _ROOM * width - 8:
            open_ended += 1
            small += _goes_on(after, words) or (indented and places[index + 1].close and places[index + 1].indent < 2)
    return Page(width, indented) if small * 10 >= len(sizes) and small * 2 >= open_ended else Page()


def _goes_on(line: Line, words: Words) -> bool:
    """Return whether a line begins like the middle of a sentence: in small letters, with a number or its sign."""
    if line.kind == "word":
        return line.words[0].islower() or words.wrapped.match(line.words) is not None
    return line.kind == "foot" or (line.kind == "other" and line.words[0].isdecimal())


def _place(text: str, line: Line) -> Place:
    """Return where a line stands. Only the blanks right before it are looked at, so that this stays linear."""
    before = text[max(0, line.start - 200) : line.start]
    bare = before.rstrip(" \t\xa0\u200b\ufeff")
    edge = before[len(before.rstrip()) :]
    ends = edge.count("\n") or edge.count("\r") or len(edge.strip(" \t\xa0"))
    indent = len(before) - len(bare)
    return Place(indent, indent + line.words_end - line.start, ends == 1)


def _flows(above: Line, line: Line, page: Page, places: tuple[Place, Place], words: Words, brackets: int) -> bool:
    """Return whether a line goes on with the paragraph above, in a copy that breaks lines at the edge of a page.

    ``brackets``: how many that opened in the paragraph are not closed.
    """
    before, place = places
    if not place.close or not above.words or (page.indented and place.indent > 1):
        return False
    ended = above.words[-1] in _FINAL and not (words.governs.search(above.words[-24:]) or words.wrapped.match(line.words))
    if line.kind == "word" and line.words[0].islower() and not ended and not line.quote:
        return words.dated.match(line.words) is None
    first = (f"{line.num} " if line.num else "") + line.words[:40]
    full = before.end + 1 + len(first.split(" ", 1)[0]) > _ROOM * page.width
    if not full or page.indented or brackets > 0 or (line.kind == "other" and line.words[0].isdecimal()):
        return full
    if line.num is not None:
        return not ended and above.kind != "named" and line.words[:1].islower()
    return not ended
