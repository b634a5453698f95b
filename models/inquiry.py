"""Product inquiries: a buyer asks a seller."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Select, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base
from models.product import Product


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


def open_inquiry(connection: Connection, **fields: object) -> AnyRow:
    """A new inquiry with its first event. `fields` are the columns, without status. Raises IntegrityError where the
    code or the origin is taken.
    """
    opened = connection.execute(
        insert(Inquiry).values(status="new", **fields).returning(Inquiry.id, Inquiry.code)
    ).one()
    connection.execute(
        insert(InquiryEvent).values(inquiry=opened.id, status="new", actor=fields["buyer"], at=fields["created_at"])
    )
    return opened


def code_taken(connection: Connection, code: str) -> bool:
    return connection.execute(select(Inquiry.id).where(Inquiry.code == code)).first() is not None


def inquiry_by_code(connection: Connection, code: str) -> AnyRow | None:
    """The whole row with `product_name`; `code` in digits."""
    return connection.execute(_joined().where(Inquiry.code == code)).first()


def inquiries_of(connection: Connection, buyer: str, limit: int) -> Sequence[AnyRow]:
    """A buyer's own inquiries, newest first."""
    query = _joined().where(Inquiry.buyer == buyer)
    return connection.execute(query.order_by(Inquiry.created_at.desc(), Inquiry.id.desc()).limit(limit)).all()


def _joined() -> Select[Any]:
    product_name = Product.name.label("product_name")
    return select(*Inquiry.__table__.columns, product_name).join(Product, Product.code == Inquiry.product)
