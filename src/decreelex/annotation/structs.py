"""Annotations of an act: marked words, how they hang together, and what each provision does."""

from __future__ import annotations

import msgspec

from decreelex.clause.norms import NormType
from decreelex.span import Span

Value = str | int | float
MACHINE = "decreelex"
PERSON = "person"  # a person whose name the file does not give
LABELS = ("BEARER", "MODALITY", "ACTION", "ACTOR", "CONDITION", "EXCEPTION", "DEADLINE", "DATE", "QUANTITY", "PENALTY",
          "CITATION", "TERM", "REGIME", "COMMENCEMENT")
BINDING = frozenset({"obligation", "prohibition", "permission", "right", "power"})  # modalities that make a duty


class Annotation(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Words with a label. ``span``: code points of the source, half-open; ``text`` is exactly that slice.

    ``eid``: the provision they stand in; ``id``: unique in the document, what links name; ``by``: who made it: decreelex,
    a person by the name that a file gives, or ``person`` where it gives none. ``label``: one of ``LABELS``, or a person's own.
    """

    span: Span
    label: str
    text: str
    eid: str | None = None
    attributes: dict[str, Value] = {}
    id: str = ""
    by: str = MACHINE


class Relation(msgspec.Struct, frozen=True, gc=False):
    """``kind``: bearer (of a modality), action (of a modality), condition, exception, deadline (of an action), penalty (of
    the act punished). ``source``, ``target``: ids of annotations."""

    kind: str
    source: str
    target: str


class Typed(msgspec.Struct, frozen=True, gc=False):
    """What a provision does: its norm type, who acts, to whom it is done, in its own words.

    ``type`` is None only after an import, where what a person marked no longer says it.
    """

    eid: str | None
    span: Span
    type: NormType | None
    actor: str | None = None
    addressee: str | None = None


class Duty(msgspec.Struct, frozen=True, gc=False):
    """One row of the table of obligations: who, by which modality, what, until when, where it stands.

    ``inherited``: the one bound is named in the sentence above the provision. ``type``: what the norm does; ``modal``: the
    words that say so, which an exemption is shown with; None where what negates them stands elsewhere, or all of it above.
    Spans: code points of the source.
    """

    eid: str | None
    modality: str
    bearer: str | None
    action: str | None
    conditions: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    deadline: str | None = None
    span: Span = Span(0, 0)
    inherited: bool = False
    type: str | None = None
    modal: str | None = None


class Actor(msgspec.Struct, frozen=True, gc=False):
    """One row of the table of actors: a name as first written, with the provisions that name it and how often it is bound."""

    actor: str
    duties: int
    mentions: int
    eids: tuple[str, ...]


class Annotated(msgspec.Struct, frozen=True, gc=False):
    """The annotations of one expression. ``language``: rus or eng; ``length``: of the source, in code points."""

    annotations: tuple[Annotation, ...]
    links: tuple[Relation, ...] = ()
    provisions: tuple[Typed, ...] = ()
    duties: tuple[Duty, ...] = ()
    language: str = "rus"
    iri: str | None = None
    name: str | None = None
    length: int = 0


class Agreement(msgspec.Struct, frozen=True, gc=False):
    """How far two annotations of a text agree. ``exact``, ``overlap``: F1 over spans; ``kappa``: Cohen's kappa over words
    (does the label cover the word or not). Of ``label``, or of all where that is None; ``spans``: how many on each side."""

    label: str | None
    exact: float
    overlap: float
    kappa: float
    spans: tuple[int, int]
