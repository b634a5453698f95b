"""What the clock has to do for the desk: which tickets it is time for, and who still waits for a morning digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base
from models.officer import Officer, Post
from models.ticket import OPEN, Ticket, TicketEvent, in_queue, joined


class Due(NamedTuple):
    """Which tickets it is time for, and since when."""

    where: ColumnElement[bool]
    since: Mapped[Any]


class Digest(Base):
    """Up to when an officer was told what is new (`at`), and from when on that telling counted (`since`)."""

    __tablename__ = "digest"

    phone: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    since: Mapped[datetime | None]


def to_look_at(now: datetime) -> Due:
    """Open tickets of which something may be due."""
    return Due(and_(Ticket.status.in_(OPEN), Ticket.look_at <= now), Ticket.look_at)


def silent(since: datetime) -> Due:
    """Tickets that were resolved before `since`, and of which the villager has said nothing from then on."""
    theirs = (TicketEvent.ticket == Ticket.id, TicketEvent.actor == Ticket.phone, TicketEvent.at > since)
    said = select(TicketEvent.id).where(*theirs).exists()
    return Due(and_(Ticket.status == "resolved", Ticket.done_at <= since, ~said), Ticket.done_at)


def find(connection: Connection, due: Due, limit: int) -> Sequence[int]:
    """The ids of such tickets, those that have waited longest first."""
    query = select(Ticket.id).where(due.where).order_by(due.since, Ticket.id)
    return connection.execute(query.limit(limit)).scalars().all()


def lock(connection: Connection, id: int, due: Due) -> AnyRow | None:
    """The ticket as in `ticket.lock`; None where it is not due any more, or somebody else has it just now."""
    query = joined().where(Ticket.id == id, due.where).with_for_update(of=Ticket, skip_locked=True)
    return connection.execute(query).first()


def note(connection: Connection, id: int, **fields: object) -> None:
    """Set fields of a locked ticket that are the clock's own: nothing happened to the ticket itself."""
    connection.execute(update(Ticket).where(Ticket.id == id).values(**fields))


def without_digest(connection: Connection, at: datetime, limit: int) -> Sequence[str]:
    """Phones of officers who were not told yet what was new up to `at`."""
    told = select(Digest.phone).where(Digest.phone == Officer.phone, Digest.at >= at).exists()
    return connection.execute(select(Officer.phone).where(~told).distinct().limit(limit)).scalars().all()


def claim_digest(connection: Connection, phone: str, at: datetime) -> AnyRow | None:
    """since: when the last digest was (None: there was none). None where somebody else has claimed this one."""
    row = insert(Digest).values(phone=phone, at=at)
    newer = {"since": Digest.at, "at": row.excluded.at}
    claimed = row.on_conflict_do_update(index_elements=[Digest.phone], set_=newer, where=Digest.at < row.excluded.at)
    return connection.execute(claimed.returning(Digest.since)).first()


def what_is_new(
    connection: Connection, posts: Sequence[Post], phone: str, since: datetime | None, until: datetime
) -> AnyRow:
    """new overdue (each since then) open late (now) of an officer's queue.

    A ticket is new to a level when it was opened or reopened, or came there from another.
    """
    came, fell_due = Ticket.level_at < until, Ticket.due_at < until
    counted = (
        func.count().filter(and_(came, Ticket.level_at >= since) if since else came).label("new"),
        func.count().filter(and_(fell_due, Ticket.due_at >= since) if since else fell_due).label("overdue"),
        func.count().label("open"),
        func.count().filter(fell_due).label("late"),
    )
    return connection.execute(select(*counted).where(in_queue(posts, phone))).one()
