"""What is known here, for somebody who wants to ask: acts with the texts at hand, and regimes."""

from __future__ import annotations

import msgspec

from decreelex.answer import knowledge
from decreelex.answer.knowledge import Ground
from decreelex.library import WorkEntry
from decreelex.model import TextState


class KnownText(msgspec.Struct, frozen=True):
    """A text at hand. ``language``: rus or eng; ``complete``: the whole act; ``date``: of which version."""

    text: str
    language: str
    date: str
    complete: bool
    state: TextState


class KnownAct(msgspec.Struct, frozen=True):
    """An act that is known. ``names``: what answers call it, by language; ``texts``: what of it is at hand, or nothing."""

    iri: str
    names: dict[str, str]
    date: str
    texts: tuple[KnownText, ...]


class KnownRegime(msgspec.Struct, frozen=True):
    """A regime that can be asked about, and the act that declares it (None: no such act is known)."""

    id: str
    names: dict[str, str]
    act: str | None


def acts(known: Ground | None = None) -> tuple[KnownAct, ...]:
    """Return the acts that are known, in order of country, date and IRI."""
    shipped = (known or knowledge.ground()).texts()
    texts: dict[str, list[KnownText]] = {}
    for held in shipped.holdings:
        texts.setdefault(held.work, []).append(
            KnownText(held.path, held.language, held.date, held.complete, held.state)
        )
    rows = (KnownAct(w.iri, _names(w), w.date, tuple(texts.get(w.iri, ()))) for w in shipped.works)
    return tuple(sorted(rows, key=lambda row: (row.iri.split("/")[2], row.date, row.iri)))


def _names(work: WorkEntry) -> dict[str, str]:
    return {lang: knowledge.name_of(work, lang) for lang in ("en", "ru")}


def regimes(known: Ground | None = None) -> tuple[KnownRegime, ...]:
    """Return the regimes that are known, and those that questions of the catalogue are about, in order of id."""
    world = knowledge.world(known=known)
    declared: dict[str, str | None] = {row.id: row.act for row in world.regimes}
    asked = {str(f.args[0]): None for f in world.base.facts.facts if f.predicate == "known_regime"}
    rows = {**asked, **declared}
    return tuple(
        KnownRegime(name, {lang: world.labels.label(name, lang) for lang in ("en", "ru")}, act)
        for name, act in sorted(rows.items())
    )
