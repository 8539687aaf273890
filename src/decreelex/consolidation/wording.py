"""Modifications of words: substituted, inserted, removed; the blanks and marks that must go with them."""

from __future__ import annotations

from decreelex.changes import Difference
from decreelex.consolidation import edits, match
from decreelex.consolidation.edits import Base, Draft, Edit, Refusal
from decreelex.consolidation.target import Target
from decreelex.model import Modification
from decreelex.span import Span

_FINAL = ".;:"
_CLINGS = ".,;:)!?»"


def substitution(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Return the edits that put ``m.new`` for ``m.old`` at its one place, everywhere, or at the end, as ordered.

    Refuses where the words stand several times though one place is meant, where they differ, or where it is done already.
    """
    if m.old is None or m.new is None:
        return Refusal("words-missing", "the instruction does not give both the words that go and those that come")
    if m.position is not None and m.position.where == "end":
        return _at_end(base, m, target, m.old, m.new)
    found = _places(base, m, target, m.old)
    if isinstance(found, Refusal):
        return found
    return worded(base, target, [(s, m.new) for s in found.spans], found.how)


def _at_end(base: Base, m: Modification, target: Target, old: str, new: str) -> Draft | Refusal:
    """Replace what the last words of a target end with."""
    span = _whole(base, target)
    words = span.of(base.text)
    if words.endswith(old):
        return worded(base, target, [(Span(span.end - len(old), span.end), new)], "literal")
    if words.endswith(new):
        return Refusal("already-applied", f"{m.target.text!r} already ends with {new!r}")
    last = words[-40:]
    return Refusal("old-words-differ", f"{m.target.text!r} ends with {last!r}, not with {old!r}", Difference(old, last))


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


def worded(base: Base, target: Target, changes: list[tuple[Span, str]], how: match.How) -> Draft | Refusal:
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


def insertion(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Return the edits that add ``m.new`` beside its anchor, or at the start or end of the target.

    At the end words go before the final punctuation mark, sentences after it.
    """
    if m.new is None:
        return Refusal("words-missing", "the instruction gives no words to insert")
    where = m.position.where if m.position else "end"
    anchor = m.position.anchor if m.position else None
    if where in ("before", "after") and anchor:
        return _beside(base, m, target, anchor, where)
    span = _whole(base, target) if where == "end" else target.scopes[0]
    if where == "start":
        return worded(base, target, [(Span(span.start, span.start), m.new + _glue(m.new, base.text[span.start]))], "literal")
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
    return worded(base, target, [(Span(at, at), _glue(new, base.text[at - 1], after=True) + new)], "literal")


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
    return worded(base, target, changes, found.how)


def _glue(new: str, neighbour: str, *, after: bool = False) -> str:
    """Return the blank that words need beside their neighbour: none at a punctuation mark that clings."""
    if after:
        return "" if not new or new[0] in _CLINGS or new[0].isspace() or neighbour in "(«" or neighbour.isspace() else " "
    return "" if not new or new[-1].isspace() or neighbour in _CLINGS else " "


def removal(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Return the edits that take ``m.old`` out, with the blank that goes with it. Refuses as ``substitution`` does."""
    found = _places(base, m, target, m.old or "")
    if isinstance(found, Refusal):
        return found
    return worded(base, target, [(with_blank(base, s, target), "") for s in found.spans], found.how)


def with_blank(base: Base, span: Span, target: Target) -> Span:
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
