"""The texts on the phones: those that the gateway sent and those that were typed here."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

SHOWN = 100
"""How many texts of a phone are given at once, the newest ones."""


def keep(
    database: sqlite3.Connection, *, direction: str, external_id: str, phone: str, other: str, text: str, at: datetime
) -> None:
    """Keep one text. `direction` is the phone's view: `in` arrives unread, `out` was sent from it."""
    row = (external_id, direction, phone, other, text, "Accepted", direction == "out", at.isoformat())
    database.execute(
        "INSERT INTO sms (external_id, direction, phone, other, text, status, read, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def texts(database: sqlite3.Connection, phone: str, after: int = 0) -> list[dict[str, Any]]:
    """The newest texts of a phone with an id above `after`, oldest first.

    `[{"id", "direction", "other", "text", "status", "read", "at"}]`
    """
    rows = database.execute(
        "SELECT id, direction, other, text, status, read, at FROM sms WHERE phone = ? AND id > ?"
        " ORDER BY id DESC LIMIT ?",
        (phone, after, SHOWN),
    ).fetchall()
    return [{**dict(row), "read": bool(row["read"])} for row in reversed(rows)]


def last_id(database: sqlite3.Connection) -> int:
    """The id of the newest text of any phone; 0 when there is none."""
    return int(database.execute("SELECT coalesce(max(id), 0) FROM sms").fetchone()[0])


def unread(database: sqlite3.Connection, limit: int = 100) -> dict[str, int]:
    """Phone -> how many texts nobody has opened on it."""
    rows = database.execute("SELECT phone, count(*) AS texts FROM sms WHERE NOT read GROUP BY phone LIMIT ?", (limit,))
    return {row["phone"]: row["texts"] for row in rows}


def mark_read(database: sqlite3.Connection, phone: str, message: int) -> None:
    """The person has opened this text."""
    database.execute("UPDATE sms SET read = 1 WHERE phone = ? AND id = ?", (phone, message))


def set_status(database: sqlite3.Connection, external_id: str, status: str) -> None:
    database.execute("UPDATE sms SET status = ? WHERE external_id = ?", (status, external_id))


def recent_phones(database: sqlite3.Connection, limit: int = 20) -> list[str]:
    """The phones that got or sent a text lately, the newest first."""
    rows = database.execute("SELECT phone FROM sms GROUP BY phone ORDER BY max(id) DESC LIMIT ?", (limit,))
    return [str(row["phone"]) for row in rows]
