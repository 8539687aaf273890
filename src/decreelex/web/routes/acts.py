"""Acts: which are known, their text on a date, what changed them."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.openapi.spec import Example
from litestar.params import PathParameter, QueryParameter

from decreelex.answer import KnownAct
from decreelex.changes import Comparison, HistoryEntry, PointInTime
from decreelex.web import reply
from decreelex.web.examples import example
from decreelex.web.problems import Refusal, absent, refuse
from decreelex.web.routes.common import Handlers, Lang, When, refusals, state_of, today
from decreelex.web.service import service_of

Asking = Request[Any, Any, Any]
FORMS = {"json": "application/json", "jsonld": "application/ld+json", "akn": "application/akn+xml",
         "text": "text/plain"}
_ACCEPTED = {"application/ld+json": "jsonld", "application/akn+xml": "akn", "text/plain": "text", "application/json": "json"}
_EXPRESSION = re.compile(r"(?P<work>.+)/(?P<lang>rus|eng)(?:@(?P<date>[^/@]*))?\Z")
Iri = Annotated[str, PathParameter(description="Work IRI.", max_length=300,
                                    examples=[Example(value=example("iri"))])]
Form = Annotated[str | None, QueryParameter(name="format", pattern="^(json|jsonld|akn|text)$",
                                       description="json, jsonld, akn or text; default: by Accept.")]


class ActPage(msgspec.Struct, frozen=True):
    """A page of the list of acts. ``next``: the address of the next page."""

    total: int
    offset: int
    limit: int
    next: str | None
    acts: tuple[KnownAct, ...]


@get("/api/v1/acts", operation_id="acts", summary="The acts that are known", tags=["acts"], responses=refusals(400))
async def acts(
    request: Asking,
    offset: Annotated[int, QueryParameter(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 100,
) -> Response[ActPage]:
    """Return the acts that are known, in order of country, date and IRI, a page at a time."""
    found = await service_of(request).reply("act_page", offset=offset, limit=limit)
    return reply.send(request, found)


@get("/api/v1/acts/{iri:path}", operation_id="act", summary="An act as in force on a date", tags=["acts"],
     responses=refusals(400, 404, 406, 422, 504))
async def act(request: Asking, iri: Iri, at: When = None, lang: Lang = None, form: Form = None) -> Response[PointInTime]:
    """Return the text of an act on a date (default: today) with the events that made it, in the format accepted."""
    work, spoken, date = _identified(iri, lang, at, request.headers.get("accept-language"))
    chosen = form or _form(request.headers.get("accept"))
    try:
        found = await service_of(request).reply("act", media=FORMS[chosen], iri=work, at=date, lang=spoken, form=chosen)
    except Refusal as refusal:
        raise absent(refusal) from None
    return reply.send(request, found)


@get("/api/v1/diff/{iri:path}", operation_id="diff", summary="How an act differs between two dates", tags=["acts"],
     responses=refusals(400, 404, 422, 504))
async def diff(
    request: Asking,
    iri: Iri,
    start: Annotated[str, QueryParameter(name="from", min_length=1, max_length=40, examples=[Example(value=example("from"))])],
    end: Annotated[str, QueryParameter(name="to", min_length=1, max_length=40, examples=[Example(value=example("to"))])],
    lang: Lang = None,
) -> Response[Comparison]:
    """Return the provisions that differ, word by word."""
    work, spoken, _ = _identified(iri, lang, None, request.headers.get("accept-language"))
    try:
        found = await service_of(request).reply("diff", iri=work, start=start, end=end, lang=spoken)
    except Refusal as refusal:
        raise absent(refusal) from None
    return reply.send(request, found)


@get("/api/v1/history/{iri:path}", operation_id="history", summary="What changed a provision", tags=["acts"],
     responses=refusals(400, 404, 422, 504))
async def history(
    request: Asking, iri: Iri, eid: Annotated[str, QueryParameter(min_length=1, max_length=300)], lang: Lang = None
) -> Response[list[HistoryEntry]]:
    """Return each change of a provision: when, by which clause of which act, from which words to which."""
    work, spoken, _ = _identified(iri, lang, None, request.headers.get("accept-language"))
    try:
        found = await service_of(request).reply("history", iri=work, eid=eid, lang=spoken)
    except Refusal as refusal:
        raise absent(refusal) from None
    return reply.send(request, found)


def _identified(iri: str, lang: str | None, at: str | None, accepted: str | None) -> tuple[str, str, str]:
    """Return work, language and date; an expression's IRI (``…/rus@2022-09-21``) says the last two itself."""
    plain = "/" + iri.strip("/")
    found = _EXPRESSION.match(plain)
    if not found:
        return plain, state_of(lang, accepted, "ru"), at or today()
    own = {"rus": "ru", "eng": "en"}[found["lang"]]
    return found["work"], lang or own, at or found["date"] or today()


def _form(accepted: str | None) -> str:
    """Return the format that Accept asks for. Raises Refusal (406) where it takes none of ours."""
    if not accepted:
        return "json"
    for row in accepted.lower().split(","):
        kind = row.split(";")[0].strip()
        if kind in _ACCEPTED:
            return _ACCEPTED[kind]
        if kind in {"*/*", "application/*", "text/html"}:
            return "json"
    raise refuse("bad-format", "none of the formats accepted is made here", status=406, suggestions=tuple(_ACCEPTED))


def handlers() -> Handlers:
    """Return the handlers of this module."""
    return [acts, act, diff, history]
