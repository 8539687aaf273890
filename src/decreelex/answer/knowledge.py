"""What an answer is drawn from: rules, facts, registers and names; shipped, and with the asker's assumptions."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence

import msgspec

from decreelex import library, resources, snapshot
from decreelex.answer import assumed, labels
from decreelex.answer.question import catalogue
from decreelex.eid import fold
from decreelex.errors import Diagnostic, UsageError, fail
from decreelex.model import Quotation, Work
from decreelex.reason import Engine, Fact, FactBase, Register, Registers, Rules, as_of, gather, language
from decreelex.reason.acts import ActRecord, RegimeRow, walk
from decreelex.reason.gather import Facts


class ActName(msgspec.Struct, frozen=True):
    """How an act is identified and called."""

    kind: str
    number: str
    date: str
    author: str


class Base(msgspec.Struct, frozen=True):
    """Everything shipped that answers need, compiled to a snapshot; no text of an act is kept but what is quoted."""

    rules: Rules
    facts: Facts
    authorities: dict[str, Quotation]
    labels: labels.Labels
    acts: dict[str, ActName]
    registers: tuple[library.RegisterEntry, ...]
    statements: dict[str, library.Statement]


class Wording(msgspec.Struct, frozen=True):
    """The words of a provision on a date, and where they and what changed them stand."""

    text: str
    sources: tuple[Quotation, ...]


class World(msgspec.Struct, frozen=True):
    """The base with assumptions made and sources left out: what one question is asked of."""

    base: Base
    facts: FactBase
    quotations: dict[str, Quotation]
    records: dict[str, library.Names]
    regimes: tuple[RegimeRow, ...]
    acts: dict[str, ActName]
    labels: labels.Labels
    registers: tuple[library.RegisterEntry, ...]
    registry: Registers
    hypothesis: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    wordings: dict[str, Wording] = {}

    def supposed(self, scope: str) -> bool:
        """Return whether a scope is closed by the assumptions themselves, not by a register of the world."""
        return any(row.scope == scope and row not in self.base.registers for row in self.registers)


class Ground:
    """What is known before a question supposes anything: the base, its facts indexed, its registers, its texts.

    Compared by identity. ``texts`` gives the library that the base was made of; its texts may be left out.
    """

    def __init__(self, known: Base, facts: FactBase, texts: Callable[[], library.Library]) -> None:
        self.base = known
        self.facts = facts
        self.registry = _registry(known.registers)
        self.texts = texts

    def with_texts(self, texts: library.Library) -> Ground:
        """Return the same with texts in full."""
        return Ground(self.base, self.facts, lambda: texts)


@functools.cache
def base() -> Base:
    """Return the shipped base, from the snapshot when it is fresh."""
    return snapshot.cached("base", Base, _compile)


def _compile() -> Base:
    return _compiled(library.load(), load_rules())


def _compiled(shipped: library.Library, rules: Rules) -> Base:
    facts = gather.of_library(shipped)
    facts = msgspec.structs.replace(facts, facts=facts.facts + tuple(_asked_about()))
    acts = {w.iri: ActName(w.kind, w.number, w.date, w.author) for w in shipped.works}
    named = labels.fixed().with_names(_names(shipped))
    named = named.with_names(_regime_names(facts.regimes, named))
    authorities = {a.name: _authority(shipped, a.iri, a.eid, a.quote) for a in rules.authorities.values()}
    return Base(rules, facts, authorities, named, acts, shipped.registers, {s.iri: s for s in shipped.statements})


def _asked_about() -> Iterator[Fact]:
    """Yield that the regimes to which questions of the catalogue are bound are spoken of, whatever is known of them."""
    for regime in sorted({row.bind["regime"] for row in catalogue().question if "regime" in row.bind}):
        yield Fact("known_regime", (regime,), 0, 0, "catalogue")


def load_rules() -> Rules:
    """Return the shipped rules. Raises InputError with every fault of the rule files."""
    return language.load({path.name: path.read_text(encoding="utf-8") for path in resources.files("rules", "*.rules")})


def check_rules() -> tuple[Diagnostic, ...]:
    """Check the shipped rules against the shipped texts."""
    shipped = library.load()
    return language.check(load_rules(), lambda iri, eid: _provision_text(shipped, iri, eid))


@functools.cache
def engine() -> Engine:
    """Return the engine over the shipped rules."""
    return Engine(base().rules, _shipped_facts().sizes)


@functools.cache
def _shipped_facts() -> FactBase:
    return FactBase(base().facts.facts, ranks=base().rules.ranks)


@functools.cache
def _shipped() -> Ground:
    return Ground(base(), _shipped_facts(), library.load)


def ground(more: library.Library | None = None) -> Ground:
    """Return what is known with what was added to what is shipped; without anything added, what is shipped."""
    if more is None:
        return _shipped()
    known = library.joined(library.load(), _recorded(more))
    made = _compiled(known, base().rules)
    return Ground(made, FactBase(made.facts.facts, ranks=made.rules.ranks), lambda: known)


def _recorded(more: library.Library) -> library.Library:
    """Return additions in which every publication says who says so."""
    words = labels.table()["record"]["added"]
    rows = (p if p.organ else msgspec.structs.replace(p, organ=words, source=labels.table()["record"]["by_user"])
            for p in more.publications)
    return msgspec.structs.replace(more, publications=tuple(rows))


def _registry(rows: Sequence[library.RegisterEntry]) -> Registers:
    return Registers(Register(r.scope, as_of(r.complete_through), r.attested_by["en"]) for r in rows)


def _closed_by_assumption(acts: Sequence[str]) -> tuple[library.RegisterEntry, ...]:
    """Return the registers that a question closes by itself: no act but those assumed ends an assumed act."""
    row = labels.table()["assumption_register"]
    return tuple(library.RegisterEntry(f"{row['scope']} {act}", row["through"], row["attested_by"]) for act in acts)


def world(assume: Sequence[str] = (), without: Sequence[str] = (), known: Ground | None = None) -> World:
    """Return what is known (what is shipped, unless given) with acts assumed, and acts, statements or registers left out.

    ``without``: IRIs or names of acts, IRIs of statements, scopes of registers. Raises UsageError for one that is not
    known, InputError for an assumed text that is no act.
    """
    known = known or ground()
    shipped, facts = known.base, known.facts
    if without:
        without = tuple(_left_out(shipped, given) for given in without)
        facts = facts.without(_sources_of(shipped, without))
    acts, diagnostics = _assumed(assume, shipped, frozenset(without))
    if not acts:
        rows = tuple(r for r in shipped.facts.regimes if r.act not in without)
        return World(
            shipped,
            facts,
            shipped.facts.quotations,
            shipped.facts.records,
            rows,
            shipped.acts,
            shipped.labels,
            *_registers(known, without),
            tuple(without),
            diagnostics,
        )
    return _with_assumed(known, facts, acts, diagnostics, frozenset(without))


def _registers(known: Ground, without: Sequence[str]) -> tuple[tuple[library.RegisterEntry, ...], Registers]:
    """Return the registers that are known but those left out."""
    if not any(row.scope in without for row in known.base.registers):
        return known.base.registers, known.registry
    kept = tuple(row for row in known.base.registers if row.scope not in without)
    return kept, _registry(kept)


def _with_assumed(
    known: Ground,
    facts: FactBase,
    acts: list[ActRecord],
    diagnostics: tuple[Diagnostic, ...],
    without: frozenset[str],
) -> World:
    shipped = known.base
    kept = tuple(r for r in shipped.facts.regimes if r.act not in without)
    more = gather.of_acts(acts, taken=frozenset(r.id for r in kept), beside=_amended(acts, without))
    new = {str(a.work.iri): _name_of(a.work) for a in acts}
    named = shipped.labels.with_names(
        {lang: {str(a.work.iri): labels.act_label(a.work, lang, assumed=True) for a in acts} for lang in ("en", "ru")}
    )
    named = named.with_names(_regime_names(more.regimes, named))
    registers = _registers(known, sorted(without))[0] + _closed_by_assumption(tuple(new))
    return World(
        shipped,
        facts.assume(more.facts, ranks=shipped.rules.ranks),
        shipped.facts.quotations | more.quotations,
        shipped.facts.records | more.records,
        kept + more.regimes,
        shipped.acts | new,
        named,
        registers,
        _registry(registers),
        (*new, *sorted(without)),
        diagnostics,
    )


def work_of(world: World, iri: str) -> Work:
    """Return the identity of an act as far as it is known."""
    name = world.acts.get(iri)
    return Work(iri, name.kind, name.number, name.date, name.author) if name else Work(iri)


def _amended(acts: list[ActRecord], without: frozenset[str]) -> list[ActRecord]:
    """Return the shipped acts whose words assumed acts change, and those that amend them."""
    changes = any(p.modifications for act in acts for t in act.texts for p in walk(t.expression.provisions))
    return [r for r in gather.records(library.load()) if r.work.iri not in without] if changes else []


def _name_of(work: Work) -> ActName:
    return ActName(work.kind or "unknown", work.number or "", work.date or "", work.author or "unknown")


def _left_out(shipped: Base, given: str) -> str:
    """Return the IRI of the act or statement, or the scope of the register, that is to be left out. Raises UsageError."""
    scopes = [row.scope for row in shipped.registers]
    if given in shipped.acts or given in shipped.statements or given in scopes:
        return given
    called = {names[iri].casefold(): iri for names in shipped.labels.names.values() for iri in shipped.acts if iri in names}
    called |= {shipped.labels.phrase(scope, lang).casefold(): scope for scope in scopes for lang in ("en", "ru")}
    if given.casefold() in called:
        return called[given.casefold()]
    raise fail(
        UsageError,
        "unknown-act",
        f"--without {given}: no such act, statement or register is known ('decreelex acts' lists the acts)",
        suggestions=near(given, {*shipped.acts, *shipped.statements}) or near(given.casefold(), set(called)),
    )


def _sources_of(shipped: Base, without: Sequence[str]) -> list[str]:
    """Return the source keys of acts and statements left out."""
    given = set(without)
    sources = {str(f.source) for f in shipped.facts.facts if f.source is not None}
    return sorted(s for s in sources if s in given or s.split("#")[0] in given or s.partition(":")[2] in given)


def near(word: str, known: Sequence[str] | set[str]) -> tuple[str, ...]:
    """Return the known names nearest to a word, best first."""
    import difflib

    numbered = [name for name in sorted(known) if word and word in name.replace("-", "/").split("/")]
    return tuple(numbered[:5]) or tuple(difflib.get_close_matches(word, sorted(known), n=3, cutoff=0.5))


def _assumed(
    assume: Sequence[str], shipped: Base, without: frozenset[str]
) -> tuple[list[ActRecord], tuple[Diagnostic, ...]]:
    acts: list[ActRecord] = []
    found: list[Diagnostic] = []
    for number, given in enumerate(assume, 1):
        act, diagnostics = assumed.read(given, number)
        found += diagnostics
        iri = str(act.work.iri)
        if iri in shipped.acts and iri not in without:
            found.append(
                Diagnostic(
                    "assumed-known-act",
                    "warning",
                    f"assumption {number} has the identity of an act that"
                    f" is known ({iri}) and is left out; leave the known one out with --without {iri}",
                )
            )
            continue
        if any(a.work.iri == iri for a in acts):
            found.append(
                Diagnostic("assumed-twice", "warning", f"two assumptions have the identity {iri}; the first counts")
            )
            continue
        taken = _same_number(act.work, (*shipped.acts.items(), *((str(a.work.iri), _name_of(a.work)) for a in acts)), without)
        if taken:
            found.append(
                Diagnostic(
                    "number-taken",
                    "warning",
                    f"assumption {number} has the number that {taken} has: one organ gives a number once a year."
                    " Which is meant cannot be told, and the assumption is left out",
                )
            )
            continue
        acts.append(act)
    return acts, tuple(found)


def _same_number(work: Work, known: Sequence[tuple[str, ActName]], without: frozenset[str]) -> str | None:
    """Return the act to which the same organ gave the same number in the same year on another day."""
    if not (work.number and work.date):
        return None
    mine = (work.kind, work.author, fold(work.number), work.date[:4])
    for iri, name in known:
        if (name.kind, name.author, fold(name.number), name.date[:4]) == mine and name.date != work.date and iri not in without:
            return iri
    return None


def name_of(work: library.WorkEntry, language: str) -> str:
    """Return what an act is called: its short name, else its kind, number and date."""
    return work.short.get(language) or labels.act_label(library.identity(work), language)


def _names(shipped: library.Library) -> dict[str, dict[str, str]]:
    return {
        lang: {w.iri: name_of(w, lang) for w in shipped.works}
        | {s.speaker: s.by[lang] for s in shipped.statements}
        | {s.iri: s.by[lang] for s in shipped.statements}
        for lang in ("en", "ru")
    }


def _regime_names(rows: Sequence[RegimeRow], named: labels.Labels) -> dict[str, dict[str, str]]:
    return {
        lang: {key: name for row in rows for key, name in labels.place_labels(row, named, lang).items()} for lang in ("en", "ru")
    }


def _authority(shipped: library.Library, iri: str, eid: str | None, quote: str | None) -> Quotation:
    """Return where an authority's quote stands, or that its text is absent."""
    if quote is not None:
        for held in shipped.holdings:
            at = held.text.find(quote) if held.work == iri else -1
            if at >= 0:
                from decreelex.span import Span

                return Quotation(iri, eid, quote, Span(at, at + len(quote)), held.path, held.state)
    return Quotation(iri, eid, None, None, None, "absent")


def _provision_text(shipped: library.Library, iri: str, eid: str | None) -> str | None:
    """Return the words of a provision with its children, from the first text that holds it."""
    for held in shipped.holdings:
        if held.work != iri:
            continue
        if eid is None:
            return held.text
        for provision in walk(held.expression.provisions):
            if provision.eid == eid:
                return provision.span.of(held.text)
    return None
