"""The words of the pages: grammar/pages.<language>.toml, beside those that all output shares (render.page)."""

from __future__ import annotations

import functools
import tomllib

from decreelex import resources, snapshot
from decreelex.render.page import Words

LANGUAGES = ("en", "ru")


@functools.cache
def words(language: str) -> Words:
    """Return the words of the pages in a language (ru or en), by section and name."""
    return snapshot.cached(f"pages.{language}", Words, lambda: _read(language))


def _read(language: str) -> Words:
    table: Words = tomllib.loads((resources.folder("grammar") / f"pages.{language}.toml").read_text(encoding="utf-8"))
    return table


def preferred(accepted: str) -> str:
    """Return the language of ours that an Accept-Language header names first; English where it names none."""
    ranked = []
    for nth, row in enumerate(accepted[:500].split(",")):
        name, _, weight = row.partition(";q=")
        ranked.append((-_weight(weight), nth, name.strip()[:2].lower()))
    return next((name for refused, _, name in sorted(ranked) if refused < 0 and name in LANGUAGES), LANGUAGES[0])


def _weight(written: str) -> float:
    try:
        return float(written) if written else 1.0
    except ValueError:
        return 0.0
