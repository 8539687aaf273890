"""Time that a worker needs for one of the reader's pages, made anew each time: nothing of the page is kept."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from figure import Figure

from decreelex.web.pages import views

DECREE = "/akn/ru/act/ukaz/2022-09-21/647"
CODE = "/akn/ru/act/code/1996-06-13/63-fz"
ROUNDS = 200
PAGES = {
    "page: first page": ("home", {}),
    "page: act, decree 647": ("act", {"iri": DECREE, "query": {"at": "2022-12-01"}}),
    "page: act, decree 647, with annotations": ("act", {"iri": DECREE, "query": {"at": "2022-12-01", "layers": "norms"}}),
    "page: act compared on two dates": ("act", {"iri": CODE, "query": {"from": "2022-09-23", "to": "2022-09-24"}}),
    "page: answer with proof and doctrines": ("answer", {"given": {"question": "mobilization.ended", "as_of": "2023-05-18"}}),
    "page: regime": ("regime", {"regime_id": "ru/mobilization/2022", "given": {"known_at": "2026-11-22"}}),
    "page: search": ("search", {"query": "мобилизация"}),
}


def measure() -> list[Figure]:
    """Return the median time of each page in milliseconds."""
    return [figure(name, lambda asked=asked, given=given: views.page(asked, language="ru", address="/", **given))
            for name, (asked, given) in PAGES.items()]


def figure(name: str, make: Callable[[], bytes]) -> Figure:
    """Return the median time of a page, warm."""
    size = len(make())
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        make()
        times.append(time.perf_counter() - begin)
    return Figure(name, round(statistics.median(times) * 1000, 2), "ms", "shipped texts; size: bytes of HTML", size)
