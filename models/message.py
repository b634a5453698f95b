"""Messages in and out. A row with direction `out` and status `queued` IS the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, UniqueConstraint, and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.among import among
from models.base import Base

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "queued": frozenset({"sending", "stopped"}),
    "sending": frozenset({"queued", "sent", "delivered", "failed", "refused", "unknown"}),
    "unknown": frozenset({"sent", "delivered", "failed", "refused"}),
    "sent": frozenset({"delivered", "failed"}),
}
"""Outgoing status -> those that may follow it. One that is not here is final: nothing changes it any more."""

URGENT = -1
"""The priority of what an emergency is told with: it goes first, and no budget but the channel's holds it up."""

STOP_SUFFIX = "/stop"
"""How the origin of the answer to a STOP ends: the one message that reaches a phone which has opted out."""


def before(status: str) -> list[str]:
    """The statuses that `status` may follow."""
    return [earlier for earlier, later in TRANSITIONS.items() if status in later]


class Message(Base):
    """One text to or from one phone.

    direction  in, out
    status     in: received; out: queued, sending, sent, delivered, failed, refused, unknown, stopped (opted out)
    priority   -1 URGENT, 0 reply, 1 notice, 2 bulk
    external_id  the telco's id; None until it gave one
    origin     what made it, so that the same thing makes it once
    notice     which notice of config.toml it is, so that a short answer to it is understood; "" for none
    village    whose budget it is charged to
    broadcast  the call-out that it belongs to
    attempted_at when it was handed to the telco last
    lease_until  while `sending`: when the send counts as dead and the message becomes `unknown`
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("channel", "direction", "external_id"),
        Index(
            "ix_message_due", "channel", "priority", "next_attempt_at", "id",
            postgresql_where=text("direction = 'out' AND status = 'queued'"),
        ),
        Index("ix_message_sending", "lease_until", postgresql_where=text("status = 'sending'")),
        Index("ix_message_unknown", "channel", "phone", postgresql_where=text("status = 'unknown'")),
        Index("ix_message_phone_created_at", "phone", "created_at"),
        Index("ix_message_broadcast_status", "broadcast", "status", postgresql_where=text("broadcast IS NOT NULL")),
        Index("ix_message_out_created_at", "created_at", postgresql_where=text("direction = 'out'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    direction: Mapped[str]
    channel: Mapped[str]
    phone: Mapped[str]
    text: Mapped[str]
    status: Mapped[str]
    priority: Mapped[int] = mapped_column(default=1, server_default="1")
    segments: Mapped[int] = mapped_column(default=1, server_default="1")
    cost: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    external_id: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    origin: Mapped[str | None] = mapped_column(unique=True)
    notice: Mapped[str] = mapped_column(default="", server_default="")
    village: Mapped[str | None] = mapped_column(ForeignKey("village.code"))
    ticket: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    inquiry: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    broadcast: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    next_attempt_at: Mapped[datetime] = mapped_column(server_default=func.now())
    attempted_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class MessageEvent(Base):
    """Append-only: each status a message had, when and why."""

    __tablename__ = "message_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    status: Mapped[str]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime] = mapped_column(server_default=func.now())


def queue(connection: Connection, *, now: datetime, **fields: object) -> int | None:
    """Put a message into the outbox: its id, or None where its origin has made it already."""
    row = insert(Message).values(direction="out", status="queued", created_at=now, next_attempt_at=now, **fields)
    once = row.on_conflict_do_nothing(index_elements=[Message.origin]).returning(Message.id)
    id: int | None = connection.execute(once).scalar()
    if id is not None:
        connection.execute(insert(MessageEvent).values(message=id, status="queued", at=now))
    return id


def queue_many(connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> int:
    """Put messages with the same fields into the outbox: how many, for an origin makes its message once."""
    if not rows:
        return 0
    times = {"direction": "out", "status": "queued", "created_at": now, "next_attempt_at": now}
    once = insert(Message).on_conflict_do_nothing(index_elements=[Message.origin]).returning(Message.id)
    ids = connection.execute(once, [{**times, **row} for row in rows]).scalars().all()
    if ids:
        connection.execute(insert(MessageEvent), [{"message": id, "status": "queued", "at": now} for id in ids])
    return len(ids)


def move(
    connection: Connection, ids: Sequence[int], status: str, *, now: datetime, reason: str = "", **fields: object
) -> list[int]:
    """Give messages a status that may follow the one they have, and set `fields`: the ids of those that moved."""
    if not ids:
        return []
    may = (among(Message.id, ids), among(Message.status, before(status)))
    moved = update(Message).where(*may).values(status=status, reason=reason, **fields).returning(Message.id)
    changed = list(connection.execute(moved).scalars())
    if changed:
        events = [{"message": id, "status": status, "reason": reason, "at": now} for id in changed]
        connection.execute(insert(MessageEvent), events)
    return changed


def is_due(connection: Connection, channel: str, now: datetime) -> bool:
    """Whether a message of `channel` waits that may be sent now."""
    due = (Message.direction == "out", Message.status == "queued", Message.channel == channel)
    query = select(Message.id).where(*due, Message.next_attempt_at <= now).limit(1)
    return connection.execute(query).first() is not None


def under_way(connection: Connection) -> list[tuple[str, str, int]]:
    """Channel, status and number of the messages that wait, are being sent, or of which nobody knows.

    Each in a condition of its own, as its index has it: the table keeps every message there ever was.
    """
    queued = and_(Message.direction == "out", Message.status == "queued")
    some = or_(queued, Message.status == "sending", Message.status == "unknown")
    query = select(Message.channel, Message.status, func.count()).where(some).group_by(Message.channel, Message.status)
    return [(channel, status, count) for channel, status, count in connection.execute(query)]


def end_leases(connection: Connection, now: datetime, limit: int = 1000) -> list[int]:
    """Messages that somebody was sending and never said what became of: their ids, now `unknown`."""
    ended = select(Message.id).where(Message.status == "sending", Message.lease_until < now).limit(limit)
    ids = connection.execute(ended.with_for_update(skip_locked=True)).scalars().all()
    return move(connection, ids, "unknown", now=now, reason="no outcome was recorded in time")
