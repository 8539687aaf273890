"""What becomes of modifications: consolidated texts, points in time, comparisons. Output structs beside model's."""

from __future__ import annotations

from typing import Literal

import msgspec

from decreelex.model import Expression, Modification, Proof, TextState


class Difference(msgspec.Struct, frozen=True):
    """The words an instruction expects, and the nearest that stand in the text (None: nothing like them)."""

    expected: str
    found: str | None


class Applied(msgspec.Struct, frozen=True):
    """A modification that was applied, by ``act`` (its IRI), on ``date`` (ISO, None where it is not known).

    ``eid``: where it landed. ``before``, ``after``: the affected words. ``matched``: ``literal``, ``folded`` where
    white space, quotation marks or dashes are printed otherwise than in the instruction, or ``inflected`` where the words
    were put into the case that fits. ``retroactive``: since when it covers relations that arose before (ISO).
    """

    modification: Modification
    act: str | None
    eid: str | None
    date: str | None = None
    matched: Literal["literal", "folded", "inflected"] = "literal"
    before: str = ""
    after: str = ""
    retroactive: str | None = None


class NotApplied(msgspec.Struct, frozen=True):
    """A modification that was not applied: ``reason`` is a code (``target-absent``), ``message`` says it in words."""

    modification: Modification
    reason: str
    message: str
    act: str | None = None
    date: str | None = None
    difference: Difference | None = None


class RepealedBy(msgspec.Struct, frozen=True):
    """The act (its IRI) and clause (eId) that repeal an act as a whole, on ``date`` (ISO; None: not known)."""

    act: str | None
    date: str | None
    clause: str


class Consolidation(Expression, frozen=True):
    """An expression with modifications applied. Its spans are those of ``text``, a text that no file holds.

    ``repealed``: by what the act as a whole is repealed; its words are those it had then.
    """

    text: str = ""
    applied: tuple[Applied, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    repealed: RepealedBy | None = None


class Event(msgspec.Struct, frozen=True):
    """An amending act, or a part of it, takes effect on ``date`` (ISO; None: not known). ``clauses``: eIds that amend.

    ``retroactive``: since when it covers relations that arose before; ``why``: why the date is not known.
    """

    date: str | None
    act: str
    clauses: tuple[str, ...]
    prospective: bool = False
    proof: Proof | None = None
    retroactive: str | None = None
    why: str | None = None


class TextPart(msgspec.Struct, frozen=True):
    """A file that a consolidated text begins from: how far to trust it, and where it stood in the base."""

    path: str
    state: TextState
    source: str


PointStatus = Literal["in_force", "prospective", "repealed", "unknown"]


class PointInTime(Consolidation, frozen=True):
    """The text of an act at a date: from ``start`` up to, not including, ``end`` (ISO; None: open, as far as is known).

    ``status``: of the act on that date; ``prospective``: it has not taken effect.
    ``events``: what changed the text, and with ``prospective`` what will; ``parts``: the files it rests on.
    """

    at: str = ""
    status: PointStatus = "unknown"
    start: str | None = None
    end: str | None = None
    events: tuple[Event, ...] = ()
    parts: tuple[TextPart, ...] = ()


class HistoryEntry(msgspec.Struct, frozen=True):
    """One change of a provision: when, by which clause of which act, from which words to which.

    ``reason``, ``message``: why it is not in the text; ``retroactive``: since when it covers relations that arose before.
    """

    date: str | None
    act: str | None
    clause: str
    operation: str
    eid: str | None
    before: str
    after: str
    prospective: bool = False
    reason: str | None = None
    message: str | None = None
    retroactive: str | None = None


class Segment(msgspec.Struct, frozen=True):
    """Words that stayed, went or came between two wordings."""

    kind: Literal["same", "removed", "added"]
    text: str


class ProvisionChange(msgspec.Struct, frozen=True):
    """How one provision differs between two expressions. ``old_eid``: where it stood, if it was renumbered."""

    eid: str
    operation: Literal["insertion", "repeal", "substitution", "renumbering"]
    old_eid: str | None
    num: str | None
    before: str
    after: str
    words: tuple[Segment, ...]


class Comparison(msgspec.Struct, frozen=True):
    """Two texts of one act, and the provisions that differ. ``old`` and ``new`` say which texts (dates or names).

    ``events``: what took effect between the two, as far as it is known.
    """

    iri: str | None
    old: str
    new: str
    old_text: str
    new_text: str
    changes: tuple[ProvisionChange, ...]
    events: tuple[Event, ...] = ()
