"""A call-out being sent: in full requests, with STOP and stop in mid-run, within budget; sweeps find what was left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from gateway import delivery, wake
from gateway.config import Settings
from gateway.runtime import Runtime
from models import broadcast, contact, message
from tests import delivering, telco_stub
from tests.calling import DISTRICT, NEXT_DOOR, VILLAGE, begin, messages, row_of, settle
from tests.conftest import NOW, Clock
from tests.delivering import CHANNEL, by_status, phone, queue
from tests.telco_stub import Stub
from workers import sweeps

MakeSending = Callable[..., Runtime]
GO_ON = threading.Event()


@pytest.fixture
def stub() -> Iterator[Stub]:
    with telco_stub.telco_stub() as stub:
        yield stub


@pytest.fixture
def sending(stub: Stub, make_runtime: Callable[..., Runtime], settings: Settings) -> MakeSending:
    def make(**limits: float) -> Runtime:
        return delivering.sending_to(stub.url, make_runtime, settings, **limits)

    return make


@pytest.fixture
def call_out(database: Engine, settings: Settings) -> Callable[..., int]:
    """`call_out(people)`: one to that many in Mekarsari."""

    def make(people: int, area: str = VILLAGE) -> int:
        with database.begin() as connection:
            settle(connection, range(people))
            return begin(connection, settings, area)

    return make


def counts(database: Engine, id: int) -> dict[str, int]:
    with database.connect() as connection:
        return broadcast.progress(connection, row_of(connection, id))


def test_all_get_it_once_in_full_requests(
    sending: MakeSending, call_out: Callable[..., int], stub: Stub, database: Engine
) -> None:
    id = call_out(1300)
    assert delivery.drain(sending(), CHANNEL) == 1300
    assert set(stub.times().values()) == {1}
    assert len(stub.times()) == 1300
    assert max(len(post.phones) for post in stub.posts) == 100
    assert len(stub.posts) <= 30
    assert counts(database, id)["sent"] == 1300
    sweeps.sweep(sending(), GO_ON)
    with database.connect() as connection:
        assert row_of(connection, id).status == "done"


def test_a_reply_goes_before_what_is_left_of_it(
    sending: MakeSending, call_out: Callable[..., int], stub: Stub, database: Engine
) -> None:
    call_out(1000)
    with database.begin() as connection:
        broadcast.put_next(connection, CHANNEL, 500, NOW)
    queue(database, phone(2000), "Balasan", priority=0)
    delivery.drain(sending(), CHANNEL)
    assert "Balasan" in [post.text for post in stub.posts[:3]]


def test_a_drain_that_is_stopped_leaves_the_rest_to_the_next(
    sending: MakeSending, call_out: Callable[..., int], stub: Stub, database: Engine
) -> None:
    call_out(600)
    stopping = threading.Event()
    take = stub.take

    def take_and_stop(post: telco_stub.Post) -> telco_stub.Fault:
        stopping.set()
        return take(post)

    stub.take = take_and_stop  # type: ignore[method-assign]
    runtime = sending()
    assert 0 < delivery.drain(runtime, CHANNEL, stopping) < 600
    delivery.drain(runtime, CHANNEL)
    assert (len(stub.times()), set(stub.times().values())) == (600, {1})


def test_the_sweep_wakes_workers_for_what_is_not_in_the_outbox_yet(
    sending: MakeSending, call_out: Callable[..., int]
) -> None:
    runtime = sending()
    assert sweeps.drain_due(runtime, GO_ON) == 0
    call_out(1)
    assert sweeps.drain_due(runtime, GO_ON) == 1
    assert wake.waiting(runtime) == 1


def test_stop_in_mid_run(sending: MakeSending, call_out: Callable[..., int], stub: Stub, database: Engine) -> None:
    id = call_out(600)
    with database.begin() as connection:
        broadcast.put_next(connection, CHANNEL, 500, NOW)
        for number in (3, 599):
            contact.change_contact(connection, phone(number), opted_out_at=NOW)
    delivery.drain(sending(), CHANNEL)
    assert {number for number, _ in stub.times()} == {phone(n) for n in range(600)} - {phone(3), phone(599)}
    assert counts(database, id) == {"queued": 0, "sent": 598, "delivered": 0, "failed": 0, "stopped": 2}


def test_who_stops_it_stops_also_what_is_to_be_tried_again(
    sending: MakeSending, call_out: Callable[..., int], stub: Stub, database: Engine, clock: Clock
) -> None:
    id = call_out(3)
    stub.fault = 503
    delivery.drain(sending(), CHANNEL)
    with database.begin() as connection:
        waiting = [row.id for row in messages(connection, id)]
        message.move(connection, waiting[:1], "sending", now=NOW)
        assert broadcast.stop(connection, id, NOW)
        message.move(connection, waiting[:1], "queued", now=NOW)
    stub.fault, before = "", len(stub.posts)
    clock.turn(hours=3)
    delivery.drain(sending(), CHANNEL)
    assert len(stub.posts) == before
    assert by_status(database) == {"stopped": 3}
    with database.connect() as connection:
        assert {row.reason for row in messages(connection, id)} == {broadcast.STOPPED}


def test_what_is_over_a_villages_budget_waits_for_tomorrow(
    sending: MakeSending, call_out: Callable[..., int], stub: Stub, database: Engine, clock: Clock
) -> None:
    with database.begin() as connection:
        settle(connection, range(1000, 1010), NEXT_DOOR)
    id = call_out(30, DISTRICT)
    assert delivery.drain(sending(village_day=20), CHANNEL) == 30
    assert counts(database, id) == {"queued": 10, "sent": 30, "delivered": 0, "failed": 0, "stopped": 0}
    sweeps.sweep(sending(village_day=20), GO_ON)
    with database.connect() as connection:
        assert row_of(connection, id).status == "running"
    clock.turn(days=1)
    assert delivery.drain(sending(village_day=20), CHANNEL) == 10
    assert (len(stub.times()), set(stub.times().values())) == (40, {1})


def test_a_blocked_channel_keeps_its_outbox_small(
    sending: MakeSending, call_out: Callable[..., int], stub: Stub, database: Engine
) -> None:
    call_out(1200)
    stub.fault = 401
    delivery.drain(sending(), CHANNEL)
    assert by_status(database).total() <= 500
