"""One page that needs nothing else: the act with its marks as lines under the words, a legend, an anchor per eId.

Marks that overlap are layers: each stretch of words between two borders carries one line per mark, the innermost mark
nearest to the words. The page has a light and a dark theme and can be printed.
"""

from __future__ import annotations

import bisect
import html
import itertools
from collections.abc import Iterator, Sequence

from decreelex.annotation.formats.common import chunks
from decreelex.annotation.labels import table, word
from decreelex.annotation.structs import LABELS, Annotated, Annotation, Typed
from decreelex.span import Span

_FILLED = frozenset({"BEARER", "MODALITY"})
_STEP = 3  # pixels from one line to the next
_STYLE = """
:root{color-scheme:light dark;--paper:#fffdf9;--ink:#20242a;--quiet:#626a75;--rule:#dcd8cf;%(light)s}
@media (prefers-color-scheme:dark){:root{--paper:#15181d;--ink:#e6e3dc;--quiet:#9aa3af;--rule:#343a43;%(dark)s}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.06rem/1.95 Georgia,"PT Serif","Times New Roman",serif}
main{max-width:46rem;margin:0 auto;padding:2rem 1.2rem 4rem}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .3rem}
p.iri,p.hint{color:var(--quiet);font:.85rem/1.45 system-ui,sans-serif;margin:.2rem 0 1rem;overflow-wrap:anywhere}
ul.legend{list-style:none;margin:0 0 1.6rem;padding:.7rem .9rem;border:1px solid var(--rule);border-radius:.5rem;
display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;font:.85rem/1.5 system-ui,sans-serif}
ul.legend i{display:inline-block;width:1.5em;height:3px;border-radius:2px;margin-right:.45em;vertical-align:middle}
section{position:relative;margin:.1rem 0;padding-left:.2rem;white-space:pre-wrap;overflow-wrap:anywhere}
section:target{outline:2px solid var(--rule);outline-offset:.3rem;border-radius:.3rem}
.what{display:flex;gap:.6em;flex-wrap:wrap;font:.75rem/1.4 system-ui,sans-serif;color:var(--quiet);margin-top:1rem;
white-space:normal}
.what a{color:inherit;text-decoration:none}.what a:hover{text-decoration:underline}.what b{color:var(--ink);font-weight:600}
.gap{margin:.35rem 0;line-height:1.6;color:var(--quiet);overflow-wrap:anywhere}
mark{background-color:transparent;color:inherit;background-repeat:no-repeat;-webkit-box-decoration-break:clone;
box-decoration-break:clone}
@media print{:root{--paper:#fff;--ink:#000;--quiet:#444;%(light)s}body{font-size:10.5pt}main{max-width:none;padding:0}
section{break-inside:avoid-page}mark,ul.legend i{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""


def write(annotated: Annotated, text: str) -> bytes:
    """Return the page."""
    language = annotated.language
    title = word("words", "title", language)
    name = annotated.name or annotated.iri or title
    head = (f'<!doctype html>\n<html lang="{language[:2]}">\n<head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{html.escape(name)}</title>'
            f"<style>{_STYLE % _colours()}</style></head>\n<body><main>\n<h1>{html.escape(title)}</h1>\n"
            f'<p class="iri">{html.escape(" · ".join(filter(None, (annotated.name, annotated.iri))))}</p>\n')
    body = "".join((*_legend(annotated, language), *_body(annotated, text)))
    return f"{head}{body}</main></body></html>\n".encode()


def _colours() -> dict[str, str]:
    rows = table()["labels"]
    return {theme: "".join(f"--{label}:{rows[label][theme]};" for label in LABELS) for theme in ("light", "dark")}


def _legend(annotated: Annotated, language: str) -> Iterator[str]:
    used = {one.label for one in annotated.annotations}
    yield f'<p class="hint">{html.escape(word("words", "hint", language))}</p>\n<ul class="legend">'
    for label in LABELS:
        if label in used:
            yield (f'<li><i style="background:var(--{label})"></i>{html.escape(word("labels", label, language))} '
                   f"<small>{label}</small></li>")
    for label in sorted(used - set(LABELS)):
        yield f'<li><i style="background:var(--quiet)"></i><small>{html.escape(label)}</small></li>'
    yield "</ul>\n"


def _body(annotated: Annotated, text: str) -> Iterator[str]:
    """Yield the text: what stands outside provisions as it is, each provision's number and own words as a section."""
    at = 0
    marks = sorted(annotated.annotations, key=lambda one: (one.span.start, -one.span.end))
    for one in sorted(annotated.provisions, key=lambda row: row.span.start):
        if one.span.start < at:
            continue
        line = max(at, text.rfind("\n", at, one.span.start) + 1)
        yield _between(text, at, line, marks)
        yield _section(one, text, Span(line, one.span.end), marks, annotated.language)
        at = one.span.end
    yield _between(text, at, len(text), marks)


def _between(text: str, start: int, end: int, marks: Sequence[Annotation]) -> str:
    """Return a paragraph for every line that stands outside provisions."""
    lines = (Span(first, last) for first, last in chunks(text, start, end))
    return "".join(f'<p class="gap">{"".join(_marked(text, line, marks))}</p>\n' for line in lines)


def _section(one: Typed, text: str, whole: Span, marks: Sequence[Annotation], language: str) -> str:
    eid = html.escape(one.eid or "", quote=True)
    said = [f'<a href="#{eid}">{eid}</a>', f"<b>{html.escape(word('types', one.type or 'open', language))}</b>"]
    said += [html.escape(words) for words in (one.actor, f"→ {one.addressee}" if one.addressee else None) if words]
    line = "".join(f"<span>{part}</span>" for part in said)
    return f'<section id="{eid}"><div class="what">{line}</div>{"".join(_marked(text, whole, marks))}</section>\n'


def _marked(text: str, span: Span, marks: Sequence[Annotation]) -> Iterator[str]:
    """Yield the words of a span, cut at every border of a mark; each piece has a line for every mark over it."""
    inside = list(_touching(span, marks))
    levels = _levels(inside)
    borders = sorted({span.start, span.end, *(place for one in inside for place in (one.span.start, one.span.end)
                                               if span.start < place < span.end)})
    for start, end in itertools.pairwise(borders):
        over = [one for one in inside if one.span.start <= start and end <= one.span.end]
        words = html.escape(text[start:end])
        yield _layers(over, levels, words) if over else words


def _touching(span: Span, marks: Sequence[Annotation]) -> Iterator[Annotation]:
    first = bisect.bisect_left(marks, span.start, key=lambda one: one.span.start)
    for one in marks[first:]:
        if one.span.start >= span.end:
            return
        yield one


def _levels(inside: Sequence[Annotation]) -> dict[str, int]:
    """Return how far below the words each mark's line runs: below those of the shorter marks that it meets."""
    levels: dict[str, int] = {}
    rows: list[list[tuple[int, int]]] = []  # the marks of each level, which do not meet
    for one in sorted(inside, key=lambda mark: (mark.span.end - mark.span.start, mark.span.start)):
        place = (one.span.start, one.span.end)
        level = next((n + 1 for n in range(len(rows) - 1, -1, -1) if _meets(rows[n], place)), 0)
        if level == len(rows):
            rows.append([])
        bisect.insort(rows[level], place)
        levels[one.id] = level
    return levels


def _meets(row: Sequence[tuple[int, int]], place: tuple[int, int]) -> bool:
    at = bisect.bisect_left(row, place)
    return (at < len(row) and row[at][0] < place[1]) or (at > 0 and row[at - 1][1] > place[0])


def _layers(over: Sequence[Annotation], levels: dict[str, int], words: str) -> str:
    """Return words with one line per mark, each at the level of its mark."""
    order = sorted(over, key=lambda one: levels[one.id])
    deepest = max(levels.values())
    colours = [one.label if one.label in LABELS else "quiet" for one in order]  # a person's own label has no colour
    lines = ",".join(f"linear-gradient(var(--{name}),var(--{name}))" for name in colours)
    sizes = ",".join("100% 2px" for _ in order)
    places = ",".join(f"0 calc(100% - {_STEP * (deepest - levels[one.id])}px)" for one in order)
    first = next((one.label for one in order if one.label in _FILLED), None)
    fill = f"background-color:color-mix(in srgb,var(--{first}) 14%,transparent);" if first else ""
    title = html.escape("\n".join(_tip(one) for one in order), quote=True)
    return (f'<mark title="{title}" data-ids="{" ".join(html.escape(one.id, quote=True) for one in order)}" '
            f'style="{fill}background-image:{lines};background-size:{sizes};background-position:{places};'
            f'padding-bottom:{_STEP * (deepest + 1)}px">{words}</mark>')


def _tip(one: Annotation) -> str:
    said = ", ".join(f"{name}: {value}" for name, value in sorted(one.attributes.items()))
    return f"{one.label} ({said})" if said else one.label
