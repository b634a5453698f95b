"""Village products and who sells them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    UniqueConstraint,
    and_,
    case,
    cast,
    false,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.among import among
from models.base import AnyRow, Base
from models.contact import Contact
from models.officer import Post
from models.village import Village

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "waiting": frozenset({"active", "rejected"}),
    "active": frozenset({"paused", "rejected"}),
    "paused": frozenset({"active", "rejected"}),
    "rejected": frozenset({"waiting", "active"}),
}
"""Status -> those that may follow it. Buyers find only what is `active`."""


SEASON = re.compile(r"(1[0-2]|[1-9])-(1[0-2]|[1-9])")
"""From which month to which, both included."""


class Seller(Base):
    """`phone` is E.164; nobody sees it."""

    __tablename__ = "seller"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Product(Base):
    """`code` such as `G12`; `price` in whole rupiah per `unit`; `category` is one of config's product categories.

    status  a key of TRANSITIONS: what a seller adds waits for an officer
    season  the months in which there is some, such as `11-2`; "" for all the year
    """

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("village", "seller", "name"),
        Index("ix_product_waiting", "village", postgresql_where=text("status = 'waiting'")),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    category: Mapped[str] = mapped_column(index=True)
    price: Mapped[int]
    unit: Mapped[str]
    stock: Mapped[int]
    village: Mapped[str] = mapped_column(ForeignKey("village.code"), index=True)
    seller: Mapped[int] = mapped_column(ForeignKey("seller.id"), index=True)
    status: Mapped[str] = mapped_column(default="active", server_default="active")
    season: Mapped[str] = mapped_column(default="", server_default="")
    demo: Mapped[bool] = mapped_column(default=False, server_default="false")


def products(connection: Connection, *, limit: int, month: int = 0, **where: str) -> Sequence[AnyRow]:
    """Products with `village_name`, `seller_name`, `seller_phone`, `seller_stopped` (whether that phone has said STOP);
    in stock first, then what there is in `month` (1 to 12; 0: whenever), then by name.

    `where`: `category`, `village` (its code), `seller` (a phone), `status`; an empty one narrows nothing.
    """
    query = _narrowed(_joined(Product.__table__.columns, _NAMES), where)
    order = (Product.stock == 0, *([_out_of_season(month)] if month else []), Product.name, Product.code)
    return connection.execute(query.order_by(*order).limit(limit)).all()


def waiting(connection: Connection, posts: Sequence[Post], limit: int) -> Sequence[AnyRow]:
    """What waits for an officer who has these posts, as `products` gives it, by code."""
    areas = or_(false(), *(Product.village.startswith(post.area) for post in posts))
    query = _joined(Product.__table__.columns, _NAMES).where(Product.status == "waiting", areas)
    return connection.execute(query.order_by(func.length(Product.code), Product.code).limit(limit)).all()


def product_names(connection: Connection, **where: str) -> Sequence[AnyRow]:
    """code name stock season of all products that `where` leaves, by name: what a search goes through."""
    query = _narrowed(_joined((Product.code, Product.name, Product.stock, Product.season)), where)
    return connection.execute(query.order_by(Product.name, Product.code)).all()


def products_by_codes(connection: Connection, codes: Sequence[str]) -> Sequence[AnyRow]:
    """The products of these codes, in their order, as `products` gives them."""
    query = _joined(Product.__table__.columns, _NAMES).where(among(Product.code, codes))
    there = {row.code: row for row in connection.execute(query)}
    return [there[code] for code in codes if code in there]


def product_by_code(connection: Connection, code: str) -> AnyRow | None:
    """The same of one product."""
    return next(iter(products_by_codes(connection, [code])), None)


def lock(connection: Connection, code: str) -> AnyRow | None:
    """The same, and nobody else changes it until this transaction is over."""
    query = _joined(Product.__table__.columns, _NAMES).where(Product.code == code)
    return connection.execute(query.with_for_update(of=Product)).first()


def change(connection: Connection, code: str, **fields: object) -> None:
    """Set `fields` of a product."""
    connection.execute(update(Product).where(Product.code == code).values(**fields))


def add(connection: Connection, *, phone: str, seller_name: str, name: str, **fields: object) -> str:
    """A new product of the seller who has that phone: its code. `fields` are the columns, without code and seller."""
    named = insert(Seller).values(phone=phone, name=seller_name)
    connection.execute(named.on_conflict_do_nothing(index_elements=[Seller.phone]))
    seller = select(Seller.id).where(Seller.phone == phone).scalar_subquery()
    code = _free_code(connection, name)
    connection.execute(insert(Product).values(code=code, seller=seller, name=name, **fields))
    return code


def own(connection: Connection, phone: str, village: str, name: str) -> AnyRow | None:
    """The product of that seller that is called so in that village, whatever its capitals."""
    query = _joined((Product.code,)).where(Seller.phone == phone, Product.village == village)
    return connection.execute(query.where(func.lower(Product.name) == name.lower())).first()


def in_season(season: str, month: int) -> bool:
    """Whether there is some in `month` (1 to 12)."""
    if not season:
        return True
    begin, end = map(int, season.split("-"))
    return begin <= month <= end if begin <= end else month >= begin or month <= end


def _free_code(connection: Connection, name: str) -> str:
    """The first letter of the name, and the lowest number that is free with it. One at a time."""
    letter = next((one for one in name.upper() if "A" <= one <= "Z"), "P")
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"product/{letter}"))))
    taken = set(connection.execute(select(Product.code).where(Product.code.startswith(letter))).scalars())
    return next(code for number in count(1) if (code := f"{letter}{number}") not in taken)


def _out_of_season(month: int) -> ColumnElement[bool]:
    begin, end = (cast(func.nullif(func.split_part(Product.season, "-", part), ""), Integer) for part in (1, 2))
    within = case((begin <= end, and_(begin <= month, month <= end)), else_=or_(begin <= month, month <= end))
    return func.coalesce(~within, False)


_NAMES = (
    Village.name.label("village_name"), Seller.name.label("seller_name"), Seller.phone.label("seller_phone"),
    Contact.opted_out_at.is_not(None).label("seller_stopped"),
)  # fmt: skip


def _joined(*columns: Iterable[Any]) -> Select[Any]:
    return (
        select(*chain(*columns))
        .select_from(Product)
        .join(Village, Village.code == Product.village)
        .join(Seller, Seller.id == Product.seller)
        .outerjoin(Contact, Contact.phone == Seller.phone)
    )


def _narrowed(query: Select[Any], where: Mapping[str, str]) -> Select[Any]:
    columns = {
        "category": Product.category, "village": Product.village, "seller": Seller.phone, "status": Product.status,
    }  # fmt: skip
    return query.where(*(columns[field] == value for field, value in where.items() if value))
