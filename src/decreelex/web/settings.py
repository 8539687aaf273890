"""What a service may be told: its store, its limits. All limits are per process."""

from __future__ import annotations

import importlib.metadata
import ipaddress

import msgspec


class Settings(msgspec.Struct, frozen=True):
    """Sizes in bytes, times in seconds.

    ``db``: the store's file; None: the shipped texts only. ``jobs``: worker processes for questions, and as many for
    long work. ``job_seconds``: when a job is cut off; ``question_seconds``: the same for questions. ``queue``: jobs that
    may wait. ``body_seconds``, ``header_seconds``: when a slow client is given up. ``rate``: requests a second from one
    address, after ``burst`` at once (0: no limit). ``hosts``: names the service answers to (empty: any).
    ``keys``: SHA-256 of the keys that may write, in hexadecimal; without any, nobody may. ``cache_bytes``: answers kept.
    ``warm``: start the workers at once.
    """

    db: str | None = None
    jobs: int = 2
    job_seconds: float = 30.0
    question_seconds: float = 10.0
    job_memory: int = 2 * 1024**3
    queue: int = 64
    max_body: int = 16 * 1024**2
    body_seconds: float = 20.0
    header_seconds: float = 10.0
    write_seconds: float = 30.0
    max_connections: int = 1000
    rate: float = 0.0
    burst: int = 100
    hosts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    cache_bytes: int = 64 * 1024**2
    log: bool = False
    warm: bool = False


def release() -> str:
    """Return the release of decreelex; ``unknown`` where it runs without being installed."""
    try:
        return importlib.metadata.version("decreelex")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
