"""What a sentence says: its kind, and which of its words say it."""

from __future__ import annotations

from typing import NamedTuple

from decreelex.clause.norms.structs import Modality, NormType

_ORDER: tuple[NormType, ...] = (
    "amendment", "repeal", "commencement", "definition", "sanction", "exemption", "prohibition", "delegation", "right",
    "permission", "obligation", "declaration", "reference", "procedure")
RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
MODALITY: dict[str, Modality] = {
    "declaration": "declaration", "amendment": "declaration", "repeal": "declaration", "right": "right",
    "permission": "permission", "delegation": "power", "power": "power", "obligation": "obligation", "exemption": "permission",
    "prohibition": "prohibition"}


class Sentence(NamedTuple):
    """What a sentence says: the words by their part in it. ``verb``: index of the modal word, or of the verb itself.
    ``within``: from where to where in the source the bearer stands, where it is part of a longer noun phrase; ``modal``
    and ``acts``: so the modal words, where they are no single word, and the acts that a sanction punishes. ``also``:
    further modal words (-1: none) with what each is about. ``denied``: what negates
    the modal words stands outside them (``no person may``); ``recommends``: nobody is bound by it, nor by a list below it.
    ``negated``: the verb's own "not" belongs to what is to be done."""

    type: NormType
    modality: Modality | None
    verb: int = -1
    bearer: int = -1
    agent: int = -1
    action: int = -1
    more: tuple[int, ...] = ()
    within: tuple[int, int] | None = None
    modal: tuple[int, int] | None = None
    acts: tuple[tuple[int, int], ...] = ()
    also: tuple[tuple[int, int], ...] = ()
    denied: bool = False
    recommends: bool = False
    negated: bool = False


RECOMMENDED = Sentence("procedure", None, recommends=True)
UNSURE = Sentence("procedure", None)
