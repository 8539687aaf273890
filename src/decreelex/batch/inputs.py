"""What a bulk run reads: folders, globs, archives, JSON Lines and Parquet, as one ordered list of items.

Listing opens no document: an item says where its bytes lie, and the worker that reads it fetches them.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import shutil
import stat
import tarfile
import zipfile
from collections import Counter
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
_NO_DOCUMENT = "no document by its ending"


class Item(msgspec.Struct, frozen=True, array_like=True):
    """One document. ``address`` names it for people; ``path`` is the file; the rest says where in the file it lies.

    ``kind``: file, zip (``start``: place), tar (``start``: offset), lines (``start``: offset of the line) or parquet
    (``start``: row, from 0; the address counts from 1).
    ``stamp``: size and time of the file, by which a later run sees that it has not changed.
    """

    address: str
    path: str
    kind: str
    size: int
    stamp: str
    member: str = ""
    start: int = 0


class Passed(msgspec.Struct, frozen=True):
    """Something that was found and is not read, and why. ``hidden``: its name begins with a dot."""

    address: str
    why: str
    hidden: bool = False


class Listing(msgspec.Struct, frozen=True):
    """Everything found, each in order of address: items, what was passed over, and what failed with the reason."""

    items: list[Item]
    passed: list[Passed]
    failed: list[tuple[str, str]]


def listed(inputs: Sequence[str], *, column: str, spool: Path) -> Listing:
    """Return what the inputs (folders, files, globs) hold, in order of address.

    ``column``: the column of JSON Lines and Parquet that holds the text; ``spool``: where compressed tar archives are
    unpacked to, so that their members can be read in any order. Raises UsageError for an input that names nothing.
    """
    items: dict[str, Item] = {}
    passed: dict[str, Passed] = {}
    failed: dict[str, str] = {}
    for path in sorted({file for given in inputs for file in _files(given, passed, failed)}):
        try:
            found = list(_contents(path, column, spool))
        except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError, ValueError) as error:
            failed[path] = _closed(error)
            continue
        for one in found or [Passed(path, "it holds no document")]:
            if isinstance(one, Item):
                items[one.address] = one
            else:
                passed[one.address] = one
    return Listing([items[address] for address in sorted(items)], [passed[address] for address in sorted(passed)],
                   sorted(failed.items()))


def _closed(error: Exception) -> str:
    return f"cannot be opened: {getattr(error, 'strerror', None) or str(error) or type(error).__name__}"


def _files(given: str, passed: dict[str, Passed], failed: dict[str, str]) -> Iterator[str]:
    """Yield the files that an input names; of a folder, what is hidden and links to folders are passed over."""
    path = Path(given)
    if path.is_dir():
        yield from _in_folder(path, passed, failed)
    elif path.exists() or path.is_symlink():
        yield given
    else:
        found = [file for one in sorted(glob.glob(given, recursive=True)) for file in _files(one, passed, failed)]
        if not found:
            raise fail(UsageError, "no-input", f"{given!r} names no file and no folder")
        yield from found


def _in_folder(path: Path, passed: dict[str, Passed], failed: dict[str, str]) -> Iterator[str]:
    def unread(error: OSError) -> None:
        failed[str(error.filename or path)] = _closed(error)

    for folder, names, files in os.walk(path, onerror=unread):
        where = Path(folder)
        for name in (*names, *files):
            if name.startswith("."):
                passed[str(where / name)] = Passed(str(where / name), "hidden", True)
        for name in names:
            if not name.startswith(".") and (where / name).is_symlink():
                passed[str(where / name)] = Passed(str(where / name), "a link to a folder")
        names[:] = sorted(name for name in names if not name.startswith("."))
        yield from (str(where / name) for name in sorted(files) if not name.startswith("."))


def _container(path: str) -> bool:
    return path.lower().endswith((".zip", ".parquet", *_TARS, *_LINES))


def _ending(path: str) -> str:
    return Path(path).suffix.lower()


def _contents(path: str, column: str, spool: Path) -> Iterator[Item | Passed]:
    """Yield the items in a file, and what in it is passed over."""
    state, name = os.stat(path), path.lower()
    stamp = f"{state.st_size}-{state.st_mtime_ns}"
    if not stat.S_ISREG(state.st_mode):
        yield Passed(path, "no regular file")
    elif name.endswith(".zip"):
        yield from _in_zip(path, stamp)
    elif name.endswith(_TARS):
        yield from _in_tar(path, stamp, spool)
    elif name.endswith(_LINES):
        yield from _in_lines(path, stamp, column)
    elif name.endswith(".parquet"):
        yield from _in_parquet(path, stamp, column)
    elif _ending(path) in DOCUMENTS:
        yield Item(path, path, "file", state.st_size, stamp)
    else:
        yield Passed(path, _NO_DOCUMENT)


def _unfit(name: str) -> tuple[str, bool] | None:
    """Return why a member of an archive is not read by its name, and whether it is hidden; None where it is read."""
    if any(part.startswith(".") and part not in (".", "..") for part in name.split("/")):
        return "hidden", True
    if _ending(name) in DOCUMENTS:
        return None
    return ("an archive or a table within an archive" if _container(name) else _NO_DOCUMENT), False


def _in_zip(path: str, stamp: str) -> Iterator[Item | Passed]:
    """Yield the members of a zip archive, each by its place in it: two may have one name."""
    names: Counter[str] = Counter()
    with zipfile.ZipFile(path) as archive:
        for place, entry in enumerate(archive.infolist()):
            if entry.is_dir():
                continue
            address, unfit = _numbered(f"{path}!/{entry.filename}", names), _unfit(entry.filename)
            yield (Passed(address, *unfit) if unfit else
                   Item(address, path, "zip", entry.file_size, stamp, entry.filename, place))


def _in_tar(path: str, stamp: str, spool: Path) -> Iterator[Item | Passed]:
    plain = path if path.lower().endswith(".tar") else _unpacked(path, stamp, spool)
    names: Counter[str] = Counter()
    with tarfile.open(plain, "r:") as archive:
        for entry in archive:
            if entry.isdir():
                continue
            address, unfit = _numbered(f"{path}!/{entry.name}", names), _unfit(entry.name)
            if not entry.isreg():
                unfit = (f"a link to {entry.linkname}" if entry.issym() or entry.islnk() else "no regular file"), False
            yield (Passed(address, *unfit) if unfit else
                   Item(address, plain, "tar", entry.size, stamp, entry.name, entry.offset_data))


def _numbered(address: str, seen: Counter[str]) -> str:
    """Return the address of a member, with a number where members before it have the same name."""
    seen[address] += 1
    return address if seen[address] == 1 else f"{address}#{seen[address]}"


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
                yield Item(f"{path}#{row + 1:07d}", path, "parquet", size, stamp, column, row)
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
        with held.open(held.infolist()[item.start]) as member:
            data: bytes = member.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise TooLarge(f"more than {LARGEST:,} bytes once unpacked")
        return data
    if item.kind == "parquet":
        return _encoded(held.value(item.start), item.member)
    held.seek(item.start)
    raw: bytes = held.read(item.size)
    return raw if item.kind == "tar" else _column(_row(raw), item.member)


def _column(row: dict[str, Any], column: str) -> bytes:
    if column not in row:
        raise ValueError(f"the row has no {column!r}")
    return _encoded(row[column], column)


def _encoded(value: object, column: str) -> bytes:
    if value is None:
        raise ValueError(f"{column!r} is null")
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
