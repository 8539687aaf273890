"""Quoted structure: where a quotation of provisions opens and where it closes, decided once, line by line.

A paragraph may hold balanced quotations of its own (titles of acts), so a block opens at a line that begins with a mark
which finds no partner in its line, or whose partner ends the line; it closes at a line that ends with a mark without a
partner. Straight marks are told apart by parity; where parity and punctuation disagree the closing is called doubtful.
"""

from __future__ import annotations

import re

from decreelex.structure.tree import Line

PARTNER = {'"': '"', "«": "»", "“": "”", "„": "“"}
_TRAILING = re.compile(r"(?:[\"»”“][.;,:)]{0,2})+$")
_SENTENCE = re.compile(r"[.!?]\"[.;]$")  # a title in quotation marks does not end with a full stop
_TERM = re.compile(r"[\"«“„][^\"»”“]{1,150}[\"»”“]\s?[-–—(]")
_STRONG = re.compile(r"[.;:!?][\"»”“][.;,]?$|[\"»”“][.;]?[\"»”“][.;,]?$")


def trailing(content: str) -> str:
    """Return the run of closing marks, with their punctuation, that ends the words."""
    if content and content[-1] in "\"»”“.;,:)":
        match = _TRAILING.search(content, max(0, len(content) - 12))
        return match.group() if match else ""
    return ""


def opens(line: Line, announced: bool, nested: bool) -> bool:
    """Return whether a line that begins with a mark opens a block. ``announced``: the line above ends with a colon."""
    if nested and not announced:
        return False
    if _defines(line):
        return False
    content = _inner(line, True)
    close = PARTNER[line.quote]
    if trailing(content):
        return True
    if close == line.quote:
        return content.count(close) % 2 == 0
    return content.count(close) <= content.count(line.quote)


def _defines(line: Line) -> bool:
    """Return whether a line gives the meaning of a quoted term, with every mark in it paired: no quoted provision."""
    if line.num is not None or not _TERM.match(line.words):
        return False
    close = PARTNER[line.quote]
    if close == line.quote:
        return line.words.count(close) % 2 == 0
    return line.words.count(close) == line.words.count(line.quote)


def _inner(line: Line, first: bool) -> str:
    return line.words[1:] if first and line.num is None and line.quote else line.words


def closings(line: Line, mark: str, first: bool, depth: int) -> tuple[int, bool]:
    """Return how many open blocks the line closes (0 to ``depth``), and whether that is doubtful."""
    content = _inner(line, first)
    run = trailing(content)
    if not run:
        return 0, False
    marks = sum(run.count(c) for c in "\"»”“")
    if mark != '"' and '"' not in run:
        surplus = content.count(PARTNER[mark]) - content.count(mark)
        return (min(surplus, depth, marks), False) if surplus > 0 else (0, False)
    count = content.count('"')
    strong = _STRONG.search(content, max(0, len(content) - 6)) is not None
    if count % 2:
        return 1, False
    if not strong or (marks < 2 and _pairs(content) and not (first and _SENTENCE.search(content))):
        return 0, False
    if marks >= 2 and depth >= 2:
        return 2, False
    return 1, True


def _pairs(content: str) -> bool:
    """Return whether the last mark closes a quotation that visibly opened in the line (a mark after a blank)."""
    last = content.rfind('"')
    before = content.rfind('"', 0, last)
    if before < 0 or (before > 0 and content[before - 1] not in " (\xa0"):
        return False
    return content[before + 1 : before + 2] not in (" ", ";", ".", ",", "")
