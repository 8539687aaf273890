"""What is known here, for people: acts with the state of their texts, and regimes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from decreelex.render.page import Line, date, page, plain, words, wrap


def acts_text(acts: Iterable[Any], *, language: str = "en", color: bool = False, width: int = 100) -> str:
    """Return acts as text. Rows: structs with ``iri``, ``names`` by language and ``texts``."""
    table = words(language)
    lines = wrap([(table["known"]["acts"], "bold")], max(40, width))
    for row in acts:
        lines += [plain(""), [(row.names[language], "bold"), ("  ", ""), (row.iri, "cyan")]]
        lines += _texts(row, language, max(40, width)) or [plain(f"  {table['state']['absent']}", "yellow")]
    return page(lines, color=color)


def _texts(row: Any, language: str, width: int) -> list[Line]:
    return [line for held in row.texts for line in wrap(list(_text(held, language)), width, first=plain("  "))]


def _text(held: Any, language: str) -> Iterator[tuple[str, str]]:
    """Yield the file, its language, how far to trust it, and that it is a part where it is."""
    table = words(language)
    yield f"{held.text} [{held.language}]", ""
    yield f"; {table['state'][held.state]}", "dim" if held.state == "official" else "yellow"
    yield f"; {table['known']['whole' if held.complete else 'part']}, {date(held.date, language)}", "dim"


def regimes_text(regimes: Iterable[Any], *, language: str = "en", color: bool = False, width: int = 100) -> str:
    """Return regimes as text. Rows: structs with ``id``, ``names`` by language and ``act``."""
    table = words(language)["known"]
    lines = wrap([(table["regimes"], "bold")], max(40, width))
    for row in regimes:
        lines += [plain(""), [(row.id, "bold cyan")]]
        if row.names[language] != row.id:
            lines += wrap([(row.names[language], "")], max(40, width), first=plain("  "))
        lines.append(plain(f"  {row.act or table['undeclared']}", "dim"))
    return page(lines, color=color)
