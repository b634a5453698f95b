"""Call-outs: one text to all people of an area who agreed to be called, put into the outbox a batch at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Index, and_, exists, func, literal, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models import message
from models.among import among
from models.base import AnyRow, Base
from models.contact import Consent, Contact
from models.message import Message
from models.village import Village

BULK = 2
"""Message priority: after replies and notices."""
OPENING_LOCK = 4_821_370
"""Held while a call-out begins, so that of two with the same text at the same moment only one does."""
STOPPED = "the call-out was stopped"
UNDER_WAY = ("queued", "sending")


class Broadcast(Base):
    """One call-out.

    by          the phone of who calls; "" for the command line
    area        the beginning of the codes of its villages; `without`: of those in it that had the same text just before
    kind        call, warning
    said        what was said; texts: language -> {"text", "segments"} as it is sent; "": to who speaks another one
    status      running; stopped (what was not sent yet stays so), done
    people      how many were to get it when it began, with its `segments` in all and their `cost` in rupiah
    queued      how many were put into the outbox so far, in the order of their phones; reached: up to which phone
    all_queued_at when the last one was
    """

    __tablename__ = "broadcast"
    __table_args__ = (
        Index("ix_broadcast_running", "channel", "id", postgresql_where=text("status = 'running'")),
        Index("ix_broadcast_started_at", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    by: Mapped[str] = mapped_column(default="", server_default="")
    area: Mapped[str]
    without: Mapped[list[str]]
    kind: Mapped[str]
    said: Mapped[str]
    texts: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(default="running", server_default="running")
    people: Mapped[int]
    segments: Mapped[int]
    cost: Mapped[int]
    queued: Mapped[int] = mapped_column(default=0, server_default="0")
    reached: Mapped[str] = mapped_column(default="", server_default="")
    all_queued_at: Mapped[datetime | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def lock_openings(connection: Connection) -> None:
    """Nobody else begins a call-out until this transaction is over."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": OPENING_LOCK})


def begin(connection: Connection, *, now: datetime, **fields: object) -> int:
    """A call-out that runs from now on: its id."""
    row = insert(Broadcast).values(started_at=now, **fields).returning(Broadcast.id)
    id: int = connection.execute(row).scalar_one()
    return id


def begun_since(connection: Connection, area: str, since: datetime) -> Sequence[AnyRow]:
    """area and said of the call-outs that reached some village of that area since then."""
    overlap = or_(Broadcast.area.startswith(area), literal(area).startswith(Broadcast.area))
    return connection.execute(select(Broadcast.area, Broadcast.said).where(Broadcast.started_at > since, overlap)).all()


def audience(connection: Connection, area: str, without: Sequence[str]) -> dict[str, int]:
    """Language -> how many people of the area agreed to be called and did not say STOP."""
    query = (
        select(Contact.language, func.count().label("people")).where(_called(area, without)).group_by(Contact.language)
    )
    return {row.language: row.people for row in connection.execute(query)}


def put_next(connection: Connection, channel: str, most: int, now: datetime) -> bool:
    """Put the next people of a call-out into the outbox, warnings first; False where there is none left to do it for.

    Where it stands is committed together with the messages, so it goes on there, whoever does it next.
    """
    unfinished = (Broadcast.channel == channel, Broadcast.status == "running", Broadcast.all_queued_at.is_(None))
    first = select(*Broadcast.__table__.columns).where(*unfinished)
    first = first.order_by(Broadcast.kind.desc(), Broadcast.id).limit(1).with_for_update(skip_locked=True)
    row = connection.execute(first).first()
    if row is None:
        return False
    people = select(Contact.phone, Contact.language, Contact.village).where(_called(row.area, row.without))
    found = connection.execute(people.where(Contact.phone > row.reached).order_by(Contact.phone).limit(most)).all()
    count = message.queue_many(connection, [_message(row, one) for one in found], now)
    fields: dict[str, Any] = {"queued": row.queued + count}
    if found:
        fields["reached"] = found[-1].phone
    if len(found) < most:
        fields["all_queued_at"] = now
    connection.execute(update(Broadcast).where(Broadcast.id == row.id).values(**fields))
    return True


def is_waiting(connection: Connection, channel: str) -> bool:
    """Whether people of a call-out wait to be put into the outbox."""
    unfinished = (Broadcast.channel == channel, Broadcast.status == "running", Broadcast.all_queued_at.is_(None))
    return connection.execute(select(Broadcast.id).where(*unfinished).limit(1)).first() is not None


def find(connection: Connection, id: int) -> AnyRow | None:
    """The whole row."""
    return connection.execute(select(*Broadcast.__table__.columns).where(Broadcast.id == id)).first()


def last(connection: Connection, phone: str, areas: Sequence[str]) -> AnyRow | None:
    """The latest one of that phone or to one of those areas."""
    theirs = or_(Broadcast.by == phone, among(Broadcast.area, areas))
    query = select(*Broadcast.__table__.columns).where(theirs)
    return connection.execute(query.order_by(Broadcast.started_at.desc(), Broadcast.id.desc()).limit(1)).first()


def progress(connection: Connection, row: AnyRow) -> dict[str, int]:
    """How many of its people: queued (still to go out), sent (handed to the telco, or nobody knows), delivered (also
    among the sent), failed, stopped (they said STOP meanwhile, or it was stopped before it came to them)."""
    query = select(Message.status, func.count()).where(Message.broadcast == row.id).group_by(Message.status)
    by = Counter({status: count for status, count in connection.execute(query)})  # noqa: C416 - mypy knows no pairs
    left = max(0, row.people - row.queued)
    goes_on = row.status == "running" and row.all_queued_at is None
    return {
        "queued": sum(by[one] for one in UNDER_WAY) + (left if goes_on else 0),
        "sent": by["sent"] + by["delivered"] + by["unknown"],
        "delivered": by["delivered"],
        "failed": by["failed"] + by["refused"],
        "stopped": by["stopped"] + (0 if goes_on else left),
    }


def next_due(connection: Connection, id: int) -> datetime | None:
    """When the first of its messages that wait may go out; None where none does."""
    waiting = (Message.broadcast == id, Message.status == "queued")
    due: datetime | None = connection.execute(select(func.min(Message.next_attempt_at)).where(*waiting)).scalar()
    return due


def stop(connection: Connection, id: int, now: datetime) -> bool:
    """Send none of the rest; False where it is over already. What a claim holds at this moment is left to claims."""
    running = (Broadcast.id == id, Broadcast.status == "running")
    ended = update(Broadcast).where(*running).values(status="stopped", ended_at=now).returning(Broadcast.id)
    if connection.execute(ended).first() is None:
        return False
    queued = select(Message.id).where(Message.broadcast == id, Message.status == "queued")
    ids = connection.execute(queued.with_for_update(skip_locked=True)).scalars().all()
    message.move(connection, ids, "stopped", now=now, reason=STOPPED)
    return True


def stopped_among(connection: Connection, ids: Collection[int]) -> set[int]:
    """Those that were stopped: a message that was being sent then, and failed, must not be tried again."""
    if not ids:
        return set()
    query = select(Broadcast.id).where(among(Broadcast.id, ids), Broadcast.status == "stopped")
    return set(connection.execute(query).scalars())


def finish(connection: Connection, now: datetime) -> int:
    """Call those done of which everything has gone out: how many."""
    left = exists().where(Message.broadcast == Broadcast.id, among(Message.status, UNDER_WAY))
    over = and_(Broadcast.status == "running", Broadcast.all_queued_at.is_not(None), ~left)
    return connection.execute(update(Broadcast).where(over).values(status="done", ended_at=now)).rowcount


def _called(area: str, without: Sequence[str]) -> ColumnElement[bool]:
    """Whether a contact is called: in the area, with a yes as the newest word about it, and no STOP."""
    newest = select(Consent.given).where(Consent.phone == Contact.phone).order_by(Consent.id.desc()).limit(1)
    left_out = (~Village.code.startswith(one) for one in without)
    inside = select(Village.code).where(Village.code.startswith(area), *left_out)
    agreed = newest.correlate(Contact).scalar_subquery()
    return and_(Contact.village.in_(inside), Contact.opted_out_at.is_(None), agreed == true())


def _message(row: AnyRow, person: AnyRow) -> Mapping[str, Any]:
    said = row.texts.get(person.language) or row.texts[""]
    return {
        "channel": row.channel, "phone": person.phone, "text": said["text"], "segments": said["segments"],
        "priority": BULK, "origin": f"broadcast/{row.id}/{person.phone}", "village": person.village,
        "broadcast": row.id,
    }  # fmt: skip
