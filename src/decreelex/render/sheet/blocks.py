"""What a page consists of, whatever it is written as."""

from __future__ import annotations

from typing import Literal

import msgspec

Tone = Literal["yes", "no", "open", "firm", "weak", "absent", "assumed", "plain"]


class Quote(msgspec.Struct, frozen=True):
    """Words of a text, and below them where they stand; ``words`` is None where the text is not at hand."""

    words: str | None
    where: str
    tone: Tone


class Step(msgspec.Struct, frozen=True):
    """A numbered step of a proof: ``number`` such as 1.2.1; ``ground``: by which rule and authority it holds."""

    number: str
    depth: int
    words: str
    ground: str
    reading: bool
    quotes: tuple[Quote, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """A row of a table: what it is called, and what it says; ``code``: to be set as it would be typed."""

    name: str
    value: str
    code: bool = False


class Point(msgspec.Struct, frozen=True):
    """An item of a list: words, who says them, and a remark below."""

    words: str
    lead: str = ""
    remark: str = ""


Block = Step | Row | Point | str


class Section(msgspec.Struct, frozen=True):
    """A section: a heading and what stands below it, all of one sort; ``str``: a paragraph."""

    heading: str
    blocks: tuple[Block, ...]


class Sheet(msgspec.Struct, frozen=True):
    """A page: verdict with its tone, what holds, the question, sections, the line that ends it."""

    language: str
    title: str
    verdict: str
    tone: Tone
    holds: str
    question: str
    warnings: tuple[str, ...]
    facts: tuple[Row, ...]
    sections: tuple[Section, ...]
    footer: str
