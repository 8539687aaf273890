"""A page as a PDF file, with fonts for Russian and English inside it."""

from __future__ import annotations

import functools
import io
from typing import Any
from xml.sax.saxutils import escape

from decreelex.errors import UsageError, fail
from decreelex.render.sheet.blocks import Block, Point, Quote, Row, Section, Sheet, Step

_COLORS = {"yes": "#1f7a48", "no": "#a33232", "open": "#8a5a0c", "firm": "#2f8f5b", "weak": "#b9771a", "absent": "#b23b3b",
           "assumed": "#6a4cc0", "plain": "#566273"}
_INK, _SOFT, _QUOTE, _LINE, _PANEL = "#1b2430", "#566273", "#23497a", "#d7dce2", "#f3f5f7"
_WIDTH = 487.0  # points between the margins of A4


def to_pdf(page: Sheet) -> bytes:
    """Return a page as a PDF file (A4). Raises UsageError where reportlab or its fonts are not installed."""
    try:
        from reportlab.lib.pagesizes import A4
        from reportlab.platypus import SimpleDocTemplate

        _fonts()
    except ImportError:
        message = "writing PDF needs reportlab and the fonts of the extra, which are not installed"
        raise fail(UsageError, "format-library", message,
                   suggestions=("pip install 'decreelex[formats]'",)) from None
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, leftMargin=60, rightMargin=48, topMargin=48, bottomMargin=54, invariant=1,
                                 title=f"{page.verdict} · {page.question}", author="decreelex", lang=page.language)
    document.build(_story(page), onFirstPage=_footer(page), onLaterPages=_footer(page))
    return out.getvalue()


@functools.cache
def _fonts() -> None:
    """Register PT Sans and PT Serif, which the packages of the extra bring."""
    import fontpkg_pt_sans
    import fontpkg_pt_serif
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, root in (("Sans", fontpkg_pt_sans.ROOT), ("Serif", fontpkg_pt_serif.ROOT)):
        for style in ("Regular", "Bold", "Italic", "BoldItalic"):
            file = root / "files" / f"PT_{name}-Web-{style}.ttf"
            pdfmetrics.registerFont(TTFont(f"{name}-{style}", str(file)))
        family = [f"{name}-{style}" for style in ("Regular", "Bold", "Italic", "BoldItalic")]
        pdfmetrics.registerFontFamily(family[0], *family)


def _footer(page: Sheet) -> Any:
    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("Sans-Regular", 8)
        canvas.setFillColor(_SOFT)
        canvas.drawString(60, 30, page.footer)
        canvas.drawRightString(60 + _WIDTH, 30, str(document.page))
        canvas.restoreState()

    return draw


def _story(page: Sheet) -> list[Any]:
    from reportlab.platypus import Spacer

    verdict = f'<font color="{_COLORS[page.tone]}">{_safe(page.verdict)}</font>'
    head = f"{verdict}  {_safe(page.holds or page.question)}"
    story = [_words(page.title.upper(), "Sans-Bold", 7.5, _SOFT, after=8), _words(head, "Sans-Bold", 15, after=4, raw=True)]
    if page.holds:
        story.append(_words(page.question, "Serif-Regular", 10, _SOFT, after=6))
    story += [_words(f"! {said}", "Sans-Regular", 9, _COLORS["open"], after=3) for said in page.warnings]
    story += [Spacer(1, 4), _table(page.facts)]
    for section in page.sections:
        story += _section(section)
    return story


def _words(said: str, font: str, size: float, color: str = _INK, *,  # noqa: PLR0913 (the look of a paragraph)
           indent: float = 0, after: float = 0, before: float = 0,
           raw: bool = False, keep: bool = False) -> Any:
    """Return a paragraph; ``raw``: the words are marked up already."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle("p", fontName=font, fontSize=size, leading=size * 1.36, textColor=color, leftIndent=indent,
                           spaceAfter=after, spaceBefore=before, keepWithNext=keep, splitLongWords=1)
    return Paragraph(said if raw else _safe(said), style)


def _safe(said: str) -> str:
    """Return words without markup and without what no font can show."""
    return escape("".join(c if c >= " " and not "\ud800" <= c <= "\udfff" else " " for c in said))


def _section(section: Section) -> list[Any]:
    from reportlab.platypus import HRFlowable

    rows = [block for block in section.blocks if isinstance(block, Row)]
    out = [HRFlowable(width="100%", thickness=0.6, color=_LINE, spaceBefore=12, spaceAfter=4),
           _words(section.heading, "Sans-Bold", 11, after=3, keep=True)]
    if rows:
        out.append(_table(rows))
    return out + [part for block in section.blocks for part in _block(block)]


def _block(block: Block) -> list[Any]:
    if isinstance(block, str):
        return [_words(block, "Serif-Regular", 10.5, after=3)]
    if isinstance(block, Point):
        return _point(block)
    return _step(block) if isinstance(block, Step) else []


def _point(point: Point) -> list[Any]:
    lead = f'<font name="Serif-Bold">{_safe(point.lead)}:</font> ' if point.lead else ""
    out = [_words(f"•&nbsp; {lead}{_safe(point.words)}", "Serif-Regular", 10, before=3, raw=True)]
    return out + ([_words(point.remark, "Sans-Regular", 8.5, _SOFT, indent=11)] if point.remark else [])


def _step(step: Step) -> list[Any]:
    from reportlab.platypus import KeepTogether

    indent = 13.0 * min(step.depth, 8)
    number = f'<font name="Sans-Regular" size="8" color="{_SOFT}">{step.number}</font>&nbsp; '
    out = [_words(number + _safe(step.words), "Serif-Regular", 10, indent=indent, before=6, raw=True)]
    if step.ground:
        out.append(_words(step.ground, "Sans-Regular", 8.5, _COLORS["weak"] if step.reading else _SOFT, indent=indent))
    out += [_quote(quote, indent) for quote in step.quotes]
    return [KeepTogether(out)]


def _quote(quote: Quote, indent: float) -> Any:
    from reportlab.platypus import Table

    cell = [_words(f"«{quote.words}»", "Serif-Italic", 9.5, _QUOTE)] if quote.words else []
    dot = f'<font color="{_COLORS[quote.tone]}">•</font> '
    cell.append(_words(dot + _safe(quote.where), "Sans-Regular", 8, _SOFT, raw=True))
    box = Table([[cell]], colWidths=[_WIDTH - indent - 10], hAlign="RIGHT", spaceBefore=2, spaceAfter=2)
    box.setStyle([("BACKGROUND", (0, 0), (-1, -1), _PANEL), ("LINEBEFORE", (0, 0), (0, -1), 2, _LINE),
                  ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)])
    return box


def _table(rows: Any) -> Any:
    from reportlab.platypus import Table

    cells = [[_words(row.name, "Sans-Regular", 8.5, _SOFT), _words(row.value, "Sans-Regular", 8.5)] for row in rows]
    table = Table(cells, colWidths=[150, _WIDTH - 150])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)])
    return table
