"""Reminders, escalation, and the end of a ticket about which nobody says anything any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from gateway.desk import Desk
from gateway.desk.ticket_notices import phones_at, reached, tell_officers, tell_villager, workers
from gateway.desk.tickets import deadline
from gateway.duties.turns import turn_of
from gateway.runtime import Runtime
from models import duty, ticket
from models.base import AnyRow
from models.duty import Due
from models.officer import LEVELS

log = structlog.get_logger(__name__)

BATCH = 500
"""Tickets that one sweep looks at; the others wait for the next."""


def tend_open(runtime: Runtime, stopping: threading.Event) -> int:
    """Tell officers of deadlines, and let tickets go up that wait too long: how many tickets were looked at."""
    return _each(runtime, stopping, duty.to_look_at(runtime.clock()), _tend)


def close_silent(runtime: Runtime, stopping: threading.Event) -> int:
    """Close what was resolved and the villager said nothing about: how many tickets."""
    silence = timedelta(days=runtime.settings.desk.silence_days)
    return _each(runtime, stopping, duty.silent(runtime.clock() - silence), _close)


def _each(runtime: Runtime, stopping: threading.Event, due: Due, work: Callable[[Desk, AnyRow], None]) -> int:
    with runtime.database.connect() as connection:
        ids = duty.find(connection, due, BATCH)
    done = 0
    for id in ids:
        if stopping.is_set():
            break
        try:
            with runtime.database.begin() as connection:
                if row := duty.lock(connection, id, due):
                    work(_desk(runtime, connection, row), row)
                    done += 1
        except SQLAlchemyError:
            raise
        except Exception:  # one ticket of which something is wrong must not hold up all others
            log.exception("a ticket could not be looked after", ticket=id)
    return done


def _desk(runtime: Runtime, connection: Connection, row: AnyRow) -> Desk:
    """The gateway's own, on the channel by which the villager came."""
    settings = runtime.settings
    channel = row.channel if row.channel in settings.channels else next(iter(settings.channels))
    return Desk(connection, settings, channel, "", "sms", settings.languages[0], runtime.clock())


def _tend(desk: Desk, row: AnyRow) -> None:
    if row.due_at is None:  # opened before tickets had deadlines: its own counts from now
        due = deadline(desk.settings, row.category, desk.now)
        duty.note(desk.connection, row.id, due_at=due, level_at=desk.now)
        return
    turn = turn_of(desk.settings, row)
    over, late = turn.over_at <= desk.now, turn.is_late(desk.now)
    above = _above(desk, row) if over else None
    changed: dict[str, Any] = {}
    if late or turn.is_near(desk.now):
        _remind(desk, row, f"{'late' if late else 'near'}/{row.due_at.timestamp():.0f}")
        changed = {"reminded_at": desk.now}
    elif over and not above:
        _remind(desk, row, f"again/{desk.now.timestamp():.0f}")
        changed = {"reminded_at": desk.now}
    if above:
        _escalate(desk, row, *above)
    else:
        look_at = turn_of(desk.settings, row, **changed).next_at(desk.now)
        duty.note(desk.connection, row.id, look_at=look_at, **changed)


def _above(desk: Desk, row: AnyRow) -> tuple[str, Sequence[str]] | None:
    """The next level at which an SMS reaches an officer, and the phones of those who hear of it."""
    for level in LEVELS[LEVELS.index(row.level) + 1 :]:
        if phones := reached(desk, phones_at(desk, row.village, level)):
            return level, phones
    return None


def _remind(desk: Desk, row: AnyRow, why: str) -> None:
    tell_officers(desk, row, "ticket_reminder_officer", workers(desk, row), f"ticket/{row.id}/{why}")


def _escalate(desk: Desk, row: AnyRow, level: str, phones: Sequence[str]) -> None:
    fields: dict[str, Any] = {"level_at": desk.now, "reminded_at": None}
    look_at = turn_of(desk.settings, row, **fields).next_at(desk.now)
    ticket.change(
        desk.connection, row, kind="escalation", note=level, actor="", at=desk.now, level=level, assignee=None,
        look_at=look_at, **fields,
    )  # fmt: skip
    origin = f"ticket/{row.id}/{level}/{desk.now.timestamp():.0f}"
    moved = _now(desk, row)
    tell_officers(desk, moved, "ticket_escalated_officer", phones, origin)
    called = desk.in_language(desk.settings.words.get(f"level.{level}", {}), desk.language_of(row.phone))
    tell_villager(desk, moved, "ticket_escalated_villager", origin, said=called or level)


def _close(desk: Desk, row: AnyRow) -> None:
    """`done_at` stays: the work was done then. The villager may say for some days still that it was not."""
    ticket.change(desk.connection, row, kind="status", status="closed", actor="", at=desk.now)
    tell_villager(desk, _now(desk, row), "ticket_closed_villager", f"ticket/{row.id}/closed/{desk.now.timestamp():.0f}")


def _now(desk: Desk, row: AnyRow) -> AnyRow:
    """The ticket as it is after a change."""
    changed = ticket.ticket_by_code(desk.connection, row.code)
    assert changed is not None  # noqa: S101 - it is locked
    return changed
