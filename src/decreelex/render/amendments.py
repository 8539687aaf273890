"""Amendments for people: one block for each modification, then the instructions that were not read."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.model import Amendments, Modification, Unparsed
from decreelex.render.page import Line, page, plain, words

_LONGEST = 300


def amendments_text(found: Amendments, *, language: str = "en", color: bool = False) -> str:
    """Return modifications and unparsed instructions as text (``language``: ru or en)."""
    table = words(language)["amendments"]
    lines: list[Line] = []
    for one in found.modifications:
        lines += [*_modification(one, table), plain("")]
    for other in found.unparsed:
        lines += [*_unparsed(other, table), plain("")]
    count = f"{table['count']}: {len(found.modifications)}; {table['unparsed']}: {len(found.unparsed)}"
    return page([*lines, [(count, "bold")]], color=color)


def _modification(one: Modification, table: dict[str, str]) -> Iterator[Line]:
    target = one.target
    act = target.iri or target.act or target.document or table["no_act"]
    where = " ".join(part for part in (target.eid, target.part) if part) or table["whole"]
    yield [(table.get(one.operation, one.operation), "bold cyan"), (f"  {act} {where}", "")]
    yield plain(f"  {table['source']}: {one.source.eid}", "dim")
    if one.position is not None:
        anchor = f" «{_short(one.position.anchor)}»" if one.position.anchor else ""
        yield plain(f"  {table[one.position.where]}{anchor}")
    if one.old is not None:
        yield [("  - ", "red"), (_short(one.old), "red")]
    if one.new is not None:
        yield [("  + ", "green"), (_short(one.new), "green")]
    if one.scope is not None:
        yield plain(f"  {_short(one.scope)}")
    if one.commences is not None:
        yield plain(f"  {table['commences']}: {_short(one.commences.text)}", "dim")


def _unparsed(other: Unparsed, table: dict[str, str]) -> Iterator[Line]:
    yield [(table["unparsed"], "bold red"), (f"  {_short(other.text)}", "")]
    yield plain(f"  {other.reason}", "dim")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
