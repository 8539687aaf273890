"""Work done in other processes, with a limit of time: a job that takes too long is ended with its process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from decreelex.web.problems import Refusal, refuse
from decreelex.web.settings import Settings
from decreelex.web.worker import Job, Result

_results = msgspec.msgpack.Decoder(Result)
START_SECONDS = 120.0
JOBS_OF_A_WORKER = 50_000  # then it is replaced by a fresh one


class Worker:
    """One worker process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.done = 0

    async def call(self, data: bytes) -> Result:
        """Send a job and wait for its result."""
        into = self.process.stdin
        assert into is not None
        into.write(len(data).to_bytes(4, "big") + data)
        await into.drain()
        self.done += 1
        return await self.result()

    async def result(self) -> Result:
        """Wait for a result."""
        out = self.process.stdout
        assert out is not None
        size = int.from_bytes(await out.readexactly(4), "big")
        return _results.decode(await out.readexactly(size))

    async def end(self) -> None:
        """End the process at once."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        if self.process.stdin:
            self.process.stdin.close()
        await self.process.wait()


class Pool:
    """Worker processes, started as they are needed. ``nice``: how much they step back behind others."""

    def __init__(self, settings: Settings, *, seconds: float, nice: int = 0) -> None:
        self.settings = settings
        self.seconds = seconds
        self.nice = nice
        self.idle: list[Worker] = []
        self.slots = asyncio.Semaphore(settings.jobs)
        self.waiting = 0
        self.cut_off = 0
        self.started = False

    async def run(self, verb: str, arguments: dict[str, Any]) -> bytes:
        """Return what a verb gives. Raises Refusal: 422 with its diagnostics, 500 for a fault, 503 busy, 504 cut off."""
        if self.waiting >= self.settings.queue:
            raise _busy()
        self.waiting += 1
        try:
            async with asyncio.timeout(self.seconds if self.started else START_SECONDS):
                await self.slots.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self.waiting -= 1
        try:
            result = await self._perform(msgspec.msgpack.encode(Job(verb, arguments)))
        finally:
            self.slots.release()
        return _body(result)

    async def _perform(self, data: bytes) -> Result:
        worker = self.idle.pop() if self.idle else await self._start()
        try:
            async with asyncio.timeout(self.seconds):
                result = await worker.call(data)
        except TimeoutError:
            self.cut_off += 1
            await asyncio.shield(worker.end())
            raise refuse("time-limit", f"this took more than {self.seconds:g} s and was cut off", status=504,
                         suggestions=("send a shorter text, or work on it with the command line",)) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            await worker.end()
            return Result("fault", b"the worker process ended: out of memory, or it was killed")
        except BaseException:
            await asyncio.shield(worker.end())
            raise
        if worker.done < JOBS_OF_A_WORKER and not result.body.startswith(b"out of memory"):
            self.idle.append(worker)
        else:
            await worker.end()
        return result

    async def _start(self) -> Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "decreelex.web.worker", self.settings.db or "", str(self.settings.job_memory),
            str(self.nice), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=_environment())
        worker = Worker(process)
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker.result()
        except (TimeoutError, asyncio.IncompleteReadError):
            await worker.end()
            raise Fault("a worker process does not start") from None
        except BaseException:
            await asyncio.shield(worker.end())
            raise
        self.started = True
        return worker

    async def warm(self) -> None:
        """Start all workers before anybody asks."""
        self.idle += await asyncio.gather(*(self._start() for _ in range(self.settings.jobs)))

    async def close(self) -> None:
        """End all workers."""
        await asyncio.gather(*(worker.end() for worker in self.idle))
        self.idle.clear()


def _environment() -> dict[str, str]:
    """Return the environment in which a worker finds this very package."""
    here = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))}


def _busy() -> Refusal:
    return refuse("busy", "more is asked than this service can do at a time", status=503, headers={"Retry-After": "2"},
                  suggestions=("try again in some seconds",))


class Fault(RuntimeError):
    """A worker's own fault; its message goes to the log, never to the client."""


def _body(result: Result) -> bytes:
    if result.kind == "done":
        return result.body
    if result.kind == "fault":
        raise Fault(result.body.decode(errors="replace"))
    codes = {d.code for d in result.diagnostics}
    own = any(code.startswith("store-") for code in codes)  # no fault of who asks
    raise Refusal(400 if "bad-body" in codes else 503 if own else 422, *result.diagnostics)
