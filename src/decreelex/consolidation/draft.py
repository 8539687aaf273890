"""One modification, read against the act as it stands: the edits it comes to, or why it cannot be applied."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from decreelex.consolidation import edits, find, match, place
from decreelex.consolidation.edits import Base, Draft, Edit, Refusal
from decreelex.consolidation.find import Place
from decreelex.consolidation.rebuild import moved, under
from decreelex.consolidation.sentences import sentences
from decreelex.eid import clean_number
from decreelex.model import Difference, Modification, Provision
from decreelex.span import Span

_FINAL = ".;:"
_CLINGS = ".,;:)!?»"
_WORDS = frozenset(("sentence", "words", "digits", "number"))  # what an insertion brings that is no provision
_SENTENCE = re.compile(r"sentence (\d+)\Z")
_PARTS = frozenset(("heading", "preamble", "note"))


class Target(msgspec.Struct, frozen=True):
    """What a modification is about: a unit (-1: the act), the stretches it may touch, the block it lies in."""

    place: Place
    scopes: tuple[Span, ...]
    part: str = ""


def draft(base: Base, m: Modification, nth: int) -> Draft | Refusal:
    """Return the edits of a modification on ``base``, or the reason why it does not apply. ``nth`` marks its edits."""
    made = _OPERATIONS.get(m.operation)
    if made is None:
        return Refusal("operation-unsupported", f"a {m.operation} cannot be applied yet")
    if m.scope is not None:
        return Refusal("partial", f"it applies only {m.scope!r}: which words that means is not written")
    if m.inflected:
        return Refusal("inflected", "the words are to be put into the case that fits each place: no literal text is given")
    target = _target(base, m)
    if isinstance(target, Refusal):
        return target
    drafted = made(base, m, target)
    if isinstance(drafted, Refusal):
        return drafted
    return Draft(tuple(msgspec.structs.replace(e, nth=nth) for e in drafted.edits), drafted.how)


def _target(base: Base, m: Modification) -> Target | Refusal:
    t = m.target
    if t.part == "preamble":
        block = base.expression.preamble
        return Target(Place(-1), (block.span,), "preamble") if block else _absent(m)
    if t.eid is None:
        return _of_act(base, m)
    found = find.find(base.units, t.eid)
    if t.part == "note":
        found = [Place(c) for p in found for c in base.units.nodes[p.node].children
                 if base.units.nodes[c].unit.kind == "note"]
    if not found:
        return _parent(base, m) if m.operation == "insertion" and _structural(m) else _absent(m)
    if len(found) > 1:
        return Refusal("target-ambiguous", f"{t.text!r} can mean {len(found)} provisions of this text")
    return _unit(base, m, found[0])


def _of_act(base: Base, m: Modification) -> Target | Refusal:
    """Return the act itself, or its heading."""
    e = base.expression
    if m.target.part == "heading":
        return Target(Place(-1), (e.preface.span,), "preface") if e.preface else _absent(m)
    if m.target.part is not None:
        return _unsupported(m)
    blocks = [b.span for b in (e.preface, e.preamble) if b is not None]
    return Target(Place(-1), (*blocks, *(u.span for u in e.provisions)))


def _unit(base: Base, m: Modification, at: Place) -> Target | Refusal:
    unit, part = base.units.nodes[at.node].unit, m.target.part or ""
    if unit.status == "repealed" and m.operation != "replacement":
        return Refusal("target-repealed", f"{unit.eid} is repealed")
    if part == "heading":
        span = edits.heading(base, at.node)
        return Target(at, (span,), part) if span else _absent(m)
    numbered = _SENTENCE.match(part)
    if numbered:
        return _sentence(base, at, int(numbered[1]))
    if part and part not in _PARTS:
        return _unsupported(m)
    return Target(at, (edits.scope(base, at),))


def _sentence(base: Base, at: Place, which: int) -> Target | Refusal:
    unit = base.units.nodes[at.node].unit
    found = sentences(base.text, unit.text_span, base.expression.language)
    if which > len(found):
        return Refusal("target-absent", f"{unit.eid} has {len(found)} sentences, not {which}")
    return Target(at, (found[which - 1],), "sentence")


def _parent(base: Base, m: Modification) -> Target | Refusal:
    """An insertion may name the unit that it brings: its place is then in the unit that holds it."""
    eid = m.target.eid or ""
    if not any(step.num and find.key(step.num) == find.number(eid) for step in m.units):
        return _absent(m)
    head = eid.rpartition("__")[0]
    if not head:
        return Target(Place(-1), ())
    found = find.find(base.units, head)
    return Target(found[0], ()) if len(found) == 1 else _absent(m)


def _absent(m: Modification) -> Refusal:
    what = " ".join(p for p in (m.target.part, m.target.eid) if p)
    return Refusal("target-absent", f"this text has no {what} ({m.target.text!r})")


def _unsupported(m: Modification) -> Refusal:
    return Refusal("part-unsupported", f"{m.target.part!r} of a provision cannot be found in a text yet")


def _structural(m: Modification) -> bool:
    return bool(m.structure) or any(step.kind not in _WORDS for step in m.units)


# Words.


def _substitution(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    if m.old is None or m.new is None:
        return Refusal("words-missing", "the instruction does not give both the words that go and those that come")
    found = _places(base, m, target, m.old)
    if isinstance(found, Refusal):
        return found
    return _worded(base, target, [(s, m.new) for s in found.spans], found.how)


def _places(base: Base, m: Modification, target: Target, words: str) -> match.Match | Refusal:
    """Return where the words stand: once, or wherever they do where the instruction means all places."""
    found = match.find(base.text, target.scopes, words)
    spans = tuple(dict.fromkeys(found.spans))
    if not spans:
        return _not_found(base, m, target, words)
    if len(spans) > 1 and not m.everywhere:
        return Refusal("anchor-ambiguous", f"{words!r} stands {len(spans)} times in {m.target.text!r}")
    return match.Match(spans, found.how)


def _not_found(base: Base, m: Modification, target: Target, words: str) -> Refusal:
    done = m.new and m.operation == "substitution" and match.find(base.text, target.scopes, m.new).spans
    if done:
        return Refusal("already-applied", f"{m.new!r} already stands in {m.target.text!r}, and {words!r} does not")
    near = match.nearest(base.text, target.scopes, words)
    if near is None:
        return Refusal("anchor-absent", f"{words!r} does not stand in {m.target.text!r}", Difference(words, None))
    return Refusal("old-words-differ", f"{m.target.text!r} reads {near!r}, not {words!r}", Difference(words, near))


def _worded(base: Base, target: Target, changes: list[tuple[Span, str]], how: match.How) -> Draft | Refusal:
    """Return edits of words; each must lie within the words, or the heading, of one unit or block."""
    made = []
    for span, new in changes:
        node = edits.holder(base, span, target.place.node)
        kind: edits.Kind = "words"
        if node == -2:
            node, kind = _headed(base, span, target.place.node), "heading"
        if node == -2 and not _in_block(base, span):
            return Refusal("crosses-units", f"{span.of(base.text)!r} goes beyond one provision")
        made.append(Edit(span.start, span.end, new, kind, max(node, -1)))
    return Draft(tuple(made), how)


def _headed(base: Base, span: Span, within: int) -> int:
    """Return the unit whose heading holds a span, -2 if there is none."""
    level = [within] if within >= 0 else base.units.top
    while level:
        here = next((i for i in level if base.units.nodes[i].unit.span.start <= span.start
                     and span.end <= base.units.nodes[i].unit.span.end), None)
        if here is None:
            return -2
        at = edits.heading(base, here)
        if at and at.start <= span.start and span.end <= at.end:
            return here
        level = base.units.nodes[here].children
    return -2


def _in_block(base: Base, span: Span) -> bool:
    e = base.expression
    return any(b and b.span.start <= span.start and span.end <= b.span.end for b in (e.preface, e.preamble))


def _inserted_words(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    if m.new is None:
        return Refusal("words-missing", "the instruction gives no words to insert")
    where = m.position.where if m.position else "end"
    anchor = m.position.anchor if m.position else None
    if where in ("before", "after") and anchor:
        return _beside(base, m, target, anchor, where)
    span = _whole(base, target) if where == "end" else target.scopes[0]
    if where == "start":
        return _worded(base, target, [(Span(span.start, span.start), m.new + _glue(m.new, base.text[span.start]))], "literal")
    if where != "end":
        return Refusal("position-unknown", f"where the words go ({where}) is not said")
    return _ending(base, m, target, span)


def _whole(base: Base, target: Target) -> Span:
    """Return the last words of a target: those of its last paragraph."""
    if target.part or target.place.own or target.place.node < 0:
        return target.scopes[0]
    node = target.place.node
    while base.units.nodes[node].children:
        held = [c for c in base.units.nodes[node].children if base.units.nodes[c].unit.kind not in ("note", "remark")]
        if not held:
            break
        node = held[-1]
    return base.units.nodes[node].unit.text_span


def _ending(base: Base, m: Modification, target: Target, span: Span) -> Draft | Refusal:
    """Add words before the final punctuation mark, sentences after it."""
    new = m.new or ""
    words = span.of(base.text)
    if any(step.kind == "sentence" for step in m.units):
        at = span.end
    else:
        at = span.end - (1 if words[-1:] and words[-1] in _FINAL else 0)
        new = new[:-1] if at < span.end and new.endswith(words[-1]) else new
    if base.text[span.start : at].endswith(new):
        return Refusal("already-applied", f"{m.target.text!r} already ends with {m.new!r}")
    return _worded(base, target, [(Span(at, at), _glue(new, base.text[at - 1], after=True) + new)], "literal")


def _beside(base: Base, m: Modification, target: Target, anchor: str, where: str) -> Draft | Refusal:
    found = _places(base, m, target, anchor)
    if isinstance(found, Refusal):
        return found
    new = m.new or ""
    changes = []
    for span in found.spans:
        if where == "after":
            put = _glue(new, base.text[span.end - 1], after=True) + new
            done, at = base.text.startswith(put, span.end), span.end
        else:
            put = new + _glue(new, base.text[span.start])
            done, at = base.text.endswith(put, 0, span.start), span.start
        if done:
            return Refusal("already-applied", f"{new!r} already stands {where} {anchor!r}")
        changes.append((Span(at, at), put))
    return _worded(base, target, changes, found.how)


def _glue(new: str, neighbour: str, *, after: bool = False) -> str:
    """Return the blank that words need beside their neighbour: none at a punctuation mark that clings."""
    if after:
        return "" if not new or new[0] in _CLINGS or new[0].isspace() or neighbour in "(«" or neighbour.isspace() else " "
    return "" if not new or new[-1].isspace() or neighbour in _CLINGS else " "


def _removed_words(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    found = _places(base, m, target, m.old or "")
    if isinstance(found, Refusal):
        return found
    return _worded(base, target, [(_with_blank(base, s, target), "") for s in found.spans], found.how)


def _with_blank(base: Base, span: Span, target: Target) -> Span:
    """Return the words with the blank that must go with them: no two blanks, none before a punctuation mark."""
    text = base.text
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    scopes = (*target.scopes, *([base.units.nodes[target.place.node].unit.text_span] if target.place.node >= 0 else []))
    inside = any(s.start < span.start <= s.end for s in scopes)
    if inside and before == " " and (after.isspace() or after in _CLINGS):
        return Span(span.start - 1, span.end)
    if after == " " and (not inside or before.isspace()):
        return Span(span.start, span.end + 1)
    return span


# Units.


def _insertion(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    if not _structural(m):
        return _inserted_words(base, m, target)
    if not m.new:
        return Refusal("words-missing", "the instruction gives no text of what it inserts")
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
    return _put(spot, new, units)


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


def _spot(base: Base, m: Modification, target: Target, first: Provision) -> place.Spot:
    where = m.position.where if m.position else "number"
    if first.num is None or first.kind in ("note", "alinea"):
        paragraph = find.number(first.eid) if where == "number" else ""
        asked = next((s.num for s in m.units if s.kind == "alinea" and s.num.isdecimal()), "") if paragraph else ""
        peer = _paragraph(base, target.place.node, int(asked)) if asked else None
        if peer is not None:
            return place.before(base, peer)
        return place.at_end(base, target.place.node)
    return place.by_number(base, target.place.node, first)


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
    wanted = {find.key(s.num) for s in m.units if s.num and s.kind != "alinea" and s.kind not in _WORDS}
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


def _replacement(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    if m.new is None:
        return Refusal("words-missing", "the instruction gives no new text")
    if target.place.node < 0 and not target.part:
        return Refusal("whole-act", "the act is restated as a whole: parse the new text as a new expression")
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
    if span.of(base.text) == new:
        return Refusal("already-applied", f"{m.target.text!r} already reads so")
    return _worded(base, target, [(span, new)], "literal")


def _repeal(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    if m.old is not None:
        return _removed_words(base, m, target)
    node = target.place.node
    if node < 0:
        return Refusal("whole-act", "the act is repealed as a whole: no text of it stays in force")
    if target.part == "sentence" or target.place.own:
        return _worded(base, target, [(_with_blank(base, target.scopes[0], target), "")], "literal")
    if target.part == "heading":
        return _unsupported(m)
    unit, num = base.units.nodes[node].unit, edits.number_span(base, node)
    return Draft((Edit(num.end if num else unit.span.start, unit.span.end, "", "repeal", node),))


def _renumbering(base: Base, m: Modification, target: Target) -> Draft | Refusal:
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


_OPERATIONS: dict[str, Callable[[Base, Modification, Target], Draft | Refusal]] = {
    "insertion": _insertion,
    "substitution": _substitution,
    "replacement": _replacement,
    "repeal": _repeal,
    "renumbering": _renumbering,
}
