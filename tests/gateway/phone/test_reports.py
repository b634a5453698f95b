"""Delivery reports: each once, in order, by whichever process comes first, and however the webhook answers."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from gateway.phone import inbox, journal, reports
from gateway.phone.forms import Answer
from gateway.phone.reports import Reporter
from gateway.phone.store import Store

from .conftest import eventually, wall_clock

START = datetime(2026, 11, 24, tzinfo=UTC)
PHONE = "+628110000101"


@dataclass
class Hook:
    """A delivery webhook that answers what it is told to, then 200."""

    statuses: list[int] = field(default_factory=list)
    got: list[tuple[str, str, str]] = field(default_factory=list)

    def __call__(self, channel: str, kind: str, form: Mapping[str, str]) -> Answer:
        assert (channel, kind, form["phoneNumber"]) == ("at", "delivery", PHONE)
        status = self.statuses.pop(0) if self.statuses else 200
        self.got.append((form["id"], form["status"], str(status)))
        return Answer(status, "")


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def plan(store: Store, *ids: str, now: datetime = START) -> None:
    with store.open() as database:
        for external_id in ids:
            inbox.keep(
                database, direction="in", external_id=external_id, phone=PHONE, other="36000", text="Halo", at=now
            )
            reports.plan(database, external_id=external_id, channel="at", phone=PHONE, now=now)


def status_of(store: Store, external_id: str) -> str:
    with store.open() as database:
        found = database.execute("SELECT status FROM sms WHERE external_id = ?", (external_id,)).fetchone()
    return str(found["status"])


def left(store: Store) -> int:
    with store.open() as database:
        return int(database.execute("SELECT count(*) FROM report").fetchone()[0])


def post_all(reporter: Reporter) -> None:
    while reporter.post_one():
        pass


def test_sent_and_then_success_when_they_are_due(store: Store) -> None:
    clock, hook = Clock(), Hook()
    reporter = Reporter(store, hook, clock)
    plan(store, "a")
    post_all(reporter)
    assert hook.got == []
    clock.forward(0.5)
    post_all(reporter)
    assert hook.got == [("a", "Sent", "200")]
    assert status_of(store, "a") == "Sent"
    clock.forward(1.5)
    post_all(reporter)
    assert hook.got == [("a", "Sent", "200"), ("a", "Success", "200")]
    assert status_of(store, "a") == "Success"
    assert left(store) == 0


@pytest.mark.parametrize("status", [0, 404, 500, 503])
def test_a_webhook_in_trouble_is_asked_again_later_and_in_order(store: Store, status: int) -> None:
    clock, hook = Clock(), Hook(statuses=[status, status])
    reporter = Reporter(store, hook, clock)
    plan(store, "a")
    clock.forward(10)  # both are due, yet Success waits for Sent
    post_all(reporter)
    assert hook.got == [("a", "Sent", str(status))]
    assert status_of(store, "a") == "Accepted"
    for pause in (1.1, 2.1):
        clock.forward(pause)
        post_all(reporter)
    assert hook.got == [("a", "Sent", str(status))] * 2 + [("a", "Sent", "200"), ("a", "Success", "200")]
    assert left(store) == 0


def test_a_webhook_that_never_answers_is_given_up(store: Store) -> None:
    clock, hook = Clock(), Hook(statuses=[503] * 1000)
    reporter = Reporter(store, hook, clock)
    plan(store, "a")
    for _ in range(100):
        clock.forward(61)
        post_all(reporter)
    assert len(hook.got) == 2 * reports.ATTEMPTS
    assert left(store) == 0
    assert status_of(store, "a") == "Accepted"


def test_a_claimed_report_is_nobody_elses_until_the_lease_ends(store: Store) -> None:
    plan(store, "a")
    later = START + timedelta(seconds=1)
    with store.open() as database:
        mine = reports.claim(database, later)
        assert mine is not None
        assert mine["status"] == "Sent"
        assert reports.claim(database, later) is None
        expired = later + timedelta(seconds=reports.LEASE + 0.1)
        again = reports.claim(database, expired)  # its process died: somebody else posts it
    assert again is not None
    assert (again["id"], again["attempts"]) == (mine["id"], 2)


def test_the_next_look_is_when_something_can_be_posted(store: Store) -> None:
    with store.open() as database:
        assert reports.next_due(database) is None
    plan(store, "a")
    with store.open() as database:
        assert reports.next_due(database) == pytest.approx(START.timestamp() + 0.4)
        reports.claim(database, START + timedelta(seconds=5))
        # Success is due as well, but it waits for the claimed Sent: nothing to do before that lease ends
        assert reports.next_due(database) == pytest.approx(START.timestamp() + 5 + reports.LEASE)


def test_several_processes_post_each_report_once(store: Store) -> None:
    names = [f"m{number}" for number in range(25)]
    plan(store, *names)
    clock, hook = Clock(START + timedelta(seconds=60)), Hook()
    threads = [threading.Thread(target=post_all, args=[Reporter(store, hook, clock)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    post_all(Reporter(store, hook, clock))
    assert sorted(hook.got) == sorted((name, status, "200") for name in names for status in ("Sent", "Success"))
    for name in names:
        assert [status for id_, status, _ in hook.got if id_ == name] == ["Sent", "Success"]


def test_every_post_is_in_the_journal(store: Store) -> None:
    clock, hook = Clock(START + timedelta(seconds=1)), Hook(statuses=[503])
    plan(store, "a")
    post_all(Reporter(store, hook, clock))
    with store.open() as database:
        (entry,) = journal.entries(database)
    assert (entry["kind"], entry["status"], entry["form"]["status"]) == ("delivery", 503, "Sent")


def test_the_thread_takes_up_what_an_earlier_one_left(store: Store) -> None:
    plan(store, "a", now=wall_clock() - timedelta(hours=1))
    hook = Hook()
    reporter = Reporter(store, hook, wall_clock)
    reporter.start()
    try:
        eventually(lambda: len(hook.got) == 2)
        plan(store, "b", now=wall_clock())
        reporter.wake()
        eventually(lambda: len(hook.got) == 4)
    finally:
        reporter.stop()
    assert [status for _, status, _ in hook.got] == ["Sent", "Success"] * 2


def test_the_thread_outlives_a_store_that_is_locked_away(store: Store) -> None:
    hook = Hook()
    reporter = Reporter(store, hook, wall_clock)
    hidden = store.path.with_name("hidden")
    store.path.rename(hidden)
    reporter.start()
    try:
        eventually(store.path.exists)  # SQLite made an empty one, in which nothing can be found
        hidden.replace(store.path)
        plan(store, "a", now=wall_clock() - timedelta(minutes=1))
        eventually(lambda: len(hook.got) == 2)
    finally:
        reporter.stop()
