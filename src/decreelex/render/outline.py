"""An outline of an act: its provisions with eIds and first words, and marks for what was noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from decreelex.errors import Diagnostic
from decreelex.model import Block, Effect, Expression, Provision
from decreelex.render.page import Line, Words, clip, columns, date, fill, page, plain, words

_DIM = "dim"
_SEVERITY = {"error": "bold red", "warning": "bold yellow", "info": "cyan"}


def tree(expression: Expression, *, color: bool = False, width: int = 100, language: str = "en") -> str:
    """Return an outline of an expression, one line a provision, and a line that sums it up."""
    width = max(40, width)
    table = words(language)
    lines = [_title(expression, width)]
    blocks = [(table["tree"][name], block) for name, block in (("preface", expression.preface), ("preamble", expression.preamble)) if block]
    lines += [_block(name, block, width) for name, block in blocks]
    lines += _provisions(expression.provisions, expression.diagnostics, width, language)
    if expression.conclusions:
        lines.append(_block(table["tree"]["conclusions"], expression.conclusions, width))
    return page([*lines, plain(""), *_summary(expression, table)], color=color)


def _title(expression: Expression, width: int) -> Line:
    work = expression.work
    name = work.iri or expression.source.name or ""
    title: Line = [(name, "bold"), (f" [{expression.language}]", _DIM)]
    room = width - columns(title) - 2
    return [*title, ("  ", ""), (clip(work.title, room), "")] if work.title and room > 12 else title


def _block(name: str, block: Block, width: int) -> Line:
    return [("· ", _DIM), (name, _DIM), ("  ", ""), (clip(block.text, width - len(name) - 4), _DIM)]


def _provisions(units: Sequence[Provision], found: Sequence[Diagnostic], width: int, language: str) -> Iterator[Line]:
    """Yield a line for each unit, depth first, without recursion: acts may nest deeply."""
    stack = [(unit, "", number == len(units)) for number, unit in enumerate(units, 1)][::-1]
    while stack:
        unit, margin, last = stack.pop()
        branch = margin + ("└─ " if last else "├─ ")
        yield _unit(unit, branch, found, width, language)
        deeper = margin + ("   " if last else "│  ")
        stack += [(child, deeper, number == len(unit.children)) for number, child in enumerate(unit.children, 1)][::-1]


def _unit(unit: Provision, branch: str, found: Sequence[Diagnostic], width: int, language: str) -> Line:
    marks = list(_marks(unit, found, language))
    head: Line = [(branch, _DIM), (unit.eid, "magenta" if unit.kind == "unrecognised" else "cyan"), ("  ", "")]
    if unit.num:
        head.append((f"{unit.num} ", "bold"))
    room = width - columns(head) - sum(len(words) + 1 for words, _ in marks)
    first = " ".join(part for part in (unit.heading, unit.text) if part)
    if room < 12:
        marks, room = _short(marks, width - columns(head) - 12), 12
    said: Line = [(clip(first, room), "")] if first else []
    return [*head, *said, *(piece for words, style in marks for piece in ((" ", ""), (words, style)))]


def _short(marks: Line, room: int) -> Line:
    """Return the marks cut to the room there is, never left out."""
    each = max(4, room // max(1, len(marks)) - 1)
    return [(clip(words, each), style) for words, style in marks]


def _marks(unit: Provision, found: Sequence[Diagnostic], language: str) -> Iterator[tuple[str, str]]:
    table = words(language)
    if not unit.published:
        yield f"[{table['tree']['unpublished']}]", "bold yellow"
    if unit.quoted:
        yield f"[{table['tree']['quoted']}]", _DIM
    for effect in unit.effects:
        yield f"→ {_effect(effect, table, language)}", "green"
    if unit.modifications:
        yield f"± {len(unit.modifications)}", "blue"
    inner = [child.span for child in unit.children]
    for one in found:
        span = one.span
        own = span and unit.span.start <= span.start < max(unit.span.end, unit.span.start + 1)
        if span and own and not any(child.start <= span.start < child.end for child in inner):
            yield f"! {one.code}", _SEVERITY[one.severity]


def _effect(effect: Effect, table: Words, language: str) -> str:
    names = table["effect"]
    what = effect.regime or ", ".join(t.iri or t.text for t in effect.targets)
    basis = table["basis"].get(effect.basis or "", "")
    out = [names[effect.kind], f"{effect.qualifier} {what}" if effect.qualifier else what,
           fill(table["basis"]["days"], days=effect.days, basis=basis) if effect.days else basis,
           fill(names["from"], date=date(effect.start.value, language)) if effect.start else "",
           fill(names["until"], date=date(effect.end.value, language)) if effect.end else "",
           f"({names['condition']})" if effect.condition else ""]
    return " ".join(part for part in out if part)


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
    counted = f"{units} {names['provision' if units == 1 else 'provisions']}"
    parts = [fill(names["summary"], provisions=counted, depth=depth, coverage=f"{expression.coverage:.2f}")]
    parts += [f"{count} {names[name]}" for name, count in counts.items() if count]
    if expression.diagnostics:
        parts.append(f"{len(expression.diagnostics)} {names['diagnostics']}")
    yield [(", ".join(parts), "bold")]
    if not units:
        yield plain(names["nothing"], "bold yellow")
