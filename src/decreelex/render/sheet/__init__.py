"""An answer as a page to put in a file: the same sections as HTML, DOCX and PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decreelex import lazy

if TYPE_CHECKING:
    from decreelex.render.sheet.content import sheet
    from decreelex.render.sheet.docx import to_docx
    from decreelex.render.sheet.html import to_html
    from decreelex.render.sheet.pdf import to_pdf

__all__ = ["sheet", "to_docx", "to_html", "to_pdf"]

__getattr__ = lazy.names(__name__, {"content": ("sheet",), "docx": ("to_docx",), "html": ("to_html",), "pdf": ("to_pdf",)})
