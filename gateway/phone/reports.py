"""Delivery reports: each text is reported `Sent`, then `Success`, to our own webhook, shortly after it was taken.

What is still due lies in the store, so that a restart goes on with it and several web processes share the work.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime

from gateway.phone import inbox, journal
from gateway.phone.forms import Post, report_form
from gateway.phone.store import Store

STEPS = (("Sent", 0.4), ("Success", 1.5))
"""What is reported, and how many seconds after the text was taken."""

LEASE = 30.0
"""Seconds that a process has for posting a report that it claimed; then another one may."""

ATTEMPTS = 8
"""How often a report is posted before it is given up; the pauses double from one second to sixty."""

POLL = 1.0
"""Seconds between two looks at what other processes left due."""

logger = logging.getLogger(__name__)


def plan(database: sqlite3.Connection, *, external_id: str, channel: str, phone: str, now: datetime) -> None:
    """Let both reports of a text become due."""
    rows = [(external_id, channel, phone, status, now.timestamp() + delay) for status, delay in STEPS]
    database.executemany(
        "INSERT INTO report (external_id, channel, phone, status, due_at) VALUES (?, ?, ?, ?, ?)", rows
    )


FIRST = """SELECT id, due_at FROM report AS due WHERE NOT EXISTS (
    SELECT 1 FROM report AS earlier WHERE earlier.external_id = due.external_id AND earlier.id < due.id)"""
"""A report waits until the earlier one of its text is through."""


def claim(database: sqlite3.Connection, now: datetime) -> sqlite3.Row | None:
    """One due report, leased to the caller alone; None when none is due."""
    found: sqlite3.Row | None = database.execute(
        f"""UPDATE report SET due_at = :until, attempts = attempts + 1
            WHERE id = (SELECT id FROM ({FIRST}) WHERE due_at <= :now ORDER BY due_at LIMIT 1) RETURNING *""",  # noqa: S608
        {"now": now.timestamp(), "until": now.timestamp() + LEASE},
    ).fetchone()
    return found


def next_due(database: sqlite3.Connection) -> float | None:
    """When the next report may be posted, in seconds since 1970."""
    due: float | None = database.execute(f"SELECT min(due_at) FROM ({FIRST})").fetchone()[0]  # noqa: S608
    return due


class Reporter:
    """A thread that posts what is due. Nothing that a webhook answers stops it."""

    def __init__(self, store: Store, post: Post, clock: Callable[[], datetime]) -> None:
        self._store, self._post, self._clock = store, post, clock
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator-reports", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish the report in hand and end."""
        self._stopped.set()
        self._woken.set()
        self._thread.join(timeout=15)

    def wake(self) -> None:
        """Something has become due, or will in less than the next look."""
        self._woken.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                while not self._stopped.is_set() and self.post_one():
                    pass
                pause = self._until_next()
            except sqlite3.Error as error:  # a full disk, a folder taken away: look again later
                logger.warning("simulator: %s", error)
                pause = POLL
            self._woken.wait(pause)
            self._woken.clear()

    def post_one(self) -> bool:
        """Post one due report; False when none is due."""
        with self._store.open() as database:
            report = claim(database, self._clock())
        if report is None:
            return False
        form = report_form(report["external_id"], report["phone"], report["status"])
        answer = self._post(report["channel"], "delivery", form)
        with self._store.open() as database:
            journal.write(
                database,
                kind="delivery",
                phone=report["phone"],
                form=form,
                status=answer.status,
                answer=answer.body,
                at=self._clock(),
            )
            self._settle(database, report, done=answer.status == 200)
        return True

    def _settle(self, database: sqlite3.Connection, report: sqlite3.Row, done: bool) -> None:
        if done:
            inbox.set_status(database, report["external_id"], report["status"])
        if done or report["attempts"] >= ATTEMPTS:
            database.execute("DELETE FROM report WHERE id = ?", (report["id"],))
            return
        again = self._clock().timestamp() + min(60, 2 ** (report["attempts"] - 1))
        database.execute("UPDATE report SET due_at = ? WHERE id = ?", (again, report["id"]))

    def _until_next(self) -> float:
        with self._store.open() as database:
            due = next_due(database)
        return POLL if due is None else min(POLL, max(0.02, due - self._clock().timestamp()))
