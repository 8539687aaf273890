"""A page as a DOCX file: headings, tables and lists as such, so that a caseworker can go on writing in it."""

from __future__ import annotations

import io
from typing import Any

from decreelex.errors import UsageError, fail
from decreelex.render.sheet.blocks import Block, Point, Quote, Row, Section, Sheet, Step

_COLORS = {"yes": "1F7A48", "no": "A33232", "open": "8A5A0C", "firm": "2F8F5B", "weak": "B9771A", "absent": "B23B3B",
           "assumed": "6A4CC0", "plain": "566273"}
_SOFT, _QUOTE = "566273", "23497A"


def to_docx(page: Sheet) -> bytes:
    """Return a page as a DOCX file. Raises UsageError where python-docx is not installed."""
    try:
        import docx
    except ImportError:
        raise fail(UsageError, "format-library", "writing DOCX needs python-docx, which is not installed",
                   suggestions=("pip install 'decreelex[formats]'",)) from None
    document = docx.Document()
    _layout(document, page)
    _runs(document.add_paragraph(), (page.title.upper(), {"size": 8.5, "color": _SOFT}))
    head = document.add_heading(level=1)
    _runs(head, (f"{page.verdict}. ", {"color": _COLORS[page.tone]}), (page.holds or page.question, {}))
    if page.holds:
        _runs(document.add_paragraph(), (page.question, {"color": _SOFT}))
    for said in page.warnings:
        _runs(document.add_paragraph(), ("! ", {"bold": True, "color": _COLORS["open"]}), (said, {"color": _COLORS["open"]}))
    _table(document, page.facts)
    for section in page.sections:
        _section(document, section)
    return _bytes(document)


def _layout(document: Any, page: Sheet) -> None:
    from docx.shared import Mm, Pt, RGBColor

    for name, size in (("Normal", 10.5), ("Heading 1", 15), ("Heading 2", 11.5)):
        style = document.styles[name]
        style.font.name, style.font.size = "PT Serif" if name == "Normal" else "PT Sans", Pt(size)
        style.element.rPr.rFonts.set(_qn("w:cs"), style.font.name)
        style.element.rPr.rFonts.set(_qn("w:eastAsia"), style.font.name)
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            style.element.rPr.rFonts.attrib.pop(_qn(f"w:{theme}"), None)
        style.font.color.rgb = RGBColor(0x1B, 0x24, 0x30)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    place = document.sections[0]
    place.page_width, place.page_height = Mm(210), Mm(297)
    place.left_margin, place.right_margin, place.top_margin, place.bottom_margin = Mm(25), Mm(18), Mm(18), Mm(18)
    _runs(place.footer.paragraphs[0], (page.footer, {"size": 8, "color": _SOFT}))
    properties = document.core_properties
    properties.title, properties.author, properties.language = f"{page.verdict} · {page.question}", "decreelex", page.language


def _qn(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _bytes(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _section(document: Any, section: Section) -> None:
    document.add_heading(section.heading, level=2)
    rows = [block for block in section.blocks if isinstance(block, Row)]
    if rows:
        _table(document, rows)
    for block in section.blocks:
        _block(document, block)


def _block(document: Any, block: Block) -> None:
    if isinstance(block, str):
        document.add_paragraph(_clean(block))
    elif isinstance(block, Point):
        item = document.add_paragraph(style="List Bullet")
        lead = [(f"{block.lead}: ", {"bold": True})] if block.lead else []
        remark = [(f"\n{block.remark}", {"size": 9, "color": _SOFT})] if block.remark else []
        _runs(item, *lead, (block.words, {}), *remark)
    elif isinstance(block, Step):
        _step(document, block)


def _step(document: Any, step: Step) -> None:
    from docx.shared import Mm, Pt

    indent = 5 * min(step.depth, 8)
    said = document.add_paragraph()
    said.paragraph_format.left_indent = Mm(indent)
    said.paragraph_format.space_before, said.paragraph_format.space_after = Pt(5), Pt(1)
    said.paragraph_format.keep_with_next = bool(step.ground or step.quotes)
    _runs(said, (f"{step.number}  ", {"size": 8.5, "color": _SOFT}), (step.words, {}))
    if step.ground:
        color = _COLORS["weak"] if step.reading else _SOFT
        _runs(_indented(document, indent), (step.ground, {"size": 9, "color": color}))
    for quote in step.quotes:
        _quote(document, quote, indent + 5)


def _indented(document: Any, indent: int) -> Any:
    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.space_after = Mm(indent), Pt(1)
    return paragraph


def _quote(document: Any, quote: Quote, indent: int) -> None:
    if quote.words:
        _runs(_indented(document, indent), (f"«{quote.words}»", {"italic": True, "color": _QUOTE}))
    _runs(_indented(document, indent), ("● ", {"size": 8, "color": _COLORS[quote.tone]}),
          (quote.where, {"size": 8.5, "color": _SOFT}))


def _table(document: Any, rows: Any) -> None:
    from docx.shared import Mm

    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    widths = Mm(45), Mm(122)
    for column, size in zip(table.columns, widths, strict=True):
        column.width = size
    for row in rows:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = widths
        _runs(cells[0].paragraphs[0], (row.name, {"size": 9, "color": _SOFT}))
        _runs(cells[1].paragraphs[0], (row.value, {"size": 9, "font": "Courier New" if row.code else None}))


def _runs(paragraph: Any, *runs: tuple[str, dict[str, Any]]) -> None:
    """Add runs of words, each with its look: size (points), color (RRGGBB), bold, italic, font."""
    from docx.shared import Pt, RGBColor

    for said, look in runs:
        run = paragraph.add_run(_clean(said))
        run.bold, run.italic = look.get("bold"), look.get("italic")
        if "size" in look:
            run.font.size = Pt(look["size"])
        if "color" in look:
            run.font.color.rgb = RGBColor.from_string(look["color"])
        if look.get("font"):
            run.font.name = look["font"]


def _clean(said: str) -> str:
    """Return words that XML can hold."""
    return "".join(c if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff") else "\ufffd"
                   for c in said)
