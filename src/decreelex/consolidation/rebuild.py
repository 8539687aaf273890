"""Edits to text and tree: one pass over the text, one over the units. What no edit touches only moves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import msgspec

from decreelex import clause
from decreelex.consolidation import find
from decreelex.consolidation.edits import Base, Edit, heading
from decreelex.errors import Diagnostic
from decreelex.model import Block, Provision
from decreelex.span import Span

_ORDER = {"words": 0, "heading": 0, "number": 0, "repeal": 0, "replace": 0, "insert": 1}
_STEPS = frozenset(("citations", "effects", "amendments"))
Landing = dict[int, list[str]]


class Rebuilt(msgspec.Struct):
    """The text and the tree after the edits. ``landed``: eIds that each modification touched."""

    text: str
    provisions: tuple[Provision, ...]
    preface: Block | None
    preamble: Block | None
    conclusions: Block | None
    diagnostics: tuple[Diagnostic, ...]
    landed: Landing


class _Work(msgspec.Struct):
    """Tables of one rebuilding: offsets old to new, and the edits by the unit they are about."""

    base: Base
    text: str
    starts: list[int]
    ends: list[int]
    delta: list[int]
    before: dict[int, int]
    after: dict[int, int]
    at: dict[int, int]
    words: dict[int, list[Edit]]
    number: dict[int, Edit]
    gone: dict[int, Edit]
    emptied: dict[int, Edit]
    inserted: dict[int, list[Edit]]
    landed: Landing
    keep: set[int] = set()


def rebuild(base: Base, edits: Sequence[Edit]) -> Rebuilt:
    """Return what the act becomes. Edits must not overlap."""
    ordered = sorted(edits, key=lambda e: (e.start, e.end, _ORDER[e.kind], e.rank, e.nth))
    work = _work(base, ordered)
    e = base.expression
    provisions = _children(work, -1, "")
    preface, preamble, conclusions = (_block(work, b, e.language) for b in (e.preface, e.preamble, e.conclusions))
    return Rebuilt(work.text, provisions, preface, preamble, conclusions, _diagnostics(work, e.diagnostics), work.landed)


def _work(base: Base, ordered: list[Edit]) -> _Work:
    work = _Work(base, "", [], [], [0], {}, {}, {}, {}, {}, {}, {}, {}, {})
    parts: list[str] = []
    at = length = 0
    for edit in ordered:
        parts += (base.text[at : edit.start], edit.text)
        length += edit.start - at
        work.at[id(edit)] = length
        length += len(edit.text)
        at = edit.end
        if edit.start == edit.end:
            side = work.before if edit.kind == "insert" else work.after
            side[edit.start] = side.get(edit.start, 0) + len(edit.text)
        work.starts.append(edit.start)
        work.ends.append(edit.end)
        work.delta.append(work.delta[-1] + len(edit.text) - (edit.end - edit.start))
        _sort_in(work, edit)
    work.text = "".join([*parts, base.text[at:]])
    _touched(work, ordered)
    return work


def _sort_in(work: _Work, edit: Edit) -> None:
    if edit.kind == "insert":
        work.inserted.setdefault(edit.node, []).append(edit)
    elif edit.kind == "replace":
        work.gone[edit.node] = edit
    elif edit.kind == "repeal":
        work.emptied[edit.node] = edit
    elif edit.kind == "number":
        work.number[edit.node] = edit
    elif edit.node >= 0:
        work.words.setdefault(edit.node, []).append(edit)


def _touched(work: _Work, edits: list[Edit]) -> None:
    """Mark the units that must be made anew, not only moved: those an edit is about, and all that hold them."""
    nodes = work.base.units.nodes
    for edit in edits:
        at = edit.node
        while at >= 0 and at not in work.keep:
            work.keep.add(at)
            at = nodes[at].parent


def _start(work: _Work, offset: int) -> int:
    """Return where the start of something is now: whole units inserted there stand before it."""
    return offset + work.delta[bisect_left(work.starts, offset)] + work.before.get(offset, 0)


def _end(work: _Work, offset: int) -> int:
    """Return where the end of something is now: words inserted there belong to it."""
    return offset + work.delta[bisect_left(work.starts, offset)] + work.after.get(offset, 0)


def _children(work: _Work, node: int, prefix: str) -> tuple[Provision, ...]:
    """Return the children of a unit, those of the edits among them. ``prefix``: the eId it has now, if it is another."""
    inserted: dict[int, list[Edit]] = {}
    for edit in work.inserted.get(node, ()):
        inserted.setdefault(edit.place, []).append(edit)
    out: list[Provision] = []
    indices = work.base.units.siblings(node)
    for place in range(len(indices) + 1):
        for edit in inserted.get(place, ()):
            out += _new(work, edit, prefix)
        if place < len(indices):
            out += _unit(work, indices[place], prefix)
    if inserted or any(i in work.gone for i in indices):
        out = _recount(out)
    return tuple(out)


def _new(work: _Work, edit: Edit, prefix: str) -> list[Provision]:
    """Return the units an edit brings, at their place in the new text."""
    units = [moved(unit, work.at[id(edit)]) for unit in edit.units]
    units = [_renamed(unit, prefix, record=False) for unit in units] if prefix else units
    work.landed.setdefault(edit.nth, []).extend(unit.eid for unit in units)
    return units


def _unit(work: _Work, node: int, prefix: str) -> list[Provision]:
    unit = work.base.units.nodes[node].unit
    if node in work.gone:
        return _new(work, work.gone[node], prefix)
    if node not in work.keep:
        shifted = _shift(work, unit)
        return [_renamed(shifted, prefix) if prefix else shifted]
    if node in work.emptied:
        return [_emptied(work, node, prefix)]
    return [_changed(work, node, prefix)]


def _shift(work: _Work, unit: Provision) -> Provision:
    by = _start(work, unit.span.start) - unit.span.start
    return moved(unit, by) if by else unit


def _emptied(work: _Work, node: int, prefix: str) -> Provision:
    """Return a repealed unit: its number stays."""
    unit, edit = work.base.units.nodes[node].unit, work.emptied[node]
    work.landed.setdefault(edit.nth, []).append(unit.eid)
    end = work.at[id(edit)]
    at = Span(end, end)
    bare = Provision(unit.eid, unit.kind, unit.num, None, "", Span(_start(work, unit.span.start), end), at,
                     unit.published, unit.quoted, wid=unit.wid, status="repealed")
    return _renamed(bare, prefix) if prefix else bare


def _changed(work: _Work, node: int, prefix: str) -> Provision:
    unit = work.base.units.nodes[node].unit
    eid, wid, num = unit.eid, unit.wid, unit.num
    if prefix:
        eid = prefix + "__" + eid.rpartition("__")[2]
    renumbered = work.number.get(node)
    if renumbered is not None:
        eid, num = _beside(eid, renumbered.eid), renumbered.text
        work.landed.setdefault(renumbered.nth, []).append(eid)
    if eid != unit.eid and wid is msgspec.UNSET:
        wid = unit.eid
    words = Span(_start(work, unit.text_span.start), _end(work, unit.text_span.end))
    start = _start(work, unit.span.start)
    edits = work.words.get(node, ())
    for edit in edits:
        work.landed.setdefault(edit.nth, []).append(eid)
    children = _children(work, node, eid if eid != unit.eid else "")
    end = max([_end(work, unit.span.end), words.end, *(c.span.end for c in children[-1:])])
    changed = msgspec.structs.replace(
        unit, eid=eid, wid=wid, num=num, heading=_heading(work, node, edits), span=Span(start, end),
        text=words.of(work.text), text_span=words, children=children)
    return _reread(work, unit, changed)


def _beside(eid: str, own: str) -> str:
    head = eid.rpartition("__")[0]
    return f"{head}__{own}" if head else own


def _heading(work: _Work, node: int, edits: Sequence[Edit]) -> str | None:
    """Return the heading of a unit after the edits to it."""
    unit = work.base.units.nodes[node].unit
    if unit.heading is None or not any(e.kind == "heading" for e in edits):
        return unit.heading
    at = heading(work.base, node)
    return " ".join(work.text[_start(work, at.start) : _end(work, at.end)].split()) or None if at else unit.heading


def _reread(work: _Work, old: Provision, new: Provision) -> Provision:
    """Return the unit with what its words say: read anew where they changed, else moved along."""
    if new.text == old.text:
        by = new.text_span.start - old.text_span.start
        return msgspec.structs.replace(new, citations=_along(old.citations, by), effects=_along(old.effects, by),
                                       modifications=_along(old.modifications, by))
    if not new.text or new.quoted or new.kind == "unrecognised":
        return msgspec.structs.replace(new, citations=(), effects=(), modifications=())
    reading = clause.read(work.text, new.text_span, work.base.expression.language, steps=_STEPS)
    return msgspec.structs.replace(new, citations=reading.citations, effects=reading.effects,
                                   modifications=reading.modifications)


def _block(work: _Work, block: Block | None, language: str) -> Block | None:
    if block is None:
        return None
    span = Span(_start(work, block.span.start), _end(work, block.span.end))
    words = span.of(work.text)
    if words == block.text:
        by = span.start - block.span.start
        return Block(span, words, _along(block.citations, by)) if by else block
    return Block(span, words, clause.read(work.text, span, language, steps=frozenset(("citations",))).citations)


def _diagnostics(work: _Work, found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of the base, those of words that are gone left out."""
    out = []
    for d in found:
        if d.span is None:
            out.append(d)
        elif bisect_left(work.starts, d.span.end) == bisect_left(work.starts, d.span.start):
            out.append(_along((d,), _start(work, d.span.start) - d.span.start)[0])
    return tuple(out)


def _recount(units: list[Provision]) -> list[Provision]:
    """Number the paragraphs among units anew where one was inserted or went; each keeps its first eId as wId."""
    out, count = [], None
    for unit in units:
        if find.kind(unit.eid) != "al" or unit.quoted:
            out.append(unit)
            continue
        count = int(find.number(unit.eid)) if count is None else count + 1
        head = unit.eid.rpartition("__")[0]
        out.append(_renamed(unit, f"{head}__al_{count}" if head else f"al_{count}", whole=True))
    return out


def _renamed(unit: Provision, prefix: str, *, whole: bool = False, record: bool = True) -> Provision:
    """Return a unit below another eId (``whole``: with another eId), all it holds with it."""
    eid = prefix if whole else f"{prefix}__{unit.eid.rpartition('__')[2]}"
    if eid == unit.eid:
        return unit
    wid = unit.wid if unit.wid is not msgspec.UNSET or not record else unit.eid
    children = tuple(under(c, unit.eid, eid, record) for c in unit.children)
    return msgspec.structs.replace(unit, eid=eid, wid=wid, children=children)


def under(unit: Provision, old: str, new: str, record: bool) -> Provision:
    """Return a unit whose eId, and those of all it holds, begin with ``new`` in place of ``old``.

    ``record``: the eId it had is kept as ``wid`` where it has none yet.
    """
    eid = new + unit.eid[len(old) :] if unit.eid.startswith(old) else unit.eid
    wid = unit.wid if unit.wid is not msgspec.UNSET or not record or eid == unit.eid else unit.eid
    return msgspec.structs.replace(unit, eid=eid, wid=wid, children=tuple(under(c, old, new, record) for c in unit.children))


def moved(unit: Provision, by: int) -> Provision:
    """Return a unit ``by`` code points further on, with all it holds."""
    return Provision(
        unit.eid, unit.kind, unit.num, unit.heading, unit.text, unit.span.shift(by), unit.text_span.shift(by),
        unit.published, unit.quoted, tuple([moved(c, by) for c in unit.children]) if unit.children else (),
        _along(unit.citations, by), _along(unit.effects, by), _along(unit.modifications, by), unit.wid, unit.status)


def _along(values: Any, by: int) -> Any:
    """Return structs with every span in them ``by`` further on."""
    if not values or not by:
        return values
    return tuple([_along_one(v, by) for v in values])


def _along_one(value: Any, by: int) -> Any:
    if isinstance(value, Span):
        return value.shift(by)
    if isinstance(value, tuple):
        return tuple([_along_one(v, by) for v in value])
    if isinstance(value, msgspec.Struct):
        return type(value)(*[_along_one(getattr(value, name), by) for name in value.__struct_fields__])
    return value
