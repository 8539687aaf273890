"""What is known, indexed for the pages: acts, the texts at hand, regimes, the catalogue; with a store, its contents too."""

from __future__ import annotations

import difflib
import functools

from decreelex import api, stored
from decreelex.answer import CatalogueRow, KnownAct, KnownRegime, knowledge
from decreelex.answer.asking import today
from decreelex.errors import UsageError, fail
from decreelex.library import Library
from decreelex.model import Quotation
from decreelex.span import Span
from decreelex.web.pages import links


class Known:
    """The acts and regimes that are known. ``db``: the file of the store whose contents count; None: the shipped texts."""

    def __init__(self, db: str | None) -> None:
        self.db = db
        self.acts = {row.iri: row for row in api.acts(db=db)}
        self.regimes = {row.id: row for row in api.regimes(db=db)}
        self.held = {text.text: (text.language, text.date) for row in self.acts.values() for text in row.texts}

    @functools.cached_property
    def library(self) -> Library:
        """The works with their titles, and the texts (those of a store without their words)."""
        return (stored.ground(self.db) or knowledge.ground()).texts()

    @functools.cached_property
    def latest(self) -> tuple[KnownAct, ...]:
        """The acts, the latest first."""
        return tuple(sorted(self.acts.values(), key=lambda row: row.date, reverse=True))

    def has(self, iri: str | None) -> bool:
        """Return whether an act is known."""
        return iri in self.acts

    def act(self, iri: str) -> KnownAct:
        """Return an act. Raises UsageError where it is not known, with those of a like IRI."""
        if iri not in self.acts:
            near = tuple(difflib.get_close_matches(iri, self.acts, n=3, cutoff=0.5))
            raise fail(UsageError, "unknown-act", f"the act {iri} is not known", suggestions=near)
        return self.acts[iri]

    def name(self, iri: str, language: str) -> str:
        """Return what an act is called in answers; an IRI that is not known as it is."""
        return self.acts[iri].names[language] if iri in self.acts else iri

    def declared_by(self, iri: str) -> tuple[KnownRegime, ...]:
        """Return the regimes that an act declares."""
        return tuple(row for row in self.regimes.values() if row.act == iri)

    def words_of(self, iri: str, text: str, span: Span) -> str:
        """Return a stretch of a text at hand, by the text's name; nothing where there is no such text."""
        held = (stored.ground(self.db, iri) or knowledge.ground()).texts().holdings
        return next((span.of(one.text) for one in held if one.path == text), "")

    def quotation(self, source: Quotation) -> str:
        """Return the address of the words quoted, in the act's text of the date that they were taken from; or nothing."""
        if source.iri is None or not self.has(source.iri):
            return ""
        held = self.held.get(source.text or "")
        if held is None or source.span is None:
            return links.act(source.iri, eid=source.eid or "")
        language, date = held
        return links.act(source.iri, at=date, text=language, eid=source.eid or "", fragment="quote",
                         quoted=(source.text or "", source.span))


@functools.lru_cache(maxsize=2)
def _known(db: str | None, _generation: int) -> Known:
    return Known(db)


def known(db: str | None) -> Known:
    """Return what is known now."""
    return _known(db, stored.generation(db))


@functools.cache
def questions() -> tuple[CatalogueRow, ...]:
    """Return the catalogue."""
    return tuple(api.questions())


@functools.cache
def explained(code: str, language: str) -> str:
    """Return what a diagnostic's code means; nothing for a code that has no explanation."""
    try:
        return api.explain(code, lang=language).partition("\n")[0].partition(": ")[2]
    except UsageError:
        return ""


__all__ = ["Known", "explained", "known", "questions", "today"]
