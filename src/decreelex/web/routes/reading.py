"""Texts that the asker brings: parse, amendments, apply, annotate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated as Kind
from typing import Any

from litestar import Request, Response, post
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.params import JSONBody, QueryParameter

from decreelex.annotation import Annotated
from decreelex.changes import Consolidation
from decreelex.model import Amendments, Expression
from decreelex.web import reply
from decreelex.web.bodies import ApplyBody
from decreelex.web.examples import example
from decreelex.web.problems import refuse
from decreelex.web.routes.common import Handlers, refusals
from decreelex.web.service import service_of

Asking = Request[Any, Any, Any]
FILES = {
    "text/plain", "text/html", "application/pdf", "application/rtf", "text/rtf", "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MEDIA = {"json": "application/json", "akn": "application/akn+xml", "text": "text/plain",
         "tree": "text/plain"}
_STEPS = "^(citations|effects|amendments)(,(citations|effects|amendments))*$"
Name = Kind[str | None, QueryParameter(max_length=300, description="A name for the text, if the body is a file.")]
Tongue = Kind[str, QueryParameter(name="lang", pattern="^(ru|en|auto)$", description="Language, if the body is a file.")]


@dataclass
class TextOperation(Operation):
    """An operation whose body is JSON with a text, or a file."""

    def __post_init__(self) -> None:
        """Say so in the OpenAPI document."""
        text = Schema(type="string", min_length=1)  # type: ignore[arg-type]
        names_of = Schema(type="string", enum=["citations", "effects", "amendments"])  # type: ignore[arg-type]
        steps = Schema(type=["array", "null"], items=names_of)  # type: ignore[list-item]
        names: dict[str, Any] = {
            "text": text, "name": Schema(type=["string", "null"]),  # type: ignore[list-item]
            "lang": Schema(type="string", enum=["ru", "en", "auto"]), "steps": steps}  # type: ignore[arg-type]
        body = Schema(type="object", required=["text"], properties=names, additional_properties=False)  # type: ignore[arg-type]
        self.request_body = RequestBody(required=True, content={
            "application/json": OpenAPIMediaType(schema=body, example={"text": example("text"), "lang": "en"}),
            "text/plain": OpenAPIMediaType(schema=text, example=example("text")),
            "application/octet-stream": OpenAPIMediaType(schema=Schema(type="string", format="binary")),  # type: ignore[arg-type]
        })


async def _read(request: Asking, verb: str, media: str, **query: str | None) -> Response[Any]:
    kind = request.headers.get("content-type", "application/octet-stream").split(";")[0].strip().lower()
    if kind != "application/json" and kind not in FILES:
        raise refuse("bad-media-type", f"{kind[:100]} is not read here", status=415,
                     suggestions=("application/json", *sorted(FILES)))
    given = {name: value for name, value in query.items() if value}
    data = await service_of(request).run(verb, slow=True, data=await request.body(), media=kind, query=given)
    return reply.send(request, await reply.made_aside(data, media))


@post("/api/v1/parse", operation_id="parse", operation_class=TextOperation, status_code=200, tags=["texts"],
      summary="Parse an act into the model", responses=refusals(400, 408, 413, 415, 422, 504))
async def parse(
    request: Asking,
    name: Name = None,
    lang: Tongue = "auto",
    steps: Kind[str | None, QueryParameter(pattern=_STEPS)] = None,
    form: Kind[str, QueryParameter(name="format", pattern="^(json|akn|tree|text)$")] = "json",
) -> Response[Expression]:
    """Return the model of a text; spans are code points of the text given."""
    return await _read(request, "parse", MEDIA[form], name=name, lang=lang, steps=steps, format=form)


@post("/api/v1/amendments", operation_id="amendments", operation_class=TextOperation, status_code=200, tags=["texts"],
      summary="Read what an act orders to be changed in others", responses=refusals(400, 408, 413, 415, 422, 504))
async def amendments(request: Asking, name: Name = None, lang: Tongue = "auto") -> Response[Amendments]:
    """Return modifications, and the instructions that could not be read with the reason."""
    return await _read(request, "amendments", MEDIA["json"], name=name, lang=lang)


@post("/api/v1/annotate", operation_id="annotate", operation_class=TextOperation, status_code=200, tags=["texts"],
      summary="Read who must, may and must not do what", responses=refusals(408, 413, 415, 422, 504))
async def annotate(request: Asking, name: Name = None, lang: Tongue = "auto") -> Response[Annotated]:
    """Return marked words, their links, and what each provision does."""
    return await _read(request, "annotate", MEDIA["json"], name=name, lang=lang)


@post("/api/v1/apply", operation_id="apply", status_code=200, tags=["texts"],
      summary="Apply amending acts to the act they amend", responses=refusals(400, 408, 413, 422, 504))
async def apply(request: Asking, data: JSONBody[ApplyBody]) -> Response[Consolidation]:
    """Apply each modification exactly, or not at all with the reason."""
    body = await service_of(request).run("apply", slow=True, asked={n: getattr(data, n) for n in data.__struct_fields__})
    return reply.send(request, await reply.made_aside(body))


def handlers() -> Handlers:
    """Return the handlers of this module."""
    return [parse, amendments, annotate, apply]
