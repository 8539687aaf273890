"""A text cut up where something in it is marked: links outermost, layers inside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

import msgspec

from decreelex.span import Span


class Mark(NamedTuple):
    """Something marked in a text: ``layer`` names it; with ``href`` it is a link. Offsets are those of the whole text."""

    start: int
    end: int
    layer: str
    title: str = ""
    href: str = ""


class Run(msgspec.Struct, frozen=True):
    """Words with the same marks. ``layers``: names, for a class each; ``title``: what they say."""

    text: str
    layers: str = ""
    title: str = ""


class Piece(msgspec.Struct, frozen=True):
    """Runs inside one link, or inside none. ``quoted``: they are the words a quotation led to."""

    runs: tuple[Run, ...]
    href: str = ""
    quoted: bool = False


def cut(text: str, start: int, marks: Iterable[Mark], quoted: Span | None = None) -> tuple[Piece, ...]:
    """Return a text as pieces that together are that text.

    ``start``: where it begins in the whole text that the marks' offsets are of; ``quoted``: words to mark as quoted.
    """
    end = start + len(text)
    inside = sorted((m for m in marks if m.start < end and m.end > start), key=lambda m: (m.start, -m.end))
    span = quoted or Span(start, start)
    edges = {start, end, *(e for m in inside for e in (m.start, m.end) if start < e < end)}
    edges |= {e for e in (span.start, span.end) if start < e < end}
    runs = _runs(sorted(edges), _one_link(inside), text, start)
    sides = (((link, span.start <= at < span.end), run) for at, link, run in runs)
    return tuple(
        Piece(tuple(run for _, run in group), link.href if link else "", marked)
        for (link, marked), group in groupby(sides, key=lambda side: side[0])
    )


def _one_link(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Yield marks; a link that begins inside another one is none."""
    last = 0
    for mark in marks:
        if mark.href and mark.start < last:
            yield mark._replace(href="")
            continue
        last = mark.end if mark.href else last
        yield mark


def _runs(edges: list[int], marks: Iterator[Mark], text: str, offset: int) -> Iterator[tuple[int, Mark | None, Run]]:
    """Yield each stretch between two edges: where it begins, the link it is in, its words with their layers."""
    coming = next(marks, None)
    over: list[Mark] = []
    for left, right in pairwise(edges):
        while coming is not None and coming.start <= left:
            over.append(coming)
            coming = next(marks, None)
        over = [m for m in over if m.end > left]
        layers = " ".join(dict.fromkeys(m.layer for m in over))
        title = "; ".join(dict.fromkeys(m.title for m in over if m.title))
        yield left, next((m for m in over if m.href), None), Run(text[left - offset : right - offset], layers, title)
