"""Acts that amend acts that amend: each is brought to its own wording before it amends. Cycles are reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from decreelex.changes import NotApplied
from decreelex.consolidation.acts import Order, apply, modifications
from decreelex.consolidation.find import key, order
from decreelex.errors import Diagnostic
from decreelex.model import Expression, Modification

_BROKEN = frozenset(("quote-unclosed", "text-truncated"))
Commences = Callable[[Expression, Modification], str | None]
Reader = Callable[[str, Expression], Expression]


class Act(msgspec.Struct, frozen=True):
    """An amending act with its source text."""

    expression: Expression
    text: str

    @property
    def iri(self) -> str | None:
        """The act's work IRI."""
        return self.expression.work.iri


class Settled(msgspec.Struct, frozen=True):
    """The orders of all acts in their order; what could not be done to the acts themselves."""

    orders: tuple[Order, ...]
    refused: tuple[NotApplied, ...]
    diagnostics: tuple[Diagnostic, ...]


def settle(acts: Sequence[Act], commences: Commences, reread: Reader) -> Settled:
    """Return the orders of the acts, by the dates of the acts; an act that another of them amends is amended first.

    ``commences`` says when a modification takes effect; ``reread`` reads a changed text as the act it is.
    """
    ordered = sorted(acts, key=_signed)
    amenders = _amenders(ordered)
    cyclic = _cyclic(amenders)
    found = [_cycle(ordered, members) for members in cyclic] + [c for a in ordered for c in _cut(a)]
    stuck = {i for members in cyclic for i in members}
    done: dict[int, Act] = {}
    refused: list[NotApplied] = []
    for i in _bottom_up(amenders, stuck):
        done[i] = _amended(ordered[i], [done[j] for j in amenders[i]] if i not in stuck else [], commences, reread, refused)
    orders = [o for i in range(len(ordered)) for o in orders_of(done[i], commences)]
    return Settled(tuple(orders), tuple(refused), tuple(found))


def orders_of(act: Act, commences: Commences) -> list[Order]:
    """Return the orders of an act."""
    e = act.expression
    cut = _broken(e)
    return [Order(m, e.work.iri, commences(e, m), e.work.date, e.language, cut) for m in modifications(e)]


def _broken(expression: Expression) -> bool:
    """Return whether the copy of an act breaks off: in a quotation, or before its closing lines."""
    return bool({d.code for d in expression.diagnostics} & _BROKEN)


def _signed(act: Act) -> tuple[bool, str, tuple[tuple[int, int, str], ...]]:
    """Acts without a date keep their place at the end of the others."""
    work = act.expression.work
    return work.date is None, work.date or "", order(work.number or "")


def _amenders(acts: Sequence[Act]) -> list[list[int]]:
    """Return for each act which of the others amend it."""
    own = {key(a.iri): i for i, a in enumerate(acts) if a.iri}
    out: list[list[int]] = [[] for _ in acts]
    for i, act in enumerate(acts):
        targets = {key(m.target.iri) for m in modifications(act.expression) if m.target.iri}
        for target in sorted(targets):
            if target in own and own[target] != i:
                out[own[target]].append(i)
    return out


def _reach(graph: list[list[int]], start: int) -> set[int]:
    seen: set[int] = set()
    stack = list(graph[start])
    while stack:
        at = stack.pop()
        if at not in seen:
            seen.add(at)
            stack += graph[at]
    return seen


def _cyclic(graph: list[list[int]]) -> list[tuple[int, ...]]:
    """Return the groups of acts that amend each other in a circle."""
    reach = [_reach(graph, i) for i in range(len(graph))]
    groups = {tuple(j for j in range(len(graph)) if j in reach[i] and i in reach[j]) for i in range(len(graph)) if i in reach[i]}
    return sorted(groups)


def _bottom_up(graph: list[list[int]], stuck: set[int]) -> list[int]:
    """Return the acts so that those that amend an act come before it."""
    out: list[int] = []
    seen: set[int] = set()

    def visit(at: int) -> None:
        if at in seen:
            return
        seen.add(at)
        for before in graph[at] if at not in stuck else ():
            visit(before)
        out.append(at)

    for i in range(len(graph)):
        visit(i)
    return out


def _amended(act: Act, by: list[Act], commences: Commences, reread: Reader, refused: list[NotApplied]) -> Act:
    orders = [o for a in by for o in orders_of(a, commences) if o.modification.target.iri == act.iri]
    if not orders:
        return act
    made = apply(act.expression, act.text, orders)
    refused += made.not_applied
    return Act(reread(made.text, act.expression), made.text) if made.applied else act


def _cut(act: Act) -> list[Diagnostic]:
    """Report an amending act that breaks off: the new text it gives may go on where this copy does not."""
    if not _broken(act.expression) or not modifications(act.expression):
        return []
    return [Diagnostic("amending-cut", "warning", f"The text of {act.iri or 'an amending act'} breaks off: new text that it "
                       "gives may not be whole.", suggestions=("Compare the result with the official publication.",))]


def _cycle(acts: Sequence[Act], members: tuple[int, ...]) -> Diagnostic:
    names = ", ".join(str(acts[i].iri) for i in members)
    return Diagnostic("amendment-cycle", "error", f"These acts amend each other in a circle: {names}. Each is taken as "
                      "it stands.", suggestions=("Give the wording of each act that was in force when it took effect.",))
