"""Officers: the operator first."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from models import Officer
from models.officer import officers_of

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
