"""Dialogues by text message; one for each phone and channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from models import Dialogue
from models.dialogue import delete_dropped, end_dialogue, keep_dialogue, open_dialogue
from tests.conftest import NOW

PHONE = "+6281234567801"
DAY = timedelta(days=1)
STATE = {"flow": "lapor", "answers": {"description": "é … 😀 *1*"}}


def keep(
    connection: Connection, phone: str = PHONE, channel: str = "at", state: object = STATE, at: object = NOW
) -> None:
    keep_dialogue(connection, channel, phone, state, at)  # type: ignore[arg-type]


def found(connection: Connection, phone: str = PHONE, channel: str = "at", since: timedelta = DAY) -> Any:
    row = open_dialogue(connection, channel, phone, NOW - since)
    return row and row.state


@pytest.mark.parametrize(
    ("since", "is_open"), [(DAY, True), (timedelta(seconds=1), True), (timedelta(0), False), (-DAY, False)]
)
def test_it_is_open_where_it_was_asked_after_that(connection: Connection, since: timedelta, is_open: bool) -> None:
    keep(connection)
    assert found(connection, since=since) == (STATE if is_open else None)


def test_going_on_takes_the_place_of_what_was(connection: Connection) -> None:
    keep(connection, at=NOW - 2 * DAY)
    keep(connection, state={"flow": "surat"})
    row = open_dialogue(connection, "at", PHONE, NOW - DAY)
    assert row == ({"flow": "surat"}, NOW)
    assert connection.execute(select(func.count()).select_from(Dialogue)).scalar_one() == 1


def test_each_phone_and_channel_has_its_own(connection: Connection) -> None:
    keep(connection)
    keep(connection, phone="+6289", state={"of": "other"})
    keep(connection, channel="b", state={"of": "b"})
    end_dialogue(connection, "at", PHONE)
    assert found(connection) is None
    assert found(connection, "+6289") == {"of": "other"}
    assert found(connection, channel="b") == {"of": "b"}
    end_dialogue(connection, "at", PHONE)


def test_the_dropped_are_forgotten(connection: Connection) -> None:
    for number in range(3):
        keep(connection, phone=f"+62{number}", at=NOW + number * DAY)
    assert delete_dropped(connection, NOW + DAY) == 2
    assert delete_dropped(connection, NOW + DAY) == 0
    assert found(connection, "+622") == STATE
