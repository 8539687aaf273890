"""What a question can be answered with beside its answer: the readings side by side, why not, what would change it."""

from __future__ import annotations

from typing import Literal

import msgspec

from decreelex.errors import Diagnostic
from decreelex.model import Answer, Asked, Quotation, Status, TextState, Verdict


class Parting(msgspec.Struct, frozen=True):
    """The step of a proof that one doctrine takes and others do not: rule, conclusion, the rule's words, what it quotes."""

    rule: str
    conclusion: str
    words: str
    sources: tuple[Quotation, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """The answer by one doctrine. ``held``: somebody is known to have held it at ``known_at``; ``parts_at``: its own
    steps, of an answer that is contested one for each side.
    """

    doctrine: str
    reading: str
    held_by: str | None
    default: bool
    held: bool
    answer: Answer
    parts_at: tuple[Parting, ...] = ()


class Readings(msgspec.Struct, frozen=True):
    """One question answered by every doctrine, the default one first."""

    question: Asked
    as_of: str
    known_at: str
    readings: tuple[Reading, ...]


class Blocked(msgspec.Struct, frozen=True):
    """A rule that would have given a verdict and did not.

    ``held``: what of it holds, in words; ``failed``: the premise that does not; ``why``: ``lacking`` (no such fact),
    ``not-concluded`` (see ``below``), ``stands`` (what must be absent is there: ``against``), ``compared`` (a date or a
    comparison), ``doctrine`` or ``not-yet-known`` (the rule itself does not speak). ``nearest``: facts like the one lacking.
    """

    rule: str
    words: str
    why: Literal["lacking", "not-concluded", "stands", "compared", "doctrine", "not-yet-known"]
    failed: str | None = None
    held: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    sources: tuple[Quotation, ...] = ()
    below: tuple[Blocked, ...] = ()


class WhyNot(msgspec.Struct, frozen=True):
    """Why a question does not have a verdict (or status): the rules that would have given it, nearest to it first."""

    question: Asked
    wanted: str
    verdict: Verdict | None
    status: Status | None
    as_of: str
    known_at: str
    doctrine: str
    rules: tuple[Blocked, ...]


class Change(msgspec.Struct, frozen=True):
    """A smallest set of facts that, supposed or taken away together, gives another verdict (or status)."""

    supposed: tuple[str, ...]
    removed: tuple[str, ...]
    verdict: Verdict | None
    status: Status | None


class Inquiry(msgspec.Struct, frozen=True):
    """A question to settle first, and what hangs on it."""

    ask: str
    because: str


class Changes(msgspec.Struct, frozen=True):
    """What would change an answer: the smallest sets of facts, and what a caseworker has to find out first, in order.

    ``complete``: every set of the supposable facts up to ``limit`` members was tried.
    """

    question: Asked
    verdict: Verdict | None
    status: Status | None
    as_of: str
    known_at: str
    doctrine: str
    changes: tuple[Change, ...]
    ask_first: tuple[Inquiry, ...]
    limit: int
    complete: bool


class UsedText(msgspec.Struct, frozen=True):
    """A text that an answer quotes or assumes, with its state and sha256."""

    name: str
    state: TextState
    sha256: str


class Provenance(msgspec.Struct, frozen=True):
    """What an answer was made from: release, sha256 of rules, grammars and texts, the texts used; how to ask it again."""

    release: str
    data: str
    texts: tuple[UsedText, ...]
    command: str
    link: str


class RuleReport(msgspec.Struct, frozen=True):
    """What the cases for rules came to: problems, how many cases exercise each rule, and the rules that none does."""

    files: int
    cases: int
    problems: tuple[Diagnostic, ...]
    exercised: dict[str, int]
    unexercised: tuple[str, ...]
