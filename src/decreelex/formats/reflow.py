"""Lines of pages -> paragraphs: running headers and page numbers out, broken words joined, pages kept as spans."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter

import msgspec

from decreelex.errors import Diagnostic
from decreelex.formats.common import Words, left_out
from decreelex.span import Span

_EDGE = 2
_OFTEN = 3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*\d{1,4}\W*")
_NUMBERED = re.compile(r"(?:\d+(?:[.¹²³⁰⁴-⁹]\d*)*[.)]|\w[.)])\s")
_ENDED = re.compile(r"[.;:!?][\"»”’)]*$|[\"»”]$")
_BROKEN = re.compile(r"(\w+)([-\u00ad])$")
_FIRST = re.compile(r"\w+")


class Line(msgspec.Struct, frozen=True):
    """A line as it stands on a page: left edge and base line in points, size of its letters."""

    text: str
    x: float
    y: float
    size: float


class Place(msgspec.Struct, frozen=True):
    """A line with what is around it: its page, the gap above in lines of its page, whether it is indented."""

    line: Line
    page: int
    gap: bool
    indented: bool


def joined(pages: list[list[Line]]) -> Words:
    """Return the paragraphs of the pages, a line each; a word broken over two lines is put together and reported."""
    running, reports = _running(pages)
    places = [
        place for n, page in enumerate(pages, 1) for place in _places(n, [x for x in page if (n, x) not in running])
    ]
    full = _full([place.line for place in places])
    known = Counter(word for place in places for word in re.findall(r"[\w-]+", place.line.text.lower()))
    out: list[str] = []
    starts: list[int] = []
    at, broken = 0, 0
    for n, place in enumerate(places):
        if n == 0:
            glue = ""
        elif _begins(places[n - 1], place, full):
            glue = "\n"
        else:
            glue, out[-1], cut = _glued(out[-1], place.line.text, known)
            at, broken = at - cut, broken + (glue == "")
        starts.append(at + len(glue))
        out += [glue, place.line.text]
        at += len(glue) + len(place.line.text)
    if broken:
        reports.append(Diagnostic("format-hyphen", "info", f"{broken} word(s) broken over two lines were put together"))
    return Words("".join(out) + "\n", _spans(places, starts, at + 1), tuple(reports))


def _running(pages: list[list[Line]]) -> tuple[set[tuple[int, Line]], list[Diagnostic]]:
    """Return the lines at the edges of pages that repeat (digits aside) or count the pages, and the report of them."""
    edges = [(n, line) for n, page in enumerate(pages, 1) for line in {*page[:_EDGE], *page[-_EDGE:]}]
    forms = Counter(_form(line) for _, line in edges)
    often = min(_OFTEN, len(pages))
    running = {
        (n, line)
        for n, line in edges
        if len(pages) > 1 and (forms[_form(line)] >= often or line.text.strip("-–— .") == str(n))
    }
    shown = Counter(_DIGITS.sub("#", line.text) for _, line in running)
    return running, [
        left_out(f"running header, footer or page number on {count} page(s)", words)
        for words, count in sorted(shown.items())
    ]


def _form(line: Line) -> tuple[str, int]:
    """Return what makes two running lines alike: the words without digits, and the height on the page."""
    words = "#" if _PAGE_NUMBER.fullmatch(line.text) else _DIGITS.sub("#", line.text)
    return words, round(line.y / 6)


def _places(number: int, page: list[Line]) -> list[Place]:
    gaps = [above.y - below.y for above, below in itertools.pairwise(page)]
    usual = statistics.median([g for g in gaps if g > 0] or [0.0])
    margin = Counter(round(line.x) for line in page).most_common(1)[0][0] if page else 0
    return [
        Place(
            line, number, n > 0 and usual > 0 and not 0 < gaps[n - 1] <= 1.35 * usual, line.x > margin + 0.6 * line.size
        )
        for n, line in enumerate(page)
    ]


def _full(lines: list[Line]) -> float:
    """Return how many characters a full line has: nine of ten lines have no more."""
    return statistics.quantiles([len(x.text) for x in lines], n=10)[-1] if len(lines) > 2 else 0.0


def _begins(above: Place, place: Place, full: float) -> bool:
    """Return whether a line begins a paragraph: after a gap, indented, or where the line above ended early."""
    before, text = above.line.text, place.line.text
    if (place.gap and above.page == place.page) or (place.indented and not above.indented):
        return True
    numbered = _NUMBERED.match(text) is not None
    if place.indented and above.indented:
        return True
    if text[:1].islower() and not numbered and not _ENDED.search(before):
        return False
    if numbered and _ENDED.search(before):
        return True
    first = text.split(" ", 1)[0]
    return len(before) + 1 + len(first) < 0.88 * full


def _glued(before: str, after: str, known: Counter[str]) -> tuple[str, str, int]:
    """Return the glue between two lines of a paragraph, the first without its hyphen, and how much that took off.

    A soft hyphen goes. A hyphen stays where the document writes the word with it elsewhere, or before a capital.
    """
    broken, first = _BROKEN.search(before), _FIRST.match(after)
    if broken is None or first is None:
        return " ", before, 0
    whole, dashed = f"{broken[1]}{first[0]}".lower(), f"{broken[1]}-{first[0]}".lower()
    if broken[2] == "-" and (not first[0].islower() or known[dashed] > known[whole]):
        return "", before, 0
    return "", before[:-1], 1


def _spans(places: list[Place], starts: list[int], end: int) -> tuple[tuple[int, Span], ...]:
    """Return page number and span for each page that has words; the spans follow one another without a gap."""
    first: dict[int, int] = {}
    for place, start in zip(places, starts, strict=True):
        first.setdefault(place.page, start)
    bounds = [*first.items(), (0, end)]
    return tuple((page, Span(start, bounds[n + 1][1])) for n, (page, start) in enumerate(bounds[:-1]))
