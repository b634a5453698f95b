"""Whether a channel may send, and how fast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from models import channel_state
from models.channel_state import BURST_SECONDS
from tests.conftest import NOW

RATE = 10.0
BURST = RATE * BURST_SECONDS


@pytest.mark.parametrize(
    ("left", "seconds", "allowed"),
    [
        (0, 0, 0),
        (0, 1, 10),
        (-5, 1, 5),
        (-50, 1, -40),
        (3, 0.5, 8),
        (0, 3600, BURST),
        (5, -10, 5),
        (BURST + 7, 0, BURST),
    ],
)
def test_the_allowance_comes_back_with_time(
    connection: Connection, left: float, seconds: float, allowed: float
) -> None:
    channel_state.lock(connection, "at")
    channel_state.keep_allowance(connection, "at", left, NOW)
    state = channel_state.lock(connection, "at")
    assert channel_state.allowance(state, RATE, NOW + timedelta(seconds=seconds)) == pytest.approx(allowed)


def test_a_channel_that_never_sent_has_all_of_it(connection: Connection) -> None:
    assert channel_state.find(connection, "at") is None
    assert channel_state.allowance(channel_state.lock(connection, "at"), RATE, NOW) == BURST


def test_what_is_blocked_says_why_until_it_is_lifted(connection: Connection) -> None:
    for channel in ("at", "b"):
        channel_state.lock(connection, channel)
    until = NOW + timedelta(minutes=5)
    channel_state.block(connection, "at", "the balance is spent", until)
    assert channel_state.blocked(connection) == {"at": "the balance is spent"}
    row = channel_state.find(connection, "at")
    assert row is not None
    assert (row.blocked_reason, row.blocked_until) == ("the balance is spent", until)
    channel_state.unblock(connection, "at")
    assert channel_state.blocked(connection) == {}
    row = channel_state.find(connection, "at")
    assert row is not None
    assert (row.blocked_reason, row.blocked_until) == ("", None)


def test_one_holds_a_channel_at_a_time(database: Engine) -> None:
    with database.connect() as first, database.connect() as second:
        second.execute(text("SET LOCAL lock_timeout = '100ms'"))
        channel_state.lock(first, "at")
        channel_state.lock(second, "b")
        with pytest.raises(OperationalError):
            channel_state.lock(second, "at")
        second.rollback()
