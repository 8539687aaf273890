"""A store of 10,000 acts: adding them, parsed and to be parsed; words looked for; questions over them."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path

from figure import Figure

from decreelex import api, library, stored
from decreelex.store import SqliteStore

ACTS = 10_000
PARSED = 200  # of them parsed, the rest are those under other numbers: parsing is measured, not waited for
TEXT = """УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О некоторых мерах

{points}
Президент Российской Федерации

Москва, Кремль
1 ноября 2019 года
№ {number}
"""


def texts(count: int, *, seed: int = 5) -> list[str]:
    """Return acts of eight points, of words that the shipped acts use."""
    pick = random.Random(seed)
    words = sorted({w.strip(".,;:()\"«»") for h in library.load().holdings if h.language == "rus" for w in h.text.split()})
    words = [word for word in words if word.isalpha() and len(word) > 4]
    out = []
    for number in range(count):
        points = "".join(f"{n}. Установить, что {' '.join(pick.choices(words, k=25))}.\n\n" for n in range(1, 9))
        out.append(TEXT.format(points=points, number=number + 1))
    return out


def entries(given: list[str]) -> list[stored.Entry]:
    read = [stored.entry(api.parse(text), text, published="2019-11-01") for text in given]
    return [stored.entry(one.text.expression, one.text.text, published="2019-11-01", iri=f"/akn/ru/act/ukaz/2019-11-01/{number}")
            for number, one in ((n, read[n % len(read)]) for n in range(ACTS))]


def asked(db: str | None) -> float:
    """Return the milliseconds of a usual question."""
    times = []
    for minute in range(300):
        begin = time.perf_counter()
        api.ask("mobilization.ended", as_of=f"2023-05-18T{minute // 60:02d}:{minute % 60:02d}", known_at="2023-06-01", db=db)
        times.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(times)


def searched(store: SqliteStore, given: list[str]) -> list[float]:
    """Return the milliseconds of looking for one, two or three words that stand together somewhere."""
    pick, times = random.Random(9), []
    for _ in range(500):
        words = [w for w in pick.choice(given).split() if len(w) > 4]
        at = pick.randrange(len(words) - 3)
        begin = time.perf_counter()
        store.search(" ".join(words[at : at + pick.randint(1, 3)]))
        times.append((time.perf_counter() - begin) * 1e3)
    return times


def measure() -> list[Figure]:
    """Return what it takes to add, search and ask."""
    given = texts(PARSED)
    api.parse(given[0])
    begin = time.perf_counter()
    for text in given:
        api.parse(text)
    parsing = (time.perf_counter() - begin) / PARSED
    acts = entries(given)
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder) / "acts.db")
        store = stored.open_store(db, create=True)
        begin = time.perf_counter()
        added = sum(one.new for one in stored.add(store, acts))
        adding = (time.perf_counter() - begin) / added
        times = searched(store, given)
        size = Path(db).stat().st_size / 2**20
        begin = time.perf_counter()
        api.ask("mobilization.ended", as_of="2023-05-18", known_at="2023-06-01", db=db)
        first = (time.perf_counter() - begin) * 1e3
        with_store, without = asked(db), asked(None)
        store.close()
    what = f"{ACTS} acts of 8 points"
    return [
        Figure("store, add parsed acts", 1 / adding, "acts/s", what, added),
        Figure("store, parse and add", 1 / (adding + parsing), "acts/s", f"{PARSED} texts", PARSED),
        Figure("store, search, median", statistics.median(times), "ms", what, len(times)),
        Figure("store, search, p99", statistics.quantiles(times, n=100)[98], "ms", what, len(times)),
        Figure("store, file", size, "MiB", what, added),
        Figure("ask over a store, first", first, "ms", "its acts read", ACTS),
        Figure("ask over a store, median", with_store, "ms", f"without: {without:.2f} ms", 300),
    ]
