"""JSON and CSV: every annotation with its place, provision and attributes; both can be read back."""

from __future__ import annotations

import csv
import io
import json

import msgspec

from decreelex.annotation.formats.common import Read, located, problem, tied
from decreelex.annotation.structs import Annotated
from decreelex.errors import InputError, fail
from decreelex.text import decode

_NEEDED = ("start", "end", "label")
_COLUMNS = ("id", "eid", "label", "start", "end", "text", "by", "attributes")


def write_json(annotated: Annotated, _text: str) -> bytes:
    """Return the contract's JSON: annotations, links, and what each provision does."""
    return msgspec.json.format(msgspec.json.encode(annotated), indent=2) + b"\n"


def read_json(data: bytes, text: str) -> Read:
    """Read the annotations and links of our JSON."""
    try:
        document = msgspec.json.decode(data)
        made = [located(text, one["span"][0], one["span"][1], one["label"], one.get("text"), name=one.get("id"),
                        attributes=one.get("attributes"), by=one.get("by")) for one in document["annotations"]]
        links = [tied(one["kind"], one["source"], one["target"]) for one in document.get("links") or ()]
        return Read(made, links)
    except (KeyError, TypeError, AttributeError, IndexError, msgspec.DecodeError) as error:
        raise problem(error, "decreelex's JSON") from None


def write_text(_annotated: Annotated, text: str) -> bytes:
    """Return the text that the places refer to, in UTF-8: what was extracted, where the file was no plain text."""
    return text.encode()


def write_csv(annotated: Annotated, _text: str) -> bytes:
    """Return one row per annotation, in UTF-8; attributes are JSON in one cell. Spreadsheets run no cell of it."""
    out = io.StringIO()
    plain, quoted = (csv.writer(out, lineterminator="\n", quoting=one) for one in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    plain.writerow(_COLUMNS)
    for one in annotated.annotations:
        attributes = json.dumps(one.attributes, ensure_ascii=False) if one.attributes else ""
        row = [_safe(one.id), one.eid or "", _safe(one.label), one.span.start, one.span.end, _safe(one.text), _safe(one.by),
               attributes]
        (quoted if "\r" in one.text else plain).writerow(row)
    return out.getvalue().encode()


def read_csv(data: bytes, text: str) -> Read:
    """Read rows with the columns start, end and label (text, id, by and attributes where they are there), separated by
    commas, semicolons or tabs, in any encoding that spreadsheets save."""
    try:
        words = decode(data).text.removeprefix("\ufeff")
    except InputError as error:
        raise problem(error, "CSV") from None
    try:
        made = []
        for row in csv.DictReader(io.StringIO(words, newline=""), delimiter=_delimiter(words)):
            attributes = json.loads(row.get("attributes") or "{}")
            quote = row.get("text")
            made.append(located(text, int(row["start"]), int(row["end"]), _plain(row["label"]),
                                None if quote is None else _plain(quote), name=_plain(row.get("id") or ""),
                                attributes=attributes, by=_plain(row.get("by") or "")))
        return Read(made, [])
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise problem(error, "CSV") from None


def _delimiter(words: str) -> str:
    """Return what separates the columns, by the heading. Raises InputError where columns that are needed are not there."""
    head = words.partition("\n")[0].strip()
    named = {one: {cell.strip(' "') for cell in head.split(one)} for one in ",;\t"}
    best = max(named, key=lambda one: len(named[one] & set(_NEEDED)))
    if absent := [name for name in _NEEDED if name not in named[best]]:
        raise fail(InputError, "annotation-unreadable", "this cannot be read as CSV: its first line names no column "
                   f"{', '.join(absent)}", suggestions=("commas, semicolons or tabs separate columns",))
    return best


def _safe(words: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell
