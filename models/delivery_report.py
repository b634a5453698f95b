"""Delivery reports, kept as they came; one that overtakes its message waits here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, ForeignKey, Index, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models import message
from models.among import among
from models.base import AnyRow, Base
from models.message import Message

RECONCILE_WITHIN = timedelta(days=1)
"""How long after it was sent a message whose outcome is unknown may be told from a report by its phone."""


class DeliveryReport(Base):
    """`message` is None until the message with this id is known. `phone`: E.164, "" where the telco did not tell.

    status  sent, delivered, failed; `raw_status` is the telco's own word
    """

    __tablename__ = "delivery_report"
    __table_args__ = (
        Index("ix_delivery_report_external", "channel", "external_id"),
        Index("ix_delivery_report_waiting", "at", postgresql_where=text("message IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    external_id: Mapped[str]
    phone: Mapped[str] = mapped_column(default="", server_default="")
    status: Mapped[str]
    raw_status: Mapped[str]
    reason: Mapped[str]
    message: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


def lock_ids(connection: Connection, channel: str, external_ids: Sequence[str]) -> None:
    """Until this transaction ends, nobody else matches these ids: a message's id and its report may be
    written at the same moment, and then neither transaction would see the other's row."""
    named = sorted(f"report {channel} {id}" for id in set(external_ids))
    locked = text("SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM unnest(CAST(:ids AS text[])) AS id")
    connection.execute(locked, {"ids": named})


def keep(connection: Connection, **fields: object) -> int:
    """Write a report down as it came: its id."""
    return connection.execute(insert(DeliveryReport).values(**fields).returning(DeliveryReport.id)).scalar_one()


def match(connection: Connection, channel: str, external_ids: Sequence[str], now: datetime) -> int:
    """Give the waiting reports with these ids to their messages, oldest first: how many were given."""
    same = (DeliveryReport.channel == Message.channel, DeliveryReport.external_id == Message.external_id)
    waiting = (DeliveryReport.message.is_(None), DeliveryReport.channel == channel)
    query = (
        select(DeliveryReport.id, DeliveryReport.status, DeliveryReport.raw_status, DeliveryReport.reason, Message.id)
        .join(Message, (same[0]) & (same[1]) & (Message.direction == "out"))
        .where(*waiting, among(DeliveryReport.external_id, external_ids))
        .order_by(DeliveryReport.id)
    )
    found = connection.execute(query).all()
    for report, status, raw_status, reason, of in found:
        message.move(connection, [of], status, now=now, reason=_why(status, raw_status, reason))
        connection.execute(update(DeliveryReport).where(DeliveryReport.id == report).values(message=of))
    return len(found)


def reconcile(connection: Connection, report: AnyRow, now: datetime) -> bool:
    """Give a report whose id no message has to the one message that it can only be about: sent to that phone within
    a day before it, outcome unknown, the only such one, and none to that phone under way (an early report of
    that one would look just the same)."""
    to_phone = (Message.direction == "out", Message.channel == report.channel, Message.phone == report.phone)
    in_time = Message.attempted_at.between(report.at - RECONCILE_WITHIN, report.at)
    unknown = (*to_phone, Message.status == "unknown", Message.external_id.is_(None), in_time)
    under_way = select(Message.id).where(*to_phone, Message.status == "sending").limit(1)
    found = connection.execute(select(Message.id).where(*unknown).limit(2).with_for_update()).scalars().all()
    if len(found) != 1 or connection.execute(under_way).first():
        return False
    named = update(Message).where(Message.id == found[0]).values(external_id=report.external_id)
    connection.execute(named)
    return match(connection, report.channel, [report.external_id], now) > 0


def find(connection: Connection, id: int) -> AnyRow:
    """The whole row."""
    return connection.execute(select(*DeliveryReport.__table__.columns).where(DeliveryReport.id == id)).one()


def waiting(connection: Connection, since: datetime, limit: int = 500) -> Sequence[AnyRow]:
    """Reports without a message for which there may be one now: by its id, or an unknown one to that phone."""
    of_id = (Message.external_id == DeliveryReport.external_id) & (Message.direction == "out")
    of_phone = (Message.phone == DeliveryReport.phone) & (Message.status == "unknown")
    maybe = (
        select(Message.id).where(Message.channel == DeliveryReport.channel, of_id).exists()
        | select(Message.id).where(Message.channel == DeliveryReport.channel, of_phone).exists()
    )
    query = select(*DeliveryReport.__table__.columns).where(DeliveryReport.message.is_(None))
    query = query.where(DeliveryReport.at >= since, maybe).order_by(DeliveryReport.id).limit(limit)
    return connection.execute(query).all()


def _why(status: str, raw_status: str, reason: str) -> str:
    """A delivered message needs no reason."""
    return "" if status == "delivered" else f"{raw_status} {reason}".strip()
