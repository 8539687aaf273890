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
_GAP = 1.35  # lines: more than this above a line parts paragraphs
_EARLY = 0.88  # of a full line: a line that ended before, with room for the next word, ends its paragraph
_GAPS = 20  # fewer than one line in so many after a gap: the document does not part its paragraphs by gaps
_FEW = 10  # lines: too few to tell
_INDENTS = 7  # one line in so many indented: the document indents its paragraphs
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
    places = _places([[x for x in page if (n, x) not in running] for n, page in enumerate(pages, 1)])
    indents = sum(place.indented for place in places) * _INDENTS > len(places)
    if len(places) > _FEW and not indents and sum(place.gap for place in places) * _GAPS < len(places):
        reports.append(
            Diagnostic(
                "format-paragraphs",
                "warning",
                "neither indents nor gaps show where paragraphs begin: told by length and punctuation of lines",
                None,
                (),
                ("check the provisions against the pages", "give the act as DOCX, HTML or text"),
            )
        )
    full = _full([place.line for place in places])
    known = Counter(word for place in places for word in re.findall(r"[\w-]+", place.line.text.lower()))
    out: list[str] = []
    starts: list[int] = []
    at, broken = 0, 0
    for n, place in enumerate(places):
        if n == 0:
            glue = ""
        elif _begins(places[n - 1], place, full, indents):
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
        (n, line) for n, line in edges if (len(pages) > 1 and forms[_form(line)] >= often) or line.text.strip("-–— .") == str(n)
    }
    shown = Counter(_DIGITS.sub("#", line.text) for _, line in running)
    return running, [
        left_out(f"running header, footer or page number on {count} page(s)", words) for words, count in sorted(shown.items())
    ]


def _form(line: Line) -> tuple[str, int]:
    """Return what makes two running lines alike: the words without digits, and the height on the page."""
    words = "#" if _PAGE_NUMBER.fullmatch(line.text) else _DIGITS.sub("#", line.text)
    return words, round(line.y / 6)


def _places(pages: list[list[Line]]) -> list[Place]:
    """Return the lines of all pages with what is around them. Left and right pages may have margins of their own."""
    margins = [_margin([line for page in pages[side::2] for line in page]) for side in (0, 1)]
    leading = _leading(pages)
    return [place for n, page in enumerate(pages, 1) for place in _page(n, page, margins[(n - 1) % 2], leading)]


def _margin(lines: list[Line]) -> float:
    """Return the left edge of the text: the leftmost place where at least one line in ten begins."""
    counts = Counter(round(line.x) for line in lines)
    return min((x for x, count in counts.items() if count * 10 >= len(lines)), default=0)


def _leading(pages: list[list[Line]]) -> float:
    """Return the distance of lines within paragraphs, in letter sizes: a quarter of all distances are no larger."""
    gaps = [(a.y - b.y) / b.size for page in pages for a, b in itertools.pairwise(page) if a.y > b.y and b.size > 0]
    return statistics.quantiles(gaps, n=4, method="inclusive")[0] if len(gaps) > 1 else 0.0


def _page(number: int, page: list[Line], margin: float, leading: float) -> list[Place]:
    gaps = [0.0, *((a.y - b.y) / max(b.size, 0.1) for a, b in itertools.pairwise(page))]
    return [
        Place(line, number, n > 0 and leading > 0 and not 0 < gap <= _GAP * leading, line.x > margin + 0.6 * line.size)
        for n, (line, gap) in enumerate(zip(page, gaps, strict=False))
    ]


def _full(lines: list[Line]) -> float:
    """Return how many characters a full line has: nine of ten lines have no more."""
    return statistics.quantiles([len(x.text) for x in lines], n=10)[-1] if len(lines) > 2 else 0.0


def _begins(above: Place, place: Place, full: float, indents: bool) -> bool:
    """Return whether a line begins a paragraph: after a gap, indented, or where the line above ended early.

    ``full``: characters of a full line; ``indents``: whether the document indents its paragraphs. At the head of a page
    no gap shows; there a sentence that ended with the page ends the paragraph, unless indents tell.
    """
    if (place.gap and above.page == place.page) or place.indented:
        return True
    before, text = above.line.text, place.line.text
    ended = _ENDED.search(before) is not None
    numbered = _NUMBERED.match(text) is not None
    if text[:1].islower() and not numbered and not ended:
        return False
    if ended and (numbered or (above.page != place.page and not indents)):
        return True
    first = text.split(" ", 1)[0]
    return len(before) + 1 + len(first) < _EARLY * full


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
