"""What a bulk run reads: folders, globs, archives, JSON Lines and Parquet, as one ordered list of items.

Listing opens no document: an item says where its bytes lie, and the worker that reads it fetches them.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from decreelex.errors import UsageError, fail

LARGEST = 64 * 1024 * 1024  # bytes of one document; larger ones are reported and not read
LARGEST_ARCHIVE = 1 << 40  # bytes of an archive once decompressed
DOCUMENTS = frozenset({".txt", ".html", ".htm", ".xhtml", ".docx", ".pdf", ".rtf", ""})
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_LINES = (".jsonl", ".ndjson")


class Item(msgspec.Struct, frozen=True, array_like=True):
    """One document. ``address`` names it for people; ``path`` is the file; the rest says where in the file it lies.

    ``kind``: file, zip, tar (``start``: offset), lines (``start``: offset of the line) or parquet (``start``: row).
    ``stamp``: size and time of the file, by which a later run sees that it has not changed.
    """

    address: str
    path: str
    kind: str
    size: int
    stamp: str
    member: str = ""
    start: int = 0


class Listing(msgspec.Struct, frozen=True):
    """Everything found: items in order of address, files passed over (no document by their ending), and what failed."""

    items: list[Item]
    passed: list[str]
    failed: list[tuple[str, str]]


def listed(inputs: Sequence[str], *, column: str, spool: Path) -> Listing:
    """Return what the inputs (folders, files, globs) hold, in order of address.

    ``column``: the column of JSON Lines and Parquet that holds the text; ``spool``: where compressed tar archives are
    unpacked to, so that their members can be read in any order. Raises UsageError for an input that names nothing.
    """
    items: dict[str, Item] = {}
    passed: list[str] = []
    failed: list[tuple[str, str]] = []
    for path in sorted({file for given in inputs for file in _files(given)}):
        try:
            found = list(_contents(path, column, spool))
        except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError, ValueError) as error:
            failed.append((path, f"cannot be opened: {str(error) or type(error).__name__}"))
            continue
        if not found and _ending(path) not in DOCUMENTS and not _container(path):
            passed.append(path)
        items |= {item.address: item for item in found}
    return Listing([items[address] for address in sorted(items)], passed, failed)


def _files(given: str) -> Iterator[str]:
    """Yield the files that an input names; hidden ones are left out of folders."""
    path = Path(given)
    if path.is_dir():
        for folder, names, files in os.walk(path):
            names[:] = sorted(name for name in names if not name.startswith("."))
            yield from (str(Path(folder) / name) for name in sorted(files) if not name.startswith("."))
    elif path.exists():
        yield given
    else:
        found = [file for one in sorted(glob.glob(given, recursive=True)) for file in _files(one)]
        if not found:
            raise fail(UsageError, "no-input", f"{given!r} names no file and no folder")
        yield from found


def _container(path: str) -> bool:
    return path.lower().endswith((".zip", ".parquet", *_TARS, *_LINES))


def _ending(path: str) -> str:
    return Path(path).suffix.lower()


def _contents(path: str, column: str, spool: Path) -> Iterator[Item]:
    """Yield the items in a file."""
    state, name = os.stat(path), path.lower()
    stamp = f"{state.st_size}-{state.st_mtime_ns}"
    if name.endswith(".zip"):
        yield from _in_zip(path, stamp)
    elif name.endswith(_TARS):
        yield from _in_tar(path, stamp, spool)
    elif name.endswith(_LINES):
        yield from _in_lines(path, stamp, column)
    elif name.endswith(".parquet"):
        yield from _in_parquet(path, stamp, column)
    elif _ending(path) in DOCUMENTS:
        yield Item(path, path, "file", state.st_size, stamp)


def _in_zip(path: str, stamp: str) -> Iterator[Item]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if not entry.is_dir() and _ending(entry.filename) in DOCUMENTS:
                yield Item(f"{path}!/{entry.filename}", path, "zip", entry.file_size, stamp, entry.filename)


def _in_tar(path: str, stamp: str, spool: Path) -> Iterator[Item]:
    plain = path if path.lower().endswith(".tar") else _unpacked(path, stamp, spool)
    with tarfile.open(plain, "r:") as archive:
        for entry in archive:
            if entry.isreg() and _ending(entry.name) in DOCUMENTS:
                yield Item(f"{path}!/{entry.name}", plain, "tar", entry.size, stamp, entry.name, entry.offset_data)


def _unpacked(path: str, stamp: str, spool: Path) -> str:
    """Return the path of a compressed tar archive's uncompressed copy, made once."""
    import bz2
    import gzip
    import hashlib
    import lzma

    opener: Any = next(o for endings, o in (((".gz", ".tgz"), gzip.open), ((".bz2", ".tbz2"), bz2.open),
                                             ((".xz", ".txz"), lzma.open)) if path.lower().endswith(endings))
    target = spool / f"{hashlib.sha256(f'{path} {stamp}'.encode()).hexdigest()[:16]}.tar"
    if not target.exists():
        spool.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        with opener(path, "rb") as source, part.open("wb") as sink:
            _copied(source, sink, min(LARGEST_ARCHIVE, shutil.disk_usage(spool).free // 2))
        part.replace(target)
    return str(target)


def _copied(source: BinaryIO, sink: BinaryIO, limit: int) -> None:
    written = 0
    while block := source.read(1 << 20):
        written += len(block)
        if written > limit:
            raise ValueError(f"unpacks to more than {limit:,} bytes")
        sink.write(block)


def _in_lines(path: str, stamp: str, column: str) -> Iterator[Item]:
    start = number = 0
    with open(path, "rb") as handle:
        for number, line in enumerate(handle, 1):
            if number == 1 and column not in _row(line):
                raise ValueError(f"its rows have no {column!r}")
            if line.strip():
                yield Item(f"{path}#{number:07d}", path, "lines", len(line), stamp, column, start)
            start += len(line)


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(row, dict):
        raise ValueError("the line is no object")
    return row


def _in_parquet(path: str, stamp: str, column: str) -> Iterator[Item]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        if column not in file.schema_arrow.names:
            raise ValueError(f"it has no column {column!r}")
        row = 0
        for group in range(file.num_row_groups):
            for size in _lengths(file.read_row_group(group, columns=[column]).column(0)):
                yield Item(f"{path}#{row:07d}", path, "parquet", size, stamp, column, row)
                row += 1


def _lengths(texts: Any) -> list[int]:
    import pyarrow.compute as pc

    return [size or 0 for size in pc.binary_length(texts).to_pylist()]


class TooLarge(Exception):
    """A document is larger than may be read."""


def read(items: Sequence[Item]) -> Iterator[tuple[Item, bytes | Exception]]:
    """Yield each item with its bytes, or with why there are none. One file is opened once for items in a row."""
    path, held = "", None
    with contextlib.ExitStack() as open_now:
        for item in items:
            try:
                if item.size > LARGEST:
                    raise TooLarge(f"{item.size:,} bytes; at most {LARGEST:,} are read")
                if path != item.path:
                    open_now.close()
                    held, path = _opened(item), item.path
                    if held is not None:
                        open_now.callback(held.close)
                yield item, _bytes(item, held)
            except Exception as error:  # reported with the item: whatever a damaged file does, the rest goes on
                yield item, error


def _opened(item: Item) -> Any:
    if item.kind == "zip":
        return zipfile.ZipFile(item.path)
    if item.kind == "parquet":
        return _Rows(item.path, item.member)
    return None if item.kind == "file" else open(item.path, "rb")


def _bytes(item: Item, held: Any) -> bytes:
    if item.kind == "file":
        return Path(item.path).read_bytes()
    if item.kind == "zip":
        with held.open(item.member) as member:
            data: bytes = member.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise TooLarge(f"more than {LARGEST:,} bytes once unpacked")
        return data
    if item.kind == "parquet":
        return _encoded(held.value(item.start), item.member)
    held.seek(item.start)
    raw: bytes = held.read(item.size)
    return raw if item.kind == "tar" else _encoded(_row(raw).get(item.member), item.member)


def _encoded(value: object, column: str) -> bytes:
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{column!r} is {type(value).__name__}, not text")
    return value.encode("utf-8", "surrogatepass")


class _Rows:
    """The rows of a Parquet file's column; holds one row group at a time."""

    def __init__(self, path: str, column: str) -> None:
        import pyarrow.parquet as pq

        self._file, self._column = pq.ParquetFile(path), column
        counts = [self._file.metadata.row_group(n).num_rows for n in range(self._file.num_row_groups)]
        self._starts = [sum(counts[:n]) for n in range(len(counts) + 1)]
        self._group, self._values = -1, list[Any]()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def value(self, row: int) -> Any:
        import bisect

        group = bisect.bisect_right(self._starts, row) - 1
        if group != self._group:
            self._values = self._file.read_row_group(group, columns=[self._column]).column(0).to_pylist()
            self._group = group
        return self._values[row - self._starts[group]]
