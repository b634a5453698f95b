"""PINs: what their columns mean, and that a phone's are tried one at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from models import pin
from tests.conftest import NOW

PHONE = "+6281234567801"
BEFORE, AFTER = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("open_until", "locked_until", "means"),
    [
        (None, None, "closed"), (BEFORE, None, "closed"), (NOW, None, "closed"), (AFTER, None, "open"),
        (None, BEFORE, "closed"), (None, NOW, "closed"), (None, AFTER, "locked"), (AFTER, AFTER, "locked"),
        (AFTER, BEFORE, "open"),
    ],
)  # fmt: skip
def test_what_the_columns_mean(open_until: datetime | None, locked_until: datetime | None, means: str) -> None:
    assert pin.state(open_until, locked_until, NOW, is_set=True) == means
    assert pin.state(open_until, locked_until, NOW, is_set=False) == "none"


def test_a_new_one_forgets_what_was_tried_on_the_one_before(connection: Connection) -> None:
    assert pin.lock(connection, PHONE) is None
    assert pin.keep(connection, PHONE, hash="a", open_until=AFTER, now=NOW, first=True)
    pin.change(connection, PHONE, tries=4, locked_until=AFTER, open_until=None)
    assert pin.keep(connection, PHONE, hash="b", open_until=AFTER, now=AFTER)
    assert pin.lock(connection, PHONE) == (PHONE, "b", 0, AFTER, None, AFTER)
    assert pin.lock(connection, "+6289") is None


def test_a_first_one_takes_no_place(connection: Connection) -> None:
    pin.keep(connection, PHONE, hash="a", open_until=AFTER, now=NOW)
    assert not pin.keep(connection, PHONE, hash="b", open_until=AFTER, now=NOW, first=True)
    kept = pin.lock(connection, PHONE)
    assert kept is not None
    assert kept.hash == "a"


def test_one_phone_is_changed_and_no_other(connection: Connection) -> None:
    for phone in (PHONE, "+6289"):
        pin.keep(connection, phone, hash="a", open_until=AFTER, now=NOW)
    pin.change(connection, PHONE, tries=3)
    tries = [row.tries for phone in (PHONE, "+6289") if (row := pin.lock(connection, phone))]
    assert tries == [3, 0]


def test_one_try_at_a_time(database: Engine) -> None:
    with database.begin() as connection:
        for phone in (PHONE, "+6289"):
            pin.keep(connection, phone, hash="a", open_until=AFTER, now=NOW)
    with database.connect() as first, database.connect() as second:
        second.execute(text("SET LOCAL lock_timeout = '100ms'"))
        pin.lock(first, PHONE)
        pin.lock(second, "+6289")
        with pytest.raises(OperationalError):
            pin.lock(second, PHONE)
