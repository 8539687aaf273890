"""For people: why an answer is not another one, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.render.page import Line, date, fill, page, plain, words, wrap
from decreelex.views import Blocked, Change, Changes, Inquiry, WhyNot

_DIM = "dim"
_DEEPEST = 2


def why_not_text(found: WhyNot, *, language: str, color: bool = False, width: int = 100) -> str:
    """Return why a question does not have a verdict: each rule that would have given it, and where it stops."""
    width = max(40, width)
    table = words(language)
    title = fill(table["whynot"]["title"], wanted=_called(found.wanted, language))
    lines = [*_head(title, found, language, width), plain("")]
    for row in found.rules:
        lines += _blocked(row, language, width)
    if not found.rules:
        lines.append(plain(f"  {table['whynot']['none']}"))
    return page([*lines, plain(""), plain(table["answer"]["advice"], _DIM)], color=color)


def _called(wanted: str, language: str) -> str:
    table = words(language)
    return table["verdict"].get(wanted) or table["status"].get(wanted, wanted).upper()


def _head(title: str, found: WhyNot | Changes, language: str, width: int) -> Iterator[Line]:
    table = words(language)
    yield plain(title, "bold")
    yield from wrap([(found.question.understood, "")], width, first=plain("  "))
    end = date(found.as_of, language)
    said = fill(table["answer"]["as_of"], known_at=date(found.known_at, language),
                as_of=end if "T" in found.as_of else fill(table["answer"]["end_of"], date=end))
    now = table["verdict"][found.verdict or "none"]
    if found.status:
        now += f" ({table['status'][found.status]})"
    doctrine = fill(table["answer"]["doctrine"], doctrine=found.doctrine)
    line = f"{fill(table['whynot']['now'], answer=now)} · {said}; {doctrine}"
    yield from wrap([(line, _DIM)], width, first=plain("  "))


def _blocked(row: Blocked, language: str, width: int, depth: int = 0) -> Iterator[Line]:
    table = words(language)["whynot"]
    margin = "    " * depth
    yield from wrap([(row.words, ""), (f" ({row.rule})", _DIM)], width, first=[(f"{margin}  ✗ ", "red")])
    inner, more = plain(f"{margin}    "), plain(f"{margin}      ")
    for said in row.held:
        yield from wrap([(f"✓ {said}", _DIM)], width, first=inner, rest=more)
    if row.failed:
        yield from wrap([(fill(table[row.why], failed=row.failed), "yellow")], width, first=inner, rest=more)
    for key, several in (("against", row.against), ("nearest", row.nearest)):
        for said in several:
            yield from wrap([(fill(table[key], said=said), "")], width, first=inner, rest=more)
    for below in row.below if depth < _DEEPEST else ():
        yield from _blocked(below, language, width, depth + 1)


def changes_text(found: Changes, *, language: str, color: bool = False, width: int = 100, sets: bool = True) -> str:
    """Return what would change an answer, and what to find out first, in order."""
    width = max(40, width)
    table = words(language)
    lines = list(_head(table["changes"]["title" if sets else "ask_first"], found, language, width))
    if sets:
        lines.append(plain(""))
        for number, row in enumerate(found.changes, 1):
            lines += _change(number, row, language, width)
        if not found.changes:
            lines.append(plain(f"  {fill(table['changes']['none'], limit=found.limit)}"))
        if not found.complete:
            lines += wrap([(table["changes"]["incomplete"], "yellow")], width, first=plain("  "))
        lines += [plain(""), plain(table["changes"]["ask_first"], "bold")]
    for number, row_ in enumerate(found.ask_first, 1):
        lines += _inquiry(number, row_, width)
    return page([*lines, plain(""), plain(table["answer"]["advice"], _DIM)], color=color)


def _change(number: int, row: Change, language: str, width: int) -> Iterator[Line]:
    table = words(language)
    then = table["verdict"][row.verdict or "none"]
    if row.status:
        then += f" ({table['status'][row.status]})"
    yield from wrap([(fill(table["changes"]["then"], answer=then), "bold")], width, first=plain(f"  {number}. "))
    for said in row.supposed:
        yield from wrap([(said, "")], width, first=[("     + ", "green")])
    for said in row.removed:
        yield from wrap([(fill(table["changes"]["without"], what=said), "")], width, first=[("     − ", "red")])


def _inquiry(number: int, row: Inquiry, width: int) -> Iterator[Line]:
    yield from wrap([(row.ask, "")], width, first=plain(f"  {number}. "))
    yield from wrap([(row.because, _DIM)], width, first=plain("     "))
