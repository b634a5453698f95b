"""The outbox, and the one table of what may follow what."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from models import message
from tests import delivering
from tests.conftest import NOW
from tests.delivering import CHANNEL, found, history, phone, queue

STATUSES = ["queued", "sending", "sent", "delivered", "failed", "refused", "unknown", "stopped"]
FINAL = {"delivered", "failed", "refused", "stopped"}


def test_what_is_final_stays() -> None:
    assert set(message.TRANSITIONS) == set(STATUSES) - FINAL
    assert set().union(*message.TRANSITIONS.values()) <= set(STATUSES)


def test_nothing_that_may_have_been_sent_is_queued_again() -> None:
    assert [status for status, later in message.TRANSITIONS.items() if "sending" in later] == ["queued"]
    assert [status for status, later in message.TRANSITIONS.items() if "queued" in later] == ["sending"]


@pytest.mark.parametrize(("earlier", "later"), list(itertools.product(STATUSES, STATUSES)))
def test_moving(database: Engine, earlier: str, later: str) -> None:
    id = queue(database, phone(1))
    delivering.change(database, id, status=earlier)
    with database.begin() as connection:
        moved = message.move(connection, [id], later, now=NOW, reason="because")
    allowed = later in message.TRANSITIONS.get(earlier, frozenset())
    assert moved == ([id] if allowed else [])
    assert found(database, id).status == (later if allowed else earlier)
    assert history(database, id) == ["queued", *([later] if allowed else [])]


def test_moving_nothing(database: Engine) -> None:
    with database.begin() as connection:
        assert message.move(connection, [], "sending", now=NOW) == []


def test_queueing_writes_all_of_it(database: Engine) -> None:
    with database.connect() as connection:
        village = connection.execute(text("SELECT code FROM village LIMIT 1")).scalar_one()
    id = queue(database, phone(1), "Halo", priority=0, village=village, origin="a/b/1/sms")
    row = found(database, id)
    assert (row.direction, row.status, row.channel, row.phone, row.text) == ("out", "queued", CHANNEL, phone(1), "Halo")
    assert (row.priority, row.village, row.origin, row.segments, row.attempts) == (0, village, "a/b/1/sms", 1, 0)
    assert (row.created_at, row.next_attempt_at) == (NOW, NOW)
    assert (row.external_id, row.lease_until, row.attempted_at, row.cost) == (None, None, None, None)
    assert history(database, id) == ["queued"]


@pytest.mark.parametrize(
    ("after", "status", "channel", "due"),
    [
        (timedelta(0), "queued", CHANNEL, True),
        (timedelta(seconds=1), "queued", CHANNEL, False),
        (timedelta(0), "sending", CHANNEL, False),
        (timedelta(0), "unknown", CHANNEL, False),
        (timedelta(0), "queued", "other", False),
    ],
)
def test_what_is_due(database: Engine, after: timedelta, status: str, channel: str, due: bool) -> None:
    id = queue(database, phone(1))
    delivering.change(database, id, status=status, next_attempt_at=NOW + after, channel=channel)
    with database.connect() as connection:
        assert message.is_due(connection, CHANNEL, NOW) is due


def test_leases_end_once(database: Engine) -> None:
    ended, alive, sent = (queue(database, phone(number)) for number in range(3))
    delivering.change(database, ended, status="sending", lease_until=NOW - timedelta(seconds=1))
    delivering.change(database, alive, status="sending", lease_until=NOW + timedelta(seconds=1))
    delivering.change(database, sent, status="sent", lease_until=NOW - timedelta(days=1))
    with database.begin() as connection:
        assert message.end_leases(connection, NOW) == [ended]
        assert message.end_leases(connection, NOW) == []
    assert [found(database, id).status for id in (ended, alive, sent)] == ["unknown", "sending", "sent"]
    assert found(database, ended).reason
    assert history(database, ended) == ["queued", "unknown"]


def test_several_clocks_end_a_lease_once(database: Engine) -> None:
    id = queue(database, phone(1))
    delivering.change(database, id, status="sending", lease_until=NOW - timedelta(seconds=1))
    with database.begin() as first, database.begin() as second:
        assert message.end_leases(first, NOW) == [id]
        assert message.end_leases(second, NOW) == []
