"""Source: a text as decoded, from which the bytes can be had back exactly.

Nothing is normalised: byte order mark, line endings and control characters stay, so that offsets are those of the file.
"""

from __future__ import annotations

import codecs
import hashlib

import msgspec

from decreelex.errors import InputError, fail

LIMIT = 64 * 1024 * 1024
LINE_LIMIT = 4_000_000  # characters: an act of a thousand pages has no paragraph near that long
_LEGACY = ["cp1251", "koi8_r", "cp866", "mac_cyrillic", "iso8859_5"]
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SIGNATURES = {b"%PDF": "a PDF file", b"PK\x03\x04": "a ZIP archive (DOCX, ODT or XLSX)", b"\x89PNG": "an image",
               b"\xff\xd8\xff": "an image", b"GIF8": "an image", b"\x7fELF": "a program", b"\x1f\x8b": "a gzip archive",
               b"\xd0\xcf\x11\xe0": "an old Office file (DOC)"}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x1b"))


class Source(msgspec.Struct, frozen=True):
    """A text and where it came from. ``bom``: the text begins with a byte order mark (kept as its first character)."""

    name: str | None
    text: str
    encoding: str
    bom: bool
    sha256: str


def from_str(text: str, *, name: str | None = None) -> Source:
    """Return a source for a text that is at hand as a string. Raises InputError when it is empty or too long."""
    data = text.encode("utf-8", "surrogatepass")
    _limit(len(data), name)
    if not text.strip():
        raise _empty(name)
    _limit_lines(text, name)
    return Source(name, text, "utf-8", text.startswith("\ufeff"), hashlib.sha256(data).hexdigest())


def decode(data: bytes, *, name: str | None = None) -> Source:
    """Return the source that ``data`` is: UTF-8, UTF-16, windows-1251 or KOI8-R (the last two detected).

    Raises InputError for binary data, an empty file, more than 64 MiB, a line of more than 4,000,000 characters, or
    bytes in no known encoding.
    """
    _limit(len(data), name)
    if not data.strip():
        raise _empty(name)
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise fail(InputError, "input-binary", f"{_called(name)} is {what}, not a text.",
                       suggestions=("Convert it to text first, or install the extra `formats`.",))
    encoding = _encoding(data, name)
    text = data.decode(encoding)
    if not text.strip("\ufeff \t\r\n"):
        raise _empty(name)
    _limit_lines(text, name)
    return Source(name, text, encoding, text.startswith("\ufeff"), hashlib.sha256(data).hexdigest())


def encode(source: Source, text: str) -> bytes:
    """Return ``text`` in the encoding of ``source``: for ``source.text`` the bytes it was decoded from."""
    errors = "surrogatepass" if source.encoding.startswith("utf") else "strict"
    return text.encode(source.encoding, errors)


def _encoding(data: bytes, name: str | None) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark) and _fits(data, encoding):
            return encoding
    if b"\0" in data:
        wide = _wide(data)
        if wide:
            return wide
    _refuse_binary(data, name)
    if _fits(data, "utf-8"):
        return "utf-8"
    return _detected(data, name)


def _fits(data: bytes, encoding: str) -> bool:
    """Return whether decoding and encoding give the bytes back."""
    try:
        return data.decode(encoding).encode(encoding) == data
    except UnicodeError:
        return False


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 without mark that these bytes are: line feeds or blanks with a zero beside them."""
    for encoding, blanks in (("utf-16-le", (b" \0", b"\n\0")), ("utf-16-be", (b"\0 ", b"\0\n"))):
        pairs = {data[i : i + 2] for i in range(0, min(len(data), 4096) - 1, 2)}
        if len(data) % 2 == 0 and b"\0\0" not in pairs and any(b in pairs for b in blanks) and _fits(data, encoding):
            return encoding
    return None


def _refuse_binary(data: bytes, name: str | None) -> None:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if (controls * 20 > len(data) and controls > 1 and not _fits(data, "utf-8")) or controls * 3 > len(data):
        raise fail(InputError, "input-binary", f"{_called(name)} is binary data, not a text.",
                   suggestions=("Give a text file; for DOCX, PDF, HTML and RTF install the extra `formats`.",))


def _detected(data: bytes, name: str | None) -> str:
    from charset_normalizer import from_bytes

    sample = data[:200_000]
    best = from_bytes(sample, cp_isolation=_LEGACY, enable_fallback=False).best()
    if best is not None and _fits(data, best.encoding):
        return best.encoding
    raise fail(InputError, "input-undecodable", f"{_called(name)} is in no encoding that decreelex knows.",
               suggestions=("Save it as UTF-8. Known: UTF-8, UTF-16, windows-1251, KOI8-R.",))


def _limit(size: int, name: str | None) -> None:
    if size > LIMIT:
        raise fail(InputError, "input-too-large", f"{_called(name)} has {size:,} bytes; the limit is {LIMIT:,}.",
                   suggestions=("Split it into its acts.",))


def _limit_lines(text: str, name: str | None) -> None:
    longest = len(max(text.splitlines(), key=len, default="")) if len(text) > LINE_LIMIT else 0
    if longest > LINE_LIMIT:
        raise fail(InputError, "input-line-long", f"{_called(name)} has a line of {longest:,} characters; the limit is "
                   f"{LINE_LIMIT:,}.", suggestions=("Put every paragraph of the act in a line of its own.",))


def _empty(name: str | None) -> Exception:
    return fail(InputError, "input-empty", f"{_called(name)} is empty.", suggestions=("Give the text of an act.",))


def _called(name: str | None) -> str:
    return name or "The input"
