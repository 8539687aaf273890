"""Expressions and the data of texts/ -> facts for the rules, each with the words it rests on.

Nothing is concluded here: what an effect means for a regime is for the rules to say.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from decreelex import resources
from decreelex.library import Holding, Library, Names, Publication
from decreelex.model import Effect, Expression, Provision, Quotation, TextState, Work
from decreelex.reason import amended, recorded
from decreelex.reason.facts import Fact
from decreelex.reason.moments import FIRST, before, minute, moment

ALWAYS = 0  # known from the beginning of time
UNDATED = FIRST  # stands for "no date of its own": every other moment is later
IDENTITY, SIGNED = "identity:", "signed:"  # before an IRI: the source of who issued an act, and of when
LONGEST = 400  # code points of a heading or signature that is quoted
ANY = "any"
UNKNOWN = "unknown"  # the places of a regime whose declaring act is not to hand
PARTLY = "partly"
_LONGEST = 1000  # days, months or years of a term


class ActText(msgspec.Struct, frozen=True):
    """One text of an act as the facts need it. ``complete``: the operative text is whole. ``text``: the source text, for
    norms to be read in it; ``date``: of the version (ISO) where it is another than the act as enacted."""

    expression: Expression
    path: str
    state: TextState
    complete: bool
    text: str = ""
    date: str | None = None


class ActRecord(msgspec.Struct, frozen=True):
    """An act and what is known of it; ``published`` is a date, ``never`` or None (no record); ``assumed`` by the asker."""

    work: Work
    texts: tuple[ActText, ...]
    published: str | None = None
    record: Names | None = None
    assumed: bool = False


class Facts(msgspec.Struct, frozen=True):
    """Facts, and what their source keys stand for: a quotation, or a record (who says so)."""

    facts: tuple[Fact, ...]
    quotations: dict[str, Quotation]
    records: dict[str, Names]
    regimes: tuple[RegimeRow, ...]


class RegimeRow(msgspec.Struct, frozen=True):
    """A regime that an act declares (or that another act says was declared)."""

    id: str
    kind: str
    sort: str
    places: tuple[str, ...]
    act: str
    declaration: str
    start: str | None


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
    told = tuple(RegimeRow(r.id, r.kind, ANY, (UNKNOWN,), r.act or "", "", None) for r in library.regimes)
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
            row = _regime_row(key, effect, act, used)
            rows += [row] if row else []
            out += [Fact(p, args, known, rank_of(act.work), key) for p, args in _effect_facts(key, effect, act, row)]
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


def rank_of(work: Work) -> str:
    """Return the rank (a name of the rules) of what an act of this kind says."""
    return _ranks().get(work.kind or "", "order")


def _ranks() -> dict[str, str]:
    path = resources.folder("rules") / "ranks.toml"
    ranks: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["rank"]
    return ranks


def _record(publication: Publication) -> Names:
    return {lang: f"{organ}; {publication.source[lang]}" for lang, organ in publication.organ.items()}


def _known(act: ActRecord) -> int:
    """Acts are known from their publication; where no record is to hand, from their date; assumed acts always."""
    if act.assumed:
        return ALWAYS
    day = act.work.date if act.published == "never" else act.published or act.work.date
    return minute(day) if day else ALWAYS


def country(iri: str) -> str:
    """Return the country of a work IRI: ``ru`` of ``/akn/ru/act/…``."""
    return iri.split("/")[2]


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


def walk(provisions: Iterable[Provision]) -> Iterator[Provision]:
    """Yield provisions and their children in the order of the text, quoted structure included."""
    stack = list(reversed(list(provisions)))
    while stack:
        provision = stack.pop()
        yield provision
        stack.extend(reversed(provision.children))


def _act_facts(act: ActRecord, known: int, effects: list[Effect]) -> Iterator[Fact]:
    work, iri = act.work, str(act.work.iri)
    rank = rank_of(work)
    author = (work.author or "unknown").removeprefix(f"{country(iri)}-")
    rows: list[tuple[str, tuple[str | int, ...], str]] = [
        ("act", (iri, country(iri), work.kind or "unknown", author), f"{IDENTITY}{iri}")
    ]
    if work.date:
        rows.append(("signed", (iri, moment(work.date)), f"{SIGNED}{iri}"))
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
        for key, block in ((IDENTITY, shown.preface), (SIGNED, shown.conclusions)):
            if block and 0 < len(block.text) <= LONGEST:
                yield key + iri, Quotation(iri, None, block.text, block.span, text.path, text.state)


def _publication(act: ActRecord, iri: str) -> list[tuple[str, tuple[str | int, ...], str]]:
    if act.published == "never":
        return [("unpublished", (iri,), iri)]
    if act.published:
        return [("published", (iri, moment(act.published)), f"published:{iri}")]
    return [("publication_unknown", (iri,), iri)]


def _commencement(act: ActRecord, iri: str, effects: list[Effect]) -> list[tuple[str, tuple[str | int, ...]]]:
    """Clauses on the act's own commencement are facts of their own; here: whether there is none, as far as seen."""
    if any(_own_commencement(e) for e in effects):
        return []
    whole = any(text.complete for text in act.texts)
    return [("own_clause_absent" if whole else "own_clause_unseen", (iri,))]


def _own_commencement(effect: Effect) -> bool:
    return effect.kind == "commencement" and not effect.targets


def _effect_facts(
    key: str, effect: Effect, act: ActRecord, row: RegimeRow | None
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    iri = str(act.work.iri)
    if _own_commencement(effect):
        yield from _commencement_facts(iri, effect)
        return
    if effect.kind == "repeal":
        yield from _repeal_facts(key, effect, iri)
    if effect.kind == "call-up":
        yield from _call_up_facts(key, effect, iri)
    if effect.kind not in {"declaration", "extension", "cancellation"} or not effect.regime:
        return
    yield from _regime_facts(key, effect, iri, row)


def _commencement_facts(iri: str, effect: Effect) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if effect.basis == "date" and effect.start:
        yield "commences_on", (iri, moment(effect.start.value))
    elif effect.basis:
        yield "commences", (iri, effect.basis, effect.days)
    if effect.retroactive:
        yield "applies_from", (iri, moment(effect.retroactive.value))


def _call_up_facts(key: str, effect: Effect, iri: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    eid = key.split("#")[1].rpartition("/")[0]
    yield "orders_call_up", (key, iri, eid, str(effect.qualifier))
    yield "effect_from", (key, _from(effect))
    if effect.end:
        yield "call_up_until", (key, moment(effect.end.value))


def _repeal_facts(key: str, effect: Effect, iri: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    yield "effect_from", (key, _from(effect))
    for target in effect.targets:
        part = target.eid or "/".join(f"{s.kind}_{s.num}" for s in target.path) or _limited_part(effect)
        if target.iri and part:
            yield "repeals_part", (key, iri, target.iri, part)
        elif target.iri:
            yield ("repeals_on_condition" if _limited(effect) else "repeals"), (key, iri, target.iri)


def _limited_part(effect: Effect) -> str:
    """Return ``partly`` for a repeal "in the part that concerns …" or for some places only."""
    return PARTLY if effect.qualifier or effect.territory else ""


def _limited(effect: Effect) -> bool:
    """Return whether an effect that ends something is held back: by a condition, a deadline, a term, a pause."""
    return bool(effect.condition or effect.end or effect.term)


def _regime_facts(
    key: str, effect: Effect, iri: str, row: RegimeRow | None
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    kind = str(effect.regime)
    yield "sort", (key, effect.qualifier or ANY)
    yield "places", (key, "+".join(_places(effect)) or ANY)
    yield from (("includes", (key, place)) for place in _places(effect))
    named = [t.iri for t in effect.targets if t.iri and not t.eid]
    for target in named:
        yield "names_act", (key, target)
    if not named:
        yield "names_no_act", (key,)
    if row:
        yield "known_regime", (row.id,)
        yield "regime", (row.id, kind, key, row.act)
        for place in row.places if len(row.places) > 1 else ():
            yield from _part_facts(key, effect, iri, row, place)
    if effect.kind == "declaration" and not effect.condition:
        yield from _declaration_facts(key, effect, iri)
    elif effect.kind == "extension" and not effect.condition:
        yield from _extension_facts(key, effect, iri)
    elif effect.kind == "cancellation":
        yield "effect_from", (key, _from(effect))
        if effect.start and "T" in effect.start.value:
            yield "effect_hour", (key, _from(effect))
        yield ("cancels_on_condition" if _limited(effect) else "cancels"), (key, iri, kind)


def _part_facts(
    key: str, effect: Effect, iri: str, row: RegimeRow, place: str
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield the regime in one of the places it is declared for: there it begins and ends like any other."""
    own = f"{key}@{place}"
    yield "regime", (f"{row.id}@{place}", row.kind, own, row.act)
    yield "sort", (own, effect.qualifier or ANY)
    yield "places", (own, place)
    if effect.kind == "declaration" and not effect.condition:
        yield from _declaration_facts(own, effect, iri)


def _declaration_facts(key: str, effect: Effect, iri: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield from when and until when; a term that cannot be counted leaves the end unknown, never open."""
    if effect.start and effect.end and _backwards(effect.start.value, effect.end.value):
        yield "impossible", (key, iri)
        return
    yield "declares", (key, iri, str(effect.regime), _from(effect))
    term = _counted(effect.term)
    if effect.end:
        yield "declared_until", (key, moment(effect.end.value))
    elif term:
        yield "declared_term", (key, *term)
    elif not effect.term:
        yield "open_ended", (key,)


def _backwards(start: str, end: str) -> bool:
    """Return whether an end certainly lies before, or exactly at, its start."""
    first, last = moment(start), moment(end)
    return before(last, first) or (first == last and "T" in start)


def _extension_facts(key: str, effect: Effect, iri: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    term = _counted(effect.term)
    if effect.end:
        yield "extends", (key, iri, str(effect.regime), moment(effect.end.value))
    elif term:
        yield "extends_by", (key, iri, str(effect.regime), *term)


def _counted(term: str | None) -> tuple[int, str] | None:
    """Return count and unit of a term as ``Effect`` writes it (``P30D``, ``P2M``, ``P1Y``); None for any other."""
    if not term or not term[1:-1].isdigit() or not 0 < int(term[1:-1]) <= _LONGEST:
        return None
    count, unit = int(term[1:-1]), term[-1]
    return {"D": (count, "days"), "M": (count, "months"), "Y": (12 * count, "months")}.get(unit)


def _from(effect: Effect) -> int:
    return moment(effect.start.value) if effect.start else UNDATED


def _places(effect: Effect) -> tuple[str, ...]:
    return tuple(sorted(effect.territory.names)) if effect.territory else ()


def _regime_row(key: str, effect: Effect, act: ActRecord, used: set[str]) -> RegimeRow | None:
    """Name the regime that a declaration begins: ``<country>/<kind>/<year>``, with ``-2`` for the second of a year."""
    if effect.kind != "declaration" or not effect.regime:
        return None
    iri = str(act.work.iri)
    start = effect.start.value if effect.start else act.work.date
    base = f"{country(iri)}/{effect.regime}/{(start or 'undated')[:4]}"
    name = next(n for n in (base, *(f"{base}-{i}" for i in range(2, 1000))) if n not in used)
    used.add(name)
    return RegimeRow(name, effect.regime, effect.qualifier or ANY, _places(effect), iri, key, start)
