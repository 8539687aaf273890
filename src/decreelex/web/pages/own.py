"""The page for an act that somebody pastes or uploads: it is read and shown, and nothing of it is kept."""

from __future__ import annotations

import bisect
from typing import NamedTuple

from decreelex import api
from decreelex import text as texts
from decreelex.errors import Diagnostic
from decreelex.model import Expression
from decreelex.render import page as labels
from decreelex.text import Source
from decreelex.web.pages import act
from decreelex.web.pages.act import View
from decreelex.web.pages.norms import norms
from decreelex.web.pages.templates import Reader, render

MAX_BYTES = 4 * 1024**2
UNITS = 2_000
REMARKS = 200
_NEAR = 48  # code points of the line shown before and after the words that a remark is about


class Remark(NamedTuple):
    """A diagnostic with its place: line and column from 1, and the words with what stands around them in the line."""

    said: Diagnostic
    line: int
    column: int
    before: str
    words: str
    after: str


def form(reader: Reader, *, problem: str = "") -> str:
    """Return the page with the form. ``problem``: a name among the words of ``own``, where there was one."""
    return render("own", reader, problem=problem, size=MAX_BYTES // 1024**2)


def own(reader: Reader, data: bytes, *, file_name: str = "", lang: str = "auto", both: bool = False,
        pasted: bool = False) -> str:
    """Return the page of what was read. ``data``: a file or the bytes of a text; ``both``: a text was given beside it;
    ``pasted``: they are a text, whatever they look like.

    Raises InputError for what cannot be read.
    """
    if not data.strip():
        return form(reader, problem="empty")
    source, left_out = (texts.decode(data), ()) if pasted else api.read_source(data, name=file_name or None)
    expression = api.parse_source(source, lang=lang if lang in api.LANGUAGES else "auto")
    marked = norms(expression, reader.language, length=len(source.text))
    view = View(reader.known, expression.work.iri, None, reader.language, marked, {})
    units, room = act.shown(expression.provisions, view, UNITS)
    remarks = (*left_out, *expression.diagnostics)
    return render(
        "own_read", reader, act=expression, units=units, room=room, limit=UNITS, text=source.text, both=both,
        blocks=tuple((part, act.block(getattr(expression, part), view)) for part in ("preface", "preamble", "conclusions")),
        outline=act.outline(expression.provisions, reader.language), layers=act.layers(view), norms=marked,
        remarks=_remarks(remarks[:REMARKS], source), more=max(0, len(remarks) - REMARKS),
        amendments=api.amendments(expression), identity=_identity(expression, reader.language),
    )


def _identity(expression: Expression, language: str) -> tuple[tuple[str, str | None], ...]:
    """Return what the act is, as rows of a name among the words of ``own`` and a value."""
    work = expression.work
    kinds = labels.labels()["kind"]
    kind = kinds[work.kind][language] if work.kind in kinds else work.kind
    authors = labels.labels()["author"]
    author = authors[work.author][language] if work.author in authors else work.author
    day = labels.date(work.date, language) if work.date else None
    return (("kind", kind), ("number", work.number), ("date", day), ("author", author),
            ("iri", work.iri))


def _remarks(found: tuple[Diagnostic, ...], source: Source) -> tuple[Remark, ...]:
    breaks = [at for at, c in enumerate(source.text) if c == "\n"]
    return tuple(_remark(one, source.text, breaks) for one in found)


def _remark(one: Diagnostic, text: str, breaks: list[int]) -> Remark:
    if one.span is None:
        return Remark(one, 0, 0, "", "", "")
    at = min(one.span.start, len(text))
    nth = bisect.bisect_left(breaks, at)
    start = breaks[nth - 1] + 1 if nth else 0
    stop = breaks[nth] if nth < len(breaks) else len(text)
    end = min(max(at, one.span.end), stop, at + 2 * _NEAR)
    before = ("…" if at - _NEAR > start else "") + text[max(start, at - _NEAR) : at]
    after = text[end : min(stop, end + _NEAR)] + ("…" if end + _NEAR < stop else "")
    return Remark(one, nth + 1, at - start + 1, before, text[at:end], after)
