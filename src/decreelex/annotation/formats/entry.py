"""The formats by name, and which of them some bytes are in."""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple

from decreelex.annotation.formats.common import Read
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
}


def write(annotated: Annotated, text: str, form: str) -> bytes:
    """Return the annotations of ``text`` in a format. Raises UsageError for an unknown one."""
    if form not in FORMATS:
        raise fail(UsageError, "bad-annotation-format", f"there is no annotation format {form!r}", suggestions=tuple(FORMATS))
    data: bytes = _function(form, FORMATS[form].write)(annotated, text)
    return data


def read(data: bytes, text: str, form: str | None = None) -> Read:
    """Return the annotations and links of ``text`` that some bytes hold; the format is found out where it is not given.

    Raises InputError where they cannot be read or stand elsewhere, UsageError for a format that is not read.
    """
    if not data.strip() and form is None:
        raise fail(InputError, "annotation-unreadable", "the file of annotations is empty")
    form = form or detect(data)
    reader = FORMATS[form].read if form in FORMATS else None
    if reader is None:
        raise fail(UsageError, "bad-annotation-format", f"annotations cannot be read from {form!r}",
                   suggestions=tuple(name for name, one in FORMATS.items() if one.read))
    found: Read = _function(form, reader)(data, text)
    return found


def _function(form: str, name: str) -> Any:
    return getattr(importlib.import_module(f"decreelex.annotation.formats.{FORMATS[form].module}"), name)


def detect(data: bytes) -> str:
    """Return which format the bytes are in, by what only it has."""
    head = data.lstrip()[:1]
    if head not in (b"{", b"["):
        if data[:1] == b"x" or b"\x00" in data[:200]:
            return "docbin"
        return "brat" if data[:1] in b"T#ARN*E" and b"\t" in data.partition(b"\n")[0] else "csv"
    for mark, form in ((b"anno.jsonld", "w3c"), (b'"predictions"', "labelstudio"), (b'"from_name"', "labelstudio"),
                       (b'"start_offset"', "doccano"), (b'"entities"', "doccano")):
        if mark in data:
            return form
    return "json"
