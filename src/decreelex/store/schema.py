"""The tables, as steps: a store of an earlier release is brought forward step by step, each in one transaction."""

from __future__ import annotations

APPLICATION = 0x6465_6C78  # "delx": says whose file this is

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE work (
             iri TEXT PRIMARY KEY, kind TEXT, number TEXT, date TEXT, author TEXT, title TEXT,
             names TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID""",
        """CREATE TABLE expression (
             id INTEGER PRIMARY KEY, work TEXT NOT NULL REFERENCES work, language TEXT NOT NULL, date TEXT NOT NULL,
             complete INTEGER NOT NULL, state TEXT NOT NULL, source TEXT NOT NULL, name TEXT, sha256 TEXT NOT NULL,
             length INTEGER NOT NULL, body BLOB NOT NULL, effects BLOB NOT NULL, text TEXT NOT NULL,
             recorded TEXT NOT NULL, withdrawn TEXT)""",
        """CREATE UNIQUE INDEX expression_once ON expression (work, language, date, sha256, state, complete)
             WHERE withdrawn IS NULL""",
        """CREATE TABLE provision (
             id INTEGER PRIMARY KEY, expression INTEGER NOT NULL REFERENCES expression ON DELETE CASCADE,
             eid TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL)""",
        "CREATE INDEX provision_of ON provision (expression, eid)",
        """CREATE TABLE event (
             expression INTEGER NOT NULL REFERENCES expression ON DELETE CASCADE, clause TEXT NOT NULL,
             operation TEXT NOT NULL, target TEXT NOT NULL, eid TEXT, date TEXT)""",
        "CREATE INDEX event_of ON event (expression)",
        "CREATE INDEX event_target ON event (target)",
        """CREATE TABLE record (
             id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, work TEXT, date TEXT, body TEXT NOT NULL,
             recorded TEXT NOT NULL, withdrawn TEXT)""",
        "CREATE UNIQUE INDEX record_once ON record (kind, key) WHERE withdrawn IS NULL",
        "CREATE INDEX record_of ON record (work, kind) WHERE withdrawn IS NULL",
        "CREATE VIRTUAL TABLE words USING fts5(lemmas, tokenize = 'porter unicode61')",
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
        "INSERT INTO counter VALUES ('generation', 0)",
    ),
)
