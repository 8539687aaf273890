"""Amending acts, one after another, to the text they lead to. Exactly or not at all, with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from decreelex import build
from decreelex import text as texts
from decreelex.changes import Applied, Consolidation, NotApplied, RepealedBy
from decreelex.consolidation import edits, find
from decreelex.consolidation.draft import draft
from decreelex.consolidation.edits import Base, Draft, Edit, Refusal
from decreelex.consolidation.rebuild import rebuild
from decreelex.errors import Diagnostic
from decreelex.model import Expression, Modification, ModificationSource, Provision, SourceInfo, Work

SPARED = frozenset(("other-act", "act-unresolved"))  # what --strict does not fail for: it is not about the base


class Order(msgspec.Struct, frozen=True):
    """An instruction with its act's IRI, the ISO date on which it takes effect and that of the act (None: not known).

    ``language``: that of the act's text; an instruction does not apply to a text in another. ``cut``: the text breaks off.
    """

    modification: Modification
    act: str | None
    date: str | None = None
    signed: str | None = None
    language: str | None = None
    cut: bool = False

    @property
    def retroactive(self) -> str | None:
        """Since when it covers relations that arose before it took effect (ISO)."""
        commences = self.modification.commences
        return commences.retroactive.value[:10] if commences and commences.retroactive else None


class Step(msgspec.Struct):
    """The state between two acts."""

    expression: Expression
    text: str
    applied: list[Applied]
    refused: list[NotApplied]
    diagnostics: list[Diagnostic]
    repealed: RepealedBy | None = None


def apply(base: Expression, text: str, orders: Sequence[Order], *, strict: bool = False,
          diagnostics: Iterable[Diagnostic] = ()) -> Consolidation:
    """Return ``base`` (whose source text is ``text``) with the orders applied that can be.

    Orders are taken by date, then as given; those of one act and date are all read against the text before it.
    An undated one counts from the date of its act, one whose act has none keeps its place. ``strict``: if any order
    about this act fails, none is applied.
    """
    step = Step(base, text, [], [], list(diagnostics))
    orders = _without_contradictions(_own(base, orders, step), step)
    for group in _groups(orders):
        _run(step, group)
    blocking = [r for r in step.refused if r.reason not in SPARED]
    if strict and blocking:
        return _undone(base, text, step, blocking)
    return _result(base, step)


def _own(base: Expression, orders: Sequence[Order], step: Step) -> list[Order]:
    """Return the orders about the base; the others are refused."""
    out = []
    for order in orders:
        refusal = _foreign(base, order)
        if refusal is None:
            out.append(order)
        else:
            step.refused.append(refusal.of(order.modification, order.act, order.date))
            if refusal.reason == "self-amendment":
                step.diagnostics.append(Diagnostic("self-amendment", "error", f"{refusal.message}: it is taken as it stands."))
    return out


def _foreign(base: Expression, order: Order) -> Refusal | None:
    """Return why an order is not about the base."""
    target, own = order.modification.target, base.work.iri
    if target.iri is None:
        return Refusal("act-unresolved", f"which act is meant is not known: {target.act or target.text!r}")
    if own is None or find.key(target.iri) != find.key(own):
        return Refusal("other-act", f"it amends {target.iri}, not {own or 'this text'}")
    if order.language not in (None, base.language):
        return Refusal("other-language", f"the instruction is in another language ({order.language}) than the text")
    if order.act is not None and find.key(order.act) == find.key(target.iri):
        return Refusal("self-amendment", f"{order.act} would amend itself")
    return None


def _groups(orders: Sequence[Order]) -> list[list[Order]]:
    """Return the orders by date, then by act, in the order given."""
    dated, last = [], ""
    for place, order in enumerate(orders):
        last = order.date or order.signed or last
        dated.append((last, place, order))
    groups: list[list[Order]] = []
    acts: dict[tuple[str, str | None], list[Order]] = {}
    for date, _, order in sorted(dated, key=lambda d: d[:2]):
        members = acts.get((date, order.act))
        if members is None:
            acts[date, order.act] = members = []
            groups.append(members)
        members.append(order)
    return groups


def _without_contradictions(orders: list[Order], step: Step) -> list[Order]:
    """Drop orders of one day that give one place different words, and those that say the same twice."""
    seen: dict[tuple[str | None, ...], list[Order]] = {}
    bad: dict[int, str] = {}
    for order in orders:
        m = order.modification
        if m.operation not in ("replacement", "substitution", "repeal") or m.target.eid is None:
            continue
        place = (order.date, find.key(m.target.eid), m.target.part, m.old)
        for other in seen.setdefault(place, []):
            same = (other.modification.operation, other.modification.new) == (m.operation, m.new)
            bad[id(order)] = "repeated" if same else "contradictory"
            if not same:
                bad[id(other)] = "contradictory"
        seen[place].append(order)
    for order in orders:
        if id(order) in bad:
            _refuse_clash(step, order, bad[id(order)])
    return [o for o in orders if id(o) not in bad]


def _refuse_clash(step: Step, order: Order, code: str) -> None:
    m = order.modification
    said = ("the same is ordered twice on one day" if code == "repeated"
            else "another instruction of the same day orders something else here; neither is applied")
    reason = "already-applied" if code == "repeated" else code
    step.refused.append(Refusal(reason, f"{m.target.text!r}: {said}").of(m, order.act, order.date))
    step.diagnostics.append(Diagnostic(f"modification-{code}", "warning" if code == "repeated" else "error",
                                       f"{m.target.text!r} ({order.act or 'the amending act'}): {said}."))


def _run(step: Step, group: list[Order]) -> None:
    """Apply the orders of one act and date, all read against the text before them."""
    whole = _restated(group)
    if whole is not None:
        _restate(step, whole)
        return
    group = _in_force(step, group)
    units = find.index(step.expression)
    base = Base(step.expression, step.text, units, _moves(units, group), _taken(group), _joined(group))
    drafts: dict[int, Draft] = {}
    for nth, order in enumerate(group):
        made = draft(base, order.modification, nth)
        if isinstance(made, Refusal):
            step.refused.append(made.of(order.modification, order.act, order.date))
        else:
            drafts[nth] = made
    _drop_clashes(step, group, drafts)
    made_edits = _merged(drafts)
    done = rebuild(base, made_edits)
    step.expression = msgspec.structs.replace(
        step.expression, provisions=done.provisions, preface=done.preface, preamble=done.preamble,
        conclusions=done.conclusions, diagnostics=done.diagnostics)
    before, step.text = step.text, done.text
    for nth, made in drafts.items():
        order = group[nth]
        refusal = None if made.edits else _followed(step, base, order)
        if refusal is None:
            step.applied.append(_applied(before, order, made, done.landed.get(nth, ())))
        else:
            step.refused.append(refusal.of(order.modification, order.act, order.date))


def _of_whole(m: Modification, operation: str) -> bool:
    t = m.target
    return m.operation == operation and t.eid is None and t.part is None and t.document is None and m.old is None


def _restated(group: list[Order]) -> Order | None:
    """Return the order that gives the whole act anew, if it is all that its act orders."""
    alone = len(group) == 1 and _of_whole(group[0].modification, "replacement") and group[0].modification.new
    return group[0] if alone else None


def _restate(step: Step, order: Order) -> None:
    """Read the new text of the act as that act."""
    m, e = order.modification, step.expression
    text = m.new or ""
    made = build.build(texts.from_str(text, name=e.source.name), language=e.language, work=e.work)
    step.applied.append(Applied(m, order.act, None, order.date, "literal", step.text, text, order.retroactive))
    step.expression, step.text, step.repealed = made, text, None


def _in_force(step: Step, group: list[Order]) -> list[Order]:
    """Refuse the orders on an act that is repealed; note a repeal of the whole."""
    if step.repealed is not None:
        gone = Refusal("target-repealed", f"the act is repealed as a whole by {step.repealed.act or 'another act'}")
        step.refused += [gone.of(o.modification, o.act, o.date) for o in group]
        return []
    step.repealed = next((RepealedBy(o.act, o.date, o.modification.source.eid) for o in group
                          if _of_whole(o.modification, "repeal") and o.modification.scope is None), None)
    return group


def _taken(group: list[Order]) -> frozenset[tuple[str, str]]:
    """Return the numbers that a group gives, with the eId of what holds them."""
    out = set()
    for m in (order.modification for order in group):
        if m.operation in ("renumbering", "insertion"):
            held = (m.target.eid or "").rpartition("__")[0] if m.operation == "renumbering" else m.target.eid or ""
            out |= {(find.key(held), find.key(step.num)) for step in m.units if step.num}
    return frozenset(out)


def _joined(group: list[Order]) -> frozenset[ModificationSource]:
    return frozenset(o.modification.source for o in group if o.modification.operation == "join" and o.modification.new)


def _followed(step: Step, base: Base, order: Order) -> Refusal | None:
    """Return why a renumbering of paragraphs, which must follow from what came and went, did not."""
    m = order.modification
    if m.operation != "renumbering" or not m.target.eid or len(m.units) != 1 or not m.units[0].num:
        return None
    old = [p for p in find.find(base.units, m.target.eid) if not p.own and base.units.nodes[p.node].unit.num is None]
    if len(old) != 1:
        return None
    was = base.units.nodes[old[0].node].unit
    first = find.key(was.eid if was.wid is msgspec.UNSET else was.wid)
    now = next((n.unit for n in find.index(step.expression).nodes if first in (find.key(n.unit.eid), find.key(str(n.unit.wid)))
                and (n.unit.wid is not msgspec.UNSET or find.key(n.unit.eid) == first) and n.unit.text == was.text), None)
    if now is None or find.number(now.eid) == find.key(m.units[0].num):
        return None
    return Refusal("number-differs", f"{m.target.text!r} is number {find.number(now.eid)} after the other instructions, "
                                     f"not {m.units[0].num}")


def _moves(units: find.Index, group: list[Order]) -> dict[int, str]:
    """Return the units that the group renumbers, repeals or replaces, and what becomes of them."""
    out: dict[int, str] = {}
    words = {"renumbering": "renumbered", "replacement": "replaced"}
    for order in group:
        m = order.modification
        how = words.get(m.operation) or ("gone" if m.operation == "repeal" and m.old is None else "")
        if how and m.target.eid and m.target.part is None:
            for place in find.find(units, m.target.eid):
                if how != "replaced" and not place.own:
                    out[place.node] = how
    return out


def _drop_clashes(step: Step, group: list[Order], drafts: dict[int, Draft]) -> None:
    """Refuse the orders of one act whose edits overlap; a renumbering gives way to the new text that has the number."""
    found = edits.clashes([e for d in drafts.values() for e in d.edits])
    for one, other in sorted(found):
        kinds = {n: group[n].modification.operation for n in (one, other)}
        if "renumbering" in kinds.values() and "replacement" in kinds.values():
            nth = next(n for n, k in kinds.items() if k == "renumbering")
            drafts[nth] = Draft(())
            continue
        for nth in (one, other):
            if nth in drafts:
                del drafts[nth]
                _refuse_clash(step, group[nth], "contradictory")


def _merged(drafts: dict[int, Draft]) -> list[Edit]:
    return [e for d in drafts.values() for e in d.edits]


def _applied(text: str, order: Order, made: Draft, landed: Sequence[str]) -> Applied:
    before = "\n".join(text[e.start : e.end] for e in made.edits)
    after = "\n".join(e.text.strip("\r\n") if e.kind == "insert" else e.text for e in made.edits)
    eid = landed[0] if landed else order.modification.target.eid
    return Applied(order.modification, order.act, eid, order.date, made.how, before, after, order.retroactive)


def _undone(base: Expression, text: str, step: Step, blocking: list[NotApplied]) -> Consolidation:
    """Return the base as it was: nothing is applied when all was asked for and not all could be."""
    held = Refusal("strict", "not applied because another instruction could not be, and all or nothing was asked for")
    step.refused += [held.of(a.modification, a.act, a.date) for a in step.applied]
    step.diagnostics.append(Diagnostic("apply-strict", "error",
                                       f"{len(blocking)} instructions could not be applied, so none was."))
    return _result(base, Step(base, text, [], step.refused, step.diagnostics))


def _result(base: Expression, step: Step) -> Consolidation:
    data = step.text.encode("utf-8", "surrogatepass")
    source = SourceInfo(base.source.name, hashlib.sha256(data).hexdigest(), len(step.text))
    e = step.expression
    found = (*e.diagnostics, *step.diagnostics, *_doubled(e.provisions))
    return Consolidation(
        base.work, base.language, source if step.applied else base.source, e.preface, e.preamble, e.provisions,
        e.conclusions, found, build.share(step.text, e), step.text, tuple(step.applied), tuple(step.refused), step.repealed)


def _doubled(units: Sequence[Provision]) -> list[Diagnostic]:
    """Report eIds that the result holds twice."""
    seen: set[str] = set()
    out: list[Diagnostic] = []
    stack = list(units)[::-1]
    while stack:
        unit = stack.pop()
        if unit.eid in seen:
            out.append(Diagnostic("eid-repeated", "warning", f"{unit.eid} stands twice in the result.", unit.span))
        seen.add(unit.eid)
        stack += unit.children[::-1]
    return out


def modifications(expression: Expression) -> list[Modification]:
    """Return the modifications that an act orders, in the order of the text."""
    out: list[Modification] = []
    stack = list(expression.provisions)[::-1]
    while stack:
        unit = stack.pop()
        out += unit.modifications
        stack += unit.children[::-1]
    return out


def identified(base: Expression, orders: Sequence[Order]) -> tuple[Expression, tuple[Diagnostic, ...]]:
    """Return the base with an identity: its own, else the one act that the orders amend and whose provisions it has.

    An excerpt need not say of which act it is. Where the orders name one act only, or only one whose provisions are
    found here, the base is taken to be that act, and a diagnostic says so.
    """
    if base.work.iri is not None:
        return base, ()
    units = find.index(base)
    hits: dict[str, int] = {}
    for order in orders:
        target = order.modification.target
        if target.iri is not None:
            hits[target.iri] = hits.get(target.iri, 0) + bool(target.eid and find.find(units, target.eid))
    fitting = [iri for iri, hit in hits.items() if hit] or list(hits)
    if len(fitting) != 1:
        return base, (Diagnostic(
            "base-unidentified", "error", "The base does not say which act it is, and the amending acts amend "
            f"{len(fitting)} acts that it could be.", suggestions=tuple(fitting)),)
    work = Work(fitting[0], base.work.kind, base.work.number, base.work.date, base.work.author, base.work.title)
    return msgspec.structs.replace(base, work=work), (Diagnostic(
        "base-assumed", "warning", f"The base does not say which act it is; it is taken for {fitting[0]}, which the "
        "amending acts amend."),)
