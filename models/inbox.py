"""Messages that came in, and what has been answered to them lately."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from models.among import among
from models.message import Message


def receive(
    connection: Connection, *, channel: str, phone: str, text: str, external_id: str, now: datetime
) -> int | None:
    """Store an inbound message; its id, or None when it was stored before.

    Where another request is storing the same one, waits until that one is over.
    """
    row = insert(Message).values(
        direction="in", channel=channel, phone=phone, text=text, external_id=external_id, status="received",
        created_at=now,
    )  # fmt: skip
    stored = row.on_conflict_do_nothing(index_elements=[Message.channel, Message.direction, Message.external_id])
    return connection.execute(stored.returning(Message.id)).scalar()


def hide(connection: Connection, id: int) -> None:
    """Keep of a text only that it came: it was a secret."""
    connection.execute(update(Message).where(Message.id == id).values(text="******"))


def lock_phone(connection: Connection, channel: str, phone: str) -> None:
    """One text of a phone at a time, until the transaction is over."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:who, 0))"), {"who": f"{channel}/{phone}"})


def repeats_our_last(connection: Connection, channel: str, phone: str, text: str) -> bool:
    """Whether a machine is sending our own words back to us."""
    ours = (Message.channel == channel, Message.phone == phone, Message.direction == "out")
    newest = (Message.created_at.desc(), Message.id.desc())  # as in the index by phone
    last = select(Message.text).where(*ours).order_by(*newest).limit(1)
    return connection.execute(last).scalar() == text.strip()


def replies_since(connection: Connection, channel: str, phone: str, since: datetime, *notices: str) -> int:
    """How many replies to its texts a phone was sent; with `notices` how many that were one of them."""
    query = select(func.count()).where(
        Message.channel == channel, Message.phone == phone, Message.direction == "out",
        Message.created_at >= since, Message.origin.like("in/%"),
    )  # fmt: skip
    if notices:
        query = query.where(among(Message.notice, notices))
    return connection.execute(query).scalar_one()
