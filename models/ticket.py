"""Service tickets and what happened to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Ticket(Base):
    """`code`: digits with a Damm check digit, random. `origin`: the one input of a dialogue that opened it.

    `kind` report or letter; `status` new, assigned, in_progress, waiting, resolved, closed, reopened, rejected.
    """

    __tablename__ = "ticket"
    __table_args__ = (Index("ix_ticket_phone_created_at", "phone", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    origin: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    category: Mapped[str]
    status: Mapped[str]
    village: Mapped[str] = mapped_column(ForeignKey("village.code"), index=True)
    phone: Mapped[str]
    name: Mapped[str] = mapped_column(default="", server_default="")
    description: Mapped[str]
    created_at: Mapped[datetime]


class TicketEvent(Base):
    """Append-only: who did what, when. `actor` is a phone, or "" for the gateway itself."""

    __tablename__ = "ticket_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    status: Mapped[str]
    actor: Mapped[str] = mapped_column(default="", server_default="")
    note: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]
