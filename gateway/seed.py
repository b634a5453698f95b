"""The first start: Banten's villages, and a few demo officers, products and sellers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.dialects.postgresql import insert

from models import Officer, Product, Seller, Village

DATA = Path(__file__).parent / "data"
SEED_LOCK = 4_821_367
"""The advisory lock under which only one process fills the tables."""


def seed(connection: Connection, *, demo: bool = True) -> None:
    """Fill the tables that are empty, in the caller's transaction. Once they hold anything, nothing is touched.

    `demo`: with the made-up people, whose numbers are nobody's as far as we know: no text may really go to them.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SEED_LOCK})
    if _is_empty(connection, Village):
        rows = [
            {"code": row["code"], "name": row["name"], "district": row["district"], "regency": row["regency"]}
            for row in _read("villages.csv")
        ]
        connection.execute(insert(Village), rows)
        if demo:
            _seed_demo(connection)


def _seed_demo(connection: Connection) -> None:
    officers = [
        {
            "phone": row["phone"],
            "name": row["name"],
            "village": row["village"],
            "roles": row["roles"].split(),
            "demo": True,
        }
        for row in _read("officers.csv")
    ]
    connection.execute(insert(Officer), officers)
    sellers: dict[str, int] = {}
    for number, row in enumerate(_read("products.csv"), 1):
        phone = row["seller_phone"]
        if phone not in sellers:
            made = insert(Seller).values(phone=phone, name=row["seller_name"]).returning(Seller.id)
            sellers[phone] = connection.execute(made).scalar_one()
        connection.execute(
            insert(Product).values(
                code=f"{row['name'][0].upper()}{number}", name=row["name"], category=row["category"],
                price=int(row["price"]), unit=row["unit"], stock=int(row["stock"]), village=row["village"],
                seller=sellers[phone], demo=True,
            )
        )  # fmt: skip


def _read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _is_empty(connection: Connection, table: type[Village]) -> bool:
    return connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
