"""A market with a buyer and a seller who are known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, Table, delete, select, update

from gateway.runtime import Runtime
from models import Base
from tests.gateway.market.market import BUYER, JUAL, NEW, SELLER, SITE, Market

KEPT = ("seller", "product")


Rows = dict[str, dict[object, dict[str, object]]]


@pytest.fixture(scope="session")
def _shipped(_filled: Engine) -> Rows:
    return {name: _rows(_filled, Base.metadata.tables[name]) for name in KEPT}


@pytest.fixture(autouse=True)
def _as_shipped(database: Engine, _shipped: Rows) -> Iterator[None]:
    """The tables of sellers and products are kept from test to test: what was done to them is undone."""
    yield
    tables = [Base.metadata.tables[name] for name in KEPT]
    now = {table.name: _rows(database, table) for table in tables}
    if now == _shipped:
        return
    with database.begin() as connection:
        for table in reversed(tables):
            (key,) = table.primary_key.columns
            connection.execute(delete(table).where(key.not_in(_shipped[table.name])))
        for table in tables:
            (key,) = table.primary_key.columns
            for one, row in _shipped[table.name].items():
                if now[table.name][one] != row:
                    connection.execute(update(table).where(key == one).values(**row))


def _rows(database: Engine, table: Table) -> dict[object, dict[str, object]]:
    (key,) = table.primary_key.columns
    with database.connect() as connection:
        return {row._mapping[key]: row._asdict() for row in connection.execute(select(table))}


@pytest.fixture
def market(runtime: Runtime) -> Market:
    market = Market(runtime)
    market.meet(BUYER, name="Siti Aminah")
    market.meet(SELLER, village=SITE)
    return market


@pytest.fixture
def offered(market: Market) -> str:
    """The code of a product that waits."""
    market.meet(NEW, village=SITE)
    market.sms(NEW, JUAL)
    market.sms(NEW, "2")
    reply = market.sms(NEW, "Ibu Sari")[-1]
    return reply.split()[2]
