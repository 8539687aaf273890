"""The page of an act: its text at a date, marked; and how it differs between two dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from decreelex import api
from decreelex.answer import KnownAct
from decreelex.changes import Comparison, PointInTime
from decreelex.errors import UsageError, fail
from decreelex.model import Block, Citation, Provision
from decreelex.render import page as labels
from decreelex.span import Span
from decreelex.web.pages import links
from decreelex.web.pages.known import Known, today
from decreelex.web.pages.marks import Mark, Piece, cut
from decreelex.web.pages.norms import GROUPS, Norms, norms
from decreelex.web.pages.templates import Reader, render

UNITS = 5_000  # more are not shown on one page
_QUOTED, _FIRST = '<mark class="quoted">', '<mark class="quoted" id="quote">'
LONGEST = 100_000  # code points of one provision that are shown


class Unit(msgspec.Struct, frozen=True):
    """A provision as shown. ``anchor``: its eId, or more where a text has an eId twice.

    ``name``: what its number or place is called; ``state``: unpublished, repealed or nothing.
    """

    eid: str
    anchor: str
    kind: str
    num: str | None
    name: str
    heading: str | None
    pieces: tuple[Piece, ...]
    state: str
    quoted: bool
    hidden: int
    children: tuple[Unit, ...]


class Lead(NamedTuple):
    """An entry of the outline."""

    eid: str
    num: str
    words: str
    children: tuple[Lead, ...]


class View(NamedTuple):
    """How to show a text: what is known, the act it is of, the words a quotation led to, the reader's language, annotations."""

    known: Known
    here: str | None
    quoted: Span | None
    language: str
    norms: Norms | None
    taken: dict[str, int]


def act(reader: Reader, iri: str, query: Mapping[str, str]) -> str:
    """Return the page of an act; ``query``: at, text (rus or eng), of and words and eid (a quotation), from and to."""
    entry = reader.known.act(iri)
    language = _text_language(entry, query.get("text"))
    if language is None:
        return render("act_absent", reader, entry=entry, regimes=reader.known.declared_by(iri))
    start, end = query.get("from"), query.get("to")
    if start and end:
        return _compared(reader, entry, start, end, language)
    at = query.get("at") or today()
    point = api.consolidate(iri, at, lang=language[:2], db=reader.db)
    return _page(reader, entry, point, at, query)


def _text_language(entry: KnownAct, wanted: str | None) -> str | None:
    """Return the language of the text to show: the one asked for, else the official one where it is at hand."""
    held = [text.language for text in entry.texts]
    if wanted is not None and wanted not in held:
        raise fail(UsageError, "no-text", f"no text of {entry.iri} in that language is at hand",
                   suggestions=tuple(dict.fromkeys(held)))
    original = next((text.language for text in entry.texts if text.state != "translation"), None)
    return wanted or original or next(iter(held), None)


def _page(reader: Reader, entry: KnownAct, point: PointInTime, at: str, query: Mapping[str, str]) -> str:
    asked = _quotation(query, entry.iri, reader.known)
    quoted = _find(point, asked, query.get("eid", "")) if asked else None
    marked = norms(point, reader.language, length=len(point.text)) if query.get("layers") == "norms" else None
    view = View(reader.known, entry.iri, quoted, reader.language, marked, {})
    units, room = shown(point.provisions, view)
    made = render(
        "act", reader, entry=entry, point=point, at=at, since=_since(point, at), today=today(), units=units,
        room=room, limit=UNITS,
        outline=outline(point.provisions, view.language), layers=layers(view), norms=marked,
        more=links.with_query(entry.iri, [*query.items(), ("layers", "norms")]),
        preface=block(point.preface, view), preamble=block(point.preamble, view),
        conclusions=block(point.conclusions, view), asked=asked, quoted=quoted,
        languages_at_hand=tuple(dict.fromkeys(text.language for text in entry.texts)),
        whole=any(text.complete for text in entry.texts if text.language == point.language),
        regimes=reader.known.declared_by(entry.iri), remarks=point.diagnostics,
        states=tuple(dict.fromkeys(part.state for part in point.parts)),
    )
    return made.replace(_QUOTED, _FIRST, 1)


def _since(point: PointInTime, at: str) -> str:
    """Return the day to compare with: that before the last change, else the day from which the text stands."""
    changed = max((e.date for e in point.events if e.date and e.date <= at[:10]), default=None)
    if changed is None:
        return point.start or at[:10]
    return (datetime.date.fromisoformat(changed) - datetime.timedelta(days=1)).isoformat()


def _compared(reader: Reader, entry: KnownAct, start: str, end: str, language: str) -> str:
    found: Comparison = api.diff(entry.iri, start, end, lang=language[:2], db=reader.db)
    return render("diff", reader, entry=entry, found=found, language=language, start=start, end=end)


# --- the words a quotation led to


def _quotation(query: Mapping[str, str], iri: str, known: Known) -> str | None:
    """Return the words that ``of`` (a text at hand, by name) and ``words`` (its offsets) name; None where they name none."""
    first, _, last = query.get("words", "").partition("-")
    if not (first.isdecimal() and last.isdecimal() and len(first) < 10 and len(last) < 10):
        return None
    return known.words_of(iri, query.get("of", ""), Span(int(first), int(last))) or None


def _find(point: PointInTime, words: str, eid: str) -> Span | None:
    """Return where words stand: in the provision named, else in the one place of the text that has them."""
    unit = next((u for u in walk(point.provisions) if u.eid == eid), None)
    start = point.text.find(words, unit.span.start, unit.span.end) if unit else -1
    if start < 0 and point.text.count(words) == 1:
        start = point.text.find(words)
    return Span(start, start + len(words)) if start >= 0 else None


def walk(units: tuple[Provision, ...]) -> Iterator[Provision]:
    """Yield provisions and their children, in the order of the text."""
    stack = [*reversed(units)]
    while stack:
        unit = stack.pop()
        yield unit
        stack += reversed(unit.children)


# --- marks


def _marks(one: Provision, view: View) -> Iterator[Mark]:
    """Yield what is marked in a provision's own words: citations as links, effects, dates."""
    yield from _citations(one.citations, view)
    yield from view.norms.marks.get(one.eid, ()) if view.norms else ()
    for effect in one.effects:
        yield Mark(effect.span.start, effect.span.end, "effect", labels.words(view.language)["effect"][effect.kind])
        for when in (effect.start, effect.end, effect.retroactive):
            if when is not None and not view.norms:
                yield Mark(when.span.start, when.span.end, "date", labels.date(when.value, view.language))


def layers(view: View) -> tuple[str, ...]:
    """Return the layers that can be switched on in a text."""
    return ("citation", "effect", *GROUPS) if view.norms else ("citation", "effect", "date")


def _citations(citations: tuple[Citation, ...], view: View) -> Iterator[Mark]:
    for one in citations:
        own = one.own or (one.iri is not None and one.iri == view.here)
        elsewhere = links.act(one.iri, eid=one.eid or "") if one.iri and view.known.has(one.iri) else ""
        href = f"#{one.eid or ''}" if own else elsewhere
        named = labels.act(one.iri, view.language) if one.iri else one.unresolved or ""
        place = labels.provision(one.eid, view.language) if one.eid else ""
        title = ", ".join(part for part in (named, place) if part)
        yield Mark(one.span.start, one.span.end, "citation" if href else "citation unknown", title, href)


# --- units


def shown(provisions: tuple[Provision, ...], view: View, room: int = UNITS) -> tuple[tuple[Unit, ...], int]:
    """Return provisions as they are shown, and how much room is left; those beyond it are left out."""
    out = []
    for one in provisions:
        if room <= 0:
            break
        anchor = _anchor(one.eid, view.taken)
        children, room = shown(one.children, view, room - 1)
        out.append(_unit(one, anchor, children, view))
    return tuple(out), room


def _anchor(eid: str, taken: dict[str, int]) -> str:
    """Return an id for a page that no other unit has there."""
    taken[eid] = taken.get(eid, 0) + 1
    return eid if taken[eid] == 1 else _anchor(f"{eid}-{taken[eid]}", taken)


def _unit(one: Provision, anchor: str, children: tuple[Unit, ...], view: View) -> Unit:
    state = "unpublished" if not one.published else "repealed" if one.status == "repealed" else ""
    pieces = cut(one.text[:LONGEST], one.text_span.start, _marks(one, view), view.quoted)
    name = labels.provision(one.eid.rpartition("__")[2], view.language)
    hidden = max(0, len(one.text) - LONGEST)
    return Unit(one.eid, anchor, one.kind, one.num, name, one.heading, pieces, state, one.quoted, hidden, children)


def block(block: Block | None, view: View) -> tuple[Piece, ...]:
    """Return preface, preamble or conclusions as pieces; nothing where the act has none."""
    return cut(block.text[:LONGEST], block.span.start, _citations(block.citations, view), view.quoted) if block else ()


def outline(provisions: tuple[Provision, ...], language: str, depth: int = 2, room: int = 300) -> tuple[Lead, ...]:
    """Return the outline of an act: number and heading (or first words) of its outer units."""
    out = []
    for one in provisions[:room]:
        deeper = any(child.heading for child in one.children)
        children = outline(one.children, language, depth - 1, room) if depth > 1 and deeper else ()
        words = labels.clip(one.heading or one.text, 64)
        out.append(Lead(one.eid, one.num or "¶", words, children))
    return tuple(out)
