"""JSON and CSV: every annotation with its place, provision and attributes; both can be read back."""

from __future__ import annotations

import csv
import io
import json

import msgspec

from decreelex.annotation.formats.common import Read, located, problem
from decreelex.annotation.structs import Annotated, Relation

_COLUMNS = ("id", "eid", "label", "start", "end", "text", "by", "attributes")


def write_json(annotated: Annotated, _text: str) -> bytes:
    """Return the contract's JSON: annotations, links, and what each provision does."""
    return msgspec.json.format(msgspec.json.encode(annotated), indent=2) + b"\n"


def read_json(data: bytes, text: str) -> Read:
    """Read the annotations and links of our JSON."""
    try:
        document = msgspec.json.decode(data)
        made = [located(text, one["span"][0], one["span"][1], one["label"], one.get("text"), name=str(one.get("id", "")),
                        attributes=one.get("attributes")) for one in document["annotations"]]
        return made, [Relation(one["kind"], one["source"], one["target"]) for one in document.get("links", ())]
    except (KeyError, TypeError, AttributeError, msgspec.DecodeError) as error:
        raise problem(error, "JSON") from None


def write_csv(annotated: Annotated, _text: str) -> bytes:
    """Return one row per annotation, in UTF-8; attributes are JSON in one cell. Spreadsheets run no cell of it."""
    out = io.StringIO()
    plain, quoted = (csv.writer(out, lineterminator="\n", quoting=one) for one in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    plain.writerow(_COLUMNS)
    for one in annotated.annotations:
        attributes = json.dumps(one.attributes, ensure_ascii=False) if one.attributes else ""
        row = [one.id, one.eid or "", one.label, one.span.start, one.span.end, _safe(one.text), one.by, attributes]
        (quoted if "\r" in one.text else plain).writerow(row)
    return out.getvalue().encode()


def read_csv(data: bytes, text: str) -> Read:
    """Read the rows of our CSV."""
    try:
        made = []
        for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
            attributes = json.loads(row.get("attributes") or "{}")
            made.append(located(text, int(row["start"]), int(row["end"]), row["label"], _plain(row["text"]), name=row["id"],
                                attributes=attributes))
        return made, []
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise problem(error, "CSV") from None


def _safe(words: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell
