"""Values compiled once from the data files, kept in the user's cache as msgpack.

The key is the state of every data file and module, so an edit is never hidden by an old snapshot.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from decreelex import resources

T = TypeVar("T")


def cached(name: str, kind: type[T], build: Callable[[], T]) -> T:
    """Return the snapshot ``name``, decoded as ``kind``; build and keep it where there is none.

    A cache that cannot be read or written costs time and nothing else.
    """
    path = cache_dir() / state() / f"{name}.msgpack"
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        value = build()
        _write(path, msgspec.msgpack.encode(value))
        return value


def cache_dir() -> Path:
    """Return the folder of snapshots: DECREELEX_CACHE, or the user's cache folder."""
    given = os.environ.get("DECREELEX_CACHE")
    if given:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_cache_dir("decreelex"))


@functools.cache
def state() -> str:
    """Return a hash over path, size and time of every data file and module of this installation."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent
    for root in (package, resources.folder("grammar"), resources.folder("texts")):
        for path in sorted(root.rglob("*")):
            if path.suffix not in {".pyc", ""}:
                stat = path.stat()
                digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _write(path: Path, data: bytes) -> None:
    """Write in one step, so that two processes starting at once cannot disturb each other."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
