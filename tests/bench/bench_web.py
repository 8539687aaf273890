"""Requests a second of the service, the load generator on the same machine: answers with proofs, kept and computed."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from figure import Figure

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 3.0
CONNECTIONS = 16
STEADY = int(os.environ.get("DECREELEX_BENCH_STEADY", "5000"))  # 200000 for the figure of the issue; it takes minutes
ASK = "/api/v1/ask?question=mobilization.ended&as_of=2023-05-18&known_at=2023-06-01"
ACT = "/api/v1/acts/akn/ru/act/ukaz/2022-09-21/647?at=2022-10-01"


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Run a service; give its port and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen([sys.executable, "-m", "decreelex", "serve", "--port", str(port), "--quiet"], env=env,
                               stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port)):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the service does not start")


failures: list[bytes] = []


class Asker(asyncio.Protocol):
    """One connection that asks, waits for the whole answer, and asks again; or when it is told to."""

    def __init__(self, path: Callable[[], str], times: list[float]) -> None:
        self.path = path
        self.times = times
        self.due = 0.0
        self.idle = True
        self.got = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def ask(self, due: float) -> None:
        self.idle, self.due = False, due
        self.transport.write(f"GET {self.path()} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        self.got += data
        head = self.got.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self.got.find(b"content-length: ")
        size = int(self.got[at + 16 : self.got.find(b"\r\n", at)])
        if len(self.got) >= head + 4 + size:
            if not self.got.startswith(b"HTTP/1.1 200"):
                failures.append(bytes(self.got[:1000]))
            self.got.clear()
            self.idle = True
            self.times.append(time.perf_counter() - self.due)
            self.next()

    def next(self) -> None:
        """What to do after an answer; set by the load."""


async def full(port: int, path: Callable[[], str], seconds: float, connections: int = CONNECTIONS) -> tuple[float, list[float]]:
    """Ask without pause on some connections; return requests a second and their times."""
    times: list[float] = []
    askers = await connected(port, path, times, connections)
    begin = time.perf_counter()
    for asker in askers:
        asker.next = lambda a=asker: a.ask(time.perf_counter()) if time.perf_counter() - begin < seconds else None  # type: ignore[method-assign]
        asker.ask(begin)
    while not all(asker.idle for asker in askers) or time.perf_counter() - begin < seconds:
        await asyncio.sleep(0.01)
    took = time.perf_counter() - begin
    for asker in askers:
        asker.transport.close()
    return len(times) / took, times


async def paced(port: int, path: Callable[[], str], rate: float, seconds: float) -> list[float]:
    """Ask at a rate whatever the service does; a request that has to wait for a connection has waited."""
    times: list[float] = []
    askers = await connected(port, path, times, CONNECTIONS * 2)
    waiting: list[float] = []
    for asker in askers:
        asker.next = lambda a=asker: a.ask(waiting.pop(0)) if waiting else None  # type: ignore[method-assign]
    begin, asked = time.perf_counter(), 0
    while (now := time.perf_counter() - begin) < seconds:
        while asked < now * rate:
            due = begin + asked / rate
            asked += 1
            free = next((a for a in askers if a.idle), None)
            if free:
                free.ask(due)
            else:
                waiting.append(due)
        await asyncio.sleep(0.0005)
    while not all(asker.idle for asker in askers):
        await asyncio.sleep(0.01)
    for asker in askers:
        asker.transport.close()
    return times


async def connected(port: int, path: Callable[[], str], times: list[float], count: int) -> list[Asker]:
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: Asker(path, times), "127.0.0.1", port) for _ in range(count)]
    return [asker for _, asker in made]


def another() -> Callable[[], str]:
    """Return what gives a question never asked before: another minute of another day."""
    state = [0]

    def path() -> str:
        state[0] += 1
        day, minute = divmod(state[0], 1440)
        date = f"{2023 + day // 336:04d}-{1 + day // 28 % 12:02d}-{1 + day % 28:02d}T{minute // 60:02d}:{minute % 60:02d}"
        return f"/api/v1/ask?question=mobilization.ended&as_of={date}&known_at=2025-09-01"

    return path


def memory(pid: int) -> float:
    """Return the MiB of a process and its children (their own memory, shared pages counted for each)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return sum(resident(one) for one in [str(pid), *children])


def resident(pid: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def measure() -> list[Figure]:
    """Return requests a second, waiting times and memory."""
    with serving() as (port, pid):
        new = another()
        asyncio.run(full(port, lambda: ASK, 0.5, 1))
        asyncio.run(full(port, new, 1.0))
        figures = []
        for name, path in (("answers kept", lambda: ASK), ("answers computed", new)):
            rate, times = asyncio.run(full(port, path, SECONDS))
            figures.append(Figure(f"ask over HTTP, {name}", rate, "requests/s", f"{CONNECTIONS} connections", len(times)))
            times = asyncio.run(paced(port, path, rate / 2, SECONDS))
            p99 = statistics.quantiles(times, n=100)[98] * 1e3
            figures.append(Figure(f"ask over HTTP, {name}, p99", p99, "ms", f"half load, {rate / 2:.0f} requests/s", len(times)))
        begin = time.perf_counter()
        asyncio.run(full(port, lambda: ACT, 0.0, 1))
        first = (time.perf_counter() - begin) * 1e3
        figures.append(Figure("act over HTTP, first", first, "ms", "decree 647: all amending acts are read", 1))
        rate, times = asyncio.run(full(port, lambda: ACT, 1.0, 1))
        figures.append(Figure("act over HTTP, kept", statistics.median(times) * 1e3, "ms", "decree 647, one client", len(times)))
        if Path("/proc").exists():
            figures.append(growth(port, pid, new))
    if failures:
        raise RuntimeError(f"{len(failures)} requests failed: {failures[0].decode()}")
    return figures


def growth(port: int, pid: int, new: Callable[[], str]) -> Figure:
    """Return by how much memory grows in the second half of many requests, every second one never asked before."""
    turn = [0]

    def mixed() -> str:
        turn[0] += 1
        return ASK if turn[0] % 2 else new()

    done, marks = 0, []
    while done < STEADY:
        done += len(asyncio.run(full(port, mixed, 2.0))[1])
        marks.append((done, memory(pid)))
    half = next(mib for count, mib in marks if count >= STEADY / 2)
    if os.environ.get("DECREELEX_BENCH_STEADY"):
        sys.stderr.write(json.dumps([[count, round(mib, 1)] for count, mib in marks]) + "\n")
    return Figure("memory, growth in the second half", marks[-1][1] - half, "MiB", f"of {marks[-1][1]:.0f} MiB", done)
