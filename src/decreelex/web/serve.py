"""The server: uvicorn with a protocol that gives up slow clients and refuses too many connections politely."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from decreelex.errors import UsageError, fail
from decreelex.web.app import create_app
from decreelex.web.settings import Settings

MAX_HEADERS = 64 * 1024
_FULL = b'{"type":"/api/v1/problems/too-many-connections","title":"Busy","status":503,"detail":"too many connections"}'
_LARGE = b'{"type":"/api/v1/problems/headers-too-large","title":"Headers too large","status":431,"detail":"headers too large"}'


def _plain(status: bytes, body: bytes) -> bytes:
    return (b"HTTP/1.1 " + status + b"\r\ncontent-type: application/problem+json\r\nretry-after: 5\r\n"
            b"connection: close\r\ncontent-length: " + str(len(body)).encode() + b"\r\n\r\n" + body)


class Guarded(HttpToolsProtocol):
    """A connection with limits: how many there are, how long headers and writing may take, how large headers are."""

    timer: asyncio.TimerHandle | None = None
    headers_seen = 0

    @property
    def settings(self) -> Settings:
        """The limits of the application served."""
        given: Settings = self.config.app.state.service.settings  # type: ignore[union-attr]
        return given

    def connection_made(self, transport: Any) -> None:
        """Give the client ``header_seconds`` for its headers, or answer 503 and close where there are too many already."""
        super().connection_made(transport)
        if len(self.connections) > self.settings.max_connections:
            transport.write(_plain(b"503 Service Unavailable", _FULL))
            transport.close()
            return
        self._within(self.settings.header_seconds)

    def _within(self, seconds: float) -> None:
        self._in_time()
        self.timer = self.loop.call_later(seconds, self._give_up)

    def _in_time(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client and its timer."""
        self._in_time()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes of this request so far, then parse them; nothing more is read of a connection being closed."""
        if self.transport.is_closing():
            return
        self.headers_seen += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Begin the count and, on a connection kept alive, the time for headers anew."""
        self.headers_seen = 0
        if self.timer is None:
            self._within(self.settings.header_seconds)
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Refuse with 431 where the headers have grown too large."""
        self._check_size()
        super().on_header(name, value)

    def on_url(self, url: bytes) -> None:
        """Refuse with 431 where the address alone is too large."""
        self._check_size()
        super().on_url(url)

    def _check_size(self) -> None:
        if self.headers_seen > MAX_HEADERS + 65536 and not self.transport.is_closing():
            self.transport.write(_plain(b"431 Request Header Fields Too Large", _LARGE))
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Stop the clock; a request that was refused meanwhile goes no further."""
        self._in_time()
        if not self.transport.is_closing():
            super().on_headers_complete()

    def pause_writing(self) -> None:
        """Give a client that does not read ``write_seconds`` to begin, then cut it off."""
        super().pause_writing()
        self._within(self.settings.write_seconds)

    def resume_writing(self) -> None:
        """Stop that clock: the client reads again."""
        super().resume_writing()
        self._in_time()


def config(settings: Settings, *, host: str, port: int) -> uvicorn.Config:
    """Return uvicorn's configuration."""
    return uvicorn.Config(
        create_app(settings=settings), host=host, port=port, http=Guarded, ws="none", lifespan="on",
        access_log=False, log_level="warning", server_header=False, date_header=True, proxy_headers=False,
        timeout_keep_alive=10, timeout_graceful_shutdown=5, backlog=2048, h11_max_incomplete_event_size=MAX_HEADERS)


def run(settings: Settings, *, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted. Raises UsageError where the address cannot be had."""
    _more_files(settings.max_connections)
    listening = _listen(host, port)
    uvicorn.Server(config(settings, host=host, port=port)).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises UsageError where the address cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise fail(UsageError, "address-unusable", f"cannot listen on {host}, port {port}: {error.strerror}",
                   suggestions=("--port with another number",)) from None


def _more_files(connections: int) -> None:
    """Let the process have as many files open as there may be connections, as far as the system allows."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections * 2 + 1000
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
