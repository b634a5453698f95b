"""Product inquiries: a buyer asks a seller."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Inquiry(Base):
    """`code` shares its numbers with tickets; `status` new, answered, agreed, declined, closed."""

    __tablename__ = "inquiry"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    origin: Mapped[str] = mapped_column(unique=True)
    product: Mapped[str] = mapped_column(ForeignKey("product.code"), index=True)
    quantity: Mapped[str]
    question: Mapped[str]
    status: Mapped[str]
    buyer: Mapped[str] = mapped_column(index=True)
    seller: Mapped[int] = mapped_column(ForeignKey("seller.id"), index=True)
    created_at: Mapped[datetime]


class InquiryEvent(Base):
    """Append-only: who did what, when. `actor` is a phone."""

    __tablename__ = "inquiry_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    status: Mapped[str]
    actor: Mapped[str]
    note: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]
