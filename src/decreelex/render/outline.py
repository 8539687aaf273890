"""An outline of an act: its provisions with eIds and first words, and marks for what was noticed."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from decreelex.errors import Diagnostic
from decreelex.model import Block, Citation, Effect, Expression, Provision
from decreelex.render.page import Line, Words, clip, columns, fill, page, plain, words, wrap
from decreelex.span import Span

_DIM = "dim"
_SEVERITY = {"error": "bold red", "warning": "bold yellow", "info": "cyan"}


class Found(NamedTuple):
    """Diagnostics in the order of the text, and where each begins."""

    starts: list[int]
    diagnostics: list[Diagnostic]


def tree(expression: Expression, *, color: bool = False, width: int = 100, language: str = "en") -> str:
    """Return an outline of an expression, one line a provision, and a line that sums it up."""
    width = max(40, width)
    table = words(language)
    lines = [_title(expression, width)]
    blocks = [
        (table["tree"][name], block)
        for name, block in (("preface", expression.preface), ("preamble", expression.preamble))
        if block
    ]
    lines += [_block(name, block, width) for name, block in blocks]
    lines += _provisions(expression.provisions, expression.diagnostics, width, language)
    if expression.conclusions:
        lines.append(_block(table["tree"]["conclusions"], expression.conclusions, width))
    return page([*lines, plain(""), *_summary(expression, table)], color=color)


def summary(expression: Expression, *, color: bool = False, language: str = "en") -> str:
    """Return the line that sums an expression up: provisions, depth, coverage and what was read in them."""
    return page(list(_summary(expression, words(language))), color=color)


def _title(expression: Expression, width: int) -> Line:
    work = expression.work
    name = work.iri or expression.source.name or ""
    title: Line = [(name, "bold"), (f" [{expression.language}]", _DIM)]
    room = width - columns(title) - 2
    return [*title, ("  ", ""), (clip(work.title, room), "")] if work.title and room > 12 else title


def _block(name: str, block: Block, width: int) -> Line:
    return [("· ", _DIM), (name, _DIM), ("  ", ""), (clip(block.text, width - len(name) - 4), _DIM)]


def _provisions(units: Sequence[Provision], noticed: Sequence[Diagnostic], width: int, language: str) -> Iterator[Line]:
    """Yield a line for each unit, depth first, without recursion: acts may nest deeply."""
    placed = sorted(((one.span.start, one) for one in noticed if one.span), key=lambda pair: pair[0])
    found = Found([start for start, _ in placed], [one for _, one in placed])
    stack = [(unit, "", number == len(units)) for number, unit in enumerate(units, 1)][::-1]
    while stack:
        unit, margin, last = stack.pop()
        branch = margin + ("└─ " if last else "├─ ")
        deeper = margin + ("   " if last else "│  ")
        yield from _unit(unit, branch, deeper, found, width, language)
        stack += [(child, deeper, number == len(unit.children)) for number, child in enumerate(unit.children, 1)][::-1]


def _unit(unit: Provision, branch: str, deeper: str, found: Found, width: int, language: str) -> Iterator[Line]:
    """Yield a unit's line; its marks go below it where they would leave the words no room."""
    marks = list(_marks(unit, found, language))
    head: Line = [(branch, _DIM), (unit.eid, "magenta" if unit.kind == "unrecognised" else "cyan"), ("  ", "")]
    if unit.num:
        head.append((f"{unit.num} ", "bold"))
    room = width - columns(head)
    beside = room - sum(len(words) + 2 for words, _ in marks)
    first = " ".join(part for part in (unit.heading, unit.text) if part)
    below = beside < min(len(first), 40)
    said: Line = [(clip(first, max(12, room if below else beside)), "")] if first else []
    yield [*head, *said, *([] if below else [piece for mark in marks for piece in (("  ", ""), mark)])]
    if below:
        margin: Line = [(deeper + ("│  " if unit.children else "   "), _DIM)]
        for mark in marks:
            yield from wrap([mark], width, first=margin, rest=margin)


def _marks(unit: Provision, found: Found, language: str) -> Iterator[tuple[str, str]]:
    table = words(language)
    if not unit.published:
        yield f"[{table['tree']['unpublished']}]", "bold yellow"
    if unit.quoted:
        yield f"[{table['tree']['quoted']}]", _DIM
    for effect in unit.effects:
        yield f"→ {_effect(effect, table)}", "green"
    if unit.modifications:
        yield f"± {len(unit.modifications)}", "blue"
    for one in _own(unit, found):
        yield f"! {one.code}", _SEVERITY[one.severity]


def _own(unit: Provision, found: Found) -> Iterator[Diagnostic]:
    """Yield the diagnostics that begin in a unit and in none of its children, by looking only between those."""
    at = unit.span.start
    for stop in (*(child.span for child in unit.children), Span(max(unit.span.end, at + 1), at)):
        yield from found.diagnostics[bisect.bisect_left(found.starts, at) : bisect.bisect_left(found.starts, stop.start)]
        at = max(at, stop.end)


def _effect(effect: Effect, table: Words) -> str:
    names = table["effect"]
    what = effect.regime or ", ".join(_target(one) for one in effect.targets)
    basis, after = table["basis"].get(effect.basis or "", ""), table["after"].get(effect.basis or "", "")
    out = [
        names[effect.kind],
        f"{effect.qualifier} {what}" if effect.qualifier else what,
        fill(table["basis"]["days"], days=effect.days, basis=after) if effect.days else basis,
        fill(names["from"], date=effect.start.value) if effect.start else "",
        fill(names["until"], date=effect.end.value) if effect.end else "",
        fill(names["term"], term=effect.term) if effect.term else "",
        fill(names["territory"], territory=effect.territory.text) if effect.territory else "",
        f"({names['condition']})" if effect.condition else "",
    ]
    return " ".join(part for part in out if part)


def _target(cited: Citation) -> str:
    """Return what an effect is on: the act, and the provision of it, or the words where there is no reference."""
    return " ".join(part for part in (cited.iri, cited.eid) if part) or cited.text


def _summary(expression: Expression, table: Words) -> Iterator[Line]:
    names = table["tree"]
    units, depth = 0, 0
    counts = {"citations": 0, "effects": 0, "modifications": 0}
    stack = [(unit, 1) for unit in expression.provisions]
    while stack:
        unit, level = stack.pop()
        units, depth = units + 1, max(depth, level)
        counts = {name: count + len(getattr(unit, name)) for name, count in counts.items()}
        stack += [(child, level + 1) for child in unit.children]
    counts["diagnostics"] = len(expression.diagnostics)
    parts = [fill(names["summary"], provisions=units, depth=depth, coverage=f"{expression.coverage:.2f}")]
    parts += [f"{names[name]}: {count}" for name, count in counts.items() if count]
    yield [(", ".join(parts), "bold")]
    if not units:
        yield plain(names["nothing"], "bold yellow")
