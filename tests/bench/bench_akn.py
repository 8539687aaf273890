"""How fast Akoma Ntoso is written: MB of source text (UTF-8) a second, from an Expression to bytes, one process.

The act is made here: 1,000 articles. The tree of lxml elements (no references, no meta block) is the way not taken.
"""

from __future__ import annotations

import functools
import statistics
import time
from collections.abc import Callable
from typing import Any

from figure import Figure
from lxml import etree

from decreelex import akn
from decreelex.model import Citation, Expression, Provision, SourceInfo, Step, Work
from decreelex.span import Span

AT = "{urn:decreelex:akn:1}at"
SENTENCE = "Граждане Российской Федерации, призванные на военную службу, имеют статус военнослужащих по контракту"
CITED = "статьи 21 Федерального закона от 26 февраля 1997 г. № 31-ФЗ"


def synthetic(articles: int, *, cited: bool) -> tuple[Expression, int]:
    """Return an act of so many articles (five parts each, three items in the last) and its length in bytes."""
    at, units, size = 0, [], 0
    for n in range(1, articles + 1):
        start, parts = at, []
        for k in range(1, 6):
            items = [] if k < 5 else [leaf(f"art_{n}__part_5__item_{c}", "item", f"{c})", SENTENCE, at) for c in "абв"]
            text = f"{SENTENCE}, на основании {CITED}." if cited else f"{SENTENCE}."
            found = citation(text, at) if cited else ()
            parts.append(leaf(f"art_{n}__part_{k}", "part", f"{k}.", text, at, tuple(items), found))
            words = text + "".join(f"{i.num} {i.text}\n" for i in items)
            size += len(f"{k}. {words}\n".encode())
            at += len(words) + 4
        heading = f"Статья {n}. О статусе"
        size += len(heading.encode()) + 2
        units.append(
            Provision(
                f"art_{n}",
                "article",
                f"Статья {n}.",
                "О статусе",
                "",
                Span(start, at),
                Span(start, start),
                children=tuple(parts),
            )
        )
    work = Work("/akn/ru/act/fz/2022-09-24/1-fz", "fz", "1-ФЗ", "2022-09-24", "duma", "О статусе")
    source = SourceInfo("synthetic", "0" * 64, at)
    return Expression(work, "rus", source, None, None, tuple(units), None, (), 1.0), size


def leaf(
    eid: str,
    kind: str,
    num: str,
    text: str,
    at: int,
    children: tuple[Provision, ...] = (),
    citations: tuple[Citation, ...] = (),
) -> Provision:
    span = Span(at, at + len(text))
    return Provision(eid, kind, num, None, text, span, span, children=children, citations=citations)


def citation(text: str, at: int) -> tuple[Citation, ...]:
    start = text.index(CITED)
    return (
        Citation(
            Span(at + start, at + start + len(CITED)),
            CITED,
            "/akn/ru/act/fz/1997-02-26/31-fz",
            "art_21",
            "fz",
            None,
            "1997-02-26",
            "31-ФЗ",
            None,
            (Step("article", "21"),),
        ),
    )


def tree(expression: Expression) -> bytes:
    """Return the body of an act built as a tree."""
    root = etree.Element("body")
    for p in expression.provisions:
        branch(root, p)
    return etree.tostring(root, encoding="utf-8")


def branch(parent: Any, p: Provision) -> None:
    at = f"{p.span.start} {p.span.end} {p.text_span.start} {p.text_span.end}"
    node = etree.SubElement(parent, p.kind, {"eId": p.eid, AT: at})
    etree.SubElement(node, "num").text = p.num
    etree.SubElement(etree.SubElement(node, "intro" if p.children else "content"), "p").text = p.text
    for child in p.children:
        branch(node, child)


def seconds(run: Callable[[], object]) -> float:
    """Return the median time of seven runs after one that warms."""
    run()
    times = []
    for _ in range(7):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure() -> list[Figure]:
    """Return MB of source text (UTF-8) a second: writing, reading, and a tree of lxml elements for comparison."""
    figures = []
    for name, cited in (("1,000 articles", False), ("1,000 articles, a citation in every part", True)):
        expression, size = synthetic(1000, cited=cited)
        data, _ = akn.write(expression)
        runs: dict[str, Callable[[], object]] = {
            "Akoma Ntoso, written": functools.partial(akn.write, expression),
            "Akoma Ntoso, read": functools.partial(akn.read, data),
            "the same body as a tree of lxml elements": functools.partial(tree, expression),
        }
        figures += [Figure(what, size / seconds(run) / 1e6, "MB/s", name, size) for what, run in runs.items()]
    return figures
