"""What the clock does for the market. It may run at any time, in several processes at once, and does nothing twice."""

from __future__ import annotations

import threading
from datetime import timedelta

from sqlalchemy import Connection

from gateway.desk import Desk
from gateway.desk.inquiries import tell
from gateway.runtime import Runtime
from models import inquiry
from models.base import AnyRow

BATCH = 500
"""Inquiries that one sweep looks at; the others wait for the next."""


def close_silent(runtime: Runtime, stopping: threading.Event) -> int:
    """Close the inquiries that have slept too long, and tell both sides: how many."""
    before = runtime.clock() - timedelta(days=runtime.settings.market.silence_days)
    with runtime.database.connect() as connection:
        found = inquiry.silent(connection, before, BATCH)
    closed = 0
    for code in found:
        if stopping.is_set():
            break
        with runtime.database.begin() as connection:
            row = inquiry.lock(connection, code)
            if row is not None and row.status in inquiry.OPEN and row.last_at <= before:
                _close(_desk(runtime, connection, row), row)
                closed += 1
    return closed


def close_forgotten(runtime: Runtime, connection: Connection, token: str) -> None:
    """Close the inquiries of somebody who is forgotten, `token` for their number; the other side hears."""
    for found in inquiry.under_way(connection, token):
        row = inquiry.lock(connection, found)
        if row is None:
            continue
        desk = _desk(runtime, connection, row)
        if inquiry.change(connection, row, kind="status", status="closed", actor="", at=desk.now):
            tell(desk, row, "seller" if row.buyer == token else "buyer", "ended", f"inquiry/{row.id}/forgotten")


def _desk(runtime: Runtime, connection: Connection, row: AnyRow) -> Desk:
    """The gateway's own, on the channel by which the buyer came."""
    settings = runtime.settings
    channel = row.channel if row.channel in settings.channels else next(iter(settings.channels))
    return Desk(connection, settings, channel, "", "sms", settings.languages[0], runtime.clock())


def _close(desk: Desk, row: AnyRow) -> None:
    inquiry.change(desk.connection, row, kind="status", status="closed", actor="", at=desk.now)
    for side in ("buyer", "seller"):
        tell(desk, row, side, "closed", f"inquiry/{row.id}/silent")
