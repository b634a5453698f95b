"""Outcomes of a batch: written at once, and never over what came to be meanwhile."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from models import Message, MessageEvent, message
from models.outcome import Settled, settle, taken_ids
from tests.conftest import NOW

LATER = NOW + timedelta(minutes=1)


def sending(connection: Connection, number: int = 1, status: str = "sending", **fields: Any) -> int:
    id = message.queue(connection, now=NOW, channel="at", phone=f"+62{number}", text="x", origin=str(number))
    lease = {"status": status, "attempts": 1, "lease_until": NOW, **fields}
    connection.execute(update(Message).where(Message.id == id).values(**lease))
    assert id is not None
    return id


def row(connection: Connection, id: int) -> Any:
    return connection.execute(select(*Message.__table__.columns).where(Message.id == id)).one()


def events(connection: Connection, id: int) -> list[tuple[str, str]]:
    query = select(MessageEvent.status, MessageEvent.reason).where(MessageEvent.message == id).order_by(MessageEvent.id)
    return [(one.status, one.reason) for one in connection.execute(query)]


def test_what_was_sent(connection: Connection) -> None:
    id = sending(connection)
    settle(connection, [Settled(id, "sent", "", "ATXid_1", Decimal("0.8"), "KES")], LATER)
    found = row(connection, id)
    assert (found.status, found.external_id, found.cost, found.currency) == ("sent", "ATXid_1", Decimal("0.8"), "KES")
    assert (found.attempts, found.lease_until, found.next_attempt_at) == (1, None, NOW)
    assert events(connection, id) == [("queued", ""), ("sent", "")]


def test_a_batch_of_different_outcomes(connection: Connection) -> None:
    outcomes = ["sent", "failed", "refused", "unknown", "delivered", "queued"]
    ids = [sending(connection, number) for number in range(len(outcomes))]
    settle(connection, [Settled(id, status, "why") for id, status in zip(ids, outcomes, strict=True)], LATER)
    assert [row(connection, id).status for id in ids] == outcomes
    assert [events(connection, id)[1:] for id in ids] == [[(status, "why")] for status in outcomes]


@pytest.mark.parametrize(("counts", "attempts"), [(True, 1), (False, 0)])
def test_one_that_is_tried_again(connection: Connection, counts: bool, attempts: int) -> None:
    id = sending(connection)
    settle(connection, [Settled(id, "queued", "busy", next_attempt_at=LATER, counts=counts)], NOW)
    found = row(connection, id)
    assert (found.status, found.reason, found.attempts, found.next_attempt_at) == ("queued", "busy", attempts, LATER)


@pytest.mark.parametrize("status", ["unknown", "delivered", "failed", "refused", "stopped", "queued"])
def test_what_came_to_be_meanwhile_stays(connection: Connection, status: str) -> None:
    """A lease ended, or a report overtook the answer: nothing goes back into the outbox."""
    id = sending(connection, status=status)
    settle(connection, [Settled(id, "queued", next_attempt_at=LATER)], LATER)
    found = row(connection, id)
    assert (found.status, found.next_attempt_at) == (status, NOW)
    assert events(connection, id) == [("queued", "")]


def test_settling_nothing(connection: Connection) -> None:
    settle(connection, [], NOW)


def test_ids_that_the_telco_has_given_before(connection: Connection) -> None:
    sending(connection, 1, external_id="a")
    sending(connection, 2, external_id="b", channel="other")
    sending(connection, 3)
    assert taken_ids(connection, "at", ["a", "b", "c"]) == {"a"}
    assert taken_ids(connection, "at", []) == set()
