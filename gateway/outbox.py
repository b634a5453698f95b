"""Putting a message into the outbox. It goes out after the caller's commit, when a drain claims it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from flows import gsm7
from models import message


def queue(
    connection: Connection,
    *,
    channel: str,
    phone: str,
    text: str,
    priority: int,
    origin: str,
    now: datetime,
    village: str | None = None,
    ticket: int | None = None,
    inquiry: int | None = None,
    notice: str = "",
) -> int | None:
    """The new message's id; None where this origin has made its message already.

    `priority`: -1 urgent, 0 reply, 1 notice, 2 bulk. `notice`: its name in config.toml. An origin ending in
    `message.STOP_SUFFIX` reaches a phone that has opted out.
    """
    text = gsm7.transliterate(text)
    return message.queue(
        connection, channel=channel, phone=phone, text=text, segments=max(1, gsm7.segments(text)), priority=priority,
        origin=origin, village=village, ticket=ticket, inquiry=inquiry, notice=notice, now=now,
    )  # fmt: skip
