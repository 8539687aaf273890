"""Which predicates rest on which: recursive groups, and how deep the rules go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from decreelex.reason.program import Rules, atoms

Edges = Mapping[str, Mapping[str, bool]]


def dependencies(rules: Rules) -> dict[str, dict[str, bool]]:
    """Return, per predicate that rules conclude, the predicates they rest on and whether any of them is denied.

    Claims establish nothing, so nothing rests on them.
    """
    edges: dict[str, dict[str, bool]] = {}
    for rule in rules.rules:
        if not rule.claim:
            targets = edges.setdefault(rule.head.predicate, {})
            for atom, denied in atoms(rule):
                targets[atom.predicate] = targets.get(atom.predicate, False) or denied
    return edges


def components(edges: Edges) -> list[tuple[str, ...]]:
    """Return the strongly connected components, those that others rest on first (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges.get(root, ())))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges.get(target, ()))))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_pop(stack, on_stack, node))
    return found


def _pop(stack: list[str], on_stack: set[str], node: str) -> tuple[str, ...]:
    members = [stack.pop()]
    while members[-1] != node:
        members.append(stack.pop())
    on_stack.difference_update(members)
    return tuple(reversed(members))


def recursive(rules: Rules) -> dict[str, int]:
    """Return the predicates that rest on themselves, each with the number of its group."""
    edges = dependencies(rules)
    return {name: number for number, group in enumerate(components(edges)) for name in group
            if len(group) > 1 or name in edges.get(name, ())}


def cycle(edges: Edges, start: str, end: str) -> list[str]:
    """Return a shortest path of predicates from ``start`` to ``end`` along the edges (both included)."""
    before: dict[str, str | None] = {start: None}
    queue = [start]
    for node in queue:
        if node == end:
            return _path(before, node)
        for target in edges.get(node, ()):
            if target not in before:
                before[target] = node
                queue.append(target)
    return [start, end]


def _path(before: Mapping[str, str | None], end: str | None) -> list[str]:
    path: list[str] = []
    while end is not None:
        path.append(end)
        end = before[end]
    return path[::-1]


def depth(rules: Rules) -> int:
    """Return how many calls deep the evaluation of a question can go: premises along the longest way down."""
    edges = dependencies(rules)
    longest = {rule.head.predicate: 0 for rule in rules.rules}
    for rule in rules.rules:
        longest[rule.head.predicate] = max(longest[rule.head.predicate], len(rule.body) + 3)
    total: dict[str, int] = {}
    for group in components(edges):
        members = set(group)
        below = max((total.get(t, 0) for name in group for t in edges.get(name, ()) if t not in members), default=0)
        height = below + max(longest.get(member, 0) for member in group)
        total.update(dict.fromkeys(group, height))
    return max(total.values(), default=0)


def derivable(rules: Rules) -> set[str]:
    """Return the predicates that some chain of rules can reach from facts, whatever the facts are."""
    known = {name for name, predicate in rules.predicates.items() if predicate.fact}
    growing = True
    while growing:
        before = len(known)
        known.update(rule.head.predicate for rule in rules.rules if not rule.claim and _reachable(atoms(rule), known))
        growing = len(known) > before
    return known


def _reachable(body: Iterable[tuple[object, bool]], known: set[str]) -> bool:
    return all(denied or getattr(atom, "predicate", "") in known for atom, denied in body)
