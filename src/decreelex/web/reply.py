"""Replies: entity tags, conditional requests, gzip; large bodies in pieces."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.response import Stream

PIECE = 256 * 1024
SMALL = 1024  # below this, packing gains nothing


class Reply(msgspec.Struct, frozen=True):
    """A body that can be sent many times: plain and packed, with its entity tag."""

    body: bytes
    media: str
    etag: str
    packed: bytes | None = None

    @property
    def size(self) -> int:
        """Bytes kept in memory."""
        return len(self.body) + len(self.packed or b"")


def made(body: bytes, media: str = "application/json", *, pack: bool = True) -> Reply:
    """Return a body made ready to be sent."""
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    packed = gzip.compress(body, 5, mtime=0) if pack and len(body) > SMALL else None
    return Reply(body, media, etag, packed)


async def made_aside(body: bytes, media: str = "application/json") -> Reply:
    """Do the same in a thread where the body is large, so that nobody else waits for it."""
    return await asyncio.to_thread(made, body, media) if len(body) > PIECE else made(body, media)


def send(request: Request[Any, Any, Any], reply: Reply, *, cache: str = "no-cache") -> Response[Any]:
    """Send a reply as the client takes it: 304 where it has it already, packed where it can unpack it."""
    headers = {"ETag": reply.etag, "Cache-Control": cache, "Vary": "Accept, Accept-Encoding, Accept-Language"}
    if _has(request.headers.get("if-none-match"), reply.etag):
        return Response(None, status_code=304, headers=headers, media_type=reply.media)
    body = reply.body
    if reply.packed is not None and takes_gzip(request.headers.get("accept-encoding", "")):
        body = reply.packed
        headers["Content-Encoding"] = "gzip"
    if len(body) > PIECE:
        return Stream(_pieces(body), headers=headers, media_type=reply.media)
    return Response(body, headers=headers, media_type=reply.media)


def _has(given: str | None, etag: str) -> bool:
    if not given:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return etag in tags or "*" in tags


def takes_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding names gzip, and not only to refuse it."""
    for row in accepted.split(","):
        name, _, weight = row.partition(";")
        if name.strip().lower() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(body), PIECE):
        yield body[at : at + PIECE]
