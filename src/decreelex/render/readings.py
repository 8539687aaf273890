"""One question by every doctrine, for people: the verdicts side by side, and where the readings part."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.render.answer import HEAD
from decreelex.render.page import Line, date, fill, page, plain, words, wrap
from decreelex.views import Reading, Readings

_DIM = "dim"


def readings_text(found: Readings, *, language: str, color: bool = False, width: int = 100) -> str:
    """Return the readings as text for a terminal (``language``: en or ru; ``width``: columns, at least 40)."""
    width = max(40, width)
    table = words(language)
    lines: list[Line] = [plain(table["readings"]["title"], "bold")]
    lines += wrap([(found.question.understood, "")], width, first=plain("  "))
    end = date(found.as_of, language)
    said = fill(table["answer"]["as_of"], as_of=end if "T" in found.as_of else fill(table["answer"]["end_of"], date=end),
                known_at=date(found.known_at, language))
    lines += wrap([(said, _DIM)], width, first=plain("  "))
    names = max(len(row.doctrine) for row in found.readings)
    for row in found.readings:
        lines.append(plain(""))
        lines += _row(row, found.known_at, names, language, width)
    if not any(row.parts_at for row in found.readings):
        lines += [plain(""), plain(f"  {table['readings']['none']}")]
    lines += [plain(""), plain(table["answer"]["advice"], _DIM)]
    return page(lines, color=color)


def _row(row: Reading, known_at: str, names: int, language: str, width: int) -> Iterator[Line]:
    table = words(language)
    verdict = table["verdict"][row.answer.verdict or "none"]
    if row.answer.verdict is None and row.answer.status:
        verdict = table["status"][row.answer.status].upper()
    style = HEAD.get(row.answer.verdict or "", "bold")
    head: Line = [("  ", ""), (row.doctrine.ljust(names), "bold"), ("  ", ""), (verdict, style)]
    if not row.answer.certain:
        head += [(f"  {table['answer']['uncertain']}", "yellow")]
    if row.default:
        head += [(f"  ({table['readings']['default']})", _DIM)]
    yield head
    inner = plain("    ")
    yield from wrap([(row.reading, "")], width, first=inner)
    if row.held_by:
        yield from wrap([(fill(table["readings"]["held"], by=row.held_by), _DIM)], width, first=inner)
    if not row.held:
        yield from wrap([(fill(table["readings"]["not_yet"], date=date(known_at, language)), "yellow")], width, first=inner)
    for parting in row.parts_at:
        step = fill(table["readings"]["step"], words=parting.words)
        yield from wrap([(f"→ {step}", ""), (f" ({parting.rule})", _DIM)], width, first=inner, rest=plain("      "))
