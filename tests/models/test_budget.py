"""What was spent today, by purse."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from models.budget import charge, forget, refund, spent

DAY = date(2026, 8, 17)
CHANNEL, VILLAGE, CONTACT = ("channel", "at"), ("village", "36.01.06.2009"), ("contact", "+6281")


def test_a_purse_that_was_never_used_has_spent_nothing(connection: Connection) -> None:
    assert spent(connection, DAY, [CHANNEL]) == {}
    assert spent(connection, DAY, []) == {}


def test_charges_add_up_and_refunds_take_back(connection: Connection) -> None:
    charge(connection, DAY, {CHANNEL: 3, VILLAGE: 2, CONTACT: 1})
    charge(connection, DAY, {CHANNEL: 4})
    refund(connection, DAY, {CHANNEL: 2, VILLAGE: 1})
    assert spent(connection, DAY, [CHANNEL, VILLAGE, CONTACT]) == {CHANNEL: 5, VILLAGE: 1, CONTACT: 1}


def test_no_purse_goes_below_nothing(connection: Connection) -> None:
    charge(connection, DAY, {CHANNEL: 1})
    refund(connection, DAY, {CHANNEL: 5, VILLAGE: 5})
    assert spent(connection, DAY, [CHANNEL, VILLAGE]) == {CHANNEL: 0}


def test_each_day_is_its_own(connection: Connection) -> None:
    charge(connection, DAY, {CHANNEL: 3})
    charge(connection, DAY + timedelta(days=1), {CHANNEL: 1})
    refund(connection, DAY + timedelta(days=1), {CHANNEL: 1})
    assert spent(connection, DAY, [CHANNEL]) == {CHANNEL: 3}


def test_charging_nothing(connection: Connection) -> None:
    charge(connection, DAY, {})
    refund(connection, DAY, {})
    assert spent(connection, DAY, [CHANNEL]) == {}


def test_old_days_are_forgotten(connection: Connection) -> None:
    for days in range(3):
        charge(connection, DAY + timedelta(days=days), {CHANNEL: 1, VILLAGE: 1})
    assert forget(connection, DAY + timedelta(days=2)) == 4
    assert spent(connection, DAY + timedelta(days=2), [CHANNEL]) == {CHANNEL: 1}


def test_nothing_is_lost_where_many_charge_at_once(database: Engine) -> None:
    def one(_number: int) -> None:
        with database.begin() as connection:
            charge(connection, DAY, {VILLAGE: 1, CHANNEL: 2})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(24)))
    with database.connect() as connection:
        assert spent(connection, DAY, [CHANNEL, VILLAGE]) == {CHANNEL: 48, VILLAGE: 24}
