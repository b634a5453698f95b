"""The simulated telco's own memory: one SQLite file, opened per call.

It plays another company's system, so it must go on while our PostgreSQL or Valkey are down, and several web
processes share it: WAL lets them read while one writes, and every change is one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS sms (        -- direction: in (to the phone), out (from it); other: who is at the other end
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL UNIQUE, direction TEXT NOT NULL,
    phone TEXT NOT NULL, other TEXT NOT NULL, text TEXT NOT NULL, status TEXT NOT NULL,
    read INTEGER NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS sms_phone ON sms (phone, id);
CREATE INDEX IF NOT EXISTS sms_unread ON sms (phone) WHERE NOT read;
CREATE TABLE IF NOT EXISTS report (     -- delivery reports still to be posted; due_at: seconds since 1970
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT NOT NULL, channel TEXT NOT NULL, phone TEXT NOT NULL,
    status TEXT NOT NULL, due_at REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS report_due ON report (due_at);
CREATE INDEX IF NOT EXISTS report_message ON report (external_id, id);
CREATE TABLE IF NOT EXISTS call (       -- USSD sessions that are open
    session_id TEXT PRIMARY KEY, channel TEXT NOT NULL, phone TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL,
    begun_at TEXT NOT NULL, hops INTEGER NOT NULL, last TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS log (        -- what went over the wire, for the side of the page
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, phone TEXT NOT NULL,
    external_id TEXT, form TEXT NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL, ms INTEGER NOT NULL);
"""

KEPT = {"sms": 20_000, "call": 2_000, "log": 500}
"""How many rows of each table a start keeps: it is a demonstration, not an archive."""


class Store:
    """`simulator.sqlite3` in the data folder. Raises sqlite3.Error where it cannot be opened or written."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "simulator.sqlite3"
        folder.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        with closing(sqlite3.connect(self.path, timeout=10)) as database:
            database.execute("PRAGMA journal_mode = wal")
            database.executescript(SCHEMA)
            for table, rows in KEPT.items():
                newest = f"SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT {rows}"  # noqa: S608
                database.execute(f"DELETE FROM {table} WHERE rowid NOT IN ({newest})")  # noqa: S608
            database.commit()

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """One short transaction; rows are read by name."""
        with closing(sqlite3.connect(self.path, timeout=10, isolation_level="IMMEDIATE")) as database:
            database.row_factory = sqlite3.Row
            database.execute("PRAGMA synchronous = normal")
            with database:
                yield database
