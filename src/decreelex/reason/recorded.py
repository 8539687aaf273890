"""What texts/ records beside the acts -> facts: statements, approvals, reports on acts, each with who says so."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.library import Library, Names, Statement
from decreelex.reason.facts import Fact
from decreelex.reason.moments import minute, moment


def of_library(library: Library) -> tuple[list[Fact], dict[str, Names]]:
    """Return the facts and what their source keys stand for."""
    facts = [
        *(fact for said in library.statements for fact in _statement(said)),
        *_approvals(library),
        *_amendments(library),
        *_commencements(library),
        *_regimes(library),
    ]
    notes = {s.iri: {lang: f"{by}; {s.source[lang]}" for lang, by in s.by.items()} for s in library.statements}
    notes |= {f"approval:{a.act}": a.source for a in library.approvals}
    notes |= {f"amendment:{a.act}": a.source for a in library.amendments}
    notes |= {f"regime:{r.id}": r.source for r in library.regimes}
    notes |= {f"commencement:{c.act}": c.source for c in library.commencements}
    return facts, notes


def _statement(said: Statement) -> Iterator[Fact]:
    """Yield that it was said, of what, who denied it, and since when it is known not to hold."""
    known, day = minute(said.known or said.date), moment(said.date)
    rows: list[tuple[str, tuple[str | int, ...]]] = [("utterance", (said.iri, said.kind, said.claim, day))]
    if said.regime:
        rows += [("statement", (said.iri, said.claim, said.regime, day)), ("manner", (said.iri, said.manner))]
        rows += [("speaks_as", (said.iri, said.office))] if said.office else []
        rows += [("names_end", (said.iri, moment(said.ends)))] if said.ends else []
    if said.act and said.eid:
        rows.append(("content_claim", (said.iri, said.act, said.eid, day)))
    for predicate, args in rows:
        yield Fact(predicate, args, known, "statement", said.iri)
    if said.denied_by:
        since = max(known, minute(said.denied) if said.denied else known)
        yield Fact("denied", (said.iri, said.denied_by), since, "statement", said.iri)
    if said.retracted:
        yield Fact("retracted", (said.iri, moment(said.retracted)), minute(said.retracted), "statement", said.iri)


def _approvals(library: Library) -> Iterator[Fact]:
    for row in library.approvals:
        yield Fact(row.result, (row.act, row.organ, moment(row.date)), minute(row.date), "law", f"approval:{row.act}")


def _amendments(library: Library) -> Iterator[Fact]:
    for row in library.amendments:
        key = f"amendment:{row.act}"
        yield Fact("said_to_amend", (row.act, row.target), minute(row.date), "statement", key)
        if row.ground:
            yield Fact("moved", (row.ground, row.act, moment(row.date)), minute(row.date), "statement", key)


def _regimes(library: Library) -> Iterator[Fact]:
    """Yield the regimes known by report: which act declares them; from when and where its text would say."""
    dates = {work.iri: work.date for work in library.works}
    for row in library.regimes:
        key = f"regime:{row.id}"
        yield Fact("known_regime", (row.id,), 0, "statement", key)
        if row.act:
            known = minute(dates[row.act])
            yield Fact("regime", (row.id, row.kind, f"{key}#declaration", row.act), known, "statement", key)


def _commencements(library: Library) -> Iterator[Fact]:
    """Yield what reports say of acts' own clauses, known from the day of the act."""
    dates = {work.iri: work.date for work in library.works}
    for row in library.commencements:
        known, key = minute(dates[row.act]), f"commencement:{row.act}"
        yield Fact("said_to_commence", (row.act, row.basis, row.days), known, "statement", key)
        if row.retroactive:
            yield Fact("applies_from", (row.act, moment(row.retroactive)), known, "statement", key)
