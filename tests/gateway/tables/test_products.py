"""The table of products, with their sellers and codes."""

from __future__ import annotations

import re

import pytest

from models import Inquiry, Product, Seller, inquiry
from tests.conftest import NOW

from .conftest import OTHER, VILLAGE, Importer

GIVEN = {
    "code": "ZZ9", "name": "Gula aren", "category": "gula-kopi", "price": "25000", "unit": "kg", "stock": "12",
    "village": VILLAGE, "seller_name": "Ibu Iyam", "seller_phone": "0812-3456-7801",
}  # fmt: skip
PHONE = "+6281234567801"
WITHOUT_CODE = {name: value for name, value in GIVEN.items() if name != "code"}


def kept(importer: Importer) -> list[tuple[str, str, int, int]]:
    """code name price stock of the products of the seller."""
    sellers = importer.there(Seller, phone=PHONE)
    rows = [row for seller in sellers for row in importer.there(Product, seller=seller["id"])]
    return [(row["code"], row["name"], row["price"], row["stock"]) for row in rows]


def test_a_new_product_of_a_new_seller(importer: Importer) -> None:
    assert importer.counts("products", GIVEN) == (1, 0, 0, 0)
    (seller,) = importer.there(Seller, phone=PHONE)
    assert seller["name"] == "Ibu Iyam"
    assert importer.there(Product, code="ZZ9") == [
        {
            "code": "ZZ9", "name": "Gula aren", "category": "gula-kopi", "price": 25000, "unit": "kg", "stock": 12,
            "village": VILLAGE, "seller": seller["id"], "demo": False,
            "status": "active", "season": "",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ("ZZ9", "Gula aren", 25000, 12)),
        ({"price": "Rp 27.500"}, ("ZZ9", "Gula aren", 27500, 12)),
        ({"stock": "0"}, ("ZZ9", "Gula aren", 25000, 0)),
        ({"name": "Gula aren asli"}, ("ZZ9", "Gula aren asli", 25000, 12)),
        ({"village": OTHER}, ("ZZ9", "Gula aren", 25000, 12)),
        ({"code": "zz9", "price": "1"}, ("ZZ9", "Gula aren", 1, 12)),
        ({"code": "", "price": "1"}, ("ZZ9", "Gula aren", 1, 12)),
    ],
)
def test_the_same_code_is_updated(
    importer: Importer, change: dict[str, str], expected: tuple[str, str, int, int]
) -> None:
    importer("products", GIVEN)
    outcome = importer.counts("products", {**GIVEN, **change})
    assert outcome == ((0, 1, 0, 0) if change else (0, 0, 1, 0))
    assert kept(importer) == [expected]


def test_an_example_that_is_imported_is_one_no_more(importer: Importer) -> None:
    demo = importer.there(Product, demo=True)[0]
    assert importer.counts("products", {**GIVEN, "code": demo["code"]}) == (0, 1, 0, 0)
    assert importer.there(Product, code=demo["code"])[0]["demo"] is False


def test_a_seller_who_is_renamed_changes_the_product(importer: Importer) -> None:
    importer("products", GIVEN)
    assert importer.counts("products", {**GIVEN, "seller_name": "Ibu Hj. Iyam"}) == (0, 1, 0, 0)
    assert [row["name"] for row in importer.there(Seller, phone=PHONE)] == ["Ibu Hj. Iyam"]


def test_a_product_goes_over_to_another_seller_and_its_inquiries_stay(importer: Importer) -> None:
    importer("products", GIVEN)
    (seller,) = importer.there(Seller, phone=PHONE)
    inquiry.open_inquiry(
        importer.connection, code="4821367", origin="o", product="ZZ9", quantity="1", question="?", buyer="+62899",
        seller=seller["id"], created_at=NOW,
    )  # fmt: skip
    moved = {**GIVEN, "seller_phone": "0812-3456-7899", "seller_name": "Pak Adi"}
    assert importer.counts("products", moved) == (0, 1, 0, 0)
    assert kept(importer) == []
    assert [row["seller"] for row in importer.there(Inquiry)] == [seller["id"]]


def test_codes_that_are_missing_are_made_and_stay(importer: Importer) -> None:
    rows = [{**WITHOUT_CODE, "name": name} for name in ("Zaitun", "zaitun muda", "Zaitun tua", "123 ☕", "Énggal")]
    rows[1]["code"] = "Z2"
    assert importer.counts("products", *rows) == (5, 0, 0, 0)
    codes = {name: code for code, name, _, _ in kept(importer)}
    assert (codes["Zaitun"], codes["zaitun muda"], codes["Zaitun tua"]) == ("Z1", "Z2", "Z3")
    assert re.fullmatch(r"P\d+", codes["123 ☕"])
    assert re.fullmatch(r"N\d+", codes["Énggal"])
    assert importer.counts("products", *({**row, "code": "", "stock": "1"} for row in rows)) == (0, 5, 0, 0)
    assert {name: code for code, name, _, _ in kept(importer)} == codes


def test_a_made_code_is_nobody_elses(importer: Importer) -> None:
    before = {row["code"] for row in importer.there(Product)}
    importer("products", *({**WITHOUT_CODE, "name": f"Emping {number}"} for number in range(600)))
    made = {code for code, *_ in kept(importer)}
    assert len(made) == 600
    assert not made & before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *(({name: ""}, f"{name} is empty") for name in WITHOUT_CODE),
        ({"code": "12"}, "code '12' is not a letter and a number, such as G12"),
        ({"code": "G"}, "code 'G' is not a letter and a number, such as G12"),
        ({"code": "G 12"}, "code 'G 12' is not a letter and a number, such as G12"),
        ({"code": "G1234567"}, "code 'G1234567' is not a letter and a number, such as G12"),
        ({"category": "jalan"}, "category 'jalan' is not one of camilan gula-kopi kain kerajinan laut tani"),
        ({"price": "mahal"}, "price 'mahal' is not an amount of rupiah"),
        ({"price": "-5"}, "price '-5' is not an amount of rupiah"),
        ({"price": "15.00"}, "price '15.00' is not an amount of rupiah"),
        ({"price": "2000000000"}, "price '2000000000' is not an amount of rupiah"),
        ({"stock": "banyak"}, "stock 'banyak' is not a whole number from 0 to 1000000000"),
        ({"stock": "½"}, "stock '½' is not a whole number from 0 to 1000000000"),
        ({"stock": "٣"}, "stock '٣' is not a whole number from 0 to 1000000000"),
        ({"village": "Mekarsari"}, "village 'Mekarsari' is not known"),
        ({"seller_phone": "0812"}, "seller_phone '0812' is not a phone number"),
    ],
)
def test_what_is_refused(importer: Importer, change: dict[str, str], reason: str) -> None:
    assert importer.reason("products", {**GIVEN, **change}) == reason
    assert kept(importer) == []


@pytest.mark.parametrize(
    ("typed", "price"), [("15000", 15000), ("15rb", 15000), ("Rp 15.000", 15000), ("1,5 juta", 1_500_000)]
)
def test_prices_as_people_write_them(importer: Importer, typed: str, price: int) -> None:
    importer("products", {**GIVEN, "price": typed})
    assert kept(importer) == [("ZZ9", "Gula aren", price, 12)]


def test_one_product_has_one_code(importer: Importer) -> None:
    importer("products", GIVEN)
    reason = "code 'ZZ8': this seller's 'Gula aren' in this village is ZZ9"
    assert importer.reason("products", {**GIVEN, "code": "ZZ8"}) == reason


def test_one_phone_has_one_name_in_a_file(importer: Importer) -> None:
    rows = [GIVEN, {**GIVEN, "code": "ZZ8", "name": "Madu", "seller_name": "Ibu Eha"}]
    summary = importer("products", *rows)
    assert summary.counts == {"added": 1, "refused": 1}
    assert summary.refused == [(3, "seller_name 'Ibu Eha': this phone belongs to 'Ibu Iyam' in an earlier row")]
    assert kept(importer) == [("ZZ9", "Gula aren", 25000, 12)]
