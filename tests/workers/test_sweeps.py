"""What must happen even if RQ forgot."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import redis as redis_module
from sqlalchemy import Engine, text

from gateway import delivery, wake
from gateway.config import Settings
from gateway.runtime import Runtime, connect_database, connect_redis
from gateway.telco.base import Report, ReportStatus
from models import budget, dialogue
from tests import delivering, telco_stub
from tests.conftest import NOW, Clock
from tests.delivering import CHANNEL, by_status, phone, queue, status
from tests.telco_stub import Stub
from tests.village_desk import HEAD, OPERATOR, SITI, VillageDesk
from workers import sweeps

MakeRuntime = Callable[..., Runtime]
GO_ON = threading.Event()
AWAY = connect_redis("unix:///nonexistent/valkey.sock")


@pytest.fixture
def stub() -> Iterator[Stub]:
    with telco_stub.telco_stub() as stub:
        yield stub


@pytest.fixture
def sending(stub: Stub, make_runtime: MakeRuntime, settings: Settings) -> Runtime:
    return delivering.sending_to(stub.url, make_runtime, settings)


def away(runtime: Runtime) -> Runtime:
    return replace(runtime, redis=AWAY)


def test_workers_are_woken_for_what_is_due(database: Engine, sending: Runtime) -> None:
    assert sweeps.drain_due(sending, GO_ON) == 0
    assert wake.waiting(sending) == 0
    queue(database, phone(1))
    assert sweeps.drain_due(sending, GO_ON) == 1
    assert wake.waiting(sending) == 1
    assert by_status(database) == {"queued": 1}


def test_a_wake_up_that_was_lost_does_not_matter(
    database: Engine, sending: Runtime, redis_client: redis_module.Redis
) -> None:
    queue(database, phone(1))
    wake.wake(sending, CHANNEL)
    redis_client.delete("rq:queue:kentongan")
    sweeps.drain_due(sending, GO_ON)
    assert wake.waiting(sending) == 1


def test_jobs_do_not_pile_up_while_the_workers_sleep(database: Engine, sending: Runtime) -> None:
    queue(database, phone(1))
    for _ in range(sweeps.MOST_JOBS + 10):
        sweeps.drain_due(sending, GO_ON)
    assert wake.waiting(sending) == sweeps.MOST_JOBS


def test_while_redis_is_away_the_clock_sends(database: Engine, sending: Runtime, stub: Stub) -> None:
    for number in range(20):
        queue(database, phone(number), f"Halo {number}")
    assert sweeps.drain_due(away(sending), GO_ON) == 1
    assert by_status(database) == {"sent": 20}
    assert set(stub.times().values()) == {1}


def test_several_clocks_send_each_message_once(database: Engine, sending: Runtime, stub: Stub) -> None:
    for number in range(40):
        queue(database, phone(number), f"Halo {number}")
    stub.delay = 0.01
    clocks = [threading.Thread(target=sweeps.sweep, args=(away(sending), GO_ON)) for _ in range(3)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join(timeout=30)
    assert by_status(database) == {"sent": 40}
    assert set(stub.times().values()) == {1}


def test_a_clock_that_shall_stop_sends_nothing_more(database: Engine, sending: Runtime) -> None:
    queue(database, phone(1))
    stopping = threading.Event()
    stopping.set()
    sweeps.sweep(away(sending), stopping)
    assert by_status(database) == {"queued": 1}


def test_a_dead_workers_messages_become_unknown_and_are_never_sent_again(
    database: Engine, sending: Runtime, stub: Stub, clock: Clock
) -> None:
    id = queue(database, phone(1))
    delivering.change(
        database, id, status="sending", attempted_at=NOW, lease_until=NOW + timedelta(seconds=60), attempts=1
    )
    assert sweeps.end_leases(sending, GO_ON) == 0
    clock.turn(seconds=61)
    assert sweeps.end_leases(sending, GO_ON) == 1
    assert sweeps.end_leases(sending, GO_ON) == 0
    for _ in range(3):
        clock.turn(hours=3)
        sweeps.sweep(away(sending), GO_ON)
    assert status(database, id) == "unknown"
    assert stub.posts == []


def test_a_sweep_reconciles_in_one_go(database: Engine, sending: Runtime, clock: Clock) -> None:
    id = queue(database, phone(1))
    delivering.change(database, id, status="sending", attempted_at=NOW, lease_until=NOW + timedelta(seconds=60))
    clock.turn(seconds=5)
    delivery.record_report(sending, CHANNEL, Report("X", ReportStatus.DELIVERED, "Success", "", False, phone(1)))
    clock.turn(seconds=60)
    sweeps.sweep(sending, GO_ON)
    assert status(database, id) == "delivered"


def test_dialogues_that_nobody_went_on_with(database: Engine, sending: Runtime) -> None:
    day_ago = NOW - timedelta(hours=sending.settings.limits.sms_dialogue_hours)
    with database.begin() as connection:
        for number, later in enumerate([-1, 0, 1]):
            dialogue.keep_dialogue(connection, CHANNEL, phone(number), {}, day_ago + timedelta(seconds=later))
    assert sweeps.forget_dialogues(sending, GO_ON) == 2
    with database.connect() as connection:
        assert connection.execute(text("SELECT phone FROM dialogue")).scalars().all() == [phone(2)]


def test_old_budgets(database: Engine, sending: Runtime) -> None:
    with database.begin() as connection:
        budget.charge(connection, date(2026, 6, 1), {("channel", CHANNEL): 1})
        budget.charge(connection, date(2026, 8, 1), {("channel", CHANNEL): 1})
    assert sweeps.forget_budgets(sending, GO_ON) == 1


def test_what_the_desk_owes_is_done_and_sent_in_one_go(
    database: Engine, sending: Runtime, stub: Stub, clock: Clock
) -> None:
    village = VillageDesk(sending)
    village.meet(SITI)
    late, resolved = village.open(), village.open()
    village.meet(OPERATOR)
    village.does(OPERATOR, resolved, status="resolved", answer="beres")
    clock.turn(days=14)
    village.forget_messages()
    sweeps.sweep(away(sending), GO_ON)
    expected = {phone: ["ticket_reminder_officer", "digest_officer"] for phone in (OPERATOR, HEAD)}
    assert village.notices() == expected | {SITI: ["ticket_closed_villager"]}
    assert by_status(database) == {"sent": 5}
    assert (village.ticket(late).reminded_at, village.ticket(resolved).status) == (clock.now, "closed")


def test_several_clocks_do_each_duty_once(database: Engine, sending: Runtime, stub: Stub, clock: Clock) -> None:
    village = VillageDesk(sending)
    village.meet(SITI)
    for number in range(10):
        village.open(description=f"Nomor {number}")
    clock.turn(days=7)
    village.forget_messages()
    clocks = [threading.Thread(target=sweeps.sweep, args=(sending, GO_ON)) for _ in range(3)]
    for one in clocks:
        one.start()
    for one in clocks:
        one.join()
    told = village.notices()
    assert {phone: sorted(each) for phone, each in told.items()} == {
        phone: ["digest_officer", *["ticket_reminder_officer"] * 10] for phone in (OPERATOR, HEAD)
    }


def test_no_sweep_ends_the_clock(sending: Runtime, tmp_path: Path) -> None:
    nowhere = replace(sending, database=connect_database(f"postgresql://nobody@/nothing?host={tmp_path}"))
    sweeps.sweep(nowhere, GO_ON)


def test_one_that_fails_keeps_none_of_the_others_from_running(
    database: Engine, sending: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_(runtime: Runtime, stopping: threading.Event) -> int:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(sweeps, "SWEEPS", {"broken": break_, **sweeps.SWEEPS})
    queue(database, phone(1))
    sweeps.sweep(sending, GO_ON)
    assert wake.waiting(sending) == 1
