"""Villages, by what narrows them."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from models.village import villages


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({}, 1238),
        ({"code": "36.01.06.2009"}, 1),
        ({"code": "36.01.06"}, 0),
        ({"district": "Panimbang"}, 6),
        ({"district": "PANIMBANG"}, 6),
        ({"district": "panim"}, 0),
        ({"regency": "kabupaten lebak"}, 340),
        ({"district": "Panimbang", "regency": "Kabupaten Lebak"}, 0),
        ({"code": "36.01.06.2009", "district": "Labuan"}, 0),
        ({"district": "%"}, 0),
        ({"district": "' OR true --"}, 0),
    ],
)
def test_narrowed(connection: Connection, where: dict[str, str], count: int) -> None:
    rows = villages(connection, **where)
    assert len(rows) == count
    assert [row.code for row in rows] == sorted(row.code for row in rows)


def test_what_is_told_of_one(connection: Connection) -> None:
    assert villages(connection, code="36.01.06.2009") == [
        ("36.01.06.2009", "Mekarsari", "Panimbang", "Kabupaten Pandeglang")
    ]
