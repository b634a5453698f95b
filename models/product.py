"""Village products and who sells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from models.among import among
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


def products(connection: Connection, *, limit: int, **where: str) -> Sequence[AnyRow]:
    """Products with `village_name`, `seller_name`, `seller_phone`; in stock first, then by name.

    `where`: `category`, `village` (its code), `seller` (a phone); an empty one narrows nothing.
    """
    query = _narrowed(_joined(Product.__table__.columns, _NAMES), where)
    return connection.execute(query.order_by(Product.stock == 0, Product.name, Product.code).limit(limit)).all()


def product_names(connection: Connection, **where: str) -> Sequence[AnyRow]:
    """code name stock of all products that `where` leaves, by name: what a search goes through."""
    query = _narrowed(_joined((Product.code, Product.name, Product.stock)), where)
    return connection.execute(query.order_by(Product.name, Product.code)).all()


def products_by_codes(connection: Connection, codes: Sequence[str]) -> Sequence[AnyRow]:
    """The products of these codes, in their order, as `products` gives them."""
    query = _joined(Product.__table__.columns, _NAMES).where(among(Product.code, codes))
    there = {row.code: row for row in connection.execute(query)}
    return [there[code] for code in codes if code in there]


def product_by_code(connection: Connection, code: str) -> AnyRow | None:
    """The same of one product."""
    return next(iter(products_by_codes(connection, [code])), None)


_NAMES = (Village.name.label("village_name"), Seller.name.label("seller_name"), Seller.phone.label("seller_phone"))


def _joined(*columns: Iterable[Any]) -> Select[Any]:
    return (
        select(*chain(*columns))
        .select_from(Product)
        .join(Village, Village.code == Product.village)
        .join(Seller, Seller.id == Product.seller)
    )


def _narrowed(query: Select[Any], where: Mapping[str, str]) -> Select[Any]:
    columns = {"category": Product.category, "village": Product.village, "seller": Seller.phone}
    return query.where(*(columns[field] == value for field, value in where.items() if value))
