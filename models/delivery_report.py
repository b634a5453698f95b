"""Delivery reports, kept as they came; one that overtakes its message waits here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


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
