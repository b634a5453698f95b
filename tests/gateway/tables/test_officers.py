"""The table of officers."""

from __future__ import annotations

import pytest

from models import Officer

from .conftest import OTHER, VILLAGE, Importer

GIVEN = {"phone": "0812-3456-7801", "name": "Asep Sunandar", "village": VILLAGE, "roles": "operator"}
PHONE = "+6281234567801"
KEPT = {"phone": PHONE, "name": "Asep Sunandar", "village": VILLAGE, "roles": ["operator"], "demo": False}


def test_a_new_officer(importer: Importer) -> None:
    assert importer.counts("officers", GIVEN) == (1, 0, 0, 0)
    assert importer.there(Officer, phone=PHONE) == [KEPT]


def test_the_same_phone_and_village_is_updated(importer: Importer) -> None:
    importer("officers", GIVEN)
    assert importer.counts("officers", GIVEN) == (0, 0, 1, 0)
    changed = {**GIVEN, "phone": "+62 812 3456 7801", "name": "H. Asep", "roles": "head operator"}
    assert importer.counts("officers", changed) == (0, 1, 0, 0)
    assert importer.there(Officer, phone=PHONE) == [{**KEPT, "name": "H. Asep", "roles": ["operator", "head"]}]


def test_one_phone_may_serve_two_villages(importer: Importer) -> None:
    assert importer.counts("officers", GIVEN, {**GIVEN, "village": OTHER}) == (2, 0, 0, 0)
    assert [row["village"] for row in importer.there(Officer, phone=PHONE)] == [VILLAGE, OTHER]


def test_an_example_that_is_imported_is_one_no_more(importer: Importer) -> None:
    demo = importer.there(Officer, demo=True)[0]
    row = {**GIVEN, **{name: demo[name] for name in ("phone", "name", "village")}, "roles": " ".join(demo["roles"])}
    assert importer.counts("officers", row) == (0, 1, 0, 0)
    assert importer.there(Officer, phone=demo["phone"], village=demo["village"]) == [{**demo, "demo": False}]


@pytest.mark.parametrize(
    ("typed", "roles"),
    [
        ("operator", ["operator"]),
        ("  HEAD   Operator ", ["operator", "head"]),
        ("province regency district head operator", ["operator", "head", "district", "regency", "province"]),
        ("head head", ["head"]),
    ],
)
def test_roles_stand_in_one_order(importer: Importer, typed: str, roles: list[str]) -> None:
    importer("officers", {**GIVEN, "roles": typed})
    assert importer.there(Officer, phone=PHONE)[0]["roles"] == roles


@pytest.mark.parametrize(
    "phone", ["081234567801", "+6281234567801", "6281234567801", "81234567801", "0812 3456 7801", "(0812) 3456.7801"]
)
def test_a_phone_as_people_and_spreadsheets_write_it(importer: Importer, phone: str) -> None:
    importer("officers", {**GIVEN, "phone": phone})
    assert importer.there(Officer, phone=PHONE) == [KEPT]


ROLES = "it takes one or more of operator head district regency province, with spaces between"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"phone": ""}, "phone is empty"),
        ({"phone": "tidak ada"}, "phone 'tidak ada' is not a phone number"),
        ({"phone": "0812"}, "phone '0812' is not a phone number"),
        ({"phone": "6.28123E+12"}, "phone '6.28123E+12' is not a phone number"),
        ({"name": ""}, "name is empty"),
        ({"village": ""}, "village is empty"),
        ({"village": "Mekarsari"}, "village 'Mekarsari' is not known"),
        ({"village": "36.01.06.9999"}, "village '36.01.06.9999' is not known"),
        ({"roles": ""}, "roles is empty"),
        ({"roles": "king"}, f"roles 'king': {ROLES}"),
        ({"roles": "operator,head"}, f"roles 'operator,head': {ROLES}"),
        ({"roles": "operator king"}, f"roles 'operator king': {ROLES}"),
    ],
)
def test_what_is_refused(importer: Importer, change: dict[str, str], reason: str) -> None:
    assert importer.reason("officers", {**GIVEN, **change}) == reason
    assert importer.there(Officer, phone=PHONE) == []
