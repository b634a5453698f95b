"""Officers: the operator first."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from models import Officer
from models.officer import AREA, LEVEL_OF, LEVELS, ROLES, Post, officers_at, officers_of, posts_of

VILLAGE = "36.01.01.2001"
"""A village without officers of its own."""


def put(connection: Connection, name: str, *roles: str, phone: str = "", village: str = VILLAGE) -> None:
    connection.execute(
        insert(Officer).values(phone=phone or f"+62{name}", village=village, name=name, roles=list(roles))
    )


@pytest.mark.parametrize(
    ("members", "order"),
    [
        ([("B", "head"), ("A", "operator")], "AB"),
        ([("B", "operator"), ("A", "operator")], "AB"),
        ([("A", "province"), ("B", "regency"), ("C", "district"), ("D", "head"), ("E", "operator")], "EDCBA"),
        ([("A", "head"), ("B", "head", "operator")], "BA"),
        ([("A",), ("B", "unheard-of"), ("C", "province")], "CAB"),
        ([], ""),
    ],
)
def test_the_order_in_which_a_village_turns_to_them(
    connection: Connection, members: list[tuple[str, ...]], order: str
) -> None:
    for name, *roles in members:
        put(connection, name, *roles)
    put(connection, "Z", "operator", village="36.01.01.2002")
    assert "".join(row.name for row in officers_of(connection, VILLAGE)) == order


def test_no_village_has_no_officers(connection: Connection) -> None:
    assert officers_of(connection, "") == []


def test_one_row_for_each_person_and_village(connection: Connection) -> None:
    put(connection, "A", "head", phone="+621")
    put(connection, "A", "head", phone="+621", village="36.01.01.2002")
    with pytest.raises(IntegrityError):
        put(connection, "B", "head", phone="+621")


HERE, NEAR, FAR = "36.01.01.2001", "36.01.01.2002", "36.02.19.2002"
PHONE = "+6281"


@pytest.mark.parametrize(
    ("rows", "posts"),
    [
        ([], []),
        ([(HERE, ["operator"])], [("operator", "village", HERE)]),
        ([(HERE, ["head", "operator"])], [("operator", "village", HERE), ("head", "village", HERE)]),
        ([(NEAR, ["operator"]), (HERE, ["operator"])], [("operator", "village", HERE), ("operator", "village", NEAR)]),
        ([(HERE, ["district"])], [("district", "district", "36.01.01")]),
        ([(HERE, ["district"]), (NEAR, ["district"])], [("district", "district", "36.01.01")]),
        ([(HERE, ["province", "regency"])], [("regency", "regency", "36.01"), ("province", "province", "36")]),
        ([(FAR, ["district"]), (HERE, ["head"])], [("head", "village", HERE), ("district", "district", "36.02.19")]),
        ([(HERE, ["unheard-of"])], []),
        ([(HERE, [])], []),
    ],
)
def test_what_a_phone_is_an_officer_for(
    connection: Connection, rows: list[tuple[str, list[str]]], posts: list[tuple[str, str, str]]
) -> None:
    for village, roles in rows:
        put(connection, "A", *roles, phone=PHONE, village=village)
    put(connection, "Z", "head", phone="+6289")
    assert posts_of(connection, PHONE) == [Post(*post) for post in posts]


@pytest.mark.parametrize(
    ("level", "names"),
    [("village", "OH"), ("district", "BDd"), ("regency", "R"), ("province", "BP")],
)
def test_who_works_the_tickets_of_a_village_at_each_level(connection: Connection, level: str, names: str) -> None:
    for name, roles, village in (
        ("H", "head", HERE), ("O", "operator", HERE), ("o", "operator", NEAR), ("D", "district", HERE),
        ("d", "district", NEAR), ("x", "district", FAR), ("R", "regency", "36.01.06.2001"), ("r", "regency", FAR),
        ("P", "province", FAR), ("B", "province district", NEAR), ("?", "unheard-of", HERE),
    ):  # fmt: skip
        put(connection, name, *roles.split(), village=village)
    assert "".join(row.name for row in officers_at(connection, HERE, level)) == names


def test_each_person_once_at_a_level(connection: Connection) -> None:
    put(connection, "A", "district", phone=PHONE)
    put(connection, "A", "district", phone=PHONE, village=NEAR)
    assert [row.phone for row in officers_at(connection, HERE, "district")] == [PHONE]


def test_every_role_has_a_level_and_every_level_an_area() -> None:
    assert set(LEVEL_OF) == set(ROLES)
    assert set(LEVEL_OF.values()) == set(LEVELS) == set(AREA)
    assert [AREA[level] for level in LEVELS] == [len(HERE), len("36.01.01"), len("36.01"), len("36")]
