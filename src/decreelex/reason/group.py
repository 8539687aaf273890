"""Rules that rest on their own conclusions: answers feed what waits for them, then the best derivations are chosen.

Nothing here recurses with the data: work waits in a list, so a chain of thousands of steps is just a longer list.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from decreelex.reason.derivation import Derivation

if TYPE_CHECKING:
    from decreelex.reason.engine import Session

Key = tuple[Any, ...]
Conclusion = tuple[str, tuple[Any, ...]]
Activity = tuple[str, int, tuple[str, ...]]
Way = tuple[Conclusion, int, tuple[Any, ...]]
Resume = Callable[["Session", list[Any], tuple[Any, ...], Any], None]


class Group:
    """One evaluation of a recursive group. A premise of the same group is kept as its Conclusion until the end."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._answers: dict[Key, dict[tuple[Any, ...], Conclusion]] = {}
        self._waiting: dict[Key, list[tuple[Resume, list[Any]]]] = {}
        self._agenda: list[tuple[Resume, list[Any], tuple[Any, ...], Any]] = []
        self._goals: list[Key] = []
        self._ways: list[Way] = []

    def solve(self, wanted: Key) -> None:
        """Settle a goal and every goal of the group that it leads to, in the session's table."""
        self._open(wanted)
        while self._agenda or self._goals:
            if self._agenda:
                resume, frame, args, answer = self._agenda.pop()
                resume(self._session, frame, args, answer)
            else:
                goal = self._goals.pop()
                for step, rest in self._session.plans[goal[0]]:
                    step(self._session, [self, *goal, *rest])
        derived = self._derive()
        for key, found in self._answers.items():
            self._session.table[key] = tuple(derived[conclusion] for conclusion in found.values())

    def wait(self, key: Key, resume: Resume, frame: list[Any]) -> None:
        """Let a rule go on with every answer to a goal, those there are and those to come."""
        settled = self._session.table.get(key)
        if settled is not None:
            self._agenda.extend((resume, frame, row.args, row) for row in settled)
            return
        if key not in self._answers:
            self._open(key)
        self._waiting[key].append((resume, frame))
        self._agenda.extend((resume, frame, args, answer) for args, answer in self._answers[key].items())

    def reach(self, key: Key, conclusion: Conclusion, number: int, premises: tuple[Any, ...]) -> None:
        """Note a way to a conclusion; pass it on if it is new."""
        self._ways.append((conclusion, number, premises))
        args = conclusion[1]
        found = self._answers[key]
        if args not in found:
            found[args] = conclusion
            self._agenda.extend((resume, frame, args, conclusion) for resume, frame in self._waiting[key])

    def _open(self, key: Key) -> None:
        self._answers[key] = {}
        self._waiting[key] = []
        self._goals.append(key)

    def _derive(self) -> dict[Conclusion, Derivation]:
        """Return the best derivation of each conclusion: strongest, then of fewest steps, then by the first rule."""
        active: list[Activity] = self._session.active

        def weakness(way: Way, best: dict[Conclusion, tuple[int, Way]]) -> int:
            return -min(active[way[1]][1], *(-best[p][0] if p.__class__ is tuple else p.strength for p in way[2]))

        def steps(way: Way, best: dict[Conclusion, tuple[int, Way]]) -> int:
            return 1 + sum(best[p][0] if p.__class__ is tuple else p.steps for p in way[2])

        weakest = _cheapest(self._ways, weakness)
        strongest = [way for way in self._ways if weakness(way, weakest) == weakest[way[0]][0]]
        derived: dict[Conclusion, Derivation] = {}
        for conclusion, (count, (_, number, premises)) in _cheapest(strongest, steps).items():
            name, _, cited = active[number]
            parts = tuple([derived[p] if p.__class__ is tuple else p for p in premises])
            derived[conclusion] = Derivation(*conclusion, name, parts, -weakest[conclusion][0], count, cited)
        return derived


def _cheapest(ways: list[Way], cost: Callable[[Way, dict[Conclusion, tuple[int, Way]]], int],
              ) -> dict[Conclusion, tuple[int, Way]]:
    """Return the least cost of each conclusion and the way to it, premises before what rests on them (Knuth 1977).

    ``cost`` must not be less than that of any premise; equal costs are decided by the order of the rules.
    """
    best: dict[Conclusion, tuple[int, Way]] = {}
    users: dict[Conclusion, list[int]] = {}
    missing: list[int] = []
    heap: list[tuple[int, int, int]] = []
    for at, way in enumerate(ways):
        inner = {premise for premise in way[2] if premise.__class__ is tuple}
        missing.append(len(inner))
        for premise in inner:
            users.setdefault(premise, []).append(at)
        if not inner:
            heap.append((cost(way, best), way[1], at))
    heapq.heapify(heap)
    while heap:
        price, _, at = heapq.heappop(heap)
        conclusion = ways[at][0]
        if conclusion not in best:
            best[conclusion] = price, ways[at]
            for user in users.get(conclusion, ()):
                missing[user] -= 1
                if not missing[user]:
                    heapq.heappush(heap, (cost(ways[user], best), ways[user][1], user))
    return best
