"""What norms are made of: marked words, how they hang together, and the norm itself."""

from __future__ import annotations

from typing import Literal

import msgspec

from decreelex.span import Span

NormType = Literal[
    "amendment", "repeal", "commencement", "definition", "sanction", "exemption", "prohibition", "delegation", "right",
    "permission", "obligation", "declaration", "reference", "procedure",
]
Modality = Literal["obligation", "permission", "prohibition", "right", "power", "declaration"]
Label = Literal[
    "ACTOR", "BEARER", "MODALITY", "ACTION", "CONDITION", "EXCEPTION", "DATE", "DEADLINE", "QUANTITY", "PENALTY", "CITATION",
    "TERM", "REGIME", "COMMENCEMENT",
]
Value = str | int | float


class Mark(msgspec.Struct, frozen=True, gc=False):
    """Words with a label. ``span``: code points of the source, ``text`` is exactly that slice.

    ``attributes``: of a MODALITY ``modality``, and ``type`` of an exemption; of an ACTOR ``role`` (agent: who does it;
    other); of a DATE ``value`` (ISO); of a QUANTITY ``number`` and ``unit``; of a PENALTY ``kind``, ``min``, ``max``,
    ``unit``; of a CITATION ``iri`` and ``eid`` where known.
    """

    label: Label
    span: Span
    text: str
    attributes: dict[str, Value] = {}


class Link(msgspec.Struct, frozen=True, gc=False):
    """How two marks hang together: indices into ``NormReading.marks``. ``kind``: bearer, action, condition, exception,
    deadline (all of a modality) or penalty (of the act punished)."""

    kind: str
    source: int
    target: int


class Norm(msgspec.Struct, frozen=True, gc=False):
    """One sentence as a norm: who must, may or must not do what, when, until when.

    ``bearer`` of a list's item is the one whom the sentence above names (``inherited``); ``others`` are bound with that one.
    ``matter``: what it is done to, where that stands before the verb (``Контроль … возложить``). ``denied``: what negates
    ``modal`` stands outside it (``No person may``). Words are slices of the source.
    """

    type: NormType
    span: Span
    modality: Modality | None = None
    bearer: Mark | None = None
    modal: Mark | None = None
    action: Mark | None = None
    conditions: tuple[Mark, ...] = ()
    exceptions: tuple[Mark, ...] = ()
    deadlines: tuple[Mark, ...] = ()
    addressee: Mark | None = None
    inherited: bool = False
    denied: bool = False
    others: tuple[Mark, ...] = ()
    matter: Mark | None = None

    def done(self) -> str | None:
        """Return what is done, in the provision's words: to what, then the action without the words of the modality that
        begin it (``не применяются`` + ``к пенсионерам``) if it is an exemption. None: the words do not say it."""
        act, modal = self.action, self.modal
        said = act.text if act else ""
        repeats = self.type == "exemption" and act and modal and modal.span.start <= act.span.start < modal.span.end
        if repeats and act and modal:
            said = act.text[modal.span.end - act.span.start :].lstrip()
        parts = [self.matter.text if self.matter else "", said]
        beside = self.matter is not None and act is not None and act.span.start - self.matter.span.end <= 1
        return (" " if beside else " … ").join(filter(None, parts)) or None

    def bound(self) -> str | None:
        """Return all whom the norm binds or benefits, separated by semicolons."""
        return "; ".join(one.text for one in (self.bearer, *self.others) if one) or None


class Lead(msgspec.Struct, frozen=True, gc=False):
    """What a sentence that ends with a colon hands on to the units of its list. ``recommends``: it binds nobody; ``opened``:
    it ends with its modal word, and the units begin with their verbs; ``relative``: they only say who is meant (``лицам,
    которые:``). ``modal``: the words of its modality."""

    type: NormType
    modality: Modality | None = None
    bearer: Mark | None = None
    conditions: tuple[Mark, ...] = ()
    recommends: bool = False
    opened: bool = False
    deadlines: tuple[Mark, ...] = ()
    others: tuple[Mark, ...] = ()
    relative: bool = False
    modal: Mark | None = None


class NormReading(msgspec.Struct, frozen=True, gc=False):
    """What the words of one provision say: its norm type, actor and addressee, norms, marks in order, and their links."""

    type: NormType
    actor: str | None = None
    addressee: str | None = None
    norms: tuple[Norm, ...] = ()
    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()
    lead: Lead | None = None


class ProvisionNorms(msgspec.Struct, frozen=True, gc=False):
    """The reading of one provision, by its eId."""

    eid: str
    span: Span
    reading: NormReading
