"""A worker process: reads jobs from standard input, writes results to standard output, until its input ends.

The service never computes in its own process: what takes too long there is ended with the process that does it.
Frames are four bytes of length and msgpack.
"""

from __future__ import annotations

import os
import sys
from typing import Any, BinaryIO, Literal

import msgspec

from decreelex.errors import DecreelexError, Diagnostic


class Job(msgspec.Struct, frozen=True, array_like=True):
    """A verb (see ``verbs``) and its arguments."""

    verb: str
    arguments: dict[str, Any]


class Result(msgspec.Struct, frozen=True, array_like=True):
    """What came of a job. ``kind``: ``done``, ``input`` or ``usage`` error with diagnostics, ``fault`` with a message."""

    kind: Literal["done", "input", "usage", "fault"]
    body: bytes = b""
    diagnostics: tuple[Diagnostic, ...] = ()


_jobs = msgspec.msgpack.Decoder(Job)


def main(db: str | None, memory: int, nice: int) -> None:
    """Serve jobs. ``memory``: bytes of address space; ``nice``: how much to step back behind other processes."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not disturb the frames
    _limit(memory, nice)
    write_frame(out, msgspec.msgpack.encode(perform(Job("warm", {"slow": nice > 0}), db)))  # for this no job waits
    while (data := read_frame(sys.stdin.buffer)) is not None:
        write_frame(out, msgspec.msgpack.encode(perform(_jobs.decode(data), db)))


def perform(job: Job, db: str | None) -> Result:
    """Do a job; every failure becomes a result."""
    from decreelex.web import verbs

    try:
        return Result("done", verbs.VERBS[job.verb](db=db, **job.arguments))
    except DecreelexError as error:
        return Result("usage" if error.exit_code == 2 else "input", diagnostics=error.diagnostics)
    except MemoryError:
        return Result("fault", b"out of memory")
    except Exception as error:
        return Result("fault", f"{type(error).__name__}: {error}".encode(errors="replace"))


def _limit(memory: int, nice: int) -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(nice)


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame; None at the end of the stream."""
    head = stream.read(4)
    return stream.read(int.from_bytes(head, "big")) if len(head) == 4 else None


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Write a frame."""
    stream.write(len(data).to_bytes(4, "big") + data)
    stream.flush()


if __name__ == "__main__":
    main(sys.argv[1] or None, int(sys.argv[2]), int(sys.argv[3]))
