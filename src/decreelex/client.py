"""A client of the service: the functions of decreelex over HTTP, with the same typed answers.

It needs nothing but the standard library: one connection, kept open, is all that a caller of a local service needs.
"""

from __future__ import annotations

import gzip
import http.client
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from decreelex.annotation import Annotated
from decreelex.answer import CatalogueRow, KnownAct, KnownRegime
from decreelex.changes import Comparison, Consolidation, HistoryEntry, PointInTime
from decreelex.errors import DecreelexError, Diagnostic
from decreelex.model import Amendments, Answer, Expression, Timeline
from decreelex.store import Added, Hit

T = TypeVar("T")


class ServiceError(DecreelexError):
    """The service refused: ``status`` of HTTP, diagnostics, and the id of the request for those who run the service."""

    def __init__(self, status: int, request: str, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)
        self.status = status
        self.request = request


class _Problem(msgspec.Struct):
    status: int
    detail: str
    request: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


class _Acts(msgspec.Struct):
    next: str | None
    acts: tuple[KnownAct, ...]


class _Hits(msgspec.Struct):
    hits: list[Hit]


class Client:
    """A client of the service at ``address`` (``http://127.0.0.1:8000``); not for several threads at once.

    ``key``: lets it write. ``timeout``: seconds for each answer. Every method raises ServiceError where the service
    refuses, OSError where it cannot be reached.
    """

    def __init__(self, address: str = "http://127.0.0.1:8000", *, key: str | None = None, timeout: float = 60.0) -> None:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"not the address of a service: {address!r}")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=timeout)
        self._base = parts.path.rstrip("/")
        self._key = key
        self._kept: dict[str, tuple[str, bytes]] = {}

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(
        self, question: str, *, params: Mapping[str, str] | None = None, as_of: str | None = None, known_at: str | None = None,
        assume: Sequence[str] = (), without: Sequence[str] = (), doctrine: str | None = None, lang: str | None = None,
    ) -> Answer:
        """Answer a status question; arguments as in ``decreelex.ask``."""
        asked = {"question": question, "params": dict(params or {}), "as_of": as_of, "known_at": known_at,
                 "assume": list(assume), "without": list(without), "doctrine": doctrine, "lang": lang}
        return self._post("/api/v1/ask", asked, Answer)

    def parse(self, text: str, *, name: str | None = None, lang: str = "auto", steps: Sequence[str] | None = None) -> Expression:
        """Parse an act; arguments as in ``decreelex.parse``."""
        asked = {"text": text, "name": name, "lang": lang, "steps": None if steps is None else list(steps)}
        return self._post("/api/v1/parse", asked, Expression)

    def amendments(self, text: str, *, lang: str = "auto") -> Amendments:
        """Return what an act orders to be changed in others."""
        return self._post("/api/v1/amendments", {"text": text, "lang": lang}, Amendments)

    def annotate(self, text: str, *, lang: str = "auto") -> Annotated:
        """Return who must, may and must not do what, until when."""
        return self._post("/api/v1/annotate", {"text": text, "lang": lang}, Annotated)

    def apply(self, base: str, amending: Sequence[str], *, strict: bool = False) -> Consolidation:
        """Apply the texts of amending acts to a text."""
        return self._post("/api/v1/apply", {"base": base, "amending": list(amending), "strict": strict}, Consolidation)

    def questions(self) -> list[CatalogueRow]:
        """Return the questions that can be asked."""
        return self._get("/api/v1/questions", {}, list[CatalogueRow])

    def regimes(self) -> list[KnownRegime]:
        """Return the regimes that can be asked about."""
        return self._get("/api/v1/regimes", {}, list[KnownRegime])

    def acts(self, *, page: int = 500) -> Iterator[KnownAct]:
        """Yield the acts that are known, fetched a page at a time."""
        found = self._get("/api/v1/acts", {"limit": str(page)}, _Acts)
        yield from found.acts
        while found.next:
            found = self._get(found.next, {}, _Acts)
            yield from found.acts

    def act(self, iri: str, *, at: str | None = None, lang: str = "ru") -> PointInTime:
        """Return an act as in force on an ISO date (default: today)."""
        return self._get(f"/api/v1/acts{_path(iri)}", {"at": at, "lang": lang, "format": "json"}, PointInTime)

    def diff(self, iri: str, start: str, end: str, *, lang: str = "ru") -> Comparison:
        """Return how an act differs between two dates."""
        return self._get(f"/api/v1/diff{_path(iri)}", {"from": start, "to": end, "lang": lang}, Comparison)

    def history(self, iri: str, eid: str, *, lang: str = "ru") -> list[HistoryEntry]:
        """Return what changed a provision."""
        return self._get(f"/api/v1/history{_path(iri)}", {"eid": eid, "lang": lang}, list[HistoryEntry])

    def timeline(self, regime: str, *, known_at: str | None = None, lang: str = "en") -> Timeline:
        """Return what happened to a regime."""
        return self._get("/api/v1/timeline", {"regime": regime, "known_at": known_at, "lang": lang}, Timeline)

    def search(self, words: str, *, limit: int = 20, offset: int = 0) -> list[Hit]:
        """Return the provisions in which all words stand, the best first."""
        query = {"q": words, "limit": str(limit), "offset": str(offset)}
        return self._get("/api/v1/search", query, _Hits).hits

    def add(self, text: str, *, published: str | None = None, **given: Any) -> Added:
        """Add an act to the service's store; ``given``: name, work, state, source, complete, as in ``store add``."""
        return self._post("/api/v1/acts", {"text": text, "published": published, **given}, Added)

    def remove(self, iri: str) -> int:
        """Remove an act from the service's store; return how many texts and records that were."""
        return int(self._send("DELETE", f"/api/v1/acts{_path(iri)}", None, dict[str, Any])["removed"])

    def _get(self, path: str, query: Mapping[str, str | None], kind: type[T]) -> T:
        given = {name: value for name, value in query.items() if value is not None}
        return self._send("GET", f"{path}?{urllib.parse.urlencode(given)}" if given else path, None, kind)

    def _post(self, path: str, body: Any, kind: type[T]) -> T:
        return self._send("POST", path, msgspec.json.encode(body), kind)

    def _send(self, method: str, target: str, body: bytes | None, kind: type[T]) -> T:
        status, data = self._exchange(method, target, body)
        if status >= 400:
            raise _refused(status, data)
        return msgspec.json.decode(data, type=kind)

    def _exchange(self, method: str, target: str, body: bytes | None) -> tuple[int, bytes]:
        """Send a request and return status and body; what the service says has not changed is not sent again."""
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        if method == "GET" and target in self._kept:
            headers["If-None-Match"] = self._kept[target][0]
        response = self._response(method, self._base + target, body, headers)
        data = response.read()
        if response.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        if response.status == 304:
            return 200, self._kept[target][1]
        etag = response.headers.get("ETag")
        if method == "GET" and response.status == 200 and etag:
            if len(self._kept) >= 100:
                self._kept.pop(next(iter(self._kept)))
            self._kept[target] = (etag, data)
        return response.status, data

    def _response(self, method: str, target: str, body: bytes | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """Send on the open connection; on a new one where the service has closed it meanwhile."""
        try:
            self._connection.request(method, target, body, headers)
            return self._connection.getresponse()
        except (http.client.RemoteDisconnected, http.client.CannotSendRequest, BrokenPipeError, ConnectionResetError):
            self._connection.close()
            self._connection.request(method, target, body, headers)
            return self._connection.getresponse()


def _path(iri: str) -> str:
    return urllib.parse.quote("/" + iri.lstrip("/"), safe="/@")


def _refused(status: int, data: bytes) -> ServiceError:
    try:
        found = msgspec.json.decode(data, type=_Problem)
    except msgspec.MsgspecError:
        return ServiceError(status, "", Diagnostic("bad-request", "error", f"HTTP {status}"))
    told = found.diagnostics or (Diagnostic("bad-request", "error", found.detail),)
    return ServiceError(found.status, found.request, *told)
