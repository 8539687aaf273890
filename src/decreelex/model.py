"""The legal model: frozen structs that are the JSON, the JSON Schema and the HTTP bodies."""

from __future__ import annotations

from typing import Literal

import msgspec

from decreelex.errors import Diagnostic
from decreelex.span import Span


class Work(msgspec.Struct, frozen=True, gc=False):
    """The act as such. ``date`` is ISO; ``author`` and ``kind`` are keys of grammar/kinds.toml."""

    iri: str | None = None
    kind: str | None = None
    number: str | None = None
    date: str | None = None
    author: str | None = None
    title: str | None = None


class SourceInfo(msgspec.Struct, frozen=True, gc=False):
    """The file or text an expression was read from; ``length`` in code points as decoded."""

    name: str | None
    sha256: str
    length: int
    encoding: str = "utf-8"


class Block(msgspec.Struct, frozen=True, gc=False):
    """A part of the act outside its provisions: preface, preamble or conclusions."""

    span: Span
    text: str
    citations: tuple[Citation, ...] = ()


class When(msgspec.Struct, frozen=True, gc=False):
    """A date or date-time written in the text. ``value``: ``2022-09-21`` or, with an hour, ``2022-10-20T00:00``."""

    value: str
    span: Span
    text: str


class Step(msgspec.Struct, frozen=True, gc=False):
    """One step of a provision path: ``Step("part", "2.1")``."""

    kind: str
    num: str


class Citation(msgspec.Struct, frozen=True, gc=False):
    """Words that cite an act or a provision; ``iri`` and ``eid`` are the reference, once resolved.

    ``kind``, ``author``, ``date``, ``number``, ``title``: the identity as cited. ``path``: the provisions, outermost
    first. ``own``: the act cites itself. ``unresolved`` says why there is no reference.
    """

    span: Span
    text: str
    iri: str | None = None
    eid: str | None = None
    kind: str | None = None
    author: str | None = None
    date: str | None = None
    number: str | None = None
    title: str | None = None
    path: tuple[Step, ...] = ()
    own: bool = False
    unresolved: str | None = None


class Territory(msgspec.Struct, frozen=True, gc=False):
    """Where an effect holds: the words, and the keys of the places named (grammar/territories.toml)."""

    span: Span
    text: str
    names: tuple[str, ...]


EffectKind = Literal["declaration", "extension", "cancellation", "repeal", "commencement", "approval", "call-up"]
CommencementBasis = Literal["publication", "signature", "date", "adoption"]


class Effect(msgspec.Struct, frozen=True, gc=False):
    """What a provision does to a regime or an act.

    ``declaration``: declares or introduces ``regime`` (key of the regime table; ``qualifier`` e.g. ``partial``).
    ``extension``, ``cancellation`` (also: terminates, ends): of ``regime``. ``repeal``: of ``targets``.
    ``commencement``: of ``targets``, or of the whole act when empty; on ``basis``, ``days`` full days after it.
    ``call-up``: orders one; ``qualifier`` is ``mobilization`` or ``ordinary`` (conscription).
    ``start`` / ``end``: from / until. ``targets``: acts or provisions cited. ``condition``: words that make the effect
    depend on something that the text leaves open; then it establishes nothing by itself.
    They are also the limits of an end: until when, for how long, (repeal) where; such an end is a deadline or a pause.
    ``start`` and ``end`` given as the next day's 00:00 stand for a last day that belongs to the period (``по 31 декабря``,
    ``заканчивается 31 декабря``); ``до 31 декабря`` stays the day itself. Their ``text`` is always as written.
    ``predicate``: the words that say it, for quotation. ``retroactive``: relations covered since.
    """

    kind: EffectKind
    span: Span
    text: str
    regime: str | None = None
    qualifier: str | None = None
    start: When | None = None
    end: When | None = None
    term: str | None = None
    territory: Territory | None = None
    targets: tuple[Citation, ...] = ()
    basis: CommencementBasis | None = None
    days: int = 0
    retroactive: When | None = None
    condition: str | None = None


class ModificationSource(msgspec.Struct, frozen=True, gc=False):
    """The instruction: the provision of the amending act and its span."""

    eid: str
    span: Span


class ModificationTarget(msgspec.Struct, frozen=True, gc=False):
    """The affected act and provision. ``text``: the words of the instruction that cite the provision.

    ``act``: the words (of a heading above, as a rule) that cite the act; ``iri`` is None where they give no reference.
    ``path``: the provision, outermost first, headings included; ``eid`` is made from it and is None for the act as a
    whole. A first paragraph is ``al_1``: the unit's own words, and all of a unit that has no other paragraph.
    ``part``: what of that provision is meant and has no eId: ``heading``, ``preamble``, ``note``, ``sentence 2``,
    ``row 5``, or, for an act approved by another one, its name in ``document``.
    """

    iri: str | None
    eid: str | None
    text: str
    act: str | None = None
    path: tuple[Step, ...] = ()
    part: str | None = None
    document: str | None = None


class Position(msgspec.Struct, frozen=True, gc=False):
    """Where an insertion goes: ``where`` is before, after, end, start, or ``number`` (where its number puts it).

    ``anchor``: the words; for a provision the words that cite it, with its eId in ``eid``, and ``part`` as in a target
    where it is no provision of its own (``row 4``).
    """

    where: str
    anchor: str | None = None
    eid: str | None = None
    part: str | None = None


class Modification(msgspec.Struct, frozen=True, gc=False):
    """One textual change ordered by an instruction.

    ``operation``: insertion, substitution (of words), replacement (of a provision), repeal, renumbering, split, join;
    suspension, which changes no text. A join is one modification for each provision that is joined: the one that
    remains has the new text.
    ``old``, ``new``: the words between the quotation marks, or the whole text of new structure. ``old`` of a repeal:
    the words that go; None where the provision goes. ``units``: the provisions that an insertion brings, or the new
    designation of a renumbering (kind and number; the number is empty where none is given). ``structure``: eIds (in
    the amending expression) of the quoted provisions that are the new text, in order. ``scope``: "so far as …" of a
    partial repeal. ``everywhere``: all occurrences are meant; ``inflected``: in the case that fits each place,
    ``any_number``: and in the number that does.
    """

    operation: str
    source: ModificationSource
    target: ModificationTarget
    old: str | None = None
    new: str | None = None
    position: Position | None = None
    commences: Effect | None = None
    units: tuple[Step, ...] = ()
    structure: tuple[str, ...] = ()
    scope: str | None = None
    everywhere: bool = False
    inflected: bool = False
    any_number: bool = False


class Unparsed(msgspec.Struct, frozen=True, gc=False):
    """A sentence that reads like an instruction and gave no modification, with the reason."""

    span: Span
    text: str
    reason: str


class Amendments(msgspec.Struct, frozen=True, gc=False):
    """What an act orders to be changed in others, and what in it could not be read."""

    modifications: tuple[Modification, ...]
    unparsed: tuple[Unparsed, ...]


class Provision(msgspec.Struct, frozen=True, gc=False):
    """A numbered (or unnumbered) unit. ``text``: its own words, without number and children.

    ``span`` covers the unit with its children; ``text_span`` its own words: ``text`` is exactly that slice.
    ``published`` is false where the act says or shows that the unit was not published.
    ``wid``: the eId the unit had before amendments moved it, where that is another. ``status``: ``repealed`` for a unit
    of which amendments left the number alone.
    """

    eid: str
    kind: str
    num: str | None
    heading: str | None
    text: str
    span: Span
    text_span: Span
    published: bool = True
    quoted: bool = False
    children: tuple[Provision, ...] = ()
    citations: tuple[Citation, ...] = ()
    effects: tuple[Effect, ...] = ()
    modifications: tuple[Modification, ...] = ()
    wid: str | msgspec.UnsetType = msgspec.UNSET
    status: Literal["repealed"] | msgspec.UnsetType = msgspec.UNSET


class Expression(msgspec.Struct, frozen=True, gc=False):
    """One version of an act in one language, as read from one source."""

    work: Work
    language: str
    source: SourceInfo
    preface: Block | None
    preamble: Block | None
    provisions: tuple[Provision, ...]
    conclusions: Block | None
    diagnostics: tuple[Diagnostic, ...]
    coverage: float


TextState = Literal["official", "excerpt", "translation", "compiled", "assumed", "absent"]
Verdict = Literal["yes", "no", "unknown", "contested"]
Status = Literal["not_started", "running", "ended", "unknown"]


class Quotation(msgspec.Struct, frozen=True, gc=False):
    """Where a step of a proof stands in the law or the record.

    ``quote`` equals ``span`` of the text named ``text`` (a path under texts/, or the name of an assumed text).
    An authority whose text is not to hand has ``state`` ``absent`` and no quote.
    """

    iri: str | None
    eid: str | None
    quote: str | None
    span: Span | None
    text: str | None
    state: TextState


class Proof(msgspec.Struct, frozen=True, gc=False):
    """One step of a proof: what follows, by which rule, on whose authority, from what."""

    id: str
    conclusion: str
    rule: str
    authority: str | None = None
    interpretation: bool = False
    premises: tuple[Proof, ...] = ()
    sources: tuple[Quotation, ...] = ()


class Asked(msgspec.Struct, frozen=True, gc=False):
    """The question as understood."""

    id: str
    understood: str
    params: dict[str, str]


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One answer to a question for who, what, which, when, how much."""

    value: str | int | float | None
    text: str
    unit: str | None = None
    sources: tuple[Quotation, ...] = ()


class DefeatedClaim(msgspec.Struct, frozen=True, gc=False):
    """A claim that was weighed and does not carry the conclusion. ``speaker``, ``date`` (ISO): who and when."""

    claim: str
    by: str
    why: str
    speaker: str | None = None
    date: str | None = None
    sources: tuple[Quotation, ...] = ()


class Assumption(msgspec.Struct, frozen=True, gc=False):
    """A premise of the kind "no such act": it holds as far as the register is complete (ISO date), says who attests."""

    closed_world: str
    complete_through: str | None
    attested_by: str | None


class Answer(msgspec.Struct, frozen=True, gc=False):
    """The answer to a status question, with its proof. Dates are ISO, Moscow time.

    ``hypothesis``: the names of acts that the asker assumed or left out; without any the answer is about what is.
    """

    question: Asked
    verdict: Verdict | None
    status: Status | None
    certain: bool
    as_of: str
    known_at: str
    doctrine: str
    because: str
    answers: tuple[Finding, ...] = ()
    proof: Proof | None = None
    defeated: tuple[DefeatedClaim, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    missing: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    hypothesis: tuple[str, ...] = ()


class TimelineEntry(msgspec.Struct, frozen=True, gc=False):
    """Something that happened to a regime or was said of it, on an ISO date."""

    date: str
    kind: Literal["act", "statement", "ruling", "event"]
    label: str
    iri: str | None = None
    quotation: Quotation | None = None
    note: str | None = None


class Band(msgspec.Struct, frozen=True, gc=False):
    """A stretch of time with one status: from ``start`` up to, not including, ``end`` (ISO; None: open at that side)."""

    status: Status
    start: str | None
    end: str | None
    certain: bool


class Timeline(msgspec.Struct, frozen=True, gc=False):
    """What happened to a regime, and its status from day to day, as known at a date."""

    regime: str
    label: str
    known_at: str
    entries: tuple[TimelineEntry, ...]
    bands: tuple[Band, ...]
