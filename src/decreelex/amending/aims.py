"""Where an instruction lands: headings and places put together, from the act down to the words."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from decreelex import eid as eids
from decreelex.clause.amendment_parts import ROW_RANK, Anchor, Place
from decreelex.clause.identity import code_part, work_of
from decreelex.clause.provisions import RANK
from decreelex.model import Citation, ModificationTarget, Step, Work

# Parts of a provision that have no eId of their own; above articles, sections and chapters give no prefix.
_PARTS = frozenset({"heading", "preamble", "sentence", "row", "position", "table", "formula", "list", "graph", "sheet",
                    "form", "column", "text"})
_ABOVE_ARTICLE = frozenset({"sec", "subsec", "chp", "par"})
_OF_BASE = frozenset({"heading", "preamble"})


class Aim(NamedTuple):
    """An act, or a document that an act approved, and a provision of it. ``text``: the words that cite the provision."""

    act: Citation | None = None
    document: str | None = None
    path: tuple[Step, ...] = ()
    text: str = ""


Aims = tuple[Aim, ...]


def aimed(aims: Aims, places: Sequence[Place | Anchor], text: str, *, base: Aims | None = None) -> Aims:
    """Return where places lead from ``aims``, one after the other; ``base``: where the heading above leads."""
    for place in places:
        if isinstance(place, Place):
            start = base if base is not None and _of_base(place) else aims
            found = [_onto(aim, citation, place, text) for aim in start for citation in place.citations or (None,)]
            aims = tuple(dict.fromkeys(found))
    return aims


def _of_base(place: Place) -> bool:
    """Return whether the place is said of the unit of the heading, not of the one named before in the sentence."""
    return all(c.path and c.path[0].kind in _OF_BASE for c in place.citations) and bool(place.citations)


def _onto(aim: Aim, citation: Citation | None, place: Place, text: str) -> Aim:
    words = text[place.start : place.end]
    if place.approving is not None:
        aim = Aim(place.approving, place.document)
    elif citation is not None and names_act(citation):
        aim = Aim(citation, place.document)
    elif place.document is not None:
        aim = Aim(aim.act, place.document)
    return aim._replace(path=merged(aim.path, steps(citation)) if citation else aim.path, text=words)


def names_act(citation: Citation) -> bool:
    """Return whether a citation identifies an act by itself (not "the said law")."""
    return citation.own or citation.kind == "code" or bool(citation.date or citation.number or citation.title)


def steps(citation: Citation) -> tuple[Step, ...]:
    """Return the provision path of a citation; the part of a code that is an act of its own is not in it.

    "The text" beside the heading is the act itself.
    """
    if [step.kind for step in citation.path] == ["text"]:
        return ()
    if citation.kind != "code" or code_part(citation.title or "", "1") is None:
        return citation.path
    return tuple(step for step in citation.path if step.kind != "part")


def merged(path: tuple[Step, ...], further: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return ``further`` within the steps of ``path`` that can enclose it."""
    if not further:
        return path
    own = _rank(further[0])
    if not further[0].num and any(step.kind == further[0].kind and step.num for step in path):  # "указанной статьи"
        return (*itertools.takewhile(lambda step: _rank(step) <= own, path), *further[1:])
    return (*itertools.takewhile(lambda step: _rank(step) < own, path), *further)


def _rank(step: Step) -> int:
    if step.kind in ROW_RANK:
        return 100 + ROW_RANK[step.kind]
    return RANK.get(step.kind, 98 if step.kind == "sentence" else 99)


def target(aim: Aim, work: Work) -> ModificationTarget:
    """Return the target of an aim; ``work``: the amending act, for what it changes in itself."""
    act = aim.act
    iri = None if act is None else work.iri if act.own else _iri(act)
    return ModificationTarget(iri, eid(aim.path), aim.text, act.text if act else None, aim.path, part(aim.path),
                              aim.document)


@functools.lru_cache(maxsize=256)
def _iri(act: Citation) -> str | None:
    number = next((step.num for step in act.path if step.kind == "part"), None)
    whole = code_part(act.title or "", number) if act.kind == "code" and number else None
    return whole or work_of(msgspec.structs.replace(act, path=steps(act)))[0]


def eid(path: Sequence[Step]) -> str | None:
    """Return the eId of a provision; None for the act as a whole. A first paragraph (``al_1``) is the unit's own words.

    A lettered unit is an item, whatever the act calls it, as in the structure.
    """
    article = any(step.kind == "art" for step in path)
    out: str | None = None
    for step in path:
        if step.kind in _PARTS:
            break
        if not step.num and step.kind not in ("note", "att"):
            break
        if not (article and step.kind in _ABOVE_ARTICLE):
            kind = "item" if step.kind == "point" and step.num.isalpha() else step.kind
            out = eids.eid(out, kind, step.num or "1")
    return out


def part(path: Sequence[Step]) -> str | None:
    """Return what of the provision is meant that has no eId: ``heading``, ``sentence 2``, ``preamble al 8``."""
    without = itertools.dropwhile(lambda step: step.kind not in _PARTS, path)
    return " ".join(f"{step.kind} {step.num}".strip() for step in without) or None
