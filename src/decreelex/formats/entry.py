"""The one way in: bytes -> the format's reader -> Source."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from decreelex import text as texts
from decreelex.errors import Diagnostic
from decreelex.formats import docx, html, pdf, rtf
from decreelex.formats.common import LARGEST, Words, refused
from decreelex.formats.detect import detect
from decreelex.span import Span
from decreelex.text import Source

_READERS: dict[str, Callable[[bytes], Words]] = {"html": html.read, "docx": docx.read, "pdf": pdf.read, "rtf": rtf.read}
_MEDIA = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "text/plain": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_ENDINGS = {"html": "html", "htm": "html", "xhtml": "html", "pdf": "pdf", "rtf": "rtf", "docx": "docx", "txt": "text"}


class FormatResult(msgspec.Struct, frozen=True):
    """A source read from a file; ``pages``: page number (from 1) and its span in ``source.text``, for paged formats."""

    source: Source
    pages: tuple[tuple[int, Span], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read(data: bytes, *, name: str | None = None, media: str | None = None) -> FormatResult:
    """Return the text of a file (HTML, DOCX, PDF with a text layer, RTF, plain text), detected by its content.

    ``name`` and ``media`` (a media type) are only compared with what is found: a difference is reported.
    Raises InputError: too large, damaged, encrypted, scanned, hostile. Raises UsageError where the library that
    reads the format is not installed.
    """
    if len(data) > LARGEST:
        raise refused("format-size", f"the file has {len(data)} bytes; at most {LARGEST} are read", "split the file")
    found = detect(data)
    doubt = _doubt(found, name, media)
    reader = _READERS.get(found)
    if reader is None:
        return FormatResult(texts.decode(data, name=name), (), doubt)
    words = reader(data)
    return FormatResult(texts.from_str(words.text, name=name), words.pages, (*doubt, *words.diagnostics))


def _doubt(found: str, name: str | None, media: str | None) -> tuple[Diagnostic, ...]:
    ending = _ENDINGS.get(name.rpartition(".")[2].lower()) if name and "." in name else None
    said = _MEDIA.get(media.partition(";")[0].strip().lower()) if media else None
    return tuple(
        Diagnostic("format-differs", "warning", f"the {what} says {claim}, the content is {found}: read as {found}")
        for what, claim in (("name", ending), ("media type", said))
        if claim not in (None, found)
    )
