"""The store: acts, texts and records that a user adds to those shipped, in one SQLite file.

Bitemporal: every row says when it holds (dates of the law) and when it was recorded and withdrawn (the store's own
time); nothing that was recorded is lost by removing it.
"""

from __future__ import annotations

from decreelex.store.entry import Added, Entry, Fault, Hit, Listed, Record, Store, Text
from decreelex.store.sqlite import SqliteStore, default_path, in_memory, open_store

__all__ = ["Added", "Entry", "Fault", "Hit", "Listed", "Record", "SqliteStore", "Store", "Text", "default_path", "in_memory",
           "open_store"]
