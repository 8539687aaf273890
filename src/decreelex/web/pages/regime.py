"""The page of a regime: its course to scale, and the acts, rulings and statements on it; the page that lists regimes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from decreelex import api
from decreelex.answer import KnownRegime
from decreelex.model import Answer, Band, Timeline, TimelineEntry
from decreelex.render.picture import axis_of, dates_on, day_of
from decreelex.web.pages.known import questions, today
from decreelex.web.pages.templates import Reader, render


class Stretch(NamedTuple):
    """A stretch of the bar, in hundredths of its width."""

    status: str
    left: str
    width: str
    certain: bool


class Mark(NamedTuple):
    """A mark on the bar or a date below it. ``near``: it stands too close to the one before for a narrow screen."""

    left: str
    words: str
    near: bool = False


class Bar(NamedTuple):
    """The course of a status to scale."""

    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    dates: tuple[Mark, ...]


class Row(NamedTuple):
    """What happened on a day, or a status that begins; ``status`` is the one that runs beside it."""

    item: TimelineEntry | Band
    begins: bool
    status: str
    certain: bool
    quotations: tuple[TimelineEntry, ...] = ()


def regime(reader: Reader, regime_id: str, given: Mapping[str, str]) -> str:
    """Return the page of a regime; ``given``: known_at. Raises UsageError for one that is not known."""
    known_at = given.get("known_at") or today()
    found = api.timeline(regime_id, known_at=known_at, lang=reader.language, db=reader.db)
    row = reader.known.regimes.get(found.regime)
    return render("regime", reader, timeline=found, regime=row, bar=_bar(found), rows=tuple(_rows(found)),
                  known_at=known_at, questions=_questions(reader.language))


def regimes(reader: Reader) -> str:
    """Return the page of all regimes with their status today."""
    return render("regimes", reader, rows=statuses(reader))


def statuses(reader: Reader, most: int = 200) -> tuple[tuple[KnownRegime, Answer], ...]:
    """Return the regimes, the latest first, with the answer to what their status is; no more than ``most``."""
    rows = sorted(reader.known.regimes.values(), key=lambda row: row.id.rpartition("/")[2], reverse=True)[:most]
    return tuple((row, api.ask("regime.status", params={"regime": row.id}, lang=reader.language, db=reader.db)) for row in rows)


def _questions(language: str) -> tuple[tuple[str, str], ...]:
    """Return the questions of the catalogue that need nothing but a regime, each with its words."""
    rows = (row for row in questions() if list(row.params) == ["regime"] and not row.of)
    return tuple((row.id, row.description[language]) for row in rows)


def _bar(timeline: Timeline) -> Bar | None:
    axis = axis_of(timeline)
    if axis is None:
        return None
    stretches = []
    for band in timeline.bands:
        left = axis.share(day_of(band.start)) if band.start else 0.0
        right = axis.share(day_of(band.end)) if band.end else 1.0
        stretches.append(Stretch(band.status, _percent(left), _percent(right - left), band.certain))
    days = {day_of(entry.date) for entry in timeline.entries if axis.first <= day_of(entry.date) <= axis.last}
    marks = tuple(Mark(_percent(axis.share(day)), "") for day in sorted(days))
    return Bar(tuple(stretches), marks, tuple(_spaced((axis.share(day), words) for day, words in dates_on(axis))))


def _spaced(dates: Iterator[tuple[float, str]]) -> Iterator[Mark]:
    """Yield the dates below the bar that have room on a wide screen, and whether they have it on a narrow one."""
    wide = narrow = -1.0
    for share, words in dates:
        room = len(words) / 100
        if not room / 2 < share < 1 - room / 2 or share - wide < room:
            continue
        near = share - narrow < 3 * room or not 1.5 * room < share < 1 - 1.5 * room
        wide, narrow = share, narrow if near else share
        yield Mark(_percent(share), words, near)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _rows(timeline: Timeline) -> Iterator[Row]:
    """Yield what happened in order of time; the quotations of one entry together; a status begins before its day."""
    entries = [next(same) for same in _grouped(timeline)]
    items: list[tuple[str, int, Band | TimelineEntry]] = [(band.start or "", 0, band) for band in timeline.bands]
    items += [(entry.date, 1, entry) for entry in entries]
    status, certain = "not_started", True
    for _, _, item in sorted(items, key=lambda i: (i[0][:10], i[1], i[0])):
        if isinstance(item, Band):
            status, certain = item.status, item.certain
            yield Row(item, True, status, certain)
            continue
        same = tuple(e for e in timeline.entries if _key(e) == _key(item) and e.quotation and e.quotation.quote)
        yield Row(item, False, status, certain, same)


def _grouped(timeline: Timeline) -> Iterator[Iterator[TimelineEntry]]:
    return (group for _, group in groupby(timeline.entries, key=_key))


def _key(entry: TimelineEntry) -> tuple[str, str, str, str | None]:
    return entry.date, entry.kind, entry.label, entry.note
