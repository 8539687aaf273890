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

    ``bearer`` of a list's item is the one whom the sentence above names (``inherited``). ``denied``: what negates ``modal``
    stands outside it (``No person may``). Words are slices of the source.
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


class Lead(msgspec.Struct, frozen=True, gc=False):
    """What a sentence that ends with a colon hands on to the units of its list. ``recommends``: it
    binds nobody; ``opened``: it ends with its modal word, and the units begin with their verbs."""

    type: NormType
    modality: Modality | None = None
    bearer: Mark | None = None
    conditions: tuple[Mark, ...] = ()
    recommends: bool = False
    opened: bool = False


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
