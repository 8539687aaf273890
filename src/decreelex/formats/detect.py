"""What a file is, by its first bytes; a name or media type is never believed over them."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from decreelex.formats.common import refused

Format = Literal["html", "docx", "pdf", "rtf", "text"]

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|span|h[1-6]|article|br)\b[^<]{0,2000}>", re.IGNORECASE
)
_LEADING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?", re.DOTALL)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"AT&TFORM")


def detect(data: bytes) -> Format:
    """Return the format of a file's bytes. Raises InputError for one that is known and cannot be read."""
    if data[:4] == b"PK\x03\x04":
        return _zipped(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:5].lower() == b"{\\rtf":
        return "rtf"
    if data.startswith(_COMPOUND):
        raise refused(
            "format-compound",
            "this is an old Word document (.doc) or a Word document with a password",
            "open it in a word processor and save it as DOCX without a password",
        )
    if data.startswith(_PICTURES):
        raise refused("format-picture", "this is a picture, which has no text", "give a text, or recognise it (OCR) first")
    return "html" if _opens_html(data[:4096]) else "text"


def _opens_html(head: bytes) -> bool:
    """Return whether a file begins with a tag of HTML, also in UTF-16."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").lstrip("\ufeff").encode()
    start = _LEADING.match(head)
    return _HTML.match(head, start.end() if start else 0) is not None


def _zipped(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "word/document.xml" in archive.namelist():
                return "docx"
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise refused("format-damaged", f"the file is a damaged archive: {error}", "save or fetch it again") from error
    raise refused(
        "format-unknown",
        "the file is an archive, but not a Word document (DOCX)",
        "unpack it, or save the document as DOCX, HTML or text",
    )
