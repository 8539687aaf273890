"""The OpenAPI document: Litestar's, with the schemas that msgspec makes of the same structs.

Litestar does not know structs that are arrays in JSON (spans), nor limits within optional fields.
"""

from __future__ import annotations

from typing import Any

import litestar
import msgspec

from decreelex.annotation import Annotated
from decreelex.answer import CatalogueRow, KnownRegime
from decreelex.changes import Comparison, Consolidation, HistoryEntry, PointInTime
from decreelex.model import Amendments, Answer, Expression, Timeline
from decreelex.store import Added
from decreelex.web.bodies import AddBody, ApplyBody, AskBody
from decreelex.web.problems import Problem
from decreelex.web.routes import acts, reading, system

TYPES = (
    Answer, Expression, Timeline, Amendments, Consolidation, PointInTime, Comparison, HistoryEntry, CatalogueRow, KnownRegime,
    Annotated, Added, AddBody, ApplyBody, AskBody, Problem, acts.ActPage, acts.HitPage, acts.Removed, system.Health,
)
_ALSO = {
    ("/api/v1/timeline", "get"): ("image/svg+xml",),
    ("/api/v1/parse", "post"): tuple(set(reading.MEDIA.values()) - {"application/json"}),
    ("/api/v1/acts/{iri}", "get"): tuple(set(acts.FORMS.values()) - {"application/json"}),
}  # what is no JSON


def document(app: litestar.Litestar) -> bytes:
    """Return the OpenAPI document of an application, as JSON."""
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(app.openapi_schema.to_schema()))
    _, components = msgspec.json.schema_components(TYPES, ref_template="#/components/schemas/{name}")
    made["components"]["schemas"] |= components
    for (path, method), medias in _ALSO.items():
        made["paths"][path][method]["responses"]["200"]["content"] |= {
            media: {"schema": {"type": "object" if media.endswith("json") else "string"}} for media in medias}
    schemas = made["paths"]["/api/v1/schema/{what}"]["get"]["responses"]["200"]["content"]
    schemas["application/schema+json"] = schemas.pop("application/json")
    return msgspec.json.encode(made)
