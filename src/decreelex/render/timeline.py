"""A regime's timeline as text: entries in order of time beside a band that shows the status running along them."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.model import Band, Timeline, TimelineEntry
from decreelex.render.page import Line, date, fill, page, plain, words, wrap

BAND = {"not_started": ("╎", "dim"), "running": ("┃", "bold green"), "ended": ("·", "dim"), "unknown": ("?", "yellow")}
UNCERTAIN = ("┇", "yellow")
ICON = {
    "act": ("■", "bold cyan"),
    "statement": ("○", "magenta"),
    "ruling": ("◆", "bold blue"),
    "event": ("▸", "yellow"),
}
_DIM = "dim"


def timeline_text(timeline: Timeline, *, language: str, color: bool = False, width: int = 100) -> str:
    """Return a timeline as text for a terminal."""
    width = max(48, width)
    table = words(language)["timeline"]
    lines = wrap([(timeline.label, "bold")], width)
    lines += [plain(fill(table["known"], date=date(timeline.known_at, language)), _DIM), plain("")]
    lines += _rows(timeline, language, width)
    if not timeline.entries and not timeline.bands:
        lines.append(plain(table["empty"], "yellow"))
    return page([*lines, plain(""), _legend(timeline, language), plain(table["advice"], _DIM)], color=color)


def _rows(timeline: Timeline, language: str, width: int) -> Iterator[Line]:
    """Yield the entries and the beginnings of bands in order of time; a band begins before what happens on its day."""
    moments: list[tuple[str, int, Band | TimelineEntry]] = [(band.start or "", 0, band) for band in timeline.bands]
    moments += [(entry.date, 1, entry) for entry in timeline.entries]
    column = 1 + max((len(date(when, language)) for when, _, _ in moments), default=0)
    gutter: Line = [("  ", "")]
    shown, said = "", None
    for when, _, item in sorted(moments, key=lambda m: (m[0][:10], m[1], m[0])):
        if isinstance(item, Band):
            gutter = _gutter(item)
            yield from _band(item, column, gutter, language, width)
            continue
        stamp = "" if when[:10] == shown else date(when, language)
        if (item.kind, item.date, item.label) != said:
            yield from _entry(item, f"{stamp:<{column}}", gutter, width)
        yield from _below(item, column, gutter, language, width)
        shown, said = when[:10], (item.kind, item.date, item.label)
    if timeline.bands and timeline.bands[-1].end is None:
        yield [(" " * column, ""), ("▼ ", gutter[0][1]), (words(language)["timeline"]["open"], _DIM)]


def _gutter(band: Band) -> Line:
    sign, style = BAND[band.status] if band.certain else UNCERTAIN
    return [(sign + " ", style)]


def _band(band: Band, column: int, gutter: Line, language: str, width: int) -> Iterator[Line]:
    table = words(language)["timeline"]
    said = table[band.status].upper() + ("" if band.certain else f", {table['uncertain']}")
    first: Line = [(f"{date(band.start, language) if band.start else '':<{column}}", _DIM), *gutter]
    yield from wrap([(said, gutter[0][1])], width, first=first)


def _entry(entry: TimelineEntry, stamp: str, gutter: Line, width: int) -> Iterator[Line]:
    sign, style = ICON[entry.kind]
    margin: Line = [(" " * len(stamp), ""), *gutter]
    first: Line = [(stamp, ""), *gutter, (f"{sign} ", style)]
    yield from wrap([(entry.label, "")], width, first=first, rest=[*margin, ("  ", "")])


def _below(entry: TimelineEntry, column: int, gutter: Line, language: str, width: int) -> Iterator[Line]:
    """Yield what stands below an entry's label: the quotation and the note."""
    inner: Line = [(" " * column, ""), *gutter, ("    ", "")]
    if entry.quotation and entry.quotation.quote is not None:
        state = words(language)["state"][entry.quotation.state]
        said: Line = [(f"«{entry.quotation.quote}»", "italic cyan"), (f" — {state}", _DIM)]
        yield from wrap(said, width, first=inner, rest=inner)
    if entry.note:
        yield from wrap([(entry.note, _DIM)], width, first=inner, rest=inner)


def _legend(timeline: Timeline, language: str) -> Line:
    table = words(language)["timeline"]
    kinds = [kind for kind in ICON if any(entry.kind == kind for entry in timeline.entries)]
    return [piece for kind in kinds for piece in ((f"{ICON[kind][0]} ", ICON[kind][1]), (f"{table[kind]}   ", _DIM))]
