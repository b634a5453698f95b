"""Dialogues by text message last a day; one for each phone and channel."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from models import Dialogue
from models.dialogue import delete_expired, end_dialogue, keep_dialogue, open_dialogue
from tests.conftest import NOW

PHONE = "+6281234567801"
DAY = timedelta(days=1)
STATE = {"flow": "lapor", "answers": {"description": "é … 😀 *1*"}}


def keep(
    connection: Connection, phone: str = PHONE, channel: str = "at", state: object = STATE, until: object = NOW + DAY
) -> None:
    keep_dialogue(connection, channel, phone, state, until)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "is_open"), [(timedelta(0), True), (DAY - timedelta(seconds=1), True), (DAY, False), (2 * DAY, False)]
)
def test_it_is_open_until_its_time(connection: Connection, after: timedelta, is_open: bool) -> None:
    keep(connection)
    assert open_dialogue(connection, "at", PHONE, NOW + after) == (STATE if is_open else None)


def test_going_on_takes_the_place_of_what_was(connection: Connection) -> None:
    keep(connection)
    keep(connection, state={"flow": "surat"}, until=NOW + 2 * DAY)
    assert open_dialogue(connection, "at", PHONE, NOW + DAY) == {"flow": "surat"}
    assert connection.execute(select(func.count()).select_from(Dialogue)).scalar_one() == 1


def test_each_phone_and_channel_has_its_own(connection: Connection) -> None:
    keep(connection)
    keep(connection, phone="+6289", state={"of": "other"})
    keep(connection, channel="b", state={"of": "b"})
    end_dialogue(connection, "at", PHONE)
    assert open_dialogue(connection, "at", PHONE, NOW) is None
    assert open_dialogue(connection, "at", "+6289", NOW) == {"of": "other"}
    assert open_dialogue(connection, "b", PHONE, NOW) == {"of": "b"}
    end_dialogue(connection, "at", PHONE)


def test_the_expired_are_forgotten(connection: Connection) -> None:
    for number in range(3):
        keep(connection, phone=f"+62{number}", until=NOW + number * DAY)
    assert delete_expired(connection, NOW + DAY) == 2
    assert delete_expired(connection, NOW + DAY) == 0
    assert open_dialogue(connection, "at", "+622", NOW + DAY) == STATE
