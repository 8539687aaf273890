"""The catalogue of questions for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from decreelex.render.page import Line, fill, page, plain, words, wrap


def questions_text(catalogue: Iterable[Any], *, language: str = "en", color: bool = False, width: int = 100) -> str:
    """Return the catalogue as text. Rows: structs or mappings with ``id``, ``description``, ``params``, ``examples``.

    A text may be one string, or one for each language.
    """
    width = max(40, width)
    table = words(language)["questions"]
    lines = wrap([(table["title"], "bold"), (f", {table['ask']}", "")], width)
    for row in catalogue:
        lines += [plain(""), *_question(msgspec.to_builtins(row), language, width)]
    return page(lines, color=color)


def _question(row: dict[str, Any], language: str, width: int) -> Iterator[Line]:
    yield [(row["id"], "bold cyan")]
    yield from wrap([(_said(row.get("description"), language), "")], width, first=plain("  "))
    if row.get("of"):
        bind = ", ".join(f"{name} = {value}" for name, value in row["bind"].items())
        said = fill(words(language)["questions"]["row"], of=row["of"], bind=bind)
        yield from wrap([(said, "dim")], width, first=plain("    = ", "dim"))
    for name, description in (row.get("params") or {}).items():
        yield from wrap(
            [(f"{name}: ", "green"), (" ", ""), (_said(description, language), "dim")],
            width,
            first=plain("    --param "),
        )
    examples = _said(row.get("examples") or row.get("say"), language)
    for example in [examples] if isinstance(examples, str) else examples:
        yield from wrap([(example, "italic")], width, first=plain("    • "))


def _said(value: Any, language: str) -> Any:
    """Return a text, or the texts, in a language where there is one for each."""
    if isinstance(value, dict):
        return value.get(language) or next(iter(value.values()), "")
    return value or ""
