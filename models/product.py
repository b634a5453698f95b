"""Village products and who sells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base
from models.village import Village


class Seller(Base):
    """`phone` is E.164; nobody sees it."""

    __tablename__ = "seller"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Product(Base):
    """`code` such as `G12`; `price` in whole rupiah per `unit`; `category` is one of config's product categories."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("village", "seller", "name"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    category: Mapped[str] = mapped_column(index=True)
    price: Mapped[int]
    unit: Mapped[str]
    stock: Mapped[int]
    village: Mapped[str] = mapped_column(ForeignKey("village.code"), index=True)
    seller: Mapped[int] = mapped_column(ForeignKey("seller.id"), index=True)
    demo: Mapped[bool] = mapped_column(default=False, server_default="false")


def products(connection: Connection, *, category: str = "", village: str = "") -> Sequence[AnyRow]:
    """Products with `village_name`, `seller_name`, `seller_phone`; in stock first, then by name."""
    query = _joined().order_by((Product.stock == 0), Product.name, Product.code)
    if category:
        query = query.where(Product.category == category)
    if village:
        query = query.where(Product.village == village)
    return connection.execute(query).all()


def product_by_code(connection: Connection, code: str) -> AnyRow | None:
    """The same of one product."""
    return connection.execute(_joined().where(Product.code == code)).first()


def _joined() -> Select[Any]:
    extra = (Village.name.label("village_name"), Seller.name.label("seller_name"), Seller.phone.label("seller_phone"))
    return (
        select(*Product.__table__.columns, *extra)
        .join(Village, Village.code == Product.village)
        .join(Seller, Seller.id == Product.seller)
    )
