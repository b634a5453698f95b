"""Messages in and out. A row with direction `out` and status `queued` IS the outbox."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Message(Base):
    """One text to or from one phone.

    direction  in, out
    status     in: received; out: queued, sending, sent, delivered, failed, refused, unknown, stopped (opted out)
    priority   0 reply, 1 notice, 2 bulk
    external_id  the telco's id; None until it gave one
    origin     what made it, so that the same thing makes it once
    village    whose budget it is charged to
    lease_until  while `sending`: when the send counts as dead and the message becomes `unknown`
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("channel", "direction", "external_id"),
        Index(
            "ix_message_due", "channel", "priority", "next_attempt_at",
            postgresql_where=text("direction = 'out' AND status = 'queued'"),
        ),
        Index("ix_message_sending", "lease_until", postgresql_where=text("status = 'sending'")),
        Index("ix_message_phone_created_at", "phone", "created_at"),
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
    village: Mapped[str | None] = mapped_column(ForeignKey("village.code"))
    ticket: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    inquiry: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    next_attempt_at: Mapped[datetime] = mapped_column(server_default=func.now())
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
