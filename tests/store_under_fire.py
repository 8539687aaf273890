"""Kills writers of a store at any moment, and looks what is left: run as a program, as it forks.

Arguments: folder, how many times. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from decreelex import api, stored
from decreelex.store import open_store, words

TEXT = """УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О наградах

1. Установить награду «За труд». {filler}

2. Настоящий Указ вступает в силу со дня его подписания.

Президент Российской Федерации

Москва, Кремль
1 декабря 2025 года
№ 901
""".replace("{filler}", "Слова для объёма. " * 60)


def entries(first: int, count: int) -> list[stored.Entry]:
    """Return acts of one wording; its words are looked up here, so that writers have it in memory."""
    words.lemmas(TEXT)
    read = api.parse(TEXT)
    iris = (f"/akn/ru/act/ukaz/2025-12-01/{number}" for number in range(first, first + count))
    return [stored.entry(read, TEXT, published="2025-12-01", iri=iri) for iri in iris]


def write(path: Path, acts: list[stored.Entry], told: int) -> None:
    """Add acts for ever, saying after each that it is in."""
    store = open_store(path, create=True)
    for number, act in enumerate(acts):
        store.add(act)
        if number % 5 == 4:
            store.remove(str(acts[number - 2].work.iri))
        os.write(told, b".")


def killed(path: Path, acts: list[stored.Entry], pick: random.Random) -> int:
    """Let a writer write, kill it, and return how many acts it said were in."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            write(path, acts, writing)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(pick.uniform(0.001, 0.06))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = len(os.read(reading, 1 << 16))
    os.close(reading)
    return said


def main(folder: Path, times: int) -> None:
    pick = random.Random(7)
    faults, lost, added = [], 0, 0
    path = folder / "fire.db"
    for turn in range(times):
        acts = entries(turn * 200 + 1, 200)
        said = killed(path, acts, pick)
        store = open_store(path, create=True)
        faults += [f"{f.where}: {f.message}" for f in store.check()]
        (there,) = store.db.execute("SELECT count(DISTINCT work) FROM expression WHERE work IN"
                                    f" ({','.join('?' * len(acts))})", [a.work.iri for a in acts]).fetchone()
        lost += there < said
        added += there
        store.close()
    sys.stdout.write(json.dumps({"faults": faults[:5], "lost": lost, "added": added}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
