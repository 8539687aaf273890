"""The formats by name, and which of them some bytes are in."""

from __future__ import annotations

import codecs
import importlib
import re
from typing import Any, NamedTuple

import msgspec

from decreelex.annotation.formats.common import Read, nobody, problem, records
from decreelex.annotation.structs import Annotated
from decreelex.errors import InputError, UsageError, fail


class _Format(NamedTuple):
    module: str
    write: str
    read: str | None


FORMATS = {
    "json": _Format("plain", "write_json", "read_json"), "html": _Format("html", "write", None),
    "w3c": _Format("w3c", "write", "read"), "doccano": _Format("doccano", "write", "read"),
    "labelstudio": _Format("labelstudio", "write", "read"), "brat": _Format("brat", "write", "read"),
    "docbin": _Format("docbin", "write", "read"), "csv": _Format("plain", "write_csv", "read_csv"),
    "text": _Format("plain", "write_text", None),
}


def write(annotated: Annotated, text: str, form: str) -> bytes:
    """Return the annotations of ``text`` in a format. Raises UsageError for an unknown one."""
    if form not in FORMATS:
        raise fail(UsageError, "bad-annotation-format", f"there is no annotation format {form!r}", suggestions=tuple(FORMATS))
    data: bytes = _function(form, FORMATS[form].write)(annotated, text)
    return data


def read(data: bytes, text: str, form: str | None = None, *, annotator: str | None = None) -> Read:
    """Return the annotations and links of ``text`` that some bytes hold; the format is found out where it is not given.

    ``annotator``: take only what this person made, by the name in the file. Raises InputError where they cannot be read,
    stand elsewhere or are not that person's, UsageError for a format that is not read.
    """
    if not data.strip() and form is None:
        raise fail(InputError, "annotation-unreadable", "the file of annotations is empty")
    form = form or detect(data)
    reader = FORMATS[form].read if form in FORMATS else None
    if reader is None:
        raise fail(UsageError, "bad-annotation-format", f"annotations cannot be read from {form!r}",
                   suggestions=tuple(name for name, one in FORMATS.items() if one.read))
    function = _function(form, reader)
    found: Read = function(data, text, annotator=annotator) if form == "labelstudio" else function(data, text)
    return found if annotator is None else _of(found, annotator)


def _of(found: Read, annotator: str) -> Read:
    """Return what one person made."""
    made = [one for one in found.annotations if one.by == annotator]
    if found.annotations and not made:
        raise nobody(annotator, [one.by for one in found.annotations])
    ids = {one.id for one in made}
    return found._replace(annotations=made, links=[one for one in found.links if {one.source, one.target} <= ids])


def _function(form: str, name: str) -> Any:
    return getattr(importlib.import_module(f"decreelex.annotation.formats.{FORMATS[form].module}"), name)


def detect(data: bytes) -> str:
    """Return which format the bytes are in, by what only it has. Raises InputError where it is none."""
    head = data.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "csv"  # what spreadsheets call Unicode text
    if head == b"<" or data.startswith((b"PK\x03\x04", b"%PDF")):
        raise fail(InputError, "annotation-unreadable", "this is a page or a document, not a file of annotations; read back are "
                   + ", ".join(name for name, one in FORMATS.items() if one.read))
    if head in (b"{", b"["):
        return _json(data)
    if data[:1] == b"x" or b"\x00" in data[:200]:
        return "docbin"
    first = data.partition(b"\n")[0]
    return "brat" if _BRAT.match(first) else "csv"


_BRAT = re.compile(rb"[T#ARNEM*][0-9]*\t")
# What a document of each format has, the likeliest to be had by others last.
_SIGNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("w3c", frozenset({"@context", "motivation", "items", "first"})),
    ("labelstudio", frozenset({"predictions", "completions"})),
    ("doccano", frozenset({"entities", "label", "labels"})),
    ("json", frozenset({"links", "provisions", "duties"})),
    ("labelstudio", frozenset({"data"})),
    ("json", frozenset({"annotations"})),
)


def _json(data: bytes) -> str:
    """Return which of the formats that are JSON it is, by the names in its first document."""
    try:
        names = set(records(data.removeprefix(codecs.BOM_UTF8))[0])
    except (TypeError, msgspec.DecodeError) as error:
        raise problem(error, "JSON") from None
    form = next((form for form, signs in _SIGNS if names & signs), None)
    if form is None:
        raise fail(InputError, "annotation-unreadable", f"this JSON holds no annotations in a shape that is known: there are "
                   f"{', '.join(map(repr, sorted(names)[:8])) or 'no names'} in it; looked for were 'annotations' (json), "
                   "'items' (w3c), 'data' and 'annotations' (labelstudio), 'text' with 'entities' or 'label' (doccano)")
    return form
