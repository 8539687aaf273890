"""The tables of obligations and of actors: for a terminal, Markdown, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from decreelex.annotation.labels import word
from decreelex.annotation.structs import Actor, Duty

Row = tuple[str, ...]


def duty_rows(duties: Sequence[Duty], language: str) -> list[Row]:
    """Return the rows of the table of obligations, its heading first: who, modality, what, condition, deadline, provision."""
    head = tuple(word("words", name, language) for name in ("who", "must", "what", "when", "until", "where"))
    return [head, *(_duty(one, language) for one in duties)]


def _duty(one: Duty, language: str) -> Row:
    who = _whoever(one.bearer, language) if one.bearer else word("words", "nobody", language)
    conditions = "; ".join((*one.conditions, *one.exceptions))
    modality = word("modalities", one.modality, language)
    if one.type == "exemption":  # what it takes back, its own words say: neither "may" nor "must not" would be true
        modality = ": ".join(filter(None, (word("types", one.type, language), _flat(one.modal or ""))))
    return (_flat(who), modality, _flat(one.action or ""), _flat(conditions), _flat(one.deadline or ""), one.eid or "")


def _whoever(bearer: str, language: str) -> str:
    """Return who is bound: "any person" for "No person", whose "no" the modality says already."""
    whole = word("whoever", bearer.casefold(), language)
    if whole != bearer.casefold():
        return whole
    first, blank, rest = bearer.partition(" ")
    said = word("whoever", first.casefold(), language)
    return bearer if said == first.casefold() else said + blank + rest


def actor_rows(actors: Sequence[Actor], language: str) -> list[Row]:
    """Return the rows of the table of actors, its heading first: who, how often bound, how often named, where."""
    head = tuple(word("words", name, language) for name in ("who", "bound", "named", "where"))
    return [head, *((_flat(one.actor), str(one.duties), str(one.mentions), ", ".join(one.eids)) for one in actors)]


def _flat(words: str) -> str:
    return " ".join(words.split())


def as_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    safe = [[f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in row] for row in rows]
    csv.writer(out, lineterminator="\n").writerows(safe)
    return out.getvalue()


_MARKUP = str.maketrans({one: f"\\{one}" for one in "\\`*_[]|~$"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def as_markdown(rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table; the words of an act are text there and no markup."""
    head, *rest = [[cell.translate(_MARKUP) for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *rest]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_text(rows: Sequence[Row], width: int) -> str:
    """Return rows for a terminal: one paragraph per row, the heading's words before each cell that says something."""
    head, *rest = rows
    size = max(map(len, head), default=0)
    blocks = []
    for number, row in enumerate(rest, 1):
        lines = [line for name, cell in zip(head, row, strict=True) if cell for line in _wrapped(name.ljust(size), cell, width)]
        blocks.append(f"{number}.\n" + "\n".join(lines))
    return "\n".join((*blocks, ""))


def _wrapped(name: str, cell: str, width: int) -> list[str]:
    import textwrap

    indent = " " * (len(name) + 4)
    return textwrap.wrap(cell, max(30, width), initial_indent=f"  {name}  ", subsequent_indent=indent, break_long_words=False,
                         break_on_hyphens=False)
