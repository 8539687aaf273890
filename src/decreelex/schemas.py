"""The JSON Schemas of what is printed, and documents checked against them."""

from __future__ import annotations

import functools
from typing import Any

import msgspec

from decreelex.errors import Diagnostic, UsageError, fail


@functools.cache
def _schemas() -> dict[str, Any]:
    from decreelex.annotation import Annotated
    from decreelex.answer import CatalogueRow
    from decreelex.changes import Comparison, Consolidation, HistoryEntry, PointInTime
    from decreelex.model import Amendments, Answer, Expression, Timeline
    from decreelex.views import Changes, Readings, RuleReport, WhyNot

    return {
        "expression": Expression, "answer": Answer, "readings": Readings, "why-not": WhyNot, "changes": Changes,
        "rule-report": RuleReport, "timeline": Timeline, "questions": list[CatalogueRow],
        "amendments": Amendments, "consolidation": Consolidation, "point": PointInTime, "comparison": Comparison,
        "history": list[HistoryEntry], "annotations": Annotated,
    }


def schema(what: str = "expression") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind of output. Raises UsageError for an unknown kind."""
    kinds = _schemas()
    if what not in kinds:
        raise fail(UsageError, "unknown-schema", f"there is no schema {what!r}", suggestions=tuple(kinds))
    made = msgspec.json.schema(kinds[what])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


_JSON_HINT = "give what decreelex prints with --format json"


def validate(data: bytes, *, what: str | None = None) -> tuple[Diagnostic, ...]:
    """Check a JSON document against its schema; one diagnostic for each fault, naming its path."""
    import jsonschema

    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return (Diagnostic("not-json", "error", f"not JSON: {error}", None, (), (_JSON_HINT,)),)
    validator = jsonschema.Draft202012Validator(schema(what or _kind_of(document)))
    try:
        found = sorted(validator.iter_errors(document), key=lambda e: e.json_path)
    except RecursionError:
        return (Diagnostic("too-deep", "error", "the document is nested too deeply (more than 64 levels)"),)
    return tuple(Diagnostic("schema", "error", f"{error.json_path}: {error.message[:300]}") for error in found[:100])


def _kind_of(document: object) -> str:
    """Return which schema a document means to follow, by the keys that only it has."""
    if isinstance(document, list):
        return "questions"
    keys = document.keys() if isinstance(document, dict) else ()
    own = {"wanted": "why-not", "ask_first": "changes", "verdict": "answer", "readings": "readings", "bands": "timeline",
           "unparsed": "amendments", "events": "point", "not_applied": "consolidation", "changes": "comparison"}
    return next((kind for key, kind in own.items() if key in keys), "expression")
