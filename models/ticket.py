"""Service tickets and what happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, Select, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base
from models.village import Village


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


def open_ticket(connection: Connection, **fields: object) -> AnyRow:
    """A new ticket with its first event. `fields` are the columns, without status. Raises IntegrityError where the
    code or the origin is taken.
    """
    opened = connection.execute(insert(Ticket).values(status="new", **fields).returning(Ticket.id, Ticket.code)).one()
    connection.execute(
        insert(TicketEvent).values(ticket=opened.id, status="new", actor=fields["phone"], at=fields["created_at"])
    )
    return opened


def code_taken(connection: Connection, code: str) -> bool:
    return connection.execute(select(Ticket.id).where(Ticket.code == code)).first() is not None


def ticket_by_code(connection: Connection, code: str) -> AnyRow | None:
    """The whole row with `village_name`; `code` in digits."""
    return connection.execute(_joined().where(Ticket.code == code)).first()


def tickets_of(connection: Connection, phone: str, limit: int) -> Sequence[AnyRow]:
    """A caller's own tickets, newest first."""
    query = _joined().where(Ticket.phone == phone)
    return connection.execute(query.order_by(Ticket.created_at.desc(), Ticket.id.desc()).limit(limit)).all()


def _joined() -> Select[Any]:
    village_name = Village.name.label("village_name")
    return select(*Ticket.__table__.columns, village_name).join(Village, Village.code == Ticket.village)
