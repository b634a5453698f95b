"""Products: narrowed, in order, by code."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from models import Product, Seller, product
from models.officer import Post
from models.product import product_by_code, product_names, products, products_by_codes

HERE, THERE = "36.01.01.2001", "36.01.01.2002"
ROWS = [
    ("A1", "Madu", "gula-kopi", 5, HERE, 1),
    ("A2", "Batik", "kain", 0, HERE, 1),
    ("A3", "Kopi", "gula-kopi", 1, THERE, 2),
    ("A4", "Batik", "kain", 9, THERE, 2),
]
"""code name category stock village seller"""


@pytest.fixture(autouse=True)
def _these_alone(connection: Connection) -> None:
    connection.execute(delete(Product))
    connection.execute(delete(Seller))
    for seller in (1, 2):
        connection.execute(insert(Seller).values(id=seller, phone=f"+628{seller}", name=f"Ibu {seller}"))
    for code, name, category, stock, village, seller in ROWS:
        put(connection, code=code, name=name, category=category, stock=stock, village=village, seller=seller)


def put(connection: Connection, **fields: object) -> None:
    given = {
        "name": "Madu",
        "category": "gula-kopi",
        "price": 1000,
        "unit": "kg",
        "stock": 1,
        "village": HERE,
        "seller": 1,
    }
    connection.execute(insert(Product).values(**(given | fields)))


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ({}, "A4 A3 A1 A2"),
        ({"category": "kain"}, "A4 A2"),
        ({"village": HERE}, "A1 A2"),
        ({"seller": "+622"}, ""),
        ({"seller": "+6282"}, "A4 A3"),
        ({"category": "kain", "village": HERE, "seller": "+6281"}, "A2"),
        ({"category": "", "village": "", "seller": ""}, "A4 A3 A1 A2"),
        ({"category": "' OR true --"}, ""),
    ],
)
def test_narrowed_and_in_stock_first(connection: Connection, where: dict[str, str], codes: str) -> None:
    assert [row.code for row in products(connection, limit=10, **where)] == codes.split()
    assert sorted(row.code for row in product_names(connection, **where)) == sorted(codes.split())


def test_no_more_than_was_asked_for(connection: Connection) -> None:
    assert [row.code for row in products(connection, limit=2)] == ["A4", "A3"]


def test_what_is_told_of_one(connection: Connection) -> None:
    row = product_by_code(connection, "A1")
    assert row is not None
    assert row._asdict() == {
        "code": "A1", "name": "Madu", "category": "gula-kopi", "price": 1000, "unit": "kg", "stock": 5,
        "village": HERE, "seller": 1, "demo": False, "village_name": "Sumberjaya", "seller_name": "Ibu 1",
        "seller_phone": "+6281", "seller_stopped": False, "status": "active", "season": "",
    }  # fmt: skip
    assert product_by_code(connection, "X0") is None


def test_what_is_out_of_season_stands_last(connection: Connection) -> None:
    for code, season in (("A4", "11-2"), ("A1", "3-5")):
        product.change(connection, code, season=season)
    listed = {month: "".join(row.code[1] for row in products(connection, limit=9, month=month)) for month in (1, 4, 8)}
    assert listed == {1: "4312", 4: "3142", 8: "3412"}


@pytest.mark.parametrize(
    ("season", "months"), [("", range(1, 13)), ("11-2", {11, 12, 1, 2}), ("3-5", {3, 4, 5}), ("7-7", {7})]
)
def test_the_months_of_a_season(season: str, months: set[int]) -> None:
    assert {month for month in range(1, 13) if product.in_season(season, month)} == set(months)


def test_only_what_has_that_status(connection: Connection) -> None:
    product.change(connection, "A1", status="paused")
    assert [row.code for row in products(connection, limit=9, status="paused")] == ["A1"]
    assert "A1" not in [row.code for row in product_names(connection, status="active")]


def test_what_waits_where_somebody_is_an_officer(connection: Connection) -> None:
    for code in ("A1", "A3"):
        product.change(connection, code, status="waiting")
    here = [Post("head", "village", HERE)]
    district = [Post("district", "district", HERE[:8])]
    found = [[row.code for row in product.waiting(connection, posts, 9)] for posts in ([], here, district)]
    assert found == [[], ["A1"], ["A1", "A3"]]


def test_a_new_one_gets_the_lowest_free_code_of_its_letter(connection: Connection) -> None:
    fields = {"category": "kain", "price": 1, "unit": "kg", "stock": 1, "village": HERE, "status": "waiting"}
    names = ("arang", "abon", "9 pisang", "\u0e01")
    codes = [product.add(connection, phone="+628999", seller_name="Ibu", name=name, **fields) for name in names]
    assert codes == ["A5", "A6", "P1", "P2"]
    assert connection.execute(select(func.count()).where(Seller.phone == "+628999")).scalar_one() == 1
    found = product.own(connection, "+628999", HERE, "ABON")
    assert found is not None
    assert found.code == "A6"
    assert product.own(connection, "+628999", THERE, "abon") is None


def test_codes_are_given_back_in_their_order(connection: Connection) -> None:
    found = products_by_codes(connection, ["A3", "X0", "A1", "A4"])
    assert [row.code for row in found] == ["A3", "A1", "A4"]
    assert products_by_codes(connection, []) == []


@pytest.mark.parametrize(
    "again", [{"code": "A1", "name": "Other"}, {"code": "A9"}], ids=["the code", "village, seller and name"]
)
def test_what_is_unique(connection: Connection, again: dict[str, str]) -> None:
    with pytest.raises(IntegrityError):
        put(connection, **again)


def test_a_seller_is_told_by_the_phone(connection: Connection) -> None:
    with pytest.raises(IntegrityError):
        connection.execute(update(Seller).values(phone="+6281"))
