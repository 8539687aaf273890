"""Expressions and the data of texts/ -> facts for the rules, each with the words it rests on.

Nothing is concluded here: what an effect means for a regime is for the rules to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from decreelex.library import Holding, Library, Names, Publication
from decreelex.model import Effect, Quotation, Work
from decreelex.reason import amended, recorded
from decreelex.reason.acts import ActRecord, ActText, RegimeRow, country, rank_of, walk
from decreelex.reason.effects import ANY, effect_rows, own_commencement, regime_row
from decreelex.reason.facts import Fact
from decreelex.reason.moments import minute, moment

_ALWAYS = 0  # known from the beginning of time
_IDENTITY, _SIGNED = "identity:", "signed:"  # before an IRI: the source of who issued an act, and of when
_LONGEST = 400  # code points of a heading or signature that is quoted
_UNKNOWN = "unknown"  # the places of a regime whose declaring act is not to hand


class Facts(msgspec.Struct, frozen=True):
    """Facts, and what their source keys stand for: a quotation, or a record (who says so)."""

    facts: tuple[Fact, ...]
    quotations: dict[str, Quotation]
    records: dict[str, Names]
    regimes: tuple[RegimeRow, ...]


def records(library: Library) -> list[ActRecord]:
    """Return the acts of the library with their texts and first publication."""
    first = {p.act: p for p in library.publications if p.first}
    texts: dict[str, list[ActText]] = {}
    dates = {work.iri: work.date for work in library.works}
    for held in library.holdings:
        texts.setdefault(held.work, []).append(_act_text(held, dates[held.work]))
    out = []
    for entry in library.works:
        work = Work(entry.iri, entry.kind, entry.number or None, entry.date, entry.author, entry.title)
        publication = first.get(entry.iri)
        out.append(
            ActRecord(
                work,
                tuple(texts.get(entry.iri, ())),
                publication.date if publication else None,
                _record(publication) if publication else None,
            )
        )
    return out


def _act_text(held: Holding, enacted: str) -> ActText:
    from decreelex import amending  # not needed where the facts come from the snapshot

    date = held.date if held.date != enacted else None
    read = amending.with_modifications(held.expression, held.text)
    return ActText(read, held.path, held.state, held.complete, held.text, date)


def of_library(library: Library) -> Facts:
    """Return the facts of the shipped texts and records."""
    collected = of_acts(records(library))
    extra, notes = recorded.of_library(library)
    told = tuple(RegimeRow(r.id, r.kind, ANY, (_UNKNOWN,), r.act or "", "", None) for r in library.regimes)
    return Facts((*collected.facts, *extra), collected.quotations, collected.records | notes, (*collected.regimes, *told))


def of_acts(acts: Sequence[ActRecord], *, taken: frozenset[str] = frozenset(), beside: Sequence[ActRecord] = ()) -> Facts:
    """Return the facts of acts; ``taken`` are regime ids already given away, ``beside`` acts whose words they may change."""
    out: list[Fact] = []
    quotations: dict[str, Quotation] = {}
    notes: dict[str, Names] = {}
    rows: list[RegimeRow] = []
    used = set(taken)
    for act in acts:
        known = _known(act)
        effects = list(_effects(act))
        out += _act_facts(act, known, [effect for _, effect, _ in effects])
        quotations.update(_identity(act))
        if act.record:
            notes[f"published:{act.work.iri}"] = act.record
        for key, effect, quotation in effects:
            quotations[key] = quotation
            row = regime_row(key, effect, act, used)
            rows += [row] if row else []
            out += [Fact(p, args, known, rank_of(act.work), key) for p, args in effect_rows(key, effect, act, row)]
        for predicate, args, key, quotation in amended.rows(act):
            quotations[key] = quotation
            out.append(Fact(predicate, args, known, rank_of(act.work), key))
    laid_down, quoted = _norms(acts, beside)
    return Facts((*out, *laid_down), quotations | quoted, notes, tuple(rows))


def _norms(acts: Sequence[ActRecord], beside: Sequence[ActRecord]) -> tuple[list[Fact], dict[str, Quotation]]:
    from decreelex.reason import norms, wordings  # not needed where the facts come from the snapshot

    def sources(some: Sequence[ActRecord]) -> Iterator[wordings.Source]:
        for act in some:
            for text in act.texts:
                if text.text and act.work.iri:
                    yield wordings.Source(act.work.iri, text.expression, text.text, text.path, text.state, _known(act),
                                          rank_of(act.work), text.date)

    return norms.of_texts([*sources(beside), *sources(acts)], only=frozenset(str(act.work.iri) for act in acts))


def _record(publication: Publication) -> Names:
    return {lang: f"{organ}; {publication.source[lang]}" for lang, organ in publication.organ.items()}


def _known(act: ActRecord) -> int:
    """Acts are known from their publication; where no record is to hand, from their date; assumed acts always."""
    if act.assumed:
        return _ALWAYS
    day = act.work.date if act.published == "never" else act.published or act.work.date
    return minute(day) if day else _ALWAYS


def _effects(act: ActRecord) -> Iterator[tuple[str, Effect, Quotation]]:
    """Yield (key, effect, quotation); where several texts hold one provision, the first text speaks."""
    seen: set[str] = set()
    for text in act.texts:
        fresh: set[str] = set()
        for provision in walk(text.expression.provisions):
            if provision.quoted or provision.eid in seen:
                continue
            fresh.add(provision.eid)
            for n, effect in enumerate(provision.effects, 1):
                key = f"{act.work.iri}#{provision.eid}/{n}"
                yield (
                    key,
                    effect,
                    Quotation(act.work.iri, provision.eid, effect.text, effect.span, text.path, text.state),
                )
        seen |= fresh


def _act_facts(act: ActRecord, known: int, effects: list[Effect]) -> Iterator[Fact]:
    work, iri = act.work, str(act.work.iri)
    rank = rank_of(work)
    author = (work.author or "unknown").removeprefix(f"{country(iri)}-")
    rows: list[tuple[str, tuple[str | int, ...], str]] = [
        ("act", (iri, country(iri), work.kind or "unknown", author), f"{_IDENTITY}{iri}")
    ]
    if work.date:
        rows.append(("signed", (iri, moment(work.date)), f"{_SIGNED}{iri}"))
    rows += _publication(act, iri)
    rows += [(p, args, iri) for p, args in _commencement(act, iri, effects)]
    if any(e.kind in {"declaration", "extension", "cancellation", "repeal"} for e in effects):
        rows.append(("general", (iri,), iri))
    if act.assumed:
        rows.append(("assumed", (iri,), iri))
    if any(d.code == "effect-unclear" for t in act.texts for d in t.expression.diagnostics):
        rows.append(("unread", (iri,), iri))
    for predicate, args, source in rows:
        yield Fact(predicate, args, known, rank, source)


def _identity(act: ActRecord) -> Iterator[tuple[str, Quotation]]:
    """Yield what an act says of itself: its heading (whose act it is), its signature (of which day), from the first text."""
    iri = str(act.work.iri)
    for text in reversed(act.texts):
        shown = text.expression
        for key, block in ((_IDENTITY, shown.preface), (_SIGNED, shown.conclusions)):
            if block and 0 < len(block.text) <= _LONGEST:
                yield key + iri, Quotation(iri, None, block.text, block.span, text.path, text.state)


def _publication(act: ActRecord, iri: str) -> list[tuple[str, tuple[str | int, ...], str]]:
    if act.published == "never":
        return [("unpublished", (iri,), iri)]
    if act.published:
        return [("published", (iri, moment(act.published)), f"published:{iri}")]
    return [("publication_unknown", (iri,), iri)]


def _commencement(act: ActRecord, iri: str, effects: list[Effect]) -> list[tuple[str, tuple[str | int, ...]]]:
    """Clauses on the act's own commencement are facts of their own; here: whether there is none, as far as seen."""
    if any(own_commencement(e) for e in effects):
        return []
    whole = any(text.complete for text in act.texts)
    return [("own_clause_absent" if whole else "own_clause_unseen", (iri,))]
