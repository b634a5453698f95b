"""Claims: the order, requests, STOP, budgets, the rate; and two workers at once, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, text

from models import budget, channel_state, contact
from models.claim import CANDIDATES, PROBE_EVERY, Claim, Terms, claim
from models.contact import Contact
from models.message import STOP_SUFFIX, URGENT
from tests import delivering
from tests.conftest import NOW
from tests.delivering import CHANNEL, found, history, phone, queue, queue_many

TERMS = Terms(
    stopped=lambda connection, phones: set(),
    rate=1000,
    requests=8,
    batch=100,
    lease=timedelta(seconds=60),
    day=date(2026, 8, 17),
    next_day=NOW + timedelta(hours=14),
    budgets={"channel": 0, "village": 0, "contact": 0, "officer": 0},
)


def claimed(database: Engine, terms: Terms = TERMS, **after: float) -> Claim:
    with database.begin() as connection:
        return claim(connection, CHANNEL, terms, NOW + timedelta(**after))


def ids(claim: Claim) -> list[int]:
    return [message.id for message in claim.messages]


def spent(database: Engine) -> dict[str, int]:
    with database.connect() as connection:
        rows = connection.execute(select(budget.Spent.scope, budget.Spent.segments))
        return {row.scope: row.segments for row in rows}


def test_what_is_claimed_is_being_sent(database: Engine) -> None:
    id = queue(database, phone(1))
    (message,) = claimed(database).messages
    row = found(database, id)
    assert (message.id, message.phone, message.segments, message.attempts) == (id, phone(1), 1, 1)
    assert (row.status, row.attempts, row.attempted_at) == ("sending", 1, NOW)
    assert row.lease_until == NOW + TERMS.lease
    assert history(database, id) == ["queued", "sending"]
    assert ids(claimed(database)) == []


def test_the_most_urgent_first(database: Engine) -> None:
    bulk, late, notice, reply = (
        queue(database, phone(number), f"Halo {number}", priority=priority, now=NOW - timedelta(seconds=waited))
        for number, (priority, waited) in enumerate([(2, 900), (1, 10), (1, 20), (0, 0)])
    )
    one = replace(TERMS, requests=1)
    assert [ids(claimed(database, one)) for _ in range(5)] == [[reply], [notice], [late], [bulk], []]


@pytest.mark.parametrize(
    "fields",
    [
        {"next_attempt_at": NOW + timedelta(seconds=1)},
        {"status": "unknown"},
        {"status": "sent"},
        {"direction": "in", "status": "received"},
        {"channel": "other"},
    ],
)
def test_what_is_not_due_is_left(database: Engine, fields: dict[str, Any]) -> None:
    id = queue(database, phone(1))
    delivering.change(database, id, **fields)
    assert ids(claimed(database)) == []
    assert found(database, id).attempts == 0


@pytest.mark.parametrize(
    ("texts", "phones", "sizes"),
    [
        (["a"] * 5, range(5), [5]),
        (["a", "b", "a", "b", "a"], range(5), [3, 2]),
        (["a"] * 3, [1, 1, 2], [2, 1]),
        (["a"] * 12, range(12), [10, 2]),
        ([str(number) for number in range(5)], range(5), [1, 1, 1]),
        (["a"] * 35, range(35), [10, 10, 10]),
        (["a", "b", "c", "d", "a"], range(5), [2, 1, 1]),
    ],
)
def test_one_text_goes_as_one_request(database: Engine, texts: list[str], phones: list[int], sizes: list[int]) -> None:
    for number, (said, to) in enumerate(zip(texts, phones, strict=True)):
        queue(database, phone(to), said, origin=f"{number}")
    found = claimed(database, replace(TERMS, batch=10, requests=3))
    assert [len(request.messages) for request in found.requests] == sizes
    for request in found.requests:
        assert len({message.phone for message in request.messages}) == len(request.messages)


def test_a_claim_takes_no_more_than_can_be_sent_at_once(database: Engine) -> None:
    queue_many(database, [phone(number) for number in range(20)], lambda number: f"Halo {number}")
    assert len(ids(claimed(database))) == 8
    assert delivering.by_status(database) == {"sending": 8, "queued": 12}


def test_a_claim_looks_at_a_bounded_number(database: Engine) -> None:
    queue_many(database, [phone(number) for number in range(CANDIDATES + 5)], lambda _: "Halo")
    assert len(ids(claimed(database))) == CANDIDATES


def test_two_workers_never_claim_the_same(database: Engine) -> None:
    queue_many(database, [phone(number) for number in range(200)], lambda number: f"Halo {number}")
    taken: list[int] = []

    def work() -> None:
        while got := ids(claimed(database)):
            taken.extend(got)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 200


def test_a_row_that_somebody_holds_is_left(database: Engine) -> None:
    held, free = queue(database, phone(1)), queue(database, phone(2))
    with database.begin() as other:
        other.execute(text("SELECT 1 FROM message WHERE id = :id FOR UPDATE"), {"id": held})
        assert ids(claimed(database)) == [free]
    assert ids(claimed(database)) == [held]


# STOP


def opt_out(connection: Connection, phone: str) -> None:
    contact.change_contact(connection, phone, opted_out_at=NOW)


def test_nobody_who_said_stop_is_written_to(database: Engine) -> None:
    stopped, answer, other = (
        queue(database, phone(1)),
        queue(database, phone(1), "Anda berhenti", priority=0, origin=f"in/7{STOP_SUFFIX}"),
        queue(database, phone(2)),
    )
    with database.begin() as connection:
        opt_out(connection, phone(1))
    assert sorted(ids(claimed(database))) == [answer, other]
    assert found(database, stopped).status == "stopped"
    assert history(database, stopped) == ["queued", "stopped"]
    assert found(database, stopped).attempts == 0


def test_whoever_starts_again_is_written_to(database: Engine) -> None:
    with database.begin() as connection:
        opt_out(connection, phone(1))
        contact.change_contact(connection, phone(1), opted_out_at=None)
    id = queue(database, phone(1))
    assert ids(claimed(database)) == [id]


def waits_for_a_lock(database: Engine) -> bool:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with database.connect() as connection:
        return bool(connection.execute(waiting).scalar())


def in_thread(do: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(do()))
    thread.start()
    return thread, results


def until(condition: Callable[[], bool]) -> None:
    """Poll; fails after ten seconds."""
    for _ in range(500):
        if condition():
            return
        threading.Event().wait(0.02)
    raise AssertionError("never came")


@pytest.mark.parametrize("known", [True, False])
def test_a_claim_waits_for_a_stop_that_is_being_written(database: Engine, known: bool) -> None:
    id = queue(database, phone(1))
    if known:
        with database.begin() as connection:
            contact.change_contact(connection, phone(1), language="id")
    with database.begin() as stop:
        opt_out(stop, phone(1))
        thread, results = in_thread(lambda: ids(claimed(database)))
        until(lambda: waits_for_a_lock(database))
    thread.join(timeout=10)
    assert results == [[]]
    assert found(database, id).status == "stopped"


@pytest.mark.parametrize("known", [True, False])
def test_a_stop_does_not_commit_between_the_check_and_the_claim(database: Engine, known: bool) -> None:
    id = queue(database, phone(1))
    if known:
        with database.begin() as connection:
            contact.change_contact(connection, phone(1), language="id")

    def stop() -> None:
        with database.begin() as connection:
            opt_out(connection, phone(1))

    with database.begin() as worker:
        assert ids(claim(worker, CHANNEL, TERMS, NOW)) == [id]
        thread, _ = in_thread(stop)
        until(lambda: waits_for_a_lock(database))
        assert not delivering.opted_out(database, phone(1))
    thread.join(timeout=10)
    assert delivering.opted_out(database, phone(1))
    assert found(database, id).status == "sending"


def test_a_phone_without_a_contact_stays_unknown_to_us(database: Engine) -> None:
    queue(database, phone(1))
    claimed(database)
    with database.connect() as connection:
        assert connection.execute(select(Contact.language, Contact.village, Contact.name)).all() == [("", None, "")]
        assert connection.execute(text("SELECT count(*) FROM consent")).scalar() == 0


# Budgets


def village(database: Engine) -> str:
    with database.connect() as connection:
        return str(connection.execute(text("SELECT code FROM village ORDER BY code LIMIT 1")).scalar_one())


@pytest.mark.parametrize(
    ("scope", "limit", "taken"),
    [
        ("channel", 3, 3), ("channel", 0, 6), ("channel", 6, 6),
        ("village", 2, 5), ("village", 0, 6), ("village", 3, 6),
        ("contact", 1, 5), ("contact", 2, 6),
    ],
)  # fmt: skip
def test_a_budget_stops_and_says_so(database: Engine, scope: str, limit: int, taken: int) -> None:
    home = village(database)
    for number, priority in enumerate([0, 1, 2]):
        queue(database, phone(number), f"Halo {number}", village=home, priority=priority)
        queue(database, phone(10 if number < 2 else 11), f"Kabar {number}", priority=priority)
    terms = replace(TERMS, budgets={**TERMS.budgets, scope: limit})
    first = claimed(database, terms)
    assert len(ids(first)) == taken
    left = [id for over in first.over.values() for id in over]
    assert len(left) == 6 - taken
    assert {purse[0] for purse in first.over} == ({scope} if left else set())
    for id in left:
        row = found(database, id)
        assert (row.status, row.attempts, row.next_attempt_at) == ("queued", 0, TERMS.next_day)
        assert row.reason == f"the {scope}'s budget of {limit} segments a day is spent"
    assert ids(claimed(database, terms)) == [], "not looked at again today"
    tomorrow = replace(terms, day=date(2026, 8, 18), next_day=terms.next_day + timedelta(days=1))
    again = claimed(database, tomorrow, hours=14)
    assert sorted(ids(again)) == sorted(left)
    assert found(database, ids(again)[0]).reason == "" if left else True


def test_segments_are_counted_rather_than_messages(database: Engine) -> None:
    queue(database, phone(1), "a" * 400)
    queue(database, phone(1), "b" * 400)
    found = claimed(database, replace(TERMS, budgets={**TERMS.budgets, "contact": 5}))
    assert [message.segments for message in found.messages] == [3]
    assert list(found.over) == [("contact", phone(1))]
    assert spent(database) == {"channel": 3, "contact": 3}


def test_replies_count_for_the_contacts_budget_too(database: Engine) -> None:
    for number in range(3):
        queue(database, phone(1), f"Halo {number}", priority=0)
    assert len(ids(claimed(database, replace(TERMS, budgets={**TERMS.budgets, "contact": 2})))) == 2


def test_an_officer_has_a_budget_of_their_own(database: Engine) -> None:
    officer = "+628110000201"
    for number in range(4):
        queue(database, officer, f"Tiket {number}")
    found = claimed(database, replace(TERMS, budgets={**TERMS.budgets, "contact": 1, "officer": 3}))
    assert len(ids(found)) == 3
    assert list(found.over) == [("officer", officer)]
    assert spent(database) == {"channel": 3, "officer": 3}


def test_an_emergency_goes_first_and_counts_for_the_channel_alone(database: Engine) -> None:
    home = village(database)
    budgets = {"channel": 3, "village": 1, "contact": 1, "officer": 1}
    reply = queue(database, phone(1), "Balasan", priority=0, village=home, now=NOW - timedelta(hours=1))
    urgent = [queue(database, phone(1), f"Kebakaran {one}", priority=URGENT, village=home) for one in range(2)]
    one_by_one = replace(TERMS, budgets=budgets, requests=1)
    assert [ids(claimed(database, one_by_one)) for _ in range(3)] == [[urgent[0]], [urgent[1]], [reply]]
    assert spent(database) == {"channel": 3, "contact": 1, "village": 1}
    queue(database, phone(1), "Kebakaran lagi", priority=URGENT, village=home)
    assert list(claimed(database, one_by_one).over) == [("channel", CHANNEL)]


@pytest.mark.parametrize("terms", [replace(TERMS, budgets={**TERMS.budgets, "channel": 12}), replace(TERMS, rate=6)])
def test_two_workers_share_a_budget_and_the_rate(database: Engine, terms: Terms) -> None:
    claimed(database)
    queue_many(database, [phone(number) for number in range(40)], lambda number: f"Halo {number}")
    with database.begin() as first:
        taken = ids(claim(first, CHANNEL, terms, NOW))
        thread, results = in_thread(lambda: ids(claimed(database, terms)))
        until(lambda: waits_for_a_lock(database))
    thread.join(timeout=10)
    assert (len(taken), len(results[0])) == (8, 4)


def test_one_claim_of_a_channel_at_a_time(database: Engine) -> None:
    """From its first statement on: what it reads of the budgets must not change under it."""
    claimed(database)
    with database.begin() as first:
        channel_state.lock(first, CHANNEL)
        thread, results = in_thread(lambda: claimed(database))
        until(lambda: waits_for_a_lock(database))
        assert results == []
    thread.join(timeout=10)
    assert len(results) == 1


def test_what_was_not_taken_comes_back_into_the_purse(database: Engine) -> None:
    purses = {("channel", CHANNEL): 3, ("contact", phone(1)): 3}
    with database.begin() as connection:
        budget.charge(connection, TERMS.day, purses)
        budget.charge(connection, TERMS.day, {("channel", CHANNEL): 2})
        budget.refund(connection, TERMS.day, {("channel", CHANNEL): 1, ("contact", phone(1)): 9, ("village", "x"): 1})
    assert spent(database) == {"channel": 4, "contact": 0}


def test_old_counts_are_forgotten(database: Engine) -> None:
    with database.begin() as connection:
        for day in (15, 16, 17):
            budget.charge(connection, date(2026, 8, day), {("channel", CHANNEL): day})
        assert budget.forget(connection, date(2026, 8, 17)) == 2
    assert spent(database) == {"channel": 17}


# Rate


def test_the_rate_is_kept(database: Engine) -> None:
    queue_many(database, [phone(number) for number in range(100)], lambda _: "Halo")
    terms = replace(TERMS, rate=10)
    counts = [len(ids(claimed(database, terms, seconds=second))) for second in (0, 0, 0.5, 0.5, 1.5, 60, 60)]
    assert counts == [20, 0, 5, 0, 10, 20, 0]


def test_how_long_to_wait_is_told(database: Engine) -> None:
    queue_many(database, [phone(number) for number in range(100)], lambda _: "Halo")
    terms = replace(TERMS, rate=10)
    assert claimed(database, terms).wait == pytest.approx(0.25)
    waiting = claimed(database, terms)
    assert (waiting.requests, waiting.wait) == ([], pytest.approx(0.25))
    assert len(ids(claimed(database, terms, seconds=waiting.wait))) == 3


def test_a_slow_channel_sends_a_long_message_and_then_pays(database: Engine) -> None:
    queue(database, phone(1), "a" * 400)
    queue(database, phone(2), "b")
    terms = replace(TERMS, rate=0.5)
    first = claimed(database, terms)
    assert [message.segments for message in first.messages] == [3]
    assert first.wait == pytest.approx(6)
    assert ids(claimed(database, terms, seconds=3.9)) == []
    assert len(ids(claimed(database, terms, seconds=6))) == 1


def test_a_clock_that_goes_back_gives_nothing_away(database: Engine) -> None:
    queue_many(database, [phone(number) for number in range(100)], lambda _: "Halo")
    terms = replace(TERMS, rate=10)
    assert len(ids(claimed(database, terms))) == 20
    assert ids(claimed(database, terms, seconds=-60)) == []


def test_nothing_waits_for_the_rate_where_nothing_is_due(database: Engine) -> None:
    assert claimed(database, replace(TERMS, rate=10)).wait == 0


# A blocked channel


def block(database: Engine) -> None:
    with database.begin() as connection:
        channel_state.lock(connection, CHANNEL)
        channel_state.block(connection, CHANNEL, "InsufficientBalance", NOW + PROBE_EVERY)


def test_a_blocked_channel_stands_still(database: Engine) -> None:
    id = queue(database, phone(1))
    block(database)
    found_ = claimed(database)
    assert (found_.requests, found_.blocked) == ([], "InsufficientBalance")
    assert found(database, id).status == "queued"
    with database.connect() as connection:
        assert channel_state.blocked(connection) == {CHANNEL: "InsufficientBalance"}


def test_after_a_while_one_message_is_tried(database: Engine) -> None:
    for number in range(3):
        queue(database, phone(number))
    block(database)
    minutes = PROBE_EVERY.total_seconds() / 60
    assert [len(ids(claimed(database, minutes=at * minutes))) for at in (0.9, 1, 1.5, 2, 2.1)] == [0, 1, 0, 1, 0]


def test_a_channel_that_is_not_blocked_says_nothing(database: Engine) -> None:
    with database.begin() as connection:
        channel_state.lock(connection, CHANNEL)
        assert channel_state.blocked(connection) == {}
        channel_state.block(connection, CHANNEL, "HTTP 401", NOW)
        channel_state.unblock(connection, CHANNEL)
        assert channel_state.blocked(connection) == {}
