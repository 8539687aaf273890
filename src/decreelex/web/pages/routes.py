"""The addresses of the pages. The language is that of ``lang=``, else of the cookie, else of the browser."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import PathParameter
from litestar.response import Redirect

from decreelex.web import problems, reply
from decreelex.web.pages import errors, own, templates
from decreelex.web.pages.templates import Reader
from decreelex.web.pages.words import LANGUAGES, preferred
from decreelex.web.problems import refuse
from decreelex.web.routes.common import Handlers, today
from decreelex.web.service import service_of

Asking = Request[Any, Any, Any]
Rest = Annotated[str, PathParameter()]
HTML = "text/html"
LONGEST = 8_000  # code points of one field of an address
_YEAR = 31_536_000
_API = ("/api/", "/health", "/metrics", "/openapi.json", "/schema")


def reader_of(request: Asking) -> Reader:
    """Return who reads, by the request."""
    asked = request.query_params.get("lang") or request.cookies.get("lang", "")
    spoken = asked if asked in LANGUAGES else preferred(request.headers.get("accept-language", ""))
    query = request.url.query
    return Reader(spoken, request.url.path + (f"?{query}" if query and request.method == "GET" else ""))


def _fields(request: Asking) -> dict[str, str]:
    """Return the fields of an address, the last of each name. Raises Refusal (400) for one too long."""
    given = {name: value for name, value in request.query_params.multi_items() if name != "lang"}
    if any(len(part) > LONGEST for pair in given.items() for part in pair):
        raise refuse("bad-request", f"a field of the address is longer than {LONGEST} characters", status=400)
    return given


async def _send(request: Asking, name: str, **arguments: Any) -> Response[Any]:
    """Send a page that an address names; the same page is made once a day."""
    who = reader_of(request)
    found = await service_of(request).reply(
        "page", day=today(), media=HTML, name=name, language=who.language, address=who.address, **arguments)
    return _spoken(request, reply.send(request, found))


async def _send_once(request: Asking, name: str, **arguments: Any) -> Response[Any]:
    """Send a page made of what somebody sent; nobody keeps it."""
    who = reader_of(request)
    made = await service_of(request).run("page", slow=True, name=name, language=who.language, address=who.address, **arguments)
    return _spoken(request, reply.send(request, await reply.made_aside(made, HTML), cache="no-store"))


def _spoken(request: Asking, response: Response[Any]) -> Response[Any]:
    """Note that the page depends on the reader's language, and keep the language that was chosen."""
    response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        response.set_cookie(key="lang", value=chosen, max_age=_YEAR, httponly=True, samesite="lax", path="/")
    return response


@get("/", include_in_schema=False)
async def home(request: Asking) -> Response[Any]:
    """Return the first page."""
    return await _send(request, "home")


@get("/acts", include_in_schema=False)
async def acts(request: Asking) -> Response[Any]:
    """Return the list of acts."""
    return await _send(request, "acts", query=_fields(request))


@get("/akn/{rest:path}", include_in_schema=False)
async def act(request: Asking, rest: Rest) -> Response[Any]:
    """Return an act as in force on a date, or how it differs between two."""
    return await _send(request, "act", iri="/akn/" + rest.strip("/"), query=_fields(request))


@get("/regimes", include_in_schema=False)
async def regimes(request: Asking) -> Response[Any]:
    """Return the list of regimes."""
    return await _send(request, "regimes")


@get("/regimes/{rest:path}", include_in_schema=False)
async def regime(request: Asking, rest: Rest) -> Response[Any]:
    """Return a regime's timeline."""
    return await _send(request, "regime", regime_id=rest.strip("/"), given=_fields(request))


@get("/search", include_in_schema=False)
async def search(request: Asking) -> Response[Any]:
    """Return what a search finds."""
    return await _send(request, "search", query=_fields(request).get("q", "")[:300])


@get("/ask", include_in_schema=False)
async def ask(request: Asking) -> Response[Any]:
    """Return the answer to a question; without one, the first page."""
    given = _fields(request)
    if not given.get("question", "").strip():
        return Redirect("/", status_code=303)
    without = request.query_params.getall("without", [])
    return await _send(request, "answer", given=given, without=without)


@get("/changes", include_in_schema=False)
async def changes(request: Asking) -> Response[Any]:
    """Return what would change an answer."""
    return await _send(request, "changes", given=_fields(request))


@post("/ask", include_in_schema=False, status_code=200)
async def ask_post(request: Asking) -> Response[Any]:
    """Return the answer to a question under a supposition, which is not kept."""
    form = await request.form()
    given = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    without = [value for value in form.getall("without", []) if isinstance(value, str)]
    return await _send_once(request, "answer", given=given, without=without)


@get("/own", include_in_schema=False)
async def own_form(request: Asking) -> Response[Any]:
    """Return the form for an act of one's own."""
    return await _send(request, "own_form")


@post("/own", include_in_schema=False, status_code=200, request_max_body_size=own.MAX_BYTES + 65_536)
async def own_read(request: Asking) -> Response[Any]:
    """Return what an act is that somebody pasted or uploaded, which is not kept."""
    form = await request.form()
    file, text = form.get("file"), form.get("text")
    data = await file.read() if isinstance(file, UploadFile) else b""
    name = file.filename if isinstance(file, UploadFile) and data else ""
    pasted = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else b""
    lang = form.get("lang_of_text")
    return await _send_once(request, "own", data=data or pasted, file_name=name, lang=lang if isinstance(lang, str) else "auto",
                            both=bool(data and pasted.strip()), pasted=not data)


@get("/static/{name:str}", include_in_schema=False)
async def static(request: Asking, name: Annotated[str, PathParameter()]) -> Response[Any]:
    """Return a stylesheet, script or icon; its address changes with its content, so it may be kept for a year."""
    if name not in templates.STATIC:
        raise refuse("no-such-address", "there is nothing at this address", status=404)
    made = reply.made(templates.static(name), templates.STATIC[name])
    return reply.send(request, made, cache=f"public, max-age={_YEAR}, immutable")


def failure(request: Asking, error: Exception) -> Response[Any]:
    """Return what a request gets that failed: a page for a reader, a problem document for a program."""
    path = request.scope["path"]
    if path.startswith(_API) or "text/html" not in request.headers.get("accept", ""):
        return problems.response(request, error)
    refusal = problems.absent(problems.of(error))
    if refusal.status == 500:
        request.scope["fault"] = error  # type: ignore[typeddict-unknown-key]
    question = request.query_params.get("question", "")[:LONGEST] if path in {"/ask", "/changes"} else ""
    made = errors.error(reader_of(request), refusal.status, refusal.diagnostics, question=question,
                        iri=path if path.startswith("/akn/") else "")
    headers = {**refusal.headers, "Cache-Control": "no-store", "Vary": "Accept, Accept-Language, Cookie"}
    return Response(made.encode(), status_code=refusal.status, media_type=HTML, headers=headers)


def handlers() -> Handlers:
    """Return the handlers of the pages."""
    return [home, acts, act, regimes, regime, search, ask, ask_post, changes, own_form, own_read, static]
