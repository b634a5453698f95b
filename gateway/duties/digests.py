"""A text in the morning to each officer in whose queue something is new."""

from __future__ import annotations

import threading
from datetime import datetime, time

from sqlalchemy import Connection

from gateway import notices, working_days
from gateway.config import Settings
from gateway.desk import Desk
from gateway.runtime import Runtime
from models import duty, officer

NAME = "digest_officer"
BATCH = 200
"""Officers whom one sweep looks at; the others wait for the next."""


def send_digests(runtime: Runtime, stopping: threading.Event) -> int:
    """On a working day, once its hour has come: how many officers were told."""
    at = _hour_of_today(runtime.settings, runtime.clock())
    if at is None or NAME not in runtime.settings.notices:
        return 0
    with runtime.database.connect() as connection:
        phones = duty.without_digest(connection, at, BATCH)
    told = 0
    for phone in phones:
        if stopping.is_set():
            break
        with runtime.database.begin() as connection:
            told += _tell(_desk(runtime, connection), phone, at)
    return told


def _hour_of_today(settings: Settings, now: datetime) -> datetime | None:
    today = now.astimezone(settings.zone).date()
    at = datetime.combine(today, time(settings.desk.digest_at), settings.zone)
    return at if now >= at and working_days.is_working_day(settings, today) else None


def _desk(runtime: Runtime, connection: Connection) -> Desk:
    settings = runtime.settings
    channel = next(iter(settings.channels))
    return Desk(connection, settings, channel, "", "sms", settings.languages[0], runtime.clock())


def _tell(desk: Desk, phone: str, at: datetime) -> bool:
    claimed = duty.claim_digest(desk.connection, phone, at)
    if claimed is None:
        return False
    posts = officer.posts_of(desk.connection, phone)
    counted = duty.what_is_new(desk.connection, posts, phone, claimed.since, at)
    if not counted.new and not counted.overdue:
        return False
    numbers = {name: getattr(counted, name) for name in ("new", "open", "late")}
    text = notices.text(desk.settings, NAME, desk.language_of(phone), {"digest": numbers})
    desk.tell(phone, text, f"digest/{at:%Y-%m-%d}/{phone}", None, notice=NAME)
    return True
