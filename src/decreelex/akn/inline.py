"""Words of one unit as paragraphs: a line is a ``<p>``, citations are ``<ref>``, dates ``<date>``."""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Iterable, Sequence

import msgspec

from decreelex.akn import tables
from decreelex.akn.structs import attribute, escape, scalars
from decreelex.model import Citation, Effect, When

_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?", re.ASCII)
_WORD = re.compile(r"[^\s=]+")


class Piece(msgspec.Struct, frozen=True, order=True):
    """A stretch of a unit's words (offsets within them) and the tags around it."""

    start: int
    end: int
    before: str
    after: str


def paragraphs(words: str, pieces: Sequence[Piece] = (), wrap: tuple[str, str] = ("", "")) -> str:
    """Return the words as ``<p>`` elements, one for each line; ``wrap`` goes around the last line's words.

    A line break within a piece is an ``<eol/>``, so that a citation over two lines stays one reference.
    """
    done = _marked(words, pieces) if pieces else escape(words).replace("\n", "</p><p>")
    if wrap[0]:
        head, tag, last = done.rpartition("<p>")
        return f"<p>{head}{tag}{wrap[0]}{last}{wrap[1]}</p>"
    return f"<p>{done}</p>"


def line(words: str) -> str:
    """Return words for an element that has no paragraphs (a number, a heading)."""
    return escape(words).replace("\n", "<eol/>")


def _marked(words: str, pieces: Sequence[Piece]) -> str:
    out: list[str] = []
    at = 0
    for piece in pieces:
        out.append(escape(words[at : piece.start]).replace("\n", "</p><p>"))
        out.append(f"{piece.before}{line(words[piece.start : piece.end])}{piece.after}")
        at = piece.end
    out.append(escape(words[at:]).replace("\n", "</p><p>"))
    return "".join(out)


def in_place(citations: Sequence[Citation], words: str, base: int) -> bool:
    """Return whether all citations can be marked where they stand: in the words, in order, apart from one another."""
    at = 0
    for one in citations:
        start, end = one.span.start - base, one.span.end - base
        if not at <= start < end <= len(words) or words[start:end] != one.text or _path(one) is None:
            return False
        at = end
    return True


def references(citations: Sequence[Citation], base: int, owner: str) -> list[Piece]:
    """Return a piece for each citation; what the standard has no attribute for is kept in our namespace."""
    return [
        Piece(c.span.start - base, c.span.end - base, *_reference(c, f"{owner}__ref_{n}"))
        for n, c in enumerate(citations, 1)
    ]


def _reference(citation: Citation, eid: str) -> tuple[str, str]:
    address = tables.href(citation.iri, citation.eid)
    known = ("text", "iri", "eid") if address else ("text",)
    own = scalars(citation, "dx:", known if citation.own else (*known, "own"))
    steps = f' dx:path="{attribute(_path(citation) or "")}"' if citation.path else ""
    if address is None:
        return f'<inline name="citation" eId="{eid}"{own}{steps}>', "</inline>"
    return f'<ref eId="{eid}" href="{address}"{own}{steps}>', "</ref>"


def _path(citation: Citation) -> str | None:
    """Return the path as ``article=337 part=2.1``; None where a step has blanks or equals signs in it."""
    if not all(_WORD.fullmatch(word) for step in citation.path for word in (step.kind, step.num)):
        return None
    return " ".join(f"{step.kind}={step.num}" for step in citation.path)


def dates(effects: Iterable[Effect], words: str, base: int) -> list[Piece]:
    """Return a piece for each date that an effect rests on and that stands in these words."""
    found = {when for e in effects for when in (e.start, e.end, e.retroactive) if when is not None}
    return [piece for when in found if (piece := _date(when, words, base)) is not None]


def _date(when: When, words: str, base: int) -> Piece | None:
    start, end = when.span.start - base, when.span.end - base
    value = xml_date(when.value)
    if value is None or not 0 <= start < end <= len(words) or words[start:end] != when.text:
        return None
    return Piece(start, end, f'<date date="{value}">', "</date>")


def xml_date(value: str | None) -> str | None:
    """Return an ISO date or date-time (``2022-10-20T00:00``) as the schema wants it; None where it is none."""
    if value is None or not (match := _DATE.fullmatch(value)):
        return None
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return None
    return f"{value}:00" if match[1] and not match[2] else value


def together(firm: list[Piece], loose: Iterable[Piece]) -> list[Piece]:
    """Return all firm pieces (in order, apart) and those of the loose ones that overlap no piece kept, in order."""
    kept = list(firm)
    for piece in sorted(loose):
        at = bisect.bisect(kept, piece.start, key=lambda p: p.start)
        clear_before = at == 0 or kept[at - 1].end <= piece.start
        clear_after = at == len(kept) or piece.end <= kept[at].start
        if clear_before and clear_after:
            kept.insert(at, piece)
    return kept
