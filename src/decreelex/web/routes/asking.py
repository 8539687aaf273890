"""Questions: ask, the catalogue, regimes and their timelines."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.openapi.spec import Example
from litestar.params import JSONBody, QueryParameter

from decreelex.answer import CatalogueRow, KnownRegime
from decreelex.model import Answer, Timeline
from decreelex.web import reply
from decreelex.web.bodies import AskBody
from decreelex.web.examples import example
from decreelex.web.problems import Refusal, absent, refuse
from decreelex.web.routes.common import Handlers, Lang, When, refusals, state_of, today
from decreelex.web.service import service_of

Asking = Request[Any, Any, Any]
ASKED = {"question", "param", "params", "as_of", "known_at", "assume", "without", "doctrine", "lang"}


@get("/api/v1/ask", operation_id="ask", summary="Answer a status question, with the proof", tags=["questions"],
     responses=refusals(400, 404, 422, 504))
async def ask_get(  # noqa: PLR0913, PLR0917
    request: Asking,
    question: Annotated[str, QueryParameter(min_length=1, max_length=2000, examples=[Example(value=example("question"))])],
    param: Annotated[list[str] | None, QueryParameter(description="NAME=VALUE; may be repeated.", required=False)] = None,
    params: Annotated[list[str] | None, QueryParameter(description="The same as param.", required=False)] = None,
    as_of: When = None,
    known_at: When = None,
    assume: Annotated[list[str] | None, QueryParameter(description="The text of an assumed act.", required=False)] = None,
    without: Annotated[list[str] | None, QueryParameter(description="IRI of a known act left out.", required=False)] = None,
    doctrine: Annotated[str | None, QueryParameter(max_length=100)] = None,
    lang: Lang = None,
) -> Response[Answer]:
    """Answer a question given by its catalogue id or in words."""
    for name in request.query_params:
        if name not in ASKED:
            raise refuse("bad-request", f"unknown parameter {name!r}", status=400, suggestions=tuple(sorted(ASKED)))
    asked = {"question": question, "params": _pairs([*(param or ()), *(params or ())]), "as_of": as_of,
             "known_at": known_at, "assume": assume or [], "without": without or [], "doctrine": doctrine, "lang": lang}
    return await _answer(request, asked)


@post("/api/v1/ask", operation_id="ask_post", summary="Answer a status question, with the proof", tags=["questions"],
      status_code=200, responses=refusals(400, 413, 422, 504))
async def ask_post(request: Asking, data: JSONBody[AskBody]) -> Response[Answer]:
    """Answer a question; texts of assumed acts may be long."""
    return await _answer(request, {name: getattr(data, name) for name in data.__struct_fields__})


async def _answer(request: Asking, asked: dict[str, Any]) -> Response[Any]:
    """Questions of texts that are given are long work; a long text is not kept."""
    service = service_of(request)
    if asked["assume"]:
        made = await reply.made_aside(await service.run("ask", slow=True, **asked))
    else:
        made = await service.reply("ask", day=today(), **asked)
    return reply.send(request, made)


def _pairs(given: list[str]) -> dict[str, str]:
    out: dict[str, str] = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not (sign and name and value) or name in out:
            raise refuse("bad-request", f"param {pair[:100]!r} is not NAME=VALUE, or given twice", status=422,
                         suggestions=("param=regime=ru/mobilization/2022",))
        out[name] = value
    return out


@get("/api/v1/questions", operation_id="questions", summary="The questions that can be asked", tags=["questions"],
     responses=refusals())
async def questions(request: Asking) -> Response[list[CatalogueRow]]:
    """Return the catalogue: ids, parameters, descriptions, example wordings."""
    return reply.send(request, await service_of(request).reply("questions"))


@get("/api/v1/regimes", operation_id="regimes", summary="The regimes that can be asked about", tags=["questions"],
     responses=refusals())
async def regimes(request: Asking) -> Response[list[KnownRegime]]:
    """Return the regimes with the acts that declare them."""
    return reply.send(request, await service_of(request).reply("regimes"))


@get("/api/v1/timeline", operation_id="timeline", tags=["questions"], responses=refusals(400, 404, 422),
     summary="What happened to a regime, and its status from day to day")
async def timeline(
    request: Asking,
    regime: Annotated[str, QueryParameter(min_length=1, max_length=300, examples=[Example(value=example("regime"))])],
    known_at: When = None,
    lang: Lang = None,
    form: Annotated[str, QueryParameter(name="format", pattern="^(json|svg)$")] = "json",
) -> Response[Timeline]:
    """Return a regime's timeline as JSON or as a picture (SVG)."""
    spoken = state_of(lang, request.headers.get("accept-language"))
    media = "image/svg+xml" if form == "svg" else "application/json"
    try:
        found = await service_of(request).reply(
            "timeline", day=today(), media=media, regime=regime, known_at=known_at, lang=spoken, form=form)
    except Refusal as refusal:
        raise absent(refusal) from None
    return reply.send(request, found)


def handlers() -> Handlers:
    """Return the handlers of this module."""
    return [ask_get, ask_post, questions, regimes, timeline]
