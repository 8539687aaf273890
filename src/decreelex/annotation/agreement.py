"""How far a person's annotations and ours agree."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from decreelex.annotation.structs import Agreement, Annotation

_WORD = re.compile(r"\w+")


def agreement(text: str, first: Sequence[Annotation], second: Sequence[Annotation]) -> tuple[Agreement, ...]:
    """Return how far two annotations of ``text`` agree: in all, then label by label, in order of the alphabet."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    labels = sorted({one.label for one in (*first, *second)})
    each = [_compared(words, label, _of(first, label), _of(second, label)) for label in labels]
    exact = _f1(len(_keys(first) & _keys(second)), len(_keys(first)), len(_keys(second)))
    total = sum(sum(one.spans) for one in each) or 1
    overlap = sum(one.overlap * sum(one.spans) for one in each) / total if each else 1.0
    kappa = sum(one.kappa * sum(one.spans) for one in each) / total if each else 1.0
    return (Agreement(None, exact, overlap, kappa, (len(first), len(second))), *each)


def _of(some: Sequence[Annotation], label: str) -> list[Annotation]:
    return [one for one in some if one.label == label]


def _keys(some: Sequence[Annotation]) -> set[tuple[str, int, int]]:
    return {(one.label, one.span.start, one.span.end) for one in some}


def _compared(words: Sequence[tuple[int, int]], label: str, first: Sequence[Annotation],
              second: Sequence[Annotation]) -> Agreement:
    one, two = _keys(first), _keys(second)
    covered, also = _covered(words, first), _covered(words, second)
    met = sum(map(bool, _meeting(words, first, also))), sum(map(bool, _meeting(words, second, covered)))
    precision, recall = (met[0] / len(first) if first else 0.0), (met[1] / len(second) if second else 0.0)
    overlap = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    kappa = _kappa(len(words), covered, also)
    return Agreement(label, _f1(len(one & two), len(one), len(two)), overlap, kappa, (len(first), len(second)))


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 1.0


def _covered(words: Sequence[tuple[int, int]], some: Sequence[Annotation]) -> set[int]:
    """Return which words are covered, by their number; time is linear but for nested spans of one label."""
    return {n for at in (_reach(words, one) for one in some) for n in at}


def _meeting(words: Sequence[tuple[int, int]], some: Sequence[Annotation], others: set[int]) -> Iterator[bool]:
    for one in some:
        yield any(n in others for n in _reach(words, one))


def _reach(words: Sequence[tuple[int, int]], one: Annotation) -> range:
    first = bisect.bisect_right(words, one.span.start, key=lambda word: word[1])
    return range(first, bisect.bisect_left(words, one.span.end, key=lambda word: word[0]))


def _kappa(total: int, first: set[int], second: set[int]) -> float:
    """Return Cohen's kappa of "covered or not" over the words; 1 where both say the same of every word."""
    if not total or first == second:
        return 1.0
    if not first & second and not (first and second):
        return 0.0  # one of the two says nothing: agreement as by chance
    agreed = (total - len(first ^ second)) / total
    share, other = len(first) / total, len(second) / total
    chance = share * other + (1 - share) * (1 - other)
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0
