"""The wordings of provisions that lay down norms -> facts: which act brought each, and what its words say.

A wording stands in an act from the start, in a text of a known day, or is brought by an amending act: quoted there whole,
or an earlier wording with words changed. When it takes effect is for the rules to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from decreelex.model import Expression, Modification, Provision, Quotation, TextState
from decreelex.reason.acts import walk
from decreelex.reason.facts import Fact
from decreelex.reason.moments import moment
from decreelex.span import Span


class Source(msgspec.Struct, frozen=True):
    """One text of an act, its modifications read. ``date``: of the version (ISO) where it is not the act as enacted."""

    iri: str
    expression: Expression
    text: str
    path: str
    state: TextState
    known: int
    rank: str
    date: str | None = None


class Wording(msgspec.Struct, frozen=True):
    """A provision in one wording. ``text[span]`` are its words with those of its children; ``units``: it and them, by eId.

    ``order``: the instruction that brings it (eId, span in the source's text), ``lead``: the words above it that say which act
    is amended. ``changed``: an earlier wording with words changed, which no file holds. ``added``: the provision is new.
    """

    id: str
    act: str
    eid: str
    text: str
    units: tuple[tuple[str, Span], ...]
    source: Source
    order: tuple[str, Span] | None = None
    lead: tuple[str, Span] | None = None
    changed: bool = False
    added: bool = False
    headings: dict[str, Quotation] = {}

    @property
    def span(self) -> Span:
        """Return where the wording stands in its text."""
        return self.units[0][1]

    @property
    def language(self) -> str:
        """Return the language of the words."""
        return self.source.expression.language

    def quotation(self, span: Span | None = None, eid: str | None = None) -> Quotation:
        """Return words of the wording as a quotation of the provision; of changed words, of the instruction."""
        source = self.source
        if self.changed and self.order:
            return Quotation(source.iri, self.order[0], self.order[1].of(source.text), self.order[1], source.path, source.state)
        at = trimmed(source.text, span or self.span)
        return Quotation(self.act, eid or self.eid, at.of(source.text), at, source.path, source.state)

    def ordered(self) -> Iterator[Quotation]:
        """Yield the instruction that brings the wording, and the words that say which act is amended."""
        for eid, span in (x for x in (self.order, self.lead) if x):
            at = trimmed(self.source.text, span)
            yield Quotation(self.source.iri, eid, at.of(self.source.text), at, self.source.path, self.source.state)


def trimmed(text: str, span: Span) -> Span:
    """Return the span without blanks at its ends."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def wordings(sources: Sequence[Source]) -> list[Wording]:
    """Return the wordings that texts hold or bring, each once; earlier texts of an act speak first."""
    out: dict[str, Wording] = {}
    for source in sources:
        for wording in (*_own(source), *_brought(source)):
            out.setdefault(wording.id, wording)
    for source in sources:
        for wording in _changed(source, list(out.values())):
            out.setdefault(wording.id, wording)
    return list(out.values())


def withdrawals(sources: Iterable[Source]) -> Iterator[Fact]:
    """Yield the provisions that acts take out of others."""
    for source in sources:
        for m in _modifications(source.expression.provisions):
            if m.operation == "repeal" and not m.old and m.target.part is None and m.target.iri and m.target.eid:
                yield Fact("withdraws", (source.iri, m.target.iri, m.target.eid), source.known, source.rank, source.iri)


def _headings(source: Source) -> dict[str, Quotation]:
    """Return the headings of the articles of an act, by eId."""
    out: dict[str, Quotation] = {}
    for provision in walk(source.expression.provisions):
        at = source.text.find(provision.heading, provision.span.start, provision.span.end) if provision.heading else -1
        if at >= 0 and not provision.quoted and "__" not in provision.eid:
            span = Span(at, at + len(str(provision.heading)))
            out[provision.eid] = Quotation(source.iri, provision.eid, span.of(source.text), span, source.path, source.state)
    return out


def _own(source: Source) -> Iterator[Wording]:
    headings = _headings(source)
    date = f"@{source.date}" if source.date else ""
    for provision in walk(source.expression.provisions):
        if not provision.quoted:
            yield Wording(f"{source.iri}#{provision.eid}{date}", source.iri, provision.eid, source.text,
                          tuple(_units(provision, provision.eid, provision.eid)), source, headings=headings)


def _brought(source: Source) -> Iterator[Wording]:
    """Yield the provisions that the act quotes whole as new text of another."""
    units = {p.eid: p for p in walk(source.expression.provisions)}
    for m in _modifications(source.expression.provisions):
        if not m.target.iri or m.operation not in {"insertion", "replacement"}:
            continue
        for root in m.structure:
            if root not in units:
                continue
            tail = root.rpartition("qstr_")[2].partition("__")[2]
            above = m.target.eid if m.operation == "insertion" else None
            eid = m.target.eid if m.operation == "replacement" and m.target.eid and len(m.structure) == 1 else \
                f"{above}__{tail}" if above else tail
            yield from _quoted(source, m, units, root, eid)


def _quoted(source: Source, m: Modification, units: dict[str, Provision], root: str, eid: str) -> Iterator[Wording]:
    order, lead = (m.source.eid, m.source.span), _lead(m, units)
    for provision in walk((units[root],)):
        passive = eid + provision.eid[len(root):]
        yield Wording(f"{source.iri}#{provision.eid}", str(m.target.iri), passive, source.text,
                      tuple(_units(provision, provision.eid, passive)), source, order, lead, added=m.operation == "insertion")


def _changed(source: Source, known: Sequence[Wording]) -> Iterator[Wording]:
    """Yield wordings of which the act changes words: only where the old words stand in them exactly once."""
    units = {p.eid: p for p in walk(source.expression.provisions)}
    for m in _modifications(source.expression.provisions):
        if m.operation != "substitution" or not (m.old and m.new and m.target.iri and m.target.eid):
            continue
        for base in known:
            inside = (base.act, base.eid) == (m.target.iri, m.target.eid)
            if inside and base.source.iri != source.iri and base.span.of(base.text).count(m.old) == 1:
                words = base.span.of(base.text).replace(m.old, m.new)
                yield Wording(f"{source.iri}#{m.source.eid}>{base.eid}@{base.id}", base.act, base.eid, words,
                              ((base.eid, Span(0, len(words))),), source, (m.source.eid, m.source.span), _lead(m, units), True)


def _lead(m: Modification, units: dict[str, Provision]) -> tuple[str, Span] | None:
    """Return the words of the outermost unit that orders the modification."""
    top = m.source.eid.split("__")[0]
    return (top, units[top].text_span) if top in units and units[top].text.strip() else None


def _units(provision: Provision, old: str, new: str) -> Iterator[tuple[str, Span]]:
    """Yield a provision and those within it with the eIds they have in the act."""
    for one in walk((provision,)):
        yield new + one.eid[len(old):], one.span


def _modifications(provisions: Iterable[Provision]) -> Iterator[Modification]:
    for provision in walk(provisions):
        yield from provision.modifications


def brought_facts(wording: Wording) -> Iterator[tuple[str, tuple[str | int, ...], Quotation | None]]:
    """Yield (predicate, arguments, quotation) that say where a wording comes from."""
    yield "edition", (wording.id, wording.act, wording.eid), wording.quotation()
    source = wording.source
    if wording.order:
        order, *lead = wording.ordered()
        yield "brought", (wording.id, source.iri, wording.act), order
        if wording.added:
            yield "added", (wording.id,), None
        yield "orders", (source.iri, wording.act), lead[0] if lead else order
    elif source.date:
        yield "stood", (wording.id, moment(source.date)), None
    else:
        yield "original", (wording.id, wording.act), None
    steps = wording.eid.split("__")
    for n in range(1, len(steps) + 1):
        above = "__".join(steps[:n])
        yield "within", (wording.id, above), wording.headings.get(above)
