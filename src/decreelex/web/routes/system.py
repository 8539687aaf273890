"""What is not law: health, metrics, the OpenAPI document, schemas, explanations of diagnostics."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.openapi.spec import Example
from litestar.params import PathParameter

from decreelex.web import reply
from decreelex.web.problems import Refusal, absent
from decreelex.web.routes.common import Handlers, Lang, refusals, state_of
from decreelex.web.service import service_of
from decreelex.web.settings import release

Asking = Request[Any, Any, Any]


class Health(msgspec.Struct, frozen=True):
    """Whether the service can answer; ``store``: it has one besides the shipped texts."""

    status: str
    release: str
    store: bool


@get("/health", operation_id="health", summary="Whether the service can answer", tags=["service"], responses=refusals())
async def health(request: Asking) -> Health:
    """Return ``ok`` while the service runs."""
    return Health("ok", release(), service_of(request).settings.db is not None)


@get("/metrics", operation_id="metrics", summary="Counters for Prometheus", tags=["service"], responses=refusals(),
     media_type="text/plain; version=0.0.4")
async def metrics(request: Asking) -> str:
    """Return requests and times by route, jobs waiting and cut off, answers kept."""
    service = service_of(request)
    return service.metrics.text(service.gauges())


@get(["/openapi.json", "/api/v1/openapi.json"], include_in_schema=False)
async def openapi(request: Asking) -> Response[bytes]:
    """Return the OpenAPI document."""
    state = request.app.state
    if "openapi" not in state:
        from decreelex.web.document import document  # it knows these handlers

        state.openapi = reply.made(document(request.app), "application/vnd.oai.openapi+json")
    return reply.send(request, state.openapi)


@get("/api/v1/schema/{what:str}", operation_id="schema", summary="The JSON Schema of a kind of output", tags=["service"],
     responses=refusals(404))
async def schema(
    request: Asking, what: Annotated[str, PathParameter(examples=[Example(value="answer")])]
) -> Response[dict[str, Any]]:
    """Return the JSON Schema (2020-12) of expression, answer, timeline, questions and others."""
    try:
        found = await service_of(request).reply("schema", media="application/schema+json", what=what)
    except Refusal as refusal:
        raise absent(refusal) from None
    return reply.send(request, found)


@get("/api/v1/problems/{code:str}", operation_id="problem", summary="What a diagnostic's code means", tags=["service"],
     media_type="text/plain", responses=refusals(404))
async def problem(
    request: Asking, code: Annotated[str, PathParameter(examples=[Example(value="list-empty")])], lang: Lang = None
) -> Response[str]:
    """Explain a code that a problem or a diagnostic has, and say what to do."""
    spoken = state_of(lang, request.headers.get("accept-language"))
    try:
        found = await service_of(request).reply("problem", media="text/plain", code=code, lang=spoken)
    except Refusal as refusal:
        raise absent(refusal) from None
    return reply.send(request, found)


def handlers() -> Handlers:
    """Return the handlers of this module."""
    return [health, metrics, openapi, schema, problem]
