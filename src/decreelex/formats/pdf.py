"""PDF with a text layer -> words, pages kept as positions.

pypdf, not pdfplumber: on the same pages it is nine times as fast, has no native parts, and bounds what it unpacks;
what pdfplumber has beyond it, the right edge of each line, ``reflow`` does without.
"""

from __future__ import annotations

import contextlib
import io
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from decreelex.errors import DecreelexError, Diagnostic
from decreelex.formats import reflow
from decreelex.formats.common import LARGEST_UNPACKED, Words, library, refused, superscript
from decreelex.formats.reflow import Line

_PAGES = 5_000
_SECONDS = 120.0
_RAISED = 0.85
_GIBBERISH = 0.1


class Fragment(msgspec.Struct, frozen=True):
    """Words as drawn: their place (points, from the lower left corner) and the size of the letters."""

    text: str
    x: float
    y: float
    size: float


def read(data: bytes) -> Words:
    """Return the words of a PDF file, and where each page's stand.

    Raises InputError: damaged, protected by a password, scanned (no text layer), letters without meaning, too large,
    too many pages, too slow to read.
    """
    with _complaints() as complaints:
        reader = _opened(library("pypdf"), data)
        pages = _pages(reader)
    bare = [n for n, lines in enumerate(pages, 1) if not lines]
    if len(bare) * 2 > len(pages) or not pages:
        raise refused(
            "format-scanned",
            f"{len(bare)} of {len(pages)} pages have no text: the PDF file is scanned pictures",
            "recognise it (OCR) and give the text",
            "give the act as DOCX, HTML or text",
        )
    words = reflow.joined(pages)
    _readable(words.text)
    lost = (Diagnostic("format-page-empty", "warning", f"pages without text, possibly pictures: {bare}"),) if bare else ()
    return msgspec.structs.replace(words, diagnostics=(*_repaired(complaints), *lost, *words.diagnostics))


@contextlib.contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what pypdf logs about a file while it is read, instead of letting it reach the terminal."""
    found: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("pypdf")
    before, log.propagate = log.propagate, False
    log.addHandler(handler)
    try:
        yield found
    finally:
        log.removeHandler(handler)
        log.propagate = before


def _repaired(complaints: list[str]) -> list[Diagnostic]:
    if not complaints:
        return []
    message = f"the PDF file is damaged and was read as far as it goes: {complaints[0][:120]} (×{len(complaints)})"
    return [Diagnostic("format-repaired", "warning", message, None, (), ("compare the provisions with the pages",))]


def _opened(pypdf: Any, data: bytes) -> Any:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
    except Exception as error:  # what pypdf raises on damaged files is of many kinds
        raise _damaged(error, "encrypt" in str(error).lower() or "cryptography" in str(error).lower()) from error
    if locked:
        raise _damaged(None, True)
    if count > _PAGES:
        raise refused("format-pages", f"the PDF file has {count} pages; at most {_PAGES} are read", "split the file")
    return reader


def _damaged(error: Exception | None, locked: bool) -> DecreelexError:
    if locked:
        return refused("format-encrypted", "the PDF file is protected by a password", "save it without the password")
    return refused("format-damaged", f"the PDF file is damaged: {error}", "fetch it again, or give the act as text")


def _pages(reader: Any) -> list[list[Line]]:
    """Return the lines of each page, within a budget of time and size."""
    end, size = time.monotonic() + _SECONDS, 0
    pages: list[list[Line]] = []
    for n, page in enumerate(reader.pages, 1):
        fragments: list[Fragment] = []
        try:
            page.extract_text(visitor_text=_collector(fragments))
        except Exception as error:  # the same
            raise refused(
                "format-damaged",
                f"page {n} of the PDF file cannot be read: {error}",
                "fetch it again, or give the act as text",
            ) from error
        size += sum(len(f.text) for f in fragments)
        if time.monotonic() > end or size > LARGEST_UNPACKED // 4:
            raise refused("format-slow", f"the PDF file takes too long or unpacks to too much (page {n})", "split the file")
        pages.append(_lines(fragments))
    return pages


def _collector(into: list[Fragment]) -> Callable[..., None]:
    def collect(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if not text.strip():
            return
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        lines = text.strip("\n").split("\n")
        # where a drawing instruction holds several lines, only the place of the first is known
        into.extend(Fragment(line, x, y - n * 1.2 * size * scale, size * scale) for n, line in enumerate(lines))

    return collect


def _lines(fragments: list[Fragment]) -> list[Line]:
    """Return the lines of a page from top to bottom, raised digits as superscripts."""
    lines: list[list[Fragment]] = []
    for one in fragments:
        if lines and abs(lines[-1][0].y - one.y) < 0.6 * max(one.size, lines[-1][0].size):
            lines[-1].append(one)
        else:
            lines.append([one])
    return [line for parts in lines if (line := _line(parts)).text]


def _line(parts: list[Fragment]) -> Line:
    body = max(parts, key=lambda f: (len(f.text.strip()) > 1, f.size))
    words = ""
    for one in parts:
        text = one.text
        raised = superscript(text.strip()) if one.size < _RAISED * body.size and one.y > body.y + 0.1 * body.size else None
        words += raised if raised is not None else text
    start = min(parts, key=lambda f: f.x)
    blanks = len(words) - len(words.lstrip(" "))
    return Line(" ".join(words.split()), start.x + blanks * 0.3 * body.size, body.y, body.size)


def _readable(words: str) -> None:
    """Refuse a text layer whose letters have no meaning (a font without a table of characters)."""
    strange = sum(1 for c in words if c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or (c < " " and c not in "\n\t"))
    if strange > _GIBBERISH * len(words):
        raise refused(
            "format-letters",
            "the letters of the PDF file have no meaning: its fonts lack a table of characters",
            "recognise it (OCR) and give the text",
            "give the act as DOCX, HTML or text",
        )
