"""The tree of an act: units in the order of the text, each with the index of its parent, and their lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec

from decreelex.errors import Diagnostic
from decreelex.model import Work
from decreelex.span import Span


class Line(msgspec.Struct, gc=False):
    """One paragraph, or the part of one that opens a unit of its own. Offsets are code points of the source.

    ``kind``: ``dot`` (1.), ``paren`` (1)), ``letter`` (а)), ``roman`` (I.), ``dash``, ``foot`` (1 Далее), ``named``
    (Статья 1), ``free`` (Примечание), ``word``, ``other``. ``num`` is the number as printed (``None`` without one),
    ``words`` what follows it. ``quote`` is the opening mark when the line begins with one.
    """

    kind: str
    start: int
    num: str | None
    num_start: int
    num_end: int
    words: str
    words_start: int
    words_end: int
    unit: str = ""
    number: str = ""
    quote: str = ""


class Unit(msgspec.Struct):
    """A unit under construction. ``parent`` is an index into the tree's units, -1 at the top.

    ``style`` tells the level of a number among its neighbours: ``named`` for units that a word names, ``nn`` for an
    unnumbered one that announces a list. ``quote``: the how-many-eth quotation of its parent the unit stands in.
    ``depth``: 1 at the top.
    """

    kind: str
    parent: int
    num: str | None
    number: str
    style: str
    start: int
    end: int
    text_start: int
    text_end: int
    text: str = ""
    heading: str | None = None
    quoted: bool = False
    published: bool = True
    eid: str = ""
    quote: int = 0
    last: str = ""
    children: int = 0
    depth: int = 1


CONTAINERS = frozenset(("part", "section", "subsection", "chapter", "paragraph", "division"))


def holds(unit: Unit) -> bool:
    """Return whether the unit only gathers others (a section, a chapter; not the part of an article)."""
    return unit.style == "named" and unit.kind in CONTAINERS


class Tree(msgspec.Struct, frozen=True):
    """The structure of a text. Blocks are spans; ``units`` are in the order of the text, parents before children."""

    text: str
    language: str
    lines: list[Line]
    preface: Span | None
    preamble: Span | None
    conclusions: Span | None
    units: list[Unit]
    diagnostics: list[Diagnostic]
    work: Work = Work()


def leaves(tree: Tree) -> list[Span]:
    """Return the spans of the leaves (marks, numbers, words, blanks between them): they partition the text."""
    cuts = [0]
    for at in _cuts(tree.lines):
        if at > cuts[-1]:
            cuts.append(at)
    if len(tree.text) > cuts[-1]:
        cuts.append(len(tree.text))
    return [Span(a, b) for a, b in itertools.pairwise(cuts)]


def _cuts(lines: list[Line]) -> Iterator[int]:
    for line in lines:
        yield from (line.start, line.num_start, line.num_end, line.words_start, line.words_end)


def text_of(tree: Tree) -> str:
    """Return the source text, put together from the leaves."""
    return "".join(tree.text[leaf.start : leaf.end] for leaf in leaves(tree))
