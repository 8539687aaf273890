"""How fast modifications are applied: 1,000 operations of every kind to a code of 1.25 million bytes."""

from __future__ import annotations

import time

from figure import Figure

from decreelex import consolidation, text
from decreelex.build import build
from decreelex.consolidation import Order
from decreelex.model import Modification, ModificationSource, ModificationTarget, Position, Step, Work
from decreelex.span import Span

IRI = "/akn/ru/act/code/1996-06-13/63-fz"
ARTICLES, OPERATIONS = 1_000, 1_000
SENTENCE = "Граждане, призванные на военную службу, имеют статус военнослужащих, проходящих службу по контракту, на срок до года"


def code() -> str:
    """Return a code of so many articles, five parts each."""
    return "\n".join(
        f"Статья {n}. О статусе\n" + "".join(f"{k}. {SENTENCE}, в порядке {n}-{k}.\n" for k in range(1, 6))
        for n in range(1, ARTICLES + 1))


def order(n: int) -> Order:
    """Return one operation on article ``n``: each form comes as often as the others."""
    eid = f"art_{n}"
    source = ModificationSource("art_1", Span(0, 1))
    made = [
        Modification("substitution", source, ModificationTarget(IRI, f"{eid}__part_1", "ч"), f"{n}-1", "особом"),
        Modification("insertion", source, ModificationTarget(IRI, f"{eid}__part_2", "ч"), None, "и службы",
                     Position("after", "военную службу")),
        Modification("insertion", source, ModificationTarget(IRI, eid, "ст"), None, f"2.1. {SENTENCE}.",
                     Position("number"), units=(Step("part", "2.1"),)),
        Modification("replacement", source, ModificationTarget(IRI, f"{eid}__part_3", "ч"), None, f"3. {SENTENCE} иначе."),
        Modification("repeal", source, ModificationTarget(IRI, f"{eid}__part_4", "ч")),
    ]
    return Order(made[n % len(made)], "/akn/ru/act/fz/2022-09-24/365-fz", "2022-09-24")


def measure() -> list[Figure]:
    """Return how long the operations take, and how many a second that is."""
    words = code()
    base = build(text.from_str(words), work=Work(IRI))
    orders = [order(n) for n in range(1, OPERATIONS + 1)]
    consolidation.apply(base, words, orders[:10])
    start = time.perf_counter()
    made = consolidation.apply(base, words, orders)
    taken = time.perf_counter() - start
    if len(made.applied) != OPERATIONS:
        raise SystemExit(f"{made.not_applied[0]}")
    size = len(words.encode())
    return [Figure("apply 1,000 operations", taken, "s", "a code of 1,000 articles, bytes", size),
            Figure("apply", OPERATIONS / taken, "operations/s", "a code of 1,000 articles, bytes", size)]
