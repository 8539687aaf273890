"""What is known here, indexed for the pages: acts, the texts at hand, regimes, the catalogue."""

from __future__ import annotations

import difflib
import functools

from decreelex import api
from decreelex.answer import CatalogueRow, KnownAct, KnownRegime
from decreelex.answer.asking import today
from decreelex.errors import UsageError, fail
from decreelex.model import Quotation
from decreelex.web.pages import links


@functools.cache
def acts() -> dict[str, KnownAct]:
    """Return the acts by IRI."""
    return {row.iri: row for row in api.acts()}


@functools.cache
def regimes() -> dict[str, KnownRegime]:
    """Return the regimes by id."""
    return {row.id: row for row in api.regimes()}


@functools.cache
def questions() -> tuple[CatalogueRow, ...]:
    """Return the catalogue."""
    return tuple(api.questions())


def has(iri: str | None) -> bool:
    """Return whether an act is known."""
    return iri in acts()


def act(iri: str) -> KnownAct:
    """Return an act. Raises UsageError where it is not known, with those of a like IRI."""
    if iri not in acts():
        near = tuple(difflib.get_close_matches(iri, acts(), n=3, cutoff=0.5))
        raise fail(UsageError, "unknown-act", f"the act {iri} is not known", suggestions=near)
    return acts()[iri]


def name(iri: str, language: str) -> str:
    """Return what an act is called in answers; an IRI that is not known as it is."""
    return acts()[iri].names[language] if iri in acts() else iri


def declared_by(iri: str) -> tuple[KnownRegime, ...]:
    """Return the regimes that an act declares."""
    return tuple(row for row in regimes().values() if row.act == iri)


@functools.cache
def _held() -> dict[str, tuple[str, str]]:
    """Return language and date of every text at hand, by its name."""
    return {text.text: (text.language, text.date) for row in acts().values() for text in row.texts}


@functools.cache
def explained(code: str, language: str) -> str:
    """Return what a diagnostic's code means; nothing for a code that has no explanation."""
    try:
        return api.explain(code, lang=language).partition("\n")[0].partition(": ")[2]
    except UsageError:
        return ""


def quotation(source: Quotation) -> str:
    """Return the address of the words quoted, in the act's text of the date that they were taken from; or nothing."""
    if source.iri is None or not has(source.iri):
        return ""
    held = _held().get(source.text or "")
    if held is None or source.span is None:
        return links.act(source.iri, eid=source.eid or "")
    language, date = held
    return links.act(source.iri, at=date, text=language, eid=source.eid or "", fragment="quote",
                     quoted=(source.text or "", source.span))


__all__ = ["act", "acts", "declared_by", "explained", "has", "name", "questions", "quotation", "regimes", "today"]
