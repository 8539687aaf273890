"""Modifications of provisions: inserted, restated, repealed, renumbered."""

from __future__ import annotations

import re

import msgspec

from decreelex.changes import Difference
from decreelex.consolidation import edits, find, match, place, rows, wording
from decreelex.consolidation.edits import Base, Draft, Edit, Refusal
from decreelex.consolidation.rebuild import moved, under
from decreelex.consolidation.target import WORDS, Target, structural, unsupported
from decreelex.eid import clean_number
from decreelex.model import Modification, Provision

_PARAGRAPHS = ("al", "alinea")


def insertion(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Return the edit that puts new provisions beside the one named, else where their number or the target's end says.

    Insertions of words are passed on to ``wording``, of rows to ``rows``. Refuses where the quoted text cannot be read as
    what is announced, or where such a provision stands already.
    """
    if not structural(m):
        return wording.insertion(base, m, target)
    if not m.new:
        return Refusal("words-missing", "the instruction gives no text of what it inserts")
    if m.position is not None and rows.is_row(m.position.part):
        return rows.beside(base, m, target.place, (m.position.part or "").partition(" ")[2])
    spot = _anchored(base, m)
    if isinstance(spot, Refusal):
        return spot
    parent = spot.parent if spot else target.place.node
    new = place.fitted(base, m.new)
    units = place.read(base, parent, new)
    refused = _unfit(m, units, new)
    if refused:
        return refused
    there = _there(base, units)
    if there:
        return there
    spot = spot or _spot(base, m, target, units[0])
    return spot if isinstance(spot, Refusal) else _put(spot, new, units)


def _anchored(base: Base, m: Modification) -> place.Spot | Refusal | None:
    """Return the spot beside the provision that the instruction names, if it names one."""
    if m.position is None or m.position.where not in ("before", "after") or m.position.eid is None:
        return None
    found = find.find(base.units, m.position.eid)
    if len(found) != 1:
        reason = "anchor-ambiguous" if found else "anchor-absent"
        return Refusal(reason, f"{m.position.anchor or m.position.eid!r}: {len(found)} such provisions in this text")
    if found[0].own:
        return place.within(base, found[0]) if m.position.where == "after" else Refusal(
            "position-unknown", "nothing goes before the first paragraph of a provision")
    return place.after(base, found[0].node) if m.position.where == "after" else place.before(base, found[0].node)


def _spot(base: Base, m: Modification, target: Target, first: Provision) -> place.Spot | Refusal:
    if first.num is not None and first.kind not in ("note", "alinea"):
        return place.by_number(base, target.place.node, first)
    asked = next((s.num for s in m.units if s.kind in _PARAGRAPHS and s.num.isdecimal()), "")
    if m.position is not None and m.position.where == "number" and asked and target.place.node >= 0:
        return _at_paragraph(base, target.place.node, int(asked))
    return place.at_end(base, target.place.node)


def _at_paragraph(base: Base, node: int, which: int) -> place.Spot | Refusal:
    """Return the spot of the how-many-eth paragraph: before the one that has the number now, or after the last."""
    peer = _paragraph(base, node, which)
    if peer is not None:
        return place.before(base, peer)
    unit = base.units.nodes[node].unit
    count = sum(find.kind(child.eid) == "al" for child in unit.children) + bool(unit.text)
    if which != count + 1:
        return Refusal("number-differs", f"{unit.eid} has {count} paragraphs: no new one can be number {which}")
    return place.at_end(base, node)


def _paragraph(base: Base, node: int, which: int) -> int | None:
    """Return the unit that is the how-many-eth paragraph of another."""
    for child in base.units.siblings(node):
        if base.units.nodes[child].unit.eid.endswith(f"al_{which}"):
            return child
    return None


def _put(spot: place.Spot, new: str, units: tuple[Provision, ...]) -> Draft:
    lead = len(spot.lead)
    units = tuple(moved(u, lead) for u in units)
    text = f"{spot.lead}{new}{spot.tail}"
    rank = find.order(find.number(units[0].eid)) if units[0].num else ()
    return Draft((Edit(spot.offset, spot.offset, text, "insert", spot.parent, place=spot.place, units=units, rank=rank),))


def _unfit(m: Modification, units: tuple[Provision, ...], new: str) -> Refusal | None:
    """Return why the quoted text is not what the instruction announces."""
    if not units or any(u.kind == "unrecognised" for u in units):
        return Refusal("new-unreadable", f"no provision can be read from {new[:60]!r}")
    wanted = {find.key(s.num) for s in m.units if s.num and s.kind not in (*_PARAGRAPHS, *WORDS)}
    read = {find.number(u.eid) for u in units if u.num}
    if wanted and not wanted <= read:
        return Refusal("new-differs", f"the instruction announces {', '.join(sorted(wanted))}; the quoted text "
                                      f"is numbered {', '.join(sorted(read)) or 'nothing'}")
    return None


def _there(base: Base, units: tuple[Provision, ...]) -> Refusal | None:
    """Return that a unit of that number is there already (unless the same act moves it away)."""
    for unit in units:
        if unit.num is None:
            continue
        for found in find.find(base.units, unit.eid):
            old = base.units.nodes[found.node].unit
            if found.node in base.moved or old.status == "repealed":
                continue
            same = match.same(unit_text(old), unit_text(unit))
            if same:
                return Refusal("already-applied", f"{old.eid} is there already, with the same words")
            return Refusal("target-exists", f"{old.eid} is there already, with other words",
                           Difference(unit_text(unit), unit_text(old)))
    return None


def unit_text(unit: Provision) -> str:
    """Return the words of a unit and all it holds, without numbers."""
    inner = [p for p in (unit.heading, unit.text) if p]
    return " ".join([*inner, *(unit_text(c) for c in unit.children)])


def replacement(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Return the edit that gives a provision, or a part of one, a new text; its eId and kind stay where its number does.

    Refuses an act restated as a whole, a text in which no provision can be read, and one that stands already.
    """
    if m.new is None:
        return Refusal("words-missing", "the instruction gives no new text")
    if target.place.node < 0 and not target.part:
        return Refusal("whole-act", "the act is restated as a whole, and another instruction changes it at the same time")
    if target.part in ("heading", "sentence", "preamble", "preface") or target.place.own:
        return _reworded(base, m, target)
    node = target.place.node
    unit = base.units.nodes[node].unit
    new = place.fitted(base, m.new)
    units = place.read(base, base.units.nodes[node].parent, new)
    if not units or any(u.kind == "unrecognised" for u in units):
        return Refusal("new-unreadable", f"no provision can be read from {new[:60]!r}")
    if unit.num is not None and units[0].num is None:
        new = f"{unit.num} {new}"
        units = place.read(base, base.units.nodes[node].parent, new)
    if len(units) == 1:
        units = (_adopted(base, node, units[0]),)
    if len(units) == 1 and units[0].num == unit.num and match.same(unit_text(unit), unit_text(units[0])):
        return Refusal("already-applied", f"{unit.eid} already reads so")
    return Draft((Edit(unit.span.start, unit.span.end, new, "replace", node, units=units),))


def _adopted(base: Base, node: int, new: Provision) -> Provision:
    """Return the new unit under the eId and kind of the one it replaces, where they have one number."""
    old = base.units.nodes[node].unit
    if new.eid == old.eid or (new.num is not None and old.num is not None and find.number(new.eid) != find.number(old.eid)):
        return new
    renamed = under(new, new.eid, old.eid, record=False)
    return msgspec.structs.replace(renamed, kind=old.kind)


def _reworded(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Replace the words of a paragraph, a sentence, a heading or the preamble."""
    new, span = (m.new or "").strip(), target.scopes[0]
    if target.place.own:
        num = base.units.nodes[target.place.node].unit.num or ""
        bare = clean_number(num.rpartition(" ")[2])
        head, _, rest = new.partition(" ")
        new = rest.lstrip() if num and rest and clean_number(head) == bare and not head.isalpha() else new
    new = _unnumbered(base, target, new)
    if span.of(base.text) == new:
        return Refusal("already-applied", f"{m.target.text!r} already reads so")
    return wording.worded(base, target, [(span, new)], "literal")


def _unnumbered(base: Base, target: Target, new: str) -> str:
    """Return a heading without the number that is printed before it."""
    num = base.units.nodes[target.place.node].unit.num if target.part == "heading" and target.place.node >= 0 else None
    printed = re.match(match.folded(num) + r"\s+", new) if num else None
    return new[printed.end() :] if printed else new


def split(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Divide a provision: its new text is that of several."""
    node = target.place.node
    if m.new is None or node < 0:
        return Refusal("words-missing", "where the words are divided is not said: no new text is given")
    old, new = base.units.nodes[node].unit, place.fitted(base, m.new)
    units = place.read(base, base.units.nodes[node].parent, new)
    refused = _unfit(m, units, new) or _there(base, tuple(u for u in units if find.number(u.eid) != find.number(old.eid)))
    if refused:
        return refused
    return Draft((Edit(old.span.start, old.span.end, new, "replace", node, units=units),))


def join(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Join provisions: the one that remains reads anew, the others go."""
    if m.new is not None:
        return replacement(base, m, target)
    if m.source not in base.joined or target.place.node < 0:
        return Refusal("words-missing", "how the joined provision reads is not said: no new text is given")
    return Draft((edits.removed(base, target.place.node),))


def repeal(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Return the edit that repeals a provision: its printed number stays alone, unless the act gives that number anew.

    Words and sentences are removed. An act repealed as a whole keeps its words: a draft without edits.
    """
    if m.old is not None:
        return wording.removal(base, m, target)
    node = target.place.node
    if node < 0:
        return Draft(())  # the act is repealed as a whole: its words stand, it is no longer in force
    if target.part == "sentence" or target.place.own:
        return wording.worded(base, target, [(wording.with_blank(base, target.scopes[0], target), "")], "literal")
    if target.part == "heading":
        return unsupported(m)
    unit, num = base.units.nodes[node].unit, edits.number_span(base, node)
    if (find.key(unit.eid.rpartition("__")[0]), find.number(unit.eid)) in base.taken:
        return Draft((edits.removed(base, node),))
    return Draft((Edit(num.end if num else unit.span.start, unit.span.end, "", "repeal", node),))


def renumbering(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Return the edit of a printed number. Where none is printed (paragraphs: their place counts) the draft has no edits."""
    node = target.place.node
    if node < 0 or len(m.units) != 1 or not m.units[0].num:
        return Refusal("number-missing", "the instruction does not give the new number of one provision")
    unit, step, span = base.units.nodes[node].unit, m.units[0], edits.number_span(base, node)
    if step.kind == "alinea" or span is None or target.place.own:
        return Draft(())
    own = find.kind(unit.eid) + "_" + step.num
    if find.number(unit.eid) == find.key(step.num):
        return Refusal("already-applied", f"{unit.eid} already has that number")
    text = edits.printed(unit.num or "", step.num)
    return Draft((Edit(span.start, span.end, text, "number", node, eid=own),))
