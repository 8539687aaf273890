"""What the wordings of provisions lay down -> facts: punishments, circumstances, grounds, deferment, contracts, pay."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Sequence

from decreelex import resources
from decreelex.clause.penalties import Penalty, read_sanctions
from decreelex.clause.tenor import Norm, named, read_norms
from decreelex.model import Quotation
from decreelex.reason.facts import Fact
from decreelex.reason.moments import FIRST
from decreelex.reason.wordings import Source, Wording, brought_facts, trimmed, withdrawals, wordings
from decreelex.span import Span

Row = tuple[str, tuple[str | int, ...], Quotation | None]
_OFFENCE = frozenset({"part", "art"})
_MARKS = ";.,"
_LISTS = frozenset({"grounds", "deferment"})


def of_texts(sources: Sequence[Source], *, only: frozenset[str] | None = None) -> tuple[list[Fact], dict[str, Quotation]]:
    """Return the facts of the norms in texts, and what their source keys quote.

    ``only``: the acts whose norms are wanted; the others are there to be changed by them.
    """
    facts: list[Fact] = []
    quotations: dict[str, Quotation] = {}
    found = wordings(sources)
    general = dict(pair for wording in found for pair in _general(wording))
    for wording in found:
        if only is not None and wording.source.iri not in only:
            continue
        rows = list(_said(wording, general))
        if not rows:
            continue
        for number, (predicate, args, quotation) in enumerate((*brought_facts(wording), *rows)):
            key = f"{wording.source.iri}#norm/{wording.id}/{number}"
            if quotation:
                quotations[key] = quotation
            source = wording.source
            facts.append(Fact(predicate, args, source.known, source.rank, key if quotation else source.iri))
    mine = [s for s in sources if only is None or s.iri in only]
    return [*facts, *withdrawals(mine)], quotations


def _said(wording: Wording, general: dict[tuple[str, str], Quotation]) -> Iterator[Row]:
    """Yield what a wording says, where it is the unit that says it."""
    kind = _kind(wording.eid)
    if kind in _OFFENCE and not any(_kind(eid) == "part" for eid, _ in wording.units[1:]):
        yield from _offence(wording)
    lead = general.get((wording.act, wording.eid))
    times = list(_times(wording, wording.span)) if lead else []
    if any(predicate == "circumstance" for predicate, _, _ in times):
        yield "general_circumstance", (wording.id,), lead
        yield from _numbered(wording)
        yield from times
    if kind not in {"al", "remark"}:
        yield from _norms(wording)


def _kind(eid: str) -> str:
    return eid.rsplit("__", 1)[-1].split("_", maxsplit=1)[0]


# --- crimes


def _offence(wording: Wording) -> Iterator[Row]:
    sanctions = read_sanctions(wording.text, wording.span, wording.language)
    if not sanctions:
        return
    yield "punishes", (wording.id,), wording.quotation(sanctions[0].span)
    yield from _numbered(wording)
    if any(s.unread for s in sanctions):  # half of a sanction would be a wrong answer
        yield "sanction_unread", (wording.id,), wording.quotation(sanctions[0].span)
    else:
        penalties = (penalty for sanction in sanctions for penalty in sanction.penalties)
        yield from (_penalty(wording, number, penalty) for number, penalty in enumerate(penalties, 1))
    yield from _times(wording, wording.span)


def _penalty(wording: Wording, number: int, penalty: Penalty) -> Row:
    standing = "optional" if penalty.optional else "additional" if penalty.additional else "main"
    least, most = (value if value is None or value < FIRST else str(value) for value in (penalty.min, penalty.max))
    args = (wording.id, number, penalty.kind, least or 0, most or 0, penalty.unit or "none", standing)
    return "penalty", args, wording.quotation(penalty.span)


def _numbered(wording: Wording) -> Iterator[Row]:
    by_kind = {kind: number for kind, _, number in (step.partition("_") for step in wording.eid.split("__"))}
    if "art" in by_kind:
        yield "numbered", (wording.id, by_kind["art"], by_kind.get("part", ""), by_kind.get("item", "")), None


def _times(wording: Wording, span: Span) -> Iterator[Row]:
    """Yield the times and conditions that the words name, those they do not, and how long the conduct lasts."""
    norms = read_norms(wording.text, span, wording.language)
    found = [norm for norm in norms if norm.kind == "circumstance"]
    for norm in found:
        for value in norm.values:
            yield "circumstance", (wording.id, value), wording.quotation(norm.span)
    said = {value for norm in found for value in norm.values}
    words = Span(found[0].span.start, found[-1].span.end) if found else span
    for kind in sorted(_regimes() - said):
        yield "no_circumstance", (wording.id, kind), wording.quotation(words)
    for norm in norms:
        if norm.kind == "duration" and norm.values:
            quotation = wording.quotation(norm.span)
            yield "lasting", (wording.id, int(norm.values[0])), quotation
            yield from (("lasting_at_most", (wording.id, int(most)), quotation) for most in norm.values[1:])


@functools.cache
def _regimes() -> frozenset[str]:
    table = tomllib.loads((resources.folder("grammar") / "regimes.toml").read_text(encoding="utf-8"))
    return frozenset(table) - {"terminals"}


# --- service


def _norms(wording: Wording) -> Iterator[Row]:
    """Yield the norms whose words are the unit's own."""
    own = _own_words(wording)
    for norm in read_norms(wording.text, own, wording.language):
        quotation = wording.quotation(own)
        if norm.kind == "continuation":
            yield from (("continuation", (wording.id, kind), quotation) for kind in norm.values)
        elif norm.kind == "pay":
            yield from (("pay", (wording.id, like), quotation) for like in norm.values)
        elif norm.kind in _LISTS:
            yield from _listed(wording, norm, quotation)


def _listed(wording: Wording, norm: Norm, quotation: Quotation) -> Iterator[Row]:
    if norm.kind == "grounds":
        yield from (("grounds", (wording.id, kind), quotation) for kind in norm.values)
        yield from _members(wording, "ground", "GROUND")
    elif norm.values:
        yield from (("deferment", (wording.id, who, wording.eid), quotation) for who in norm.values)
    else:
        yield from _members(wording, "deferment", "CATEGORY")


def _items(wording: Wording) -> list[tuple[str, Span]]:
    """Return the members of the list that a unit opens; the unit itself where it has none."""
    depth = wording.eid.count("__") + 1
    members = [(e, s) for e, s in wording.units[1:] if e.count("__") == depth and _kind(e) not in {"remark", "al"}]
    return members or [(wording.eid, wording.span)]


def _members(wording: Wording, predicate: str, terminal: str) -> Iterator[Row]:
    """Yield what each member of a list is for: the key of its words, or its own eId where the words have none."""
    for eid, span in _items(wording):
        remarks = [s.start for e, s in wording.units if _kind(e) == "remark" and span.start <= s.start < span.end]
        words = trimmed(wording.text, Span(span.start, min(remarks, default=span.end)))
        keys = dict.fromkeys(token.value for token in named(wording.text, terminal, words, wording.language))
        for key in list(keys)[: 1 if terminal == "GROUND" else None] or [eid]:
            yield predicate, (wording.id, key, eid), wording.quotation(words, eid)
        excepted = named(wording.text, "EXCEPT", words, wording.language)
        if excepted:
            last = words.of(wording.text).rstrip(_MARKS)
            yield "excepting", (wording.id, eid), wording.quotation(Span(excepted[0].start, words.start + len(last)), eid)


def _general(wording: Wording) -> Iterator[tuple[tuple[str, str], Quotation]]:
    """Yield the members of a list of circumstances that hold for every crime, with the words that open it."""
    own = _own_words(wording)
    if any(norm.kind == "aggravating" for norm in read_norms(wording.text, own, wording.language)):
        for eid, _ in _items(wording):
            yield (wording.act, eid), wording.quotation(own)


def _own_words(wording: Wording) -> Span:
    """Return where the unit's own words stand: up to the first unit within it that is no paragraph."""
    inner = [span for eid, span in wording.units[1:] if _kind(eid) != "al"]
    return Span(wording.span.start, min((s.start for s in inner), default=wording.span.end))
