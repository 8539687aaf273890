"""What surrounds every request: its id, the security headers, limits of rate and host, the log and the metrics."""

from __future__ import annotations

import asyncio
import collections
import datetime
import re
import secrets
import sys
import time
import traceback
import urllib.parse
from typing import Any

import msgspec

from decreelex.web import problems
from decreelex.web.metrics import Metrics
from decreelex.web.settings import Settings

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
SEVERAL = frozenset({"param", "params", "assume", "without"})  # parameters that may be given several times
ADDRESSES = 10_000  # remembered for the rate limit


class Buckets:
    """Token buckets, one for each address; the least recently seen are forgotten."""

    def __init__(self, rate: float, burst: int) -> None:
        self.rate = rate
        self.burst = burst
        self.known: collections.OrderedDict[str, tuple[float, float]] = collections.OrderedDict()

    def wait(self, address: str, now: float) -> float:
        """Take a token; return 0, or the seconds until there is one."""
        left, since = self.known.pop(address, (float(self.burst), now))
        left = min(float(self.burst), left + (now - since) * self.rate)
        self.known[address] = (left - 1 if left >= 1 else left, now)
        if len(self.known) > ADDRESSES:
            self.known.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self.rate


class Guard:
    """An ASGI application around another one."""

    def __init__(self, inner: Any, settings: Settings, metrics: Metrics) -> None:
        self.inner = inner
        self.settings = settings
        self.metrics = metrics
        self.buckets = Buckets(settings.rate, settings.burst) if settings.rate else None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, or hand it to the application, and note what came of it."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        begin = time.perf_counter()
        given = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"x-request-id"), "")
        request_id = scope["request_id"] = given if _ID.match(given) else secrets.token_hex(8)
        sent = [0, 0]

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                sent[0] = message["status"]
                message["headers"] = [*message["headers"], *HEADERS, (b"x-request-id", request_id.encode())]
            else:
                sent[1] += len(message.get("body", b""))
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal:
                await _refuse(refusal, scope, sending)
            else:
                await self.inner(scope, _hurried(receive, self.settings.body_seconds), sending)
        finally:
            self._note(scope, sent, time.perf_counter() - begin)

    def _refusal(self, scope: Any) -> problems.Refusal | None:
        hosts = self.settings.hosts
        if hosts:
            host = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
            if re.sub(r":\d+\Z", "", host).lower() not in hosts:
                return problems.refuse("wrong-host", "this service does not answer to that name", status=421)
        twice = _twice(scope["query_string"])
        if twice and scope["path"].startswith("/api/"):
            return problems.refuse("option-twice", f"the parameter {twice!r} is given twice", status=400)
        if self.buckets:
            wait = self.buckets.wait(scope["client"][0] if scope.get("client") else "", time.monotonic())
            if wait:
                return problems.refuse("too-many-requests", "too many requests from this address", status=429,
                                       headers={"Retry-After": str(int(wait) + 1)})
        return None

    def _note(self, scope: Any, sent: list[int], seconds: float) -> None:
        handler = scope.get("route_handler")
        route = next(iter(sorted(handler.paths)), "") if handler is not None else ""
        self.metrics.note(scope["method"], route, sent[0], seconds)
        fault = scope.get("fault")
        if self.settings.log or fault is not None:
            self._log(scope, sent, seconds, fault)

    def _log(self, scope: Any, sent: list[int], seconds: float, fault: BaseException | None) -> None:
        """Write one line; the question itself is not in it, nor the address of who asks."""
        row = {
            "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"), "event": "request",
            "id": scope["request_id"], "method": scope["method"], "path": scope["path"], "status": sent[0],
            "ms": round(seconds * 1e3, 2), "bytes": sent[1],
        }
        if fault is not None:
            row["fault"] = "".join(traceback.format_exception(fault))[-4000:]
        sys.stderr.buffer.write(msgspec.json.encode(row) + b"\n")
        sys.stderr.buffer.flush()  # who watches the log sees the request at once, and none is lost with the process


def _twice(query: bytes) -> str | None:
    """Return a parameter that a query gives more than once and that may be given once."""
    if not query:
        return None
    given = collections.Counter(name for name, _ in urllib.parse.parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    return next((name[:40] for name, times in given.items() if times > 1 and name not in SEVERAL), None)


def _hurried(receive: Any, seconds: float) -> Any:
    """Return a receiver that gives a slow client up: the whole body has to come in time."""
    deadline = time.monotonic() + seconds
    more = True

    async def receiving() -> Any:
        nonlocal more
        if not more:
            return await receive()
        try:
            async with asyncio.timeout(max(deadline - time.monotonic(), 0)):
                message = await receive()
        except TimeoutError:
            raise problems.refuse("request-too-slow", "the request's body did not come in time", status=408) from None
        more = message.get("more_body", False)
        return message

    return receiving


async def _refuse(refusal: problems.Refusal, scope: Any, send: Any) -> None:
    body = problems.body(refusal, path=scope["path"], request_id=scope["request_id"])
    headers = {"Content-Type": problems.MEDIA, "Content-Length": str(len(body)), **refusal.headers}
    await send({"type": "http.response.start", "status": refusal.status,
                "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()]})
    await send({"type": "http.response.body", "body": body})
