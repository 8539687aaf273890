"""The store in SQLite: the only place that knows SQL. Every statement has parameters; none is put together from words."""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from decreelex.errors import DecreelexError, InputError, UsageError, fail
from decreelex.library import Library
from decreelex.model import Expression, Work
from decreelex.store import contents, rows, words
from decreelex.store.entry import Added, Entry, Fault, Hit, Listed, Record, RecordKind, Text
from decreelex.store.schema import APPLICATION, STEPS

BUSY_SECONDS = 30.0
_LISTED = Listed.__struct_fields__


def default_path() -> Path:
    """Return where the user's store is: DECREELEX_STORE, or a file in the user's data folder."""
    import os

    import platformdirs

    given = os.environ.get("DECREELEX_STORE")
    return Path(given) if given else Path(platformdirs.user_data_dir("decreelex")) / "store.db"


def in_memory() -> SqliteStore:
    """Return an empty store that is in no file."""
    return SqliteStore(Path(":memory:"))


def open_store(path: str | Path, *, create: bool = False) -> SqliteStore:
    """Open a store, made or brought forward to this release where need be.

    A file that cannot be written is opened for reading. Raises UsageError where there is none and ``create`` is not
    given, InputError for a file that is no store, is damaged, or is of a later release.
    """
    file = Path(path)
    if not file.exists():
        if not create:
            raise fail(UsageError, "no-store", f"there is no store {file}", suggestions=("decreelex store add FILE --db …",))
        file.parent.mkdir(parents=True, exist_ok=True)
    return SqliteStore(file)


@contextlib.contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into our errors."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _named(str(path), str(error)) from None


def _named(path: str, message: str) -> DecreelexError:
    told = f"{path}: {message}"
    if "full" in message or "disk I/O" in message:
        return fail(InputError, "store-full", told, suggestions=("make room on the disk; nothing was changed",))
    if "readonly" in message or "read-only" in message:
        return fail(InputError, "store-read-only", told, suggestions=("let the file and its folder be written",))
    if "locked" in message or "busy" in message:
        return fail(InputError, "store-busy", told, suggestions=("another process is writing; try again",))
    return fail(InputError, "store-damaged", told, suggestions=("restore a copy, or make the store anew from an export",))


class SqliteStore:
    """A store in one file; see ``entry.Store``. For one thread; any number of processes may have the file open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with faults(path):
            self.db = self._connect()
            try:
                self._bring_forward()
            except BaseException:
                self.db.close()
                raise

    def _connect(self) -> sqlite3.Connection:
        writable, address = _address(self.path)
        db = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=256,
                             check_same_thread=False)
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA wal_autocheckpoint = 4000")
        db.execute("PRAGMA mmap_size = 268435456")
        if writable:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
        return db

    def _bring_forward(self) -> None:
        """Do the steps of the schema that this file has not had."""
        if self._state() == len(STEPS):
            return
        with self._writing():
            for step in STEPS[self._state() :]:
                for statement in step:
                    self.db.execute(statement)
            self.db.execute(f"PRAGMA user_version = {len(STEPS):d}")
            self.db.execute(f"PRAGMA application_id = {APPLICATION:d}")

    def _state(self) -> int:
        """Return how many steps the file has had. Raises InputError for somebody else's file or a later release's."""
        (version,) = self.db.execute("PRAGMA user_version").fetchone()
        (owner,) = self.db.execute("PRAGMA application_id").fetchone()
        (tables,) = self.db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables and owner != APPLICATION:
            raise fail(InputError, "not-a-store", f"{self.path} is a database, but no store of decreelex")
        if version > len(STEPS):
            raise fail(InputError, "store-newer", f"{self.path} was written by a later release of decreelex",
                       suggestions=("install that release",))
        return int(version)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Do what follows in one transaction, or nothing of it."""
        with faults(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("UPDATE counter SET value = value + 1 WHERE name = 'generation'"
                                if self._has_tables() else "SELECT 1")
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    def _has_tables(self) -> bool:
        return self.db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'counter'").fetchone() is not None

    def add(self, entry: Entry) -> Added:
        """See ``Store.add``."""
        return self.add_all((entry,))[0]

    def add_all(self, entries: Sequence[Entry]) -> list[Added]:
        """See ``Store.add_all``. Raises InputError for an act without identity; then none of them is added."""
        prepared = [None if self._known(entry) else rows.prepare(entry) for entry in map(_identified, entries)]
        if all(one is None for one in prepared):
            return [Added(str(entry.work.iri), False) for entry in entries]
        with self._writing():
            return [self._added(entry, one) for entry, one in zip(entries, prepared, strict=True)]

    def _known(self, entry: Entry) -> bool:
        """Return whether an entry is there already, its record of publication included."""
        record = rows.publication(entry)
        return self._has(entry) and (record is None or self._same(record))

    def _added(self, entry: Entry, prepared: rows.Prepared | None) -> Added:
        iri = str(entry.work.iri)
        if prepared is None:
            return Added(iri, False)
        self._add_work(entry)
        number = self._add_expression(entry, prepared)
        if number is not None:
            self._add_parts(number, prepared)
        record = rows.publication(entry)
        if record is not None:
            self._put(record)
        return Added(iri, True)

    def _has(self, entry: Entry) -> bool:
        text = entry.text
        key = (entry.work.iri, text.language, text.date, text.expression.source.sha256, text.state, text.complete)
        return self._one("SELECT 1 FROM expression WHERE work = ? AND language = ? AND date = ? AND sha256 = ?"
                         " AND state = ? AND complete = ? AND withdrawn IS NULL", *key) is not None

    def _one(self, statement: str, *values: Any) -> Any:
        with faults(self.path):
            return self.db.execute(statement, values).fetchone()

    def _add_work(self, entry: Entry) -> None:
        work = entry.work
        self.db.execute(
            "INSERT INTO work VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (iri) DO UPDATE SET"
            " title = coalesce(title, excluded.title), names = iif(excluded.names = '{}', names, excluded.names)",
            (work.iri, work.kind, work.number, work.date, work.author, work.title,
             msgspec.json.encode(entry.names).decode()))

    def _add_expression(self, entry: Entry, prepared: rows.Prepared) -> int | None:
        text = entry.text
        done = self.db.execute(
            "INSERT INTO expression (work, language, date, complete, state, source, name, sha256, length, body, effects,"
            " text, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (entry.work.iri, text.language, text.date, text.complete, text.state, text.source, text.name,
             text.expression.source.sha256, len(text.text), prepared.body, prepared.effects, text.text, _now()))
        return done.lastrowid if done.rowcount else None

    def _add_parts(self, number: int, prepared: rows.Prepared) -> None:
        (last,) = self.db.execute("SELECT coalesce(max(id), 0) FROM provision").fetchone()
        self.db.executemany("INSERT INTO provision VALUES (?, ?, ?, ?, ?)",
                            [(last + i, number, *row) for i, row in enumerate(prepared.provisions, 1)])
        self.db.executemany("INSERT INTO words (rowid, lemmas) VALUES (?, ?)",
                            [(last + i, lemmas) for i, lemmas in enumerate(prepared.lemmas, 1)])
        self.db.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)",
                            [(number, *row) for row in prepared.events])

    def put(self, record: Record) -> bool:
        """See ``Store.put``."""
        if self._same(record):
            return False
        with self._writing():
            self._put(record)
        return True

    def _same(self, record: Record) -> bool:
        found = self._one("SELECT body FROM record WHERE kind = ? AND key = ? AND withdrawn IS NULL", record.kind, record.key)
        return found is not None and found[0].encode() == bytes(record.body)

    def _put(self, record: Record) -> None:
        if self._same(record):
            return
        now = _now()
        self.db.execute("UPDATE record SET withdrawn = ? WHERE kind = ? AND key = ? AND withdrawn IS NULL",
                        (now, record.kind, record.key))
        self.db.execute("INSERT INTO record (kind, key, work, date, body, recorded) VALUES (?, ?, ?, ?, ?, ?)",
                        (record.kind, record.key, record.work, record.date, bytes(record.body).decode(), now))

    def remove(self, iri: str) -> int:
        """See ``Store.remove``. Raises UsageError where there is nothing of that act."""
        with self._writing():
            now = _now()
            self.db.execute("DELETE FROM words WHERE rowid IN (SELECT p.id FROM provision p JOIN expression e"
                            " ON e.id = p.expression WHERE e.work = ? AND e.withdrawn IS NULL)", (iri,))
            gone = self.db.execute("UPDATE expression SET withdrawn = ? WHERE work = ? AND withdrawn IS NULL", (now, iri))
            also = self.db.execute("UPDATE record SET withdrawn = ? WHERE work = ? AND withdrawn IS NULL", (now, iri))
            count = gone.rowcount + also.rowcount
            if not count:
                raise fail(UsageError, "unknown-act", f"the store has no act {iri}",
                           suggestions=tuple(row.iri for row in self.listed(limit=3)))
        return count

    def listed(self, *, iri: str | None = None, at: str | None = None, limit: int = 1000, offset: int = 0) -> list[Listed]:
        """See ``Store.listed``."""
        with faults(self.path):
            found = self.db.execute(
                "SELECT e.id, e.work, w.title, e.language, e.date, e.state, e.complete, e.name, e.length, e.sha256,"
                " e.recorded, e.withdrawn FROM expression e JOIN work w ON w.iri = e.work"
                " WHERE (?1 IS NULL OR e.work = ?1) AND iif(?2 IS NULL, e.withdrawn IS NULL,"
                " e.recorded <= ?2 AND coalesce(e.withdrawn > ?2, 1)) ORDER BY e.work, e.language, e.date, e.id"
                " LIMIT ?3 OFFSET ?4", (iri, at, limit, offset)).fetchall()
        return [Listed(**{**dict(zip(_LISTED, row, strict=True)), "complete": bool(row[6])}) for row in found]

    def count(self) -> int:
        """Return how many texts there are."""
        return int(self._one("SELECT count(*) FROM expression WHERE withdrawn IS NULL")[0])

    def text(self, number: int) -> Text:
        """See ``Store.text``. Raises UsageError for a number that there is not."""
        row = self._one("SELECT language, date, text, body, name, state, source, complete FROM expression WHERE id = ?", number)
        if row is None:
            raise fail(UsageError, "unknown-act", f"the store has no text {number}")
        language, date, text, body, name, state, source, complete = row
        return Text(language, date, text, self._decoded(number, body), name, state, source, bool(complete))

    def _decoded(self, number: int, body: bytes) -> Expression:
        try:
            return rows.decode(body)
        except ValueError as error:
            raise fail(InputError, "store-damaged", f"{self.path}: text {number}: {error}",
                       suggestions=("decreelex store check",)) from None

    def records(self, kind: RecordKind | None = None, *, work: str | None = None) -> list[Record]:
        """See ``Store.records``."""
        with faults(self.path):
            found = self.db.execute(
                "SELECT kind, key, body, work, date FROM record WHERE withdrawn IS NULL AND (?1 IS NULL OR kind = ?1)"
                " AND (?2 IS NULL OR work = ?2) ORDER BY kind, key", (kind, work)).fetchall()
        return [Record(kind, key, msgspec.Raw(body.encode()), of, date) for kind, key, body, of, date in found]

    def search(self, words_: str, *, limit: int = 20, offset: int = 0) -> list[Hit]:
        """See ``Store.search``."""
        query = words.query(words_)
        if not query:
            return []
        with faults(self.path):
            found = self.db.execute(
                "WITH best AS (SELECT rowid, rank FROM words WHERE words MATCH ?1 ORDER BY rank LIMIT ?2 OFFSET ?3)"
                " SELECT e.work, e.language, e.date, p.eid, p.start, p.\"end\", substr(e.text, p.start + 1, p.\"end\" - p.start),"
                " w.title FROM best JOIN provision p ON p.id = best.rowid JOIN expression e ON e.id = p.expression"
                " JOIN work w ON w.iri = e.work ORDER BY best.rank, e.work, p.id", (query, limit, offset)).fetchall()
        return [Hit(iri, language, date, eid, (start, end), words.excerpt(text, words_), title)
                for iri, language, date, eid, start, end, text, title in found]

    def library(self) -> Library:
        """See ``Store.library``."""
        with faults(self.path):
            texts = self.db.execute("SELECT work, language, date, complete, state, source, id, effects, '' FROM expression"
                                    " WHERE withdrawn IS NULL ORDER BY work, language, date, id").fetchall()
        return contents.library(self._works(), texts, self.records())

    def texts_for(self, iri: str) -> Library:
        """See ``Store.texts_for``."""
        with faults(self.path):
            texts = self.db.execute(
                "WITH RECURSIVE near (iri) AS (SELECT ?1 UNION SELECT e.work FROM near JOIN event v ON v.target = near.iri"
                " JOIN expression e ON e.id = v.expression AND e.withdrawn IS NULL)"
                " SELECT work, language, date, complete, state, source, id, body, text FROM expression"
                " WHERE withdrawn IS NULL AND work IN near ORDER BY work, language, date, id", (iri,)).fetchall()
        return contents.library(self._works(), texts, self.records())

    def _works(self) -> list[tuple[Work, str]]:
        with faults(self.path):
            found = self.db.execute("SELECT iri, kind, number, date, author, title, names FROM work WHERE iri IN"
                                    " (SELECT work FROM expression WHERE withdrawn IS NULL) ORDER BY iri").fetchall()
        return [(Work(*row[:6]), row[6]) for row in found]

    def generation(self) -> int:
        """See ``Store.generation``."""
        return int(self._one("SELECT value FROM counter WHERE name = 'generation'")[0])

    def check(self) -> list[Fault]:
        """See ``Store.check``."""
        found: list[Fault] = []
        try:
            with faults(self.path):
                found += [Fault("file", row[0]) for row in self.db.execute("PRAGMA integrity_check") if row[0] != "ok"]
                found += [Fault(str(row[0]), "a row without its parent") for row in self.db.execute("PRAGMA foreign_key_check")]
                if self.db.execute("SELECT (SELECT count(*) FROM words) <> (SELECT count(*) FROM provision p JOIN"
                                   " expression e ON e.id = p.expression WHERE e.withdrawn IS NULL)").fetchone()[0]:
                    found.append(Fault("words", "the index of words has not every provision"))
                for (number,) in self.db.execute("SELECT id FROM expression WHERE withdrawn IS NULL").fetchall():
                    found += contents.faults(number, self.text(number))
        except DecreelexError as error:
            found += [Fault("file", d.message) for d in error.diagnostics]
        return found

    def entries(self) -> Iterator[Entry]:
        """See ``Store.entries``."""
        works = {work.iri: (work, names) for work, names in self._works()}
        published = {record.work: contents.date_of(record) for record in self.records("publication")}
        for row in self.listed(limit=-1):
            work, names = works[row.iri]
            yield Entry(work, self.text(row.id), published.get(row.iri), msgspec.json.decode(names, type=dict[str, str]))

    def close(self) -> None:
        """See ``Store.close``."""
        self.db.close()


def _identified(entry: Entry) -> Entry:
    """Return an entry that can be stored. Raises InputError for one without identity, or of which UTF-8 has no form."""
    if not entry.work.iri:
        raise fail(InputError, "act-unidentified", "the text does not say which act it is: kind, date, number",
                   suggestions=("give its identity with --work IRI",))
    try:
        entry.text.text.encode()
    except UnicodeEncodeError:
        raise fail(InputError, "input-undecodable", "the text has half of a surrogate pair") from None
    return entry


def _address(path: Path) -> tuple[bool, str]:
    """Return whether a file can be written, and how SQLite is to open it."""
    if str(path) == ":memory:":
        return True, "file::memory:"
    address = path.resolve().as_uri()
    if _writable(path):
        return True, address
    logged = path.with_name(f"{path.name}-wal").exists()  # else nobody can be writing to it
    return False, f"{address}?mode=ro" if logged else f"{address}?immutable=1"


def _writable(path: Path) -> bool:
    import os

    return os.access(path if path.exists() else path.parent, os.W_OK) and os.access(path.parent, os.W_OK)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
