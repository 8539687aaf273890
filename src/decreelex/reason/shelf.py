"""Facts kept in one file with their indexes: opened in no time, and of the rows only those asked for are read.

A row is found by the value of one argument: a sorted array of hashes leads to row numbers, an array of offsets to the rows.
The file is mapped into memory, never read as a whole. It is a cache of this machine (its byte order), not an exchange format.
"""

from __future__ import annotations

import mmap
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec

from decreelex.errors import InputError, fail
from decreelex.reason.derivation import Derivation, Value

_MAGIC = b"decreelex facts 1 " + sys.byteorder.encode() + b"\n"
_WORD, _LONG = 4, 8


class Column(msgspec.Struct, array_like=True):
    """Where the index of one argument stands: ``hashes`` and ``rows`` are offsets of arrays of ``count`` numbers."""

    hashes: int
    rows: int
    count: int


class Kind(msgspec.Struct, array_like=True):
    """The rows of a predicate: numbers ``first`` to ``first + count``, an index for each argument, and how they agree."""

    first: int
    count: int
    columns: tuple[Column, ...]
    agreement: tuple[float, ...]


class Head(msgspec.Struct, array_like=True):
    """What stands where. ``offsets``: of an array that says where each row begins; ``rows``: where the rows begin."""

    kinds: dict[str, Kind]
    offsets: int
    rows: int


Plain = tuple[tuple[str | int, ...], int, str | int | None, int]
_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Plain)


def save(path: Path, by_predicate: Mapping[str, list[Derivation]], agreement: Mapping[str, tuple[float, ...]]) -> None:
    """Write facts (rows of each predicate, strongest first) with their indexes."""
    body = bytearray()
    rows, offsets, kinds = bytearray(), array("Q", [0]), {}
    number = 0
    for predicate, several in by_predicate.items():
        for row in several:
            rows += _ENCODER.encode((row.args, row.strength, row.source, row.known))
            offsets.append(len(rows))
        arity = max((len(row.args) for row in several), default=0)
        columns = tuple(_column(several, at, number, body) for at in range(arity))
        kinds[predicate] = Kind(number, len(several), columns, agreement[predicate])
        number += len(several)
    places = _put(body, offsets.tobytes()), _put(body, bytes(rows))
    head = _ENCODER.encode(Head(kinds, *places))
    opening = _MAGIC + len(head).to_bytes(_LONG, sys.byteorder) + head
    path.write_bytes(opening + bytes(-len(opening) % _LONG) + body)


def _put(body: bytearray, data: bytes) -> int:
    """Append data on a boundary of eight bytes and return where it begins."""
    body += bytes(-len(body) % _LONG)
    place = len(body)
    body += data
    return place


def _column(rows: list[Derivation], at: int, first: int, body: bytearray) -> Column:
    pairs = sorted((_hash(row.args[at]), first + n) for n, row in enumerate(rows) if at < len(row.args))
    hashes, numbers = (array("I", [pair[i] for pair in pairs]) for i in (0, 1))
    return Column(_put(body, hashes.tobytes()), _put(body, numbers.tobytes()), len(pairs))


def _hash(value: Value) -> int:
    return zlib.crc32(value.encode()) if value.__class__ is str else hash(value) & 0xFFFFFFFF


class Shelf(dict[tuple[str, tuple[int, ...]], "Looked"]):
    """A file of facts, opened. ``shelf[predicate, positions].get(values)`` are the rows, as in ``FactBase.index``."""

    by_predicate: Mapping[str, Any]

    def __init__(self, path: Path) -> None:
        """Open a file that ``save`` wrote. Raises InputError for another one."""
        super().__init__()
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if mapped[: len(_MAGIC)] != _MAGIC:
            raise fail(InputError, "facts-file", f"{path.name} is no file of facts of this release and machine: make it anew")
        start = len(_MAGIC) + _LONG
        end = start + int.from_bytes(mapped[len(_MAGIC) : start], sys.byteorder)
        self.head = msgspec.msgpack.decode(mapped[start:end], type=Head)
        self.by_predicate = self.head.kinds
        self._bytes = memoryview(mapped)[end + -end % _LONG :]
        self._known: dict[int, Derivation] = {}
        self._offsets = self._bytes[self.head.offsets :][: (self._count() + 1) * _LONG].cast("Q")
        self._rows = self._bytes[self.head.rows :]

    def _count(self) -> int:
        return sum(kind.count for kind in self.head.kinds.values())

    def __missing__(self, key: tuple[str, tuple[int, ...]]) -> Looked:
        self[key] = found = Looked(self, *key)
        return found

    def words(self, place: int, count: int) -> memoryview:
        """Return an array of numbers."""
        return self._bytes[place : place + count * _WORD].cast("I")

    def row(self, predicate: str, number: int) -> Derivation:
        """Return a row by its number, read when it is first asked for."""
        row = self._known.get(number)
        if row is None:
            args, strength, source, known = _DECODER.decode(self._rows[self._offsets[number] : self._offsets[number + 1]])
            row = self._known[number] = Derivation(predicate, args, None, (), strength, 1, (), source, known)
        return row


class Looked:
    """The rows of a predicate by the values of some of its arguments; what was found is kept."""

    __slots__ = ("_columns", "_found", "_kind", "_pick", "_positions", "_predicate", "_shelf")

    def __init__(self, shelf: Shelf, predicate: str, positions: tuple[int, ...]) -> None:
        self._shelf, self._predicate, self._positions = shelf, predicate, positions
        self._kind = shelf.head.kinds.get(predicate)
        self._pick = itemgetter(*positions) if positions else tuple
        self._found: dict[Any, tuple[Derivation, ...]] = {}
        columns = [self._kind.columns[at] for at in positions] if self._kind else []
        self._columns = [(shelf.words(c.hashes, c.count), shelf.words(c.rows, c.count)) for c in columns]

    def get(self, key: Any, default: Any, /) -> Any:
        """Return the rows with these values, the strongest first; ``default`` where there are none."""
        rows = self._found.get(key)
        if rows is None:
            rows = self._found[key] = self._look(key)
        return rows or default

    def _look(self, key: Any) -> tuple[Derivation, ...]:
        if self._kind is None:
            return ()
        shelf, predicate = self._shelf, self._predicate
        if not self._positions:
            return tuple([shelf.row(predicate, n) for n in range(self._kind.first, self._kind.first + self._kind.count)])
        hashes, numbers = self._columns[0]
        wanted = _hash(key if len(self._positions) == 1 else key[0])
        at = bisect_left(hashes, wanted)
        found = []
        while at < len(hashes) and hashes[at] == wanted:
            row = shelf.row(predicate, numbers[at])
            if self._pick(row.args) == key:
                found.append(row)
            at += 1
        return tuple(found)
