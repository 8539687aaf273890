"""HTML, DOCX, PDF, RTF and plain text -> Source. What a file holds besides the act's words is left out and reported."""

from __future__ import annotations

from decreelex.formats.detect import detect
from decreelex.formats.entry import FormatResult, read

__all__ = ["FormatResult", "detect", "read"]
