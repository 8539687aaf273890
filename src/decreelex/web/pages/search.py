"""The page of a search: acts, regimes, questions by their names, and provisions by their words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from decreelex import api
from decreelex.answer import CatalogueRow, KnownAct, KnownRegime
from decreelex.model import TextState
from decreelex.store import Hit
from decreelex.web.pages import links
from decreelex.web.pages.known import Known, questions
from decreelex.web.pages.marks import Mark, Run, cut
from decreelex.web.pages.templates import Reader, render

SHOWN = 40
NAMED = 20
_WORD = re.compile(r"[\w-]+")
_FOLD = str.maketrans("ё", "е")


class Place(NamedTuple):
    """A provision that has all the words sought; ``words``: what stands around the first of them."""

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
    provisions: tuple[Place, ...] = ()
    more: bool = False

    @property
    def total(self) -> int:
        """How many are shown."""
        return len(self.acts) + len(self.regimes) + len(self.questions) + len(self.provisions)


def search(reader: Reader, query: str) -> str:
    """Return the page of what has every word of a query, whatever its ending."""
    return render("search", reader, query=query.strip(), found=find(query, reader))


def find(query: str, reader: Reader) -> Found:
    """Return what has every word of a query: provisions by the store's index, the others by the beginning of words."""
    wanted = stems(query)
    if not wanted:
        return Found()
    known = reader.known
    titles = {work.iri: work.title or "" for work in known.library.works}
    acts = (row for row in known.latest if has(words(row.iri, titles.get(row.iri, ""), *row.names.values()), wanted))
    wordings = ((row, said) for row in questions() for said in row.examples[reader.language])
    hits = _hits(query, reader.db)
    return Found(
        tuple((row, titles.get(row.iri, "")) for row in acts)[:NAMED],
        tuple(row for row in known.regimes.values() if has(words(row.id, *row.names.values()), wanted))[:NAMED],
        tuple(pair for pair in wordings if has(words(pair[1], pair[0].id, *pair[0].description.values()), wanted))[:10],
        tuple(_place(hit, wanted, known) for hit in hits[:SHOWN]), len(hits) > SHOWN,
    )


def _hits(query: str, db: str | None) -> list[Hit]:
    """Return the provisions of a store, then those of the shipped texts, each once."""
    own = api.search(query, db=db, limit=SHOWN + 1) if db else []
    return list(dict.fromkeys((*own, *api.search(query, limit=SHOWN + 1))))[: SHOWN + 1]


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


def _place(hit: Hit, wanted: tuple[str, ...], known: Known) -> Place:
    text = hit.excerpt
    at = (found.span() for found in _WORD.finditer(text) if found[0].lower().translate(_FOLD).startswith(wanted))
    runs = tuple(run for piece in cut(text, 0, (Mark(a, b, "hit") for a, b in at)) for run in piece.runs)
    texts = known.acts[hit.iri].texts if known.has(hit.iri) else ()
    held = next((text for text in texts if (text.language, text.date) == (hit.language, hit.date)), None)
    href = links.act(hit.iri, at=hit.date, text=hit.language, eid=hit.eid)
    return Place(hit.iri, hit.eid, href, held.state if held else "absent", "ru" if hit.language == "rus" else "en", runs)
