"""What went over the wire, both ways, for the side of the page."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

SHOWN = 60
"""How many entries are given at once, the newest ones."""


def write(
    database: sqlite3.Connection,
    *,
    kind: str,
    phone: str,
    form: Mapping[str, str],
    status: int,
    answer: str,
    at: datetime,
    ms: int = 0,
    external_id: str | None = None,
) -> None:
    """One request and its answer. `kind` is the hook's, or `send` for a text that the gateway sent.

    `status` 0: no answer came; `external_id` ties a sent text to its delivery reports.
    """
    row = (at.isoformat(), kind, phone, external_id, json.dumps(form, ensure_ascii=False), status, answer, ms)
    database.execute(
        "INSERT INTO log (at, kind, phone, external_id, form, status, answer, ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def entries(database: sqlite3.Connection, after: int = 0) -> list[dict[str, Any]]:
    """The newest entries with an id above `after`, oldest first, the form as a dict."""
    rows = database.execute(
        "SELECT id, at, kind, phone, external_id, form, status, answer, ms FROM log WHERE id > ?"
        " ORDER BY id DESC LIMIT ?",
        (after, SHOWN),
    ).fetchall()
    return [{**dict(row), "form": json.loads(row["form"])} for row in reversed(rows)]


def delivery_statuses(database: sqlite3.Connection) -> dict[str, str]:
    """What became of the texts that the newest entries sent: message id -> Accepted, Sent, Success."""
    rows = database.execute(
        "SELECT sms.external_id, sms.status FROM sms JOIN log USING (external_id) WHERE log.kind = 'send'"
        " ORDER BY log.id DESC LIMIT ?",
        (SHOWN,),
    ).fetchall()
    return {row["external_id"]: row["status"] for row in rows}
