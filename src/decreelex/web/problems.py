"""Errors as problem documents (RFC 9457): one shape for everything that goes wrong, with diagnostics and spans."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException

from decreelex.errors import Diagnostic, Severity

MEDIA = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong. ``type``: where the code is explained. ``request``: the id to look for in the log."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request: str
    diagnostics: tuple[Diagnostic, ...] = ()


class Refusal(Exception):
    """A request that is not answered as asked: a status, and why."""

    def __init__(self, status: int, *diagnostics: Diagnostic, headers: dict[str, str] | None = None) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.status = status
        self.diagnostics = diagnostics
        self.headers = headers or {}


def refuse(code: str, message: str, *, status: int, suggestions: tuple[str, ...] = (),
           headers: dict[str, str] | None = None) -> Refusal:
    """Return a refusal with one diagnostic, ready to raise."""
    severity: Severity = "error"
    return Refusal(status, Diagnostic(code, severity, message, None, (), suggestions), headers=headers)


TITLES = {
    400: "The request is not well formed", 401: "A key is needed", 403: "Not allowed", 404: "Not found",
    405: "Method not allowed", 406: "No such format", 408: "The request came too slowly", 409: "Conflict",
    412: "Precondition failed",
    413: "The request is too large", 415: "Unsupported media type", 421: "Not this host",
    422: "Understood, but it cannot be answered", 429: "Too many requests", 500: "Internal fault",
    503: "Busy", 504: "It took too long",
}


def body(refusal: Refusal, *, path: str, request_id: str) -> bytes:
    """Return the problem document of a refusal."""
    code = refusal.diagnostics[0].code if refusal.diagnostics else "internal-fault"
    return msgspec.json.encode(Problem(
        type=f"/api/v1/problems/{code}", title=TITLES.get(refusal.status, "Error"), status=refusal.status,
        detail=str(refusal), instance=path, request=request_id, diagnostics=refusal.diagnostics))


def response(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Turn anything raised into a problem document; what is not ours to explain is an internal fault without detail."""
    refusal = of(error)
    data = body(refusal, path=request.scope["path"], request_id=str(request.scope.get("request_id", "")))
    if refusal.status == 500:
        request.scope["fault"] = error  # type: ignore[typeddict-unknown-key]
    return Response(data, status_code=refusal.status, media_type=MEDIA, headers=refusal.headers)


def of(error: Exception) -> Refusal:
    """Return the refusal that an exception amounts to."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, MethodNotAllowedException):
        return refuse("method-not-allowed", "this address does not take that method", status=405,
                      headers=dict(error.headers or {}))
    if isinstance(error, NotFoundException):
        return refuse("no-such-address", "there is nothing at this address", status=404, suggestions=("/openapi.json",))
    if isinstance(error, ValidationException):
        return Refusal(400, *_invalid(error))
    if isinstance(error, HTTPException) and error.status_code == 413:
        return refuse("body-too-large", "the request is larger than this service takes", status=413)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return refuse("bad-request", str(error.detail), status=error.status_code)
    return refuse("internal-fault", "a fault of the service; it is logged under the request's id", status=500)


def _invalid(error: ValidationException) -> list[Diagnostic]:
    """Return one diagnostic for each parameter or field that is wrong."""
    rows = error.extra if isinstance(error.extra, list) else []
    found = [Diagnostic("bad-request", "error", ": ".join(str(row[k]) for k in ("key", "message") if row.get(k)))
             for row in rows if isinstance(row, dict)]
    return found or [Diagnostic("bad-request", "error", str(error.detail))]


ABSENT = frozenset({"unknown-act", "unknown-provision", "unknown-regime", "unknown-schema", "unknown-code", "no-text",
                    "no-text-at-date"})


def absent(refusal: Refusal) -> Refusal:
    """Return the refusal of an address that names what is not at hand: not found, rather than not to be answered."""
    if refusal.status == 422 and {d.code for d in refusal.diagnostics} & ABSENT:
        return Refusal(404, *refusal.diagnostics)
    return refusal
