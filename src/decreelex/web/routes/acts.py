"""Acts: which are known, their text on a date, what changed them."""

from __future__ import annotations

import hashlib
import hmac
import re
import urllib.parse
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.openapi.spec import Example
from litestar.params import JSONBody, PathParameter, QueryParameter

from decreelex.answer import KnownAct
from decreelex.changes import Comparison, HistoryEntry, PointInTime
from decreelex.store import Added, Hit
from decreelex.web import reply
from decreelex.web.bodies import AddBody
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


class Removed(msgspec.Struct, frozen=True):
    """What was removed: texts and records."""

    iri: str
    removed: int


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


class HitPage(msgspec.Struct, frozen=True):
    """A page of provisions found. ``next``: the address of the next page, if there may be one."""

    words: str
    offset: int
    limit: int
    next: str | None
    hits: list[Hit]


@get("/api/v1/search", operation_id="search", summary="Provisions in which words stand", tags=["acts"],
     responses=refusals(400))
async def search(
    request: Asking,
    q: Annotated[str, QueryParameter(min_length=1, max_length=500, examples=[Example(value=example("words"))])],
    offset: Annotated[int, QueryParameter(ge=0, le=100_000)] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
) -> Response[HitPage]:
    """Return the provisions in which all words stand in any of their forms, the best first."""
    service = service_of(request)
    found = msgspec.json.decode(await service.run("search", words=q, limit=limit + 1, offset=offset), type=list[Hit])
    again = urllib.parse.urlencode({"q": q, "offset": offset + limit, "limit": limit}, errors="replace")
    follows = f"/api/v1/search?{again}" if len(found) > limit else None
    page = HitPage(q, offset, limit, follows, found[:limit])
    return reply.send(request, reply.made(msgspec.json.encode(page)))


@post("/api/v1/acts", operation_id="add_act", summary="Add an act to the store", tags=["acts"], status_code=201,
      security=[{"key": []}], responses=refusals(400, 401, 403, 413, 422, 504))
async def add_act(request: Asking, data: JSONBody[AddBody]) -> Response[Added]:
    """Parse an act and add it; needs a key (Authorization: Bearer …). What is there already stays."""
    _may_write(request)
    asked = {name: getattr(data, name) for name in data.__struct_fields__}
    body = await service_of(request).run("add_act", slow=True, asked=asked)
    return Response(body, status_code=201, media_type="application/json")  # type: ignore[arg-type]


@delete("/api/v1/acts/{iri:path}", operation_id="remove_act", summary="Remove an act from the store", tags=["acts"],
        status_code=200, security=[{"key": []}], responses=refusals(400, 401, 403, 404, 504))
async def remove_act(request: Asking, iri: Iri) -> Response[Removed]:
    """Withdraw an act with its texts and records; needs a key. The store still knows what there was."""
    _may_write(request)
    try:
        body = await service_of(request).run("remove_act", iri="/" + iri.strip("/"))
    except Refusal as refusal:
        raise absent(refusal) from None
    return Response(body, media_type="application/json")  # type: ignore[arg-type]


def _may_write(request: Asking) -> None:
    """Raise Refusal unless the request has a key that may write. Keys are kept as hashes, and compared in constant time."""
    settings = service_of(request).settings
    if not settings.db or not settings.keys:
        raise refuse("writing-off", "this service takes no additions", status=403,
                     suggestions=("serve with --db FILE and --write-keys FILE",))
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    given = hashlib.sha256(key.strip().encode("utf-8", "replace")).hexdigest()
    matches = [hmac.compare_digest(given, known) for known in settings.keys]
    if scheme.lower() != "bearer" or not any(matches):
        raise refuse("key-needed", "this needs a key that may write", status=401, headers={"WWW-Authenticate": "Bearer"})


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
    return [acts, act, add_act, remove_act, diff, history, search]
