"""One part of a run, in a worker: read its items, parse them, write its tables, and last what was done with each item.

The manifest is written last and in one step: a part either has it and is whole, or is done again.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import gzip
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from decreelex.batch import inputs, tables
from decreelex.batch.inputs import Item
from decreelex.errors import DecreelexError

MANIFEST = "manifest"
JSONL = "jsonl"  # among the steps: the documents are kept whole too


class Settings(msgspec.Struct, frozen=True):
    """What is done with each act, and where the tables go. ``release``: of decreelex; other results are done again."""

    out: str
    steps: tuple[str, ...]
    release: str


class Part(msgspec.Struct, frozen=True):
    """A numbered part of a run: so many items as make one file of each table."""

    number: int
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        """The name of its files, without ending."""
        return f"part-{self.number:06d}"


class Outcome(msgspec.Struct, frozen=True):
    """What became of an item: ``reason`` says why it failed, None where it did not."""

    address: str
    sha256: str | None
    stamp: str
    size: int
    reason: str | None = None


class Done(msgspec.Struct, frozen=True):
    """The manifest of a part."""

    part: int
    release: str
    steps: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


def path_of(out: str, number: int) -> Path:
    """Return the path of a part's manifest."""
    return Path(out) / MANIFEST / f"part-{number:06d}.json"


def run(part: Part, settings: Settings, deadly: frozenset[str] = frozenset()) -> Done:
    """Do one part and return its manifest. What cannot be read is an outcome with its reason, and harms nothing else.

    ``deadly``: addresses of items that end the process that reads them; they are left out and reported.
    """
    rows, documents, outcomes = tables.empty(), list[bytes](), list[Outcome]()
    for item, data in _loaded(part.items, deadly):
        outcomes.append(_outcome(item, data, settings, rows, documents))
    _write(part, settings, rows, documents)
    done = Done(part.number, settings.release, settings.steps, tuple(outcomes))
    save(path_of(settings.out, part.number), msgspec.json.format(msgspec.json.encode(done), indent=1))
    return done


def trial(items: Sequence[Item], settings: Settings) -> bool:
    """Read items and keep nothing: whoever calls this sees whether the process outlives them."""
    for item, data in inputs.read(items):
        _outcome(item, data, settings, tables.empty(), [])
    return True


def _loaded(items: Sequence[Item], deadly: frozenset[str]) -> Iterator[tuple[Item, bytes | Exception]]:
    """Yield items with their bytes or why there are none, the garbage collector asleep meanwhile.

    Parsing makes no cycles; looking for them would take time in proportion to all that is held.
    """
    dead = RuntimeError("the worker process ended while it read this; it may need more memory than there is")
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield from inputs.read([item for item in items if item.address not in deadly])
        yield from ((item, dead) for item in items if item.address in deadly)
    finally:
        if enabled:
            gc.enable()


def _outcome(item: Item, data: bytes | Exception, settings: Settings, rows: tables.Rows, documents: list[bytes]) -> Outcome:
    if isinstance(data, Exception):
        return Outcome(item.address, None, item.stamp, item.size, _reason(data))
    digest = hashlib.sha256(data).hexdigest()
    lengths = {name: len(found) for name, found in rows.items()}
    try:
        _read(item, data, settings, rows, documents)
    except (Exception, RecursionError) as error:
        for name, length in lengths.items():
            del rows[name][length:]
        return Outcome(item.address, digest, item.stamp, item.size, _reason(error))
    return Outcome(item.address, digest, item.stamp, item.size)


def _read(item: Item, data: bytes, settings: Settings, rows: tables.Rows, documents: list[bytes]) -> None:
    """Parse one document and add its rows."""
    from decreelex import api

    source, left_out = api.read_source(data, name=item.address)
    steps = [step for step in settings.steps if step in api.STEPS]
    expression = api.parse_source(source, steps=steps)
    expression = msgspec.structs.replace(expression, diagnostics=(*left_out, *expression.diagnostics))
    tables.add(rows, item.address, expression)
    if "annotate" in settings.steps:
        tables.add_annotations(rows, item.address, expression.work.iri, api.annotate(expression))
    if JSONL in settings.steps:
        documents.append(msgspec.json.encode(expression))


def _reason(error: BaseException) -> str:
    """Return why, for people: what a diagnostic says, or, for a fault of ours, its name."""
    if isinstance(error, DecreelexError):
        return "; ".join(f"{one.code}: {one.message}" for one in error.diagnostics)
    if isinstance(error, inputs.TooLarge):
        return f"input-too-large: {error}"
    if isinstance(error, (OSError, ValueError, KeyError, RuntimeError, EOFError)) and not isinstance(error, RecursionError):
        return f"cannot be read: {str(error) or type(error).__name__}"
    return f"internal fault: {type(error).__name__}: {error}"


def _write(part: Part, settings: Settings, rows: tables.Rows, documents: Sequence[bytes]) -> None:
    import pyarrow.parquet as pq

    for name in kept(settings.steps):
        path = Path(settings.out) / name / f"{part.name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        with _placed(path) as temporary:
            pq.write_table(tables.table(name, rows[name]), temporary, compression="zstd")
    if JSONL in settings.steps:
        packed = gzip.compress(b"".join(one + b"\n" for one in documents), compresslevel=5, mtime=0)
        save(Path(settings.out) / "jsonl" / f"{part.name}.jsonl.gz", packed)


def kept(steps: Sequence[str]) -> list[str]:
    """Return the tables that the steps fill."""
    without = {"citations": "citations", "effects": "effects", "modifications": "amendments",
               "annotations": "annotate", "norms": "annotate"}
    return [name for name in tables.TABLES if name not in without or without[name] in steps]


def save(path: Path, data: bytes) -> None:
    """Write a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _placed(path) as temporary, temporary.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


@contextlib.contextmanager
def _placed(path: Path) -> Iterator[Path]:
    """Give a name to write to and put what was written in its place; an error (a full disk) names the place."""
    temporary = _beside(path)
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise OSError(error.errno or errno.EIO, error.strerror or str(error), str(path)) from error


def _beside(path: Path) -> Path:
    """Return a name beside ``path`` that no other worker writes to; the ending marks what a killed run leaves."""
    return path.with_name(f".{path.name}.{os.getpid()}.partial")


def load(path: Path) -> Done | None:
    """Return a manifest, None where it is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Done)
    except (OSError, msgspec.MsgspecError):
        return None


def forget(out: str, number: int) -> None:
    """Remove a part: its manifest first, so that it never counts as done without its tables."""
    path_of(out, number).unlink(missing_ok=True)
    name = f"part-{number:06d}"
    files: list[Any] = [Path(out) / table / f"{name}.parquet" for table in tables.TABLES]
    for file in [*files, Path(out) / "jsonl" / f"{name}.jsonl.gz"]:
        file.unlink(missing_ok=True)
