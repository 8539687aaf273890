"""What the handlers share: the pools of worker processes and the answers kept."""

from __future__ import annotations

import asyncio
import collections
import hashlib
import time
from typing import Any

import msgspec
from litestar import Request

from decreelex.web.jobs import Pool
from decreelex.web.metrics import Metrics
from decreelex.web.problems import refuse
from decreelex.web.reply import Reply, made_aside
from decreelex.web.settings import Settings

GENERATION_SECONDS = 1.0


class Service:
    """The state of a running service; handlers find it in ``request.app.state.service``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.kept: collections.OrderedDict[bytes, Reply] = collections.OrderedDict()
        self.kept_bytes = 0
        self.making: dict[bytes, asyncio.Future[Reply]] = {}
        self.looked = 0.0
        self.contents = 0
        self.quick: Pool | None = None
        self.slow: Pool | None = None

    def start(self) -> None:
        """Make the pools, in the event loop that will use them."""
        self.quick = Pool(self.settings, seconds=self.settings.question_seconds)
        self.slow = Pool(self.settings, seconds=self.settings.job_seconds, nice=5)

    async def warm(self) -> None:
        """Start the workers before anybody asks."""
        for pool in (self.quick, self.slow):
            if pool:
                await pool.warm()

    async def close(self) -> None:
        """End the worker processes."""
        for pool in (self.quick, self.slow):
            if pool:
                await pool.close()

    async def run(self, verb: str, *, slow: bool = False, **arguments: Any) -> bytes:
        """Return what a verb of ``verbs`` gives; ``slow``: it may take long, and must not stand in the way of others."""
        pool = self.slow if slow else self.quick
        if pool is None:
            raise refuse("busy", "the service is not running", status=503)
        return await pool.run(verb, arguments)

    async def reply(self, verb: str, *, day: str = "", media: str = "application/json", **arguments: Any) -> Reply:
        """Return the reply of a verb, from those kept where it is the same; ``day``: today, where the answer hangs on it."""
        store = await self.generation()
        key = hashlib.blake2b(msgspec.msgpack.encode((verb, day, store, arguments)), digest_size=16).digest()
        found = self.kept.get(key)
        if found is not None:
            self.kept.move_to_end(key)
            return found
        if key not in self.making:  # the same asked by many at once is worked out once
            self.making[key] = asyncio.ensure_future(self._make(key, verb, media, arguments))
        return await asyncio.shield(self.making[key])

    async def _make(self, key: bytes, verb: str, media: str, arguments: dict[str, Any]) -> Reply:
        try:
            reply = await made_aside(await self.run(verb, **arguments), media)
            self._keep(key, reply)
            return reply
        finally:
            del self.making[key]

    async def generation(self) -> int:
        """Return a number that changes with the store; looked at once a second, so an answer may be that much behind."""
        now = time.monotonic()
        if self.settings.db and now - self.looked > GENERATION_SECONDS:
            self.looked = now
            self.contents = int(await self.run("generation"))
        return self.contents

    def _keep(self, key: bytes, reply: Reply) -> None:
        if reply.size > self.settings.cache_bytes // 16 or key in self.kept:
            return
        self.kept[key] = reply
        self.kept_bytes += reply.size
        while self.kept_bytes > self.settings.cache_bytes:
            self.kept_bytes -= self.kept.popitem(last=False)[1].size

    def gauges(self) -> dict[str, float]:
        """Return the state of pools and kept answers, for the metrics."""
        pools = {"quick": self.quick, "slow": self.slow}
        busy = {f"jobs_waiting_{name}": float(pool.waiting) for name, pool in pools.items() if pool}
        ended = {f"jobs_cut_off_{name}": float(pool.cut_off) for name, pool in pools.items() if pool}
        return {**busy, **ended, "kept_answers": float(len(self.kept)), "kept_bytes": float(self.kept_bytes)}


def service_of(request: Request[Any, Any, Any]) -> Service:
    """Return the service that answers a request."""
    service: Service = request.app.state.service
    return service
