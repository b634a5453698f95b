"""The phones on offer: a few made-up people, and who is in the tables, so that one can look at their texts too.

The numbers belong to nobody: +62 811 0000 1xx for villagers and buyers; the demo officers and sellers have 2xx and 3xx.
"""

from __future__ import annotations

import logging
from typing import TypedDict

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from models.officer import Officer
from models.product import Product, Seller
from models.village import Village

SHOWN = 60
"""How many officers and how many sellers are offered: a list that a person can still look through."""


class Phone(TypedDict):
    phone: str
    name: str


PEOPLE: tuple[Phone, ...] = (
    {"phone": "+628110000101", "name": "Ibu Siti (warga)"},
    {"phone": "+628110000102", "name": "Pak Dedi (warga)"},
    {"phone": "+628110000103", "name": "Neng Rina (pembeli)"},
    {"phone": "+628110000104", "name": "Abah Udin (warga)"},
    {"phone": "+628110000105", "name": "Mang Asep (pembeli)"},
)

DEFAULT = PEOPLE[0]["phone"]

logger = logging.getLogger(__name__)


def officers(database: Engine) -> list[Phone]:
    """The demo's officers first; none while the database is away."""
    query = (
        select(Officer.phone, Officer.name, Village.name.label("village"))
        .join(Village, Village.code == Officer.village)
        .order_by(Officer.demo.desc(), Village.name, Officer.name)
        .limit(SHOWN)
    )
    return _rows(database, query)


def sellers(database: Engine) -> list[Phone]:
    """The demo's sellers first, each with one village of theirs; none while the database is away."""
    of_seller = (
        select(Product.seller, func.bool_or(Product.demo).label("demo"), func.min(Village.name).label("village"))
        .join(Village, Village.code == Product.village)
        .group_by(Product.seller)
        .subquery()
    )
    query = (
        select(Seller.phone, Seller.name, of_seller.c.village)
        .join(of_seller, of_seller.c.seller == Seller.id)
        .order_by(of_seller.c.demo.desc(), of_seller.c.village, Seller.name)
        .limit(SHOWN)
    )
    return _rows(database, query)


def _rows(database: Engine, query: Select[str, str, str]) -> list[Phone]:
    try:
        with database.connect() as connection:
            rows = connection.execute(query).all()
    except SQLAlchemyError:
        logger.warning("simulator: officers and sellers are not shown while the database is away")
        return []
    return [{"phone": row.phone, "name": f"{row.name} ({row.village})"} for row in rows]
