"""A regime's timeline as a picture: a bar to scale above, then a row for each entry beside a band of the status.

Self-contained SVG, light and dark. Rows are placed one below the other, so no words can cover other words.
"""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator, Sequence
from html import escape
from itertools import zip_longest
from typing import NamedTuple

from decreelex.model import Band, Timeline, TimelineEntry
from decreelex.render.page import date, fill, words

WIDTH = 960
_MARGIN = 32
_BAR_Y, _BAR_HEIGHT = 108, 22
_ROWS_Y = 186
_STRIP_X, _STRIP_WIDTH = 178, 10
_TEXT_X = 222
_LINE, _SMALL, _GAP = 19, 16, 14
_LABEL_COLUMNS, _SMALL_COLUMNS, _TITLE_COLUMNS = 82, 92, 78

_STYLE = """
text { font: 14px system-ui, "Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif; fill: #1b2430; }
.paper { fill: #fdfdfb; }
.title { font-size: 20px; font-weight: 600; }
.small { font-size: 12px; fill: #5b6675; }
.quote { font-size: 12.5px; font-style: italic; fill: #274b7a; }
.date { font-size: 13px; text-anchor: end; fill: #445062; }
.state { font-size: 12px; font-weight: 600; }
.axis { stroke: #c9d0d8; stroke-width: 1; }
.tick { stroke: #1b2430; stroke-width: 1.2; }
.running { fill: #2f8f5b; }
.ended { fill: #9aa4b0; }
.not_started { fill: #dde2e8; }
.unknown { fill: #d9a62e; }
.hatch { fill: url(#hatch); }
.hatchline { stroke: #fdfdfb; stroke-width: 4; }
.act { fill: #1f5fa8; }
.statement { fill: #fdfdfb; stroke: #9a3f93; stroke-width: 2; }
.ruling { fill: #5a3fa0; }
.event { fill: #b3761a; }
@media (prefers-color-scheme: dark) {
text { fill: #e6eaf0; }
.paper { fill: #14181e; }
.small { fill: #9aa6b5; }
.quote { fill: #9cc3f2; }
.date { fill: #b4bfcc; }
.axis { stroke: #3a4450; }
.tick { stroke: #e6eaf0; }
.running { fill: #45b37a; }
.ended { fill: #6b7683; }
.not_started { fill: #2c343e; }
.hatchline { stroke: #14181e; }
.act { fill: #6aa9f0; }
.statement { fill: #14181e; stroke: #d98ad2; }
.ruling { fill: #a58cf0; }
.event { fill: #e0a648; }
}
"""


class _Row(NamedTuple):
    """A row: an entry, or a band that begins; its lines (class, words) and where it stands."""

    item: TimelineEntry | Band
    lines: tuple[tuple[str, str], ...]
    y: int
    height: int


def timeline_svg(timeline: Timeline, *, language: str) -> str:
    """Return a timeline as SVG; its height grows with the entries, its width is 960."""
    title = _wrapped(timeline.label or timeline.regime, _TITLE_COLUMNS)
    top = _ROWS_Y + 26 * (len(title) - 1)
    rows = _rows(timeline, language, top)
    height = (rows[-1].y + rows[-1].height if rows else top) + 58
    parts = [
        *_opening(timeline, title, height, language),
        *_scale(timeline, top - _ROWS_Y),
        *_strip(rows),
        *(part for row in rows for part in _row(row, language)),
        *_legend(timeline, height - 24, language),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _opening(timeline: Timeline, title: Sequence[str], height: int, language: str) -> Iterator[str]:
    table = words(language)["timeline"]
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="title" lang="{language}">'
    )
    yield f'<title id="title">{_text(table["title"])}: {_text(timeline.label)}</title>'
    yield f"<style>{_STYLE}</style>"
    yield (
        '<defs><pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="hatchline" d="M0 5H10"/></pattern></defs>'
    )
    yield f'<rect class="paper" width="{WIDTH}" height="{height}"/>'
    for number, line in enumerate(title):
        yield f'<text class="title" x="{_MARGIN}" y="{46 + 26 * number}">{_text(line)}</text>'
    y = 68 + 26 * (len(title) - 1)
    yield f'<text class="small" x="{_MARGIN}" y="{y}">{_text(_subtitle(timeline, language))}</text>'


def _subtitle(timeline: Timeline, language: str) -> str:
    table = words(language)["timeline"]
    known = fill(table["known"], date=date(timeline.known_at, language))
    return " · ".join((timeline.regime, known, table["advice"]))


# --- the bar to scale


class Axis(NamedTuple):
    """The days (ordinals) that a bar to scale begins and ends with."""

    first: int
    last: int

    def share(self, day: int) -> float:
        """Return where a day stands between first (0) and last (1)."""
        return (min(max(day, self.first), self.last) - self.first) / max(1, self.last - self.first)

    def x(self, day: int) -> float:
        """Return where a day stands in the picture."""
        return _MARGIN + self.share(day) * (WIDTH - 2 * _MARGIN)


def day_of(iso: str) -> int:
    """Return the day of an ISO date or date-time as an ordinal."""
    return datetime.date.fromisoformat(iso[:10]).toordinal()


def axis_of(timeline: Timeline) -> Axis | None:
    """Return the scale: from the first to the last change or act (to known-at, for what still runs).

    A ruling long after all that is left out: it would press everything else together.
    """
    days = [day_of(entry.date) for entry in timeline.entries if entry.kind != "ruling" or not timeline.bands]
    days += [day_of(edge) for band in timeline.bands for edge in (band.start, band.end) if edge]
    if timeline.bands and timeline.bands[-1].status == "running":
        days.append(day_of(timeline.known_at))
    if not days:
        return None
    spare = max(4, (max(days) - min(days)) // 25)
    before = spare if any(band.start is None for band in timeline.bands) else 0
    return Axis(min(days) - before, max(days) + spare)


def _scale(timeline: Timeline, shift: int) -> Iterator[str]:
    axis = axis_of(timeline)
    if axis is None:
        return
    y = _BAR_Y + shift
    for band in timeline.bands:
        left = axis.x(day_of(band.start) if band.start else axis.first)
        right = axis.x(day_of(band.end) if band.end else axis.last)
        shape = f'x="{left:.1f}" y="{y}" width="{max(1.0, right - left):.1f}" height="{_BAR_HEIGHT}"'
        yield f'<rect class="{band.status}" {shape}/>'
        if not band.certain:
            yield f'<rect class="hatch" {shape}/>'
    for entry in (one for one in timeline.entries if axis.first <= day_of(one.date) <= axis.last):
        x = axis.x(day_of(entry.date))
        yield f'<path class="tick" d="M{x:.1f} {y - 7}V{y + (_BAR_HEIGHT if entry.kind in ("act", "ruling") else 0)}"/>'
    yield from _marks(axis, y + _BAR_HEIGHT)


def _marks(axis: Axis, y: int) -> Iterator[str]:
    """Yield the years (or months, or days) below the bar, as many as have room."""
    last = -100.0
    yield f'<path class="axis" d="M{_MARGIN} {y}H{WIDTH - _MARGIN}"/>'
    for day, label in dates_on(axis):
        x = axis.x(day)
        yield f'<path class="axis" d="M{x:.1f} {y}v6"/>'
        if x - last > 8 * len(label) and x < WIDTH - _MARGIN - 4 * len(label):
            yield f'<text class="small" x="{x:.1f}" y="{y + 19}" text-anchor="middle">{label}</text>'
            last = x


def dates_on(axis: Axis) -> Iterator[tuple[int, str]]:
    """Yield the days to write below a bar, each with its words: years, else months, else days."""
    first, last = (datetime.date.fromordinal(day) for day in axis)
    if last.year - first.year >= 2:
        yield from ((datetime.date(year, 1, 1).toordinal(), str(year)) for year in range(first.year + 1, last.year + 1))
        return
    months = [(first.year + (first.month + n) // 12, (first.month + n) % 12 + 1) for n in range(30)]
    starts = [datetime.date(year, month, 1) for year, month in months if datetime.date(year, month, 1) <= last]
    if len(starts) >= 2:
        yield from ((start.toordinal(), f"{start.month:02}.{start.year}") for start in starts)
        return
    step = max(1, (axis.last - axis.first) // 10)
    days = (datetime.date.fromordinal(day) for day in range(axis.first + step, axis.last, step))
    yield from ((day.toordinal(), f"{day.day:02}.{day.month:02}.{day.year}") for day in days)


# --- the rows


def _rows(timeline: Timeline, language: str, top: int) -> list[_Row]:
    items: list[tuple[str, int, TimelineEntry | Band]] = [(band.start or "", 0, band) for band in timeline.bands]
    items += [(entry.date, 1, entry) for entry in timeline.entries]
    out: list[_Row] = []
    y = top
    for _, _, item in sorted(items, key=lambda i: (i[0][:10], i[1], i[0])):
        lines = _band_lines(item, language) if isinstance(item, Band) else _entry_lines(item, language)
        height = max(sum(_height(kind) for kind, _ in lines), _LINE + _SMALL if _hour(item) else 0) + _GAP
        out.append(_Row(item, tuple(lines), y, height))
        y += height
    return out


def _when(item: TimelineEntry | Band) -> str:
    return item.start or "" if isinstance(item, Band) else item.date


def _hour(item: TimelineEntry | Band) -> str:
    """Return the hour named with a date, or nothing."""
    return _when(item)[11:16]


def _height(kind: str) -> int:
    return _LINE if kind in {"label", "state"} else _SMALL


def _band_lines(band: Band, language: str) -> list[tuple[str, str]]:
    table = words(language)["timeline"]
    said = table[band.status].upper() + ("" if band.certain else f", {table['uncertain']}")
    return [("state", said)]


def _entry_lines(entry: TimelineEntry, language: str) -> list[tuple[str, str]]:
    lines = [("label", line) for line in _wrapped(entry.label, _LABEL_COLUMNS)]
    quotation = entry.quotation
    if quotation and quotation.quote is not None:
        state = words(language)["state"][quotation.state]
        lines += [("quote", line) for line in _wrapped(f"«{quotation.quote}»", _SMALL_COLUMNS)]
        lines.append(("small", f"— {state}"))
    if entry.note:
        lines += [("small", line) for line in _wrapped(entry.note, _SMALL_COLUMNS)]
    return lines


def _wrapped(said: str, columns: int) -> list[str]:
    """Return the lines of a text; capitals are wider than small letters, and other scripts wider still."""
    flat = " ".join(said.split())
    wide = sum(0.4 * c.isupper() + (ord(c) > 0x10FF) for c in flat) / max(1, len(flat))
    return textwrap.wrap(flat, int(columns / (1 + wide))) or [""]


def _strip(rows: Sequence[_Row]) -> Iterator[str]:
    """Yield the band of the status along the rows, from the row it begins in to the next one."""
    starts = [row for row in rows if isinstance(row.item, Band)]
    bottom = rows[-1].y + rows[-1].height if rows else 0
    for row, after in zip_longest(starts, starts[1:]):
        band = row.item
        assert isinstance(band, Band)
        end = after.y if after else bottom
        shape = f'x="{_STRIP_X}" y="{row.y - 13}" width="{_STRIP_WIDTH}" height="{end - row.y}"'
        yield f'<rect class="{band.status}" {shape}/>'
        if not band.certain:
            yield f'<rect class="hatch" {shape}/>'
        if after is None and band.end is None:
            x, y = _STRIP_X, end - 13
            yield f'<path class="{band.status}" d="M{x - 4} {y}h{_STRIP_WIDTH + 8}l-{_STRIP_WIDTH // 2 + 4} 10z"/>'


def _row(row: _Row, language: str) -> Iterator[str]:
    x = _STRIP_X - 14
    yield f'<text class="date" x="{x}" y="{row.y}">{_text(date(_when(row.item)[:10], language))}</text>'
    if _hour(row.item):
        yield f'<text class="date" x="{x}" y="{row.y + _SMALL}">{_text(_hour(row.item))}</text>'
    if isinstance(row.item, TimelineEntry):
        yield _icon(row.item.kind, _STRIP_X + _STRIP_WIDTH + 15, row.y - 5)
    y = row.y
    for kind, said in row.lines:
        x = _STRIP_X + _STRIP_WIDTH + 9 if kind == "state" else _TEXT_X
        yield f'<text class="{kind}" x="{x}" y="{y}">{_text(said)}</text>'
        y += _height(kind)


def _icon(kind: str, x: int, y: int) -> str:
    if kind == "statement":
        return f'<circle class="statement" cx="{x}" cy="{y}" r="5"/>'
    shapes = {
        "act": f"M{x - 6} {y - 6}h12v12h-12z",
        "ruling": f"M{x} {y - 8}l8 8l-8 8l-8-8z",
        "event": f"M{x - 5} {y - 6}l11 6l-11 6z",
    }
    return f'<path class="{kind}" d="{shapes[kind]}"/>'


def _legend(timeline: Timeline, y: int, language: str) -> Iterator[str]:
    table = words(language)["timeline"]
    x = _TEXT_X
    for kind in ("act", "statement", "ruling", "event"):
        if any(entry.kind == kind for entry in timeline.entries):
            yield _icon(kind, x, y - 4)
            yield f'<text class="small" x="{x + 14}" y="{y}">{_text(table[kind])}</text>'
            x += 40 + 8 * len(table[kind])
    if any(not band.certain for band in timeline.bands):
        box = f'x="{x - 6}" y="{y - 11}" width="22" height="13"'
        yield f'<rect class="running" {box}/><rect class="hatch" {box}/>'
        yield f'<text class="small" x="{x + 24}" y="{y}">{_text(table["uncertain"])}</text>'


def _text(said: str) -> str:
    """Return words safe in SVG: markup escaped, characters that XML does not allow replaced."""
    return escape(
        "".join(
            c if c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff" else "\N{REPLACEMENT CHARACTER}"
            for c in said
        )
    )
