"""Service tickets and what happened to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Select,
    and_,
    false,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base
from models.officer import Post
from models.village import Village

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "new": frozenset({"assigned", "in_progress", "waiting", "resolved", "rejected", "closed", "withdrawn"}),
    "assigned": frozenset({"in_progress", "waiting", "resolved", "rejected", "closed", "withdrawn"}),
    "in_progress": frozenset({"assigned", "waiting", "resolved", "rejected", "closed", "withdrawn"}),
    "waiting": frozenset({"assigned", "in_progress", "resolved", "rejected", "closed", "withdrawn"}),
    "reopened": frozenset({"assigned", "in_progress", "waiting", "resolved", "rejected", "closed", "withdrawn"}),
    "resolved": frozenset({"closed", "reopened"}),
    "closed": frozenset({"reopened"}),
}
"""Status -> those that may follow it: the whole life of a ticket. Nothing follows `rejected`, by an
officer, and `withdrawn`, by the villager."""

OPEN = ("new", "assigned", "in_progress", "waiting", "reopened")
"""While somebody at a desk has to do something."""


class Ticket(Base):
    """`code`: digits with a Damm check digit, random. `origin`: the one input of a dialogue that opened it.

    kind        report or letter
    status      a key of TRANSITIONS, rejected or withdrawn
    level       whose turn it is: village, district, regency or province; level_at: since when
    assignee    the officer who shall work it (a phone), where one was named
    due_at      by when it should be resolved; reminded_at: when its officers were last told that this is near or past
    answered_at when somebody at a desk first did something with it
    look_at     when the clock has to look at it next, while it is open
    done_at     when somebody last resolved, rejected, closed or withdrew it
    stars       1 to 5, from the villager
    channel     on which the villager came
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_phone_created_at", "phone", "created_at"),
        Index(
            "ix_ticket_open", "village", "due_at",
            postgresql_where=text("status IN ('new', 'assigned', 'in_progress', 'waiting', 'reopened')"),
        ),
        Index(
            "ix_ticket_look_at", "look_at",
            postgresql_where=text("status IN ('new', 'assigned', 'in_progress', 'waiting', 'reopened')"),
        ),
        Index("ix_ticket_resolved", "done_at", postgresql_where=text("status = 'resolved'")),
    )  # fmt: skip

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
    urgent: Mapped[bool] = mapped_column(default=False, server_default="false")
    channel: Mapped[str] = mapped_column(default="", server_default="")
    level: Mapped[str] = mapped_column(default="village", server_default="village")
    level_at: Mapped[datetime | None]
    assignee: Mapped[str | None]
    due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    stars: Mapped[int | None]
    created_at: Mapped[datetime]


class TicketEvent(Base):
    """Append-only: who did what, when. `actor` is a phone, or "" for the gateway itself.

    kind    status (it got `status`), note (officers alone read it), answer (to the villager), addition (by the
            villager), handover (`note`: to whom), escalation (`note`: to which level), stars
    status  the ticket's after it
    """

    __tablename__ = "ticket_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[str] = mapped_column(default="status", server_default="status")
    status: Mapped[str]
    actor: Mapped[str] = mapped_column(default="", server_default="")
    note: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]


def open_ticket(connection: Connection, **fields: object) -> AnyRow:
    """A new ticket with its first event. `fields` are the columns, without status. Raises IntegrityError where the
    code or the origin is taken.
    """
    row = insert(Ticket).values(status="new", look_at=fields["created_at"], **fields)
    opened = connection.execute(row.returning(Ticket.id, Ticket.code)).one()
    connection.execute(
        insert(TicketEvent).values(ticket=opened.id, status="new", actor=fields["phone"], at=fields["created_at"])
    )
    return opened


def code_taken(connection: Connection, code: str) -> bool:
    return connection.execute(select(Ticket.id).where(Ticket.code == code)).first() is not None


def ticket_by_code(connection: Connection, code: str) -> AnyRow | None:
    """The whole row with `village_name`; `code` in digits."""
    return connection.execute(joined().where(Ticket.code == code)).first()


def tickets_of(connection: Connection, phone: str, limit: int) -> Sequence[AnyRow]:
    """A caller's own tickets, newest first."""
    query = joined().where(Ticket.phone == phone)
    return connection.execute(query.order_by(Ticket.created_at.desc(), Ticket.id.desc()).limit(limit)).all()


def lock(connection: Connection, code: str) -> AnyRow | None:
    """The same row, and nobody else changes it until this transaction is over."""
    return connection.execute(joined().where(Ticket.code == code).with_for_update(of=Ticket)).first()


def change(
    connection: Connection,
    ticket: AnyRow,
    *,
    kind: str,
    actor: str,
    at: datetime,
    note: str = "",
    status: str = "",
    **fields: object,
) -> bool:
    """Set `fields` of a locked ticket, give it `status` where there is one, and keep what was done.

    The clock looks at it soon, unless `look_at` says when. False, and nothing done, where `status` may not follow the
    one it has.
    """
    if status and status not in TRANSITIONS.get(ticket.status, ()):
        return False
    if status:
        fields["status"] = status
    connection.execute(update(Ticket).where(Ticket.id == ticket.id).values(**{"look_at": at, **fields}))
    now = select(Ticket.status).where(Ticket.id == ticket.id).scalar_subquery()
    event = {"kind": kind, "status": status or now, "actor": actor, "note": note, "at": at}
    connection.execute(insert(TicketEvent).values(ticket=ticket.id, **event))
    return True


def events(connection: Connection, ticket: int) -> Sequence[AnyRow]:
    """kind status actor note at of what happened to the ticket of that id, newest first."""
    columns = (TicketEvent.kind, TicketEvent.status, TicketEvent.actor, TicketEvent.note, TicketEvent.at)
    query = select(*columns).where(TicketEvent.ticket == ticket)
    return connection.execute(query.order_by(TicketEvent.id.desc())).all()


def status_since(connection: Connection, ticket: AnyRow) -> datetime | None:
    """When somebody last gave a ticket its status."""
    theirs = (TicketEvent.ticket == ticket.id, TicketEvent.kind == "status")
    return connection.execute(select(func.max(TicketEvent.at)).where(*theirs)).scalar()


def queue_of(connection: Connection, posts: Sequence[Post], phone: str, limit: int) -> Sequence[AnyRow]:
    """The open tickets that an officer has to work: urgent ones first, then by deadline, then the oldest."""
    query = joined().where(in_queue(posts, phone))
    order = (Ticket.urgent.desc(), Ticket.due_at.asc().nulls_last(), Ticket.created_at, Ticket.id)
    return connection.execute(query.order_by(*order).limit(limit)).all()


def in_queue(posts: Sequence[Post], phone: str) -> ColumnElement[bool]:
    """Whether an open ticket is one for that officer to work."""
    theirs = [
        and_(Ticket.village.startswith(post.area), or_(Ticket.level == post.level, Ticket.assignee == phone))
        for post in posts
    ]
    return and_(Ticket.status.in_(OPEN), or_(false(), *theirs))


def workload(connection: Connection, posts: Sequence[Post], since: datetime, now: datetime) -> AnyRow:
    """opened done open late stars (their mean, or None) of the tickets of an area: since then, and now."""
    is_open = Ticket.status.in_(OPEN)
    counted = (
        func.count().filter(Ticket.created_at >= since).label("opened"),
        func.count().filter(Ticket.done_at >= since).label("done"),
        func.count().filter(is_open).label("open"),
        func.count().filter(is_open, Ticket.due_at < now).label("late"),
        func.avg(Ticket.stars).filter(Ticket.done_at >= since).label("stars"),
    )
    areas = [Ticket.village.startswith(post.area) for post in posts]
    recent = or_(is_open, Ticket.created_at >= since, Ticket.done_at >= since)
    return connection.execute(select(*counted).where(or_(*areas), recent)).one()


def may_work(ticket: AnyRow, posts: Sequence[Post]) -> bool:
    """Whether it lies where that officer is one. Who was given a ticket and is no officer any more may not."""
    return any(ticket.village.startswith(post.area) for post in posts)


def joined() -> Select[Any]:
    """All columns, `village_name`, `district` and `regency`."""
    names = (Village.name.label("village_name"), Village.district, Village.regency)
    return select(*Ticket.__table__.columns, *names).join(Village, Village.code == Ticket.village)
