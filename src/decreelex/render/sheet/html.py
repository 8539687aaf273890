"""A page as one HTML file: no scripts, nothing from elsewhere; light and dark on a screen, black on white on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from decreelex.render.sheet.blocks import Block, Point, Quote, Row, Section, Sheet, Step

_STYLE = """
:root { color-scheme: light dark; --paper: #fdfdfb; --ink: #1b2430; --soft: #566273; --line: #d7dce2; --panel: #f3f5f7;
  --quote: #23497a; --yes: #1f7a48; --no: #a33232; --open: #8a5a0c; --firm: #2f8f5b; --weak: #b9771a; --absent: #b23b3b;
  --assumed: #6a4cc0; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161b; --ink: #e6eaf0; --soft: #9aa6b5; --line: #343e4a;
  --panel: #1b2129; --quote: #a5c8f3; --yes: #5fcf95; --no: #f08b8b; --open: #e6b45c; --firm: #4cbf83; --weak: #e2a54a;
  --absent: #e57a7a; --assumed: #ac93f2; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 Georgia, "PT Serif", "Liberation Serif", serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 3rem; }
.kind { font: 600 .8rem/1 system-ui, "PT Sans", sans-serif; letter-spacing: .06em; text-transform: uppercase;
  color: var(--soft); }
.verdict { display: flex; gap: .9rem; align-items: baseline; margin: 1rem 0 .4rem; }
.badge { font: 700 1.05rem/1 system-ui, "PT Sans", sans-serif; padding: .45rem .7rem; border: 2px solid; border-radius: .35rem;
  white-space: nowrap; }
.yes { color: var(--yes); } .no { color: var(--no); } .open { color: var(--open); }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0; }
.question { color: var(--soft); margin: .3rem 0 1rem; }
.warn { border-left: 3px solid var(--open); padding: .15rem 0 .15rem .8rem; margin: .4rem 0; }
h2 { font: 600 1.02rem/1.3 system-ui, "PT Sans", sans-serif; margin: 2rem 0 .6rem; padding-top: .7rem;
  border-top: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font: .88rem/1.45 system-ui, "PT Sans", sans-serif; }
th { text-align: left; font-weight: 400; color: var(--soft); padding: .25rem 1rem .25rem 0; width: 12rem; vertical-align: top; }
td { padding: .25rem 0; overflow-wrap: anywhere; }
code { font: .84rem/1.4 ui-monospace, "Liberation Mono", monospace; }
.step { margin: .75rem 0; padding-left: calc(var(--depth) * 1.1rem); break-inside: avoid; }
.step p { margin: 0; } .number { font: .82rem/1 system-ui, sans-serif; color: var(--soft); margin-right: .45rem; }
.ground, .remark { font: .84rem/1.4 system-ui, "PT Sans", sans-serif; color: var(--soft); margin: .1rem 0 0; }
.reading > p:first-child { border-left: 3px dashed var(--weak); padding-left: .55rem; }
blockquote { margin: .4rem 0 .2rem; padding: .3rem .8rem; background: var(--panel); border-left: 3px solid var(--line); }
blockquote q { font-style: italic; color: var(--quote); quotes: "\\00ab" "\\00bb"; }
cite { display: block; font: normal .8rem/1.4 system-ui, "PT Sans", sans-serif; color: var(--soft); overflow-wrap: anywhere; }
cite::before { content: "\\25cf"; margin-right: .4rem; }
.firm::before { color: var(--firm); } .weak::before { color: var(--weak); }
.absent::before { color: var(--absent); } .assumed::before { color: var(--assumed); }
ul { padding-left: 1.2rem; margin: .4rem 0; } li { margin: .35rem 0; }
footer { margin-top: 2.5rem; padding-top: .8rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; }
@media print { :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --panel: #fff; --quote: #000; --yes: #000;
  --no: #000; --open: #000; --firm: #000; --weak: #000; --absent: #000; --assumed: #000; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; } h2 { break-after: avoid; } @page { margin: 20mm 18mm; } }
"""


def to_html(page: Sheet) -> bytes:
    """Return a page as a self-contained HTML file in UTF-8."""
    parts = [
        f'<!DOCTYPE html>\n<html lang="{page.language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(page.verdict)} · {escape(page.question)}</title><style>{_STYLE}</style></head><body><main>",
        f'<p class="kind">{escape(page.title)}</p>',
        f'<div class="verdict"><span class="badge {page.tone}">{escape(page.verdict)}</span>',
        f"<h1>{escape(page.holds or page.question)}</h1></div>",
        f'<p class="question">{escape(page.question)}</p>' if page.holds else "",
        *(f'<p class="warn">{escape(said)}</p>' for said in page.warnings),
        _table(page.facts),
        *(part for section in page.sections for part in _section(section)),
        f"<footer>{escape(page.footer)}</footer></main></body></html>",
    ]
    return ("\n".join(part for part in parts if part) + "\n").encode("utf-8", "replace")


def _section(section: Section) -> Iterator[str]:
    yield f"<section><h2>{escape(section.heading)}</h2>"
    yield from _blocks(section.blocks)
    yield "</section>"


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    rows = [block for block in blocks if isinstance(block, Row)]
    points = [block for block in blocks if isinstance(block, Point)]
    yield from (f"<p>{escape(block)}</p>" for block in blocks if isinstance(block, str))
    if rows:
        yield _table(rows)
    if points:
        yield "<ul>" + "".join(map(_point, points)) + "</ul>"
    yield from (_step(block) for block in blocks if isinstance(block, Step))


def _table(rows: Iterable[Row]) -> str:
    return "<table>" + "".join(map(_row, rows)) + "</table>"


def _row(row: Row) -> str:
    value = f"<code>{escape(row.value)}</code>" if row.code else escape(row.value)
    return f"<tr><th>{escape(row.name)}</th><td>{value}</td></tr>"


def _point(point: Point) -> str:
    lead = f"<strong>{escape(point.lead)}:</strong> " if point.lead else ""
    remark = f'<p class="remark">{escape(point.remark)}</p>' if point.remark else ""
    return f"<li>{lead}{escape(point.words)}{remark}</li>"


def _step(step: Step) -> str:
    ground = f'<p class="ground">{escape(step.ground)}</p>' if step.ground else ""
    kind = "step reading" if step.reading else "step"
    return (f'<div class="{kind}" style="--depth:{min(step.depth, 8)}"><p><span class="number">{step.number}</span>'
            f"{escape(step.words)}</p>{ground}{''.join(map(_quote, step.quotes))}</div>")


def _quote(quote: Quote) -> str:
    said = f"<q>{escape(quote.words)}</q>" if quote.words else ""
    return f'<blockquote>{said}<cite class="{quote.tone}">{escape(quote.where)}</cite></blockquote>'
