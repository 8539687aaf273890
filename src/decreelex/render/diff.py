"""Two wordings side by side: for a terminal, as HTML, as a unified diff; what was not applied, with the reason."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from decreelex.changes import Comparison, Consolidation, Event, HistoryEntry, NotApplied, PointInTime, ProvisionChange, Segment
from decreelex.consolidation import Item
from decreelex.render.page import Line, act, date, fill, page, plain, words, wrap

_STYLES = {"same": "", "removed": "red strike", "added": "green"}
_PLAIN = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
_NEAR = 60  # of words that stayed, so many code points are shown on either side of a change
_SIGNS = {"insertion": "+", "repeal": "-", "substitution": "~", "renumbering": "→"}


def diff_text(compared: Comparison, *, color: bool = False, width: int = 100, language: str = "en") -> str:
    """Return the provisions that differ: removed words in ``[-…-]``, added ones in ``{+…+}``, or in colour."""
    table = words(language)["diff"]
    lines: list[Line] = [[(f"{compared.old} → {compared.new}", "bold")]]
    for event in compared.events:
        lines += _event(event, language, width)
    lines.append(plain(""))
    for change in compared.changes:
        lines += _change(change, width, table, color=color)
    if not compared.changes:
        lines.append(plain(table["none"], "dim"))
    return page(lines, color=color)


def _change(change: ProvisionChange, width: int, table: dict[str, str], *, color: bool) -> Iterator[Line]:
    moved = f" ({change.old_eid})" if change.old_eid else ""
    sign, named = f"{_SIGNS[change.operation]} ", f"  {table[change.operation]}"
    yield [(sign, "bold"), (change.eid, "cyan"), (moved, "dim"), (named, "dim")]
    for pieces in _lines(_near(change.words)):
        yield from wrap([_piece(s, color=color) for s in pieces], width, first=plain("    "), rest=plain("      "))


def _lines(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Yield the segments of each line."""
    line: list[Segment] = []
    for s in segments:
        first, *rest = s.text.split("\n")
        line.append(Segment(s.kind, first))
        for text in rest:
            yield [x for x in line if x.text]
            line = [Segment(s.kind, text)]
    yield [x for x in line if x.text]


def _piece(segment: Segment, *, color: bool) -> tuple[str, str]:
    left, right = ("", "") if color else _PLAIN[segment.kind]
    return f"{left}{segment.text}{right}", _STYLES[segment.kind]


def _near(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Yield the segments, long stretches of words that stayed cut down to what is near a change."""
    for number, s in enumerate(segments):
        if s.kind != "same" or len(segments) == 1 or len(s.text) <= 2 * _NEAR:
            yield s
            continue
        head = "" if number == 0 else s.text[:_NEAR].rpartition(" ")[0]
        tail = "" if number == len(segments) - 1 else s.text[-_NEAR:].partition(" ")[2]
        yield Segment("same", f"{head} … {tail}" if head and tail else f"{head} …" if head else f"… {tail}")


def diff_html(compared: Comparison, *, language: str = "en") -> str:
    """Return the provisions that differ as an HTML fragment of its own: ``ins`` and ``del`` in a ``section`` each."""
    table = words(language)["diff"]
    head = f"<h1>{escape(compared.old)} → {escape(compared.new)}</h1>"
    head += f'<p class="act">{escape(act(compared.iri, language))}</p>' if compared.iri else ""
    events = "".join(f"<li>{escape(_flat(event, language))}</li>" for event in compared.events)
    head += f'<ul class="events">{events}</ul>' if events else ""
    body = "".join(_section(c, table) for c in compared.changes) or f"<p>{escape(table['none'])}</p>"
    return f'<article class="diff">{head}{body}</article>\n'


_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1f; --faint: #5c5f66; --line: #d9dbe0;
  --gone: #9b1c1c; --gone-paper: #fdeaea; --come: #14532d; --come-paper: #e6f4ea; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181d; --ink: #e6e7ea; --faint: #a0a4ad; --line: #353942;
  --gone: #ffb4ab; --gone-paper: #4a1f1f; --come: #9be3b0; --come-paper: #143823; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 Georgia, "PT Serif", serif; }
.diff { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
.diff h1 { font: 600 1.4rem/1.3 system-ui, sans-serif; margin: 0 0 .25rem; }
.diff .events, .diff .act { margin: 0 0 .25rem; padding: 0; list-style: none; color: var(--faint);
  font: .9rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
.diff section { border-top: 1px solid var(--line); margin-top: 1.25rem; padding-top: .9rem; }
.diff h2 { font: 600 1rem/1.4 system-ui, sans-serif; margin: 0 0 .4rem; overflow-wrap: anywhere; }
.diff h2 small { font-weight: 400; color: var(--faint); margin-left: .5rem; }
.diff p { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
del { color: var(--gone); background: var(--gone-paper); text-decoration: line-through; }
ins { color: var(--come); background: var(--come-paper); text-decoration: underline; text-underline-offset: .15em; }
del + ins { margin-left: .25em; }
"""


def diff_page(compared: Comparison, *, language: str = "en") -> str:
    """Return a comparison as a whole HTML page, for light and dark screens: nothing is loaded from elsewhere."""
    title = escape(f"{compared.old} → {compared.new}")
    return (f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            f"<style>{_STYLE}</style></head><body>{diff_html(compared, language=language)}</body></html>\n")


def _section(change: ProvisionChange, table: dict[str, str]) -> str:
    tags = {"same": ("", ""), "removed": ("<del>", "</del>"), "added": ("<ins>", "</ins>")}
    shown = "".join(f"{tags[s.kind][0]}{escape(s.text)}{tags[s.kind][1]}" for s in change.words)
    moved = f" ({escape(change.old_eid)})" if change.old_eid else ""
    return (f'<section class="{change.operation}" id="{escape(change.eid)}"><h2>{escape(change.eid)}{moved} '
            f"<small>{escape(table[change.operation])}</small></h2><p>{shown}</p></section>")


def diff_unified(compared: Comparison) -> str:
    """Return the two texts as a unified diff, line by line."""
    old, new = compared.old_text.splitlines(), compared.new_text.splitlines()
    return "".join(f"{line}\n" for line in difflib.unified_diff(old, new, compared.old, compared.new, lineterm=""))


def applied_text(made: Consolidation, *, color: bool = False, width: int = 100, language: str = "en") -> str:
    """Return how many modifications were applied, and the others with the reason."""
    table = words(language)["diff"]
    total = len(made.applied) + len(made.not_applied)
    lines: list[Line] = [plain(fill(table["applied"], done=len(made.applied), all=total))]
    if made.repealed is not None:
        since = date(made.repealed.date, language) if made.repealed.date else "?"
        lines += wrap([(fill(table["repealed_by"], act=act(made.repealed.act or "", language), date=since), "bold")], width)
    if made.not_applied:
        lines.append(plain(table["refused"], "bold"))
    for one in made.not_applied:
        lines += _refused(one, width)
    return page(lines, color=color)


def _refused(one: NotApplied, width: int) -> Iterator[Line]:
    first: Line = [("  ", ""), (one.modification.source.eid, "cyan"), ("  ", "")]
    yield from wrap([(f"{one.reason}:", "yellow"), (" " + one.message, "")], width, first=first, rest=plain("      "))


def events_text(point: PointInTime, *, color: bool = False, width: int = 100, language: str = "en") -> str:
    """Return since when a text stands and what changed it, with what is still to come."""
    table = words(language)["diff"]
    status = table[point.status]
    span = f"{status}: " + fill(table["from"], start=date(point.start or "", language)) + ", "
    undated = any(event.date is None for event in point.events)
    span += fill(table["until"], end=date(point.end, language)) if point.end else table["undated" if undated else "open"]
    lines: list[Line] = [plain(span, "bold")]
    for part in point.parts:
        lines += wrap([(f"{part.path} ({part.state}): {part.source}", "dim")], width, first=plain("  "))
    for event in point.events:
        lines += _event(event, language, width)
    return page(lines, color=color)


def _flat(event: Event, language: str) -> str:
    said = (piece for line in _event(event, language, 10_000) for piece, _ in line)
    return " ".join("".join(said).split())


def _event(event: Event, language: str, width: int) -> Iterator[Line]:
    table = words(language)["diff"]
    clauses = fill(table["by"], act=act(event.act, language), clause=", ".join(event.clauses))
    said = [table["prospective"]] if event.prospective else [table["no_date"]] if event.date is None else []
    said += [fill(table["retroactive"], date=date(event.retroactive, language))] if event.retroactive else []
    pieces = [(clauses, ""), (f"  [{'; '.join(said)}]" if said else "", "yellow")]
    yield from wrap(pieces, width, first=[(f"  {event.date or '?'}  ", "bold")], rest=plain("      "))


def history_text(entries: Sequence[HistoryEntry], *, color: bool = False, width: int = 100, language: str = "en") -> str:
    """Return the changes of one provision, each with the act and clause that made it."""
    table = words(language)["diff"]
    lines: list[Line] = []
    for e in entries:
        clause = fill(table["by"], act=act(e.act or "", language), clause=e.clause)
        said = table["prospective"] if e.prospective else e.message or e.reason or ""
        covered = fill(table["retroactive"], date=date(e.retroactive, language)) if e.retroactive else ""
        said = "; ".join(part for part in (said, covered) if part)
        pieces = [(clause, ""), (f"  {e.operation} ", "dim"), (e.eid or "", "cyan"), (f"  [{said}]" if said else "", "yellow")]
        lines += wrap(pieces, width, first=[(f"{e.date or '?'}  ", "bold")], rest=plain("    "))
        for kind, shown in (("removed", e.before), ("added", e.after)):
            if shown:
                lines += wrap([_piece(Segment(kind, shown), color=color)], width, first=plain("    "))  # type: ignore[arg-type]
    return page(lines or [plain(table["none"], "dim")], color=color)


def review_text(item: Item, number: int, total: int, *, color: bool = False, width: int = 100, language: str = "en") -> str:
    """Return one instruction for review: its words, the operation, what it does to the affected text, the decision."""
    table, m = words(language)["diff"], item.modification
    target = " ".join(p for p in (m.target.iri, m.target.eid, m.target.part) if p) or m.target.text
    rows = [("instruction", item.text), ("operation", f"{m.operation}: {target}")]
    rows += [("operation", f"{name}: {value}") for name, value in (("old", m.old), ("new", m.new)) if value]
    if item.outcome:
        rows.append(("outcome", item.outcome))
    lines: list[Line] = [[(fill(table["review"], number=number, all=total, eid=item.eid), "bold")]]
    for name, value in rows:
        lines += wrap([(value, "")], width, first=[(f"  {table[name]}: ", "dim")], rest=plain("      "))
    for kind, shown in (("removed", item.before), ("added", item.after)):
        if shown:
            lines += wrap([_piece(Segment(kind, shown), color=color)], width, first=plain("      "))  # type: ignore[arg-type]
    lines.append([(f"  {table['decision']}: ", "dim"), (item.decision or table["undecided"], "yellow")])
    return page(lines, color=color)
