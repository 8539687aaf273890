"""The page of a search through what is shipped: acts, regimes, questions, and provisions by their words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from decreelex import library
from decreelex.answer import CatalogueRow, KnownAct, KnownRegime
from decreelex.library import Holding
from decreelex.model import Provision, TextState
from decreelex.web.pages import known, links
from decreelex.web.pages.act import walk
from decreelex.web.pages.marks import Mark, Run, cut
from decreelex.web.pages.templates import Reader, render

SHOWN = 40
_AROUND = 110  # code points shown before the first hit, and three times as many in all
_WORD = re.compile(r"[\w-]+")
_FOLD = str.maketrans("ё", "е")


class Hit(NamedTuple):
    """A provision that has all the words sought; ``words``: of its text what stands around the first of them."""

    iri: str
    eid: str
    href: str
    state: TextState
    language: str
    words: tuple[Run, ...]


class Found(NamedTuple):
    """What a search finds. ``more``: there are more provisions than are shown."""

    acts: tuple[tuple[KnownAct, str], ...] = ()
    regimes: tuple[KnownRegime, ...] = ()
    questions: tuple[tuple[CatalogueRow, str], ...] = ()
    provisions: tuple[Hit, ...] = ()
    more: bool = False

    @property
    def total(self) -> int:
        """How many are shown."""
        return len(self.acts) + len(self.regimes) + len(self.questions) + len(self.provisions)


class Line(NamedTuple):
    """A provision as it is sought: its words."""

    held: Holding
    unit: Provision
    words: str


def search(reader: Reader, query: str) -> str:
    """Return the page of what has every word of a query, whatever its ending."""
    return render("search", reader, query=query.strip(), found=find(query, reader.language))


def find(query: str, language: str) -> Found:
    """Return what has every word of a query."""
    wanted = stems(query)
    if not wanted:
        return Found()
    titles = {work.iri: work.title or "" for work in library.load().works}
    acts = ((row, titles.get(row.iri, "")) for row in known.acts().values())
    questions = ((row, said) for row in known.questions() for said in row.examples[language])
    hits = [_hit(line, wanted) for line in _lines() if has(line.words, wanted)]
    return Found(
        tuple(pair for pair in acts if has(words(pair[0].iri, pair[1], *pair[0].names.values()), wanted)),
        tuple(row for row in known.regimes().values() if has(words(row.id, *row.names.values()), wanted)),
        tuple(pair for pair in questions if has(words(pair[1], pair[0].id, *pair[0].description.values()), wanted))[:10],
        tuple(hits[:SHOWN]), len(hits) > SHOWN,
    )


def stems(query: str) -> tuple[str, ...]:
    """Return the words of a query without what inflection changes: of a long word all but the last three letters."""
    return tuple(word if len(word) < 5 or word[0].isdigit() else word[: max(4, len(word) - 3)]
                 for word in words(query).split())


def words(*texts: str) -> str:
    """Return the words of texts in small letters, a blank before and after each."""
    return f" {' '.join(_WORD.findall(' '.join(texts).lower().translate(_FOLD)))} "


def has(text: str, wanted: Iterable[str]) -> bool:
    """Return whether a text, as ``words`` gives it, has for each stem a word that begins with it."""
    return all(f" {stem}" in text for stem in wanted)


@functools.cache
def _lines() -> tuple[Line, ...]:
    """Return every provision at hand, with its words."""
    return tuple(
        Line(held, unit, words(unit.heading or "", unit.text))
        for held in library.load().holdings for unit in walk(held.expression.provisions) if unit.text
    )


def _hit(line: Line, wanted: tuple[str, ...]) -> Hit:
    text = line.unit.text
    at = [found.span() for found in _WORD.finditer(text) if found[0].lower().translate(_FOLD).startswith(wanted)]
    start = max(0, (at[0][0] if at else 0) - _AROUND)
    shown = text[start : start + 3 * _AROUND]
    runs = [run for piece in cut(shown, start, (Mark(a, b, "hit") for a, b in at)) for run in piece.runs]
    edges = [Run("…")] if start else [], [Run("…")] if start + len(shown) < len(text) else []
    href = links.act(line.held.work, at=line.held.date, text=line.held.language, eid=line.unit.eid)
    return Hit(line.held.work, line.unit.eid, href, line.held.state, "ru" if line.held.language == "rus" else "en",
               (*edges[0], *runs, *edges[1]))
