"""A drain: what is committed when, and in which state each answer of the telco leaves a message."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import redis as redis_module
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError

from gateway import delivery, settling
from gateway.config import Settings
from gateway.runtime import Runtime
from gateway.telco.base import Outcome, Receipt
from models.claim import PROBE_EVERY
from tests import delivering, telco_stub
from tests.conftest import Clock
from tests.delivering import CHANNEL, by_status, found, history, phone, queue, queue_many, status
from tests.telco_stub import Stub

MakeRuntime = Callable[..., Runtime]
Send = Callable[[str, str, Sequence[str]], Sequence[Receipt]]


@pytest.fixture
def stub() -> Iterator[Stub]:
    with telco_stub.telco_stub() as stub:
        yield stub


@dataclass
class Telco:
    """Answers as it is told; remembers what it was asked. Only its sending half is used here."""

    answer: Callable[[str], Receipt]
    batch: int = 100
    asked: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    def send(self, text: str, sender: str, phones: Sequence[str]) -> Sequence[Receipt]:
        self.asked.append((text, sender, tuple(phones)))
        return [self.answer(phone) for phone in phones]


def accept(phone: str) -> Receipt:
    return Receipt(phone, Outcome.ACCEPTED, external_id=f"AT{phone}", cost="KES 0.8000")


@pytest.fixture
def using(make_runtime: MakeRuntime, settings: Settings) -> Callable[..., Runtime]:
    """`using(telco, rate=...)`: a runtime with that telco and those limits."""

    def make(telco: Any, **changes: Any) -> Runtime:
        return make_runtime(settings=delivering.with_limits(settings, **changes), telcos={CHANNEL: telco})

    return make


def test_a_message_goes_out(
    database: Engine, stub: Stub, make_runtime: MakeRuntime, settings: Settings, clock: Clock
) -> None:
    runtime = delivering.sending_to(stub.url, make_runtime, settings)
    id = queue(database, phone(1), "Laporan “4821-367” diterima…")
    assert delivery.drain(runtime, CHANNEL) == 1
    row = found(database, id)
    assert (row.status, row.attempts, row.reason, row.lease_until) == ("sent", 1, "", None)
    assert (row.cost, row.currency) == (Decimal("0.8000"), "KES")
    assert row.external_id.startswith("ATXid_")
    assert row.attempted_at == clock.now
    assert history(database, id) == ["queued", "sending", "sent"]
    (post,) = stub.posts
    assert (post.phones, post.sender) == ((phone(1),), settings.channels[CHANNEL].sender)
    assert post.text == 'Laporan "4821-367" diterima...'
    assert delivery.drain(runtime, CHANNEL) == 0


def test_sending_is_committed_and_no_transaction_is_open_during_the_call(
    database: Engine, using: Callable[..., Runtime], clock: Clock
) -> None:
    id = queue(database, phone(1))
    seen: list[Any] = []

    def look(to: str) -> Receipt:
        open_ = text("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
        with database.connect() as connection:
            row = found(database, id)
            seen.append((connection.execute(open_).scalar(), row.status, row.attempts, row.lease_until))
        return accept(to)

    delivery.drain(using(Telco(look)), CHANNEL)
    assert seen == [(0, "sending", 1, clock.now + timedelta(seconds=60))]


LATER = Receipt("", Outcome.LATER, reason="HTTP 500")


@pytest.mark.parametrize(
    ("receipt", "status", "fields"),
    [
        (Receipt("", Outcome.ACCEPTED, external_id="X", cost="KES 0.8000"), "sent",
         {"external_id": "X", "cost": Decimal("0.8"), "currency": "KES", "attempts": 1}),
        (Receipt("", Outcome.ACCEPTED), "sent", {"external_id": None, "cost": None, "currency": "", "attempts": 1}),
        (Receipt("", Outcome.REFUSED, reason="403 InvalidPhoneNumber"), "refused",
         {"external_id": None, "reason": "403 InvalidPhoneNumber"}),
        (Receipt("", Outcome.UNKNOWN, reason="no answer"), "unknown", {"reason": "no answer", "lease_until": None}),
        (LATER, "queued", {"reason": "HTTP 500", "attempts": 1, "lease_until": None}),
        (Receipt("", Outcome.BLOCKED, reason="405 InsufficientBalance"), "queued",
         {"reason": "405 InsufficientBalance", "attempts": 0}),
    ],
)  # fmt: skip
def test_each_outcome(
    database: Engine, using: Callable[..., Runtime], receipt: Receipt, status: str, fields: dict[str, Any]
) -> None:
    id = queue(database, phone(1))
    delivery.drain(using(Telco(lambda to: replace(receipt, phone=to))), CHANNEL)
    row = found(database, id)
    assert row.status == status
    assert {name: getattr(row, name) for name in fields} == fields
    assert history(database, id) == ["queued", "sending", status]


@pytest.mark.parametrize(
    ("cost", "parsed"),
    [
        ("KES 0.8000", (Decimal("0.8000"), "KES")),
        ("IDR 150", (Decimal(150), "IDR")),
        ("0", (Decimal(0), "")),
        ("", (None, "")),
        ("None", (None, "")),
        ("KES NaN", (None, "")),
        ("KES -1", (None, "")),
        ("KES 1e9", (None, "")),
        ("KES " + "9" * 30, (None, "")),
    ],
)
def test_costs(cost: str, parsed: tuple[Decimal | None, str]) -> None:
    assert settling.parse_cost(cost) == parsed


def test_what_is_later_is_later_and_later_and_then_failed(
    database: Engine, using: Callable[..., Runtime], clock: Clock
) -> None:
    id = queue(database, phone(1))
    telco = Telco(lambda to: Receipt(to, Outcome.LATER, reason="HTTP 500"))
    runtime = using(telco, send_attempts=5)
    waits = []
    while status(database, id) == "queued":
        waits.append((found(database, id).next_attempt_at - clock.now).total_seconds())
        clock.now = found(database, id).next_attempt_at
        delivery.drain(runtime, CHANNEL)
        assert delivery.drain(runtime, CHANNEL) == 0, "not before its time"
    for wait, about in zip(waits, [0, 15, 45, 135, 405], strict=True):
        assert about * 0.8 <= wait <= about * 1.2
    row = found(database, id)
    assert (row.status, row.attempts, row.reason) == ("failed", 5, "gave up after 5 attempts: HTTP 500")
    assert len(telco.asked) == 5
    assert history(database, id) == ["queued", *["sending", "queued"] * 4, "sending", "failed"]


def test_retries_are_spread_and_bounded() -> None:
    waits = {settling.retry_after(id, 1) for id in range(100)}
    assert len(waits) > 50
    assert settling.retry_after(7, 3) == settling.retry_after(7, 3)
    assert settling.retry_after(7, 1000) <= settling.LONGEST_RETRY * 1.2


@pytest.mark.parametrize("fault", [401, "InvalidSenderId", "InsufficientBalance"])
def test_a_blocked_channel_keeps_its_messages_and_says_so(
    database: Engine, stub: Stub, make_runtime: MakeRuntime, settings: Settings, clock: Clock, fault: telco_stub.Fault
) -> None:
    runtime = delivering.sending_to(stub.url, make_runtime, settings)
    queue_many(database, [phone(number) for number in range(30)], lambda number: f"Halo {number}")
    stub.fault = fault
    delivery.drain(runtime, CHANNEL)
    assert by_status(database) == {"queued": 30}
    asked = len(stub.posts)
    assert asked <= delivery.PARALLEL, "the rest is not even tried"
    (reason,) = delivery.blocked(runtime).values()
    assert str(fault) in reason
    delivery.drain(runtime, CHANNEL)
    assert len(stub.posts) == asked
    clock.now += PROBE_EVERY
    delivery.drain(runtime, CHANNEL)
    assert len(stub.posts) == asked + 1
    clock.now += PROBE_EVERY
    stub.fault = ""
    delivery.drain(runtime, CHANNEL)
    assert by_status(database) == {"sent": 30}
    assert delivery.blocked(runtime) == {}
    assert max(stub.times().values()) <= 4
    with database.connect() as connection:
        assert connection.execute(text("SELECT DISTINCT attempts FROM message")).scalars().all() == [1]


@pytest.mark.parametrize("code", [402, 405])
def test_a_recipient_that_blocks_the_channel(
    database: Engine, stub: Stub, make_runtime: MakeRuntime, settings: Settings, code: int
) -> None:
    runtime = delivering.sending_to(stub.url, make_runtime, settings)
    first, second = queue(database, phone(1)), queue(database, phone(2))
    stub.codes[phone(2)] = code
    delivery.drain(runtime, CHANNEL)
    assert (status(database, first), status(database, second)) == ("sent", "queued")
    assert list(delivery.blocked(runtime)) == [CHANNEL]


def test_the_telcos_block_list_is_an_opt_out(
    database: Engine, stub: Stub, make_runtime: MakeRuntime, settings: Settings
) -> None:
    runtime = delivering.sending_to(stub.url, make_runtime, settings)
    id = queue(database, phone(1))
    stub.codes[phone(1)] = 406
    delivery.drain(runtime, CHANNEL)
    assert status(database, id) == "refused"
    assert found(database, id).external_id is None
    assert delivering.opted_out(database, phone(1))
    again = queue(database, phone(1), "Lagi")
    delivery.drain(runtime, CHANNEL)
    assert status(database, again) == "stopped"
    assert len(stub.posts) == 1


def test_an_id_given_twice_is_nobodys(database: Engine, using: Callable[..., Runtime]) -> None:
    first, second, third = (queue(database, phone(number), f"Halo {number}") for number in range(3))
    runtime = using(Telco(lambda to: Receipt(to, Outcome.ACCEPTED, external_id="always the same")))
    delivery.drain(runtime, CHANNEL)
    assert by_status(database) == {"sent": 3}
    named = [found(database, id).external_id for id in (first, second, third)]
    assert sorted(named, key=str) == [None, None, "always the same"]
    fourth = queue(database, phone(9))
    delivery.drain(runtime, CHANNEL)
    assert (status(database, fourth), found(database, fourth).external_id) == ("sent", None)


def test_a_hundred_with_one_text_are_one_request_and_personal_ones_go_side_by_side(
    database: Engine, stub: Stub, make_runtime: MakeRuntime, settings: Settings
) -> None:
    runtime = delivering.sending_to(stub.url, make_runtime, settings)
    queue_many(database, [phone(number) for number in range(250)], lambda _: "Kerja bakti", priority=2)
    queue_many(database, [phone(number) for number in range(40)], lambda number: f"Halo {number}", priority=0)
    stub.delay = 0.05
    assert delivery.drain(runtime, CHANNEL) == 290
    assert by_status(database) == {"sent": 290}
    bulk = [post for post in stub.posts if post.text == "Kerja bakti"]
    assert sum(len(post.phones) for post in bulk) == 250
    assert max(len(post.phones) for post in bulk) == 100
    assert len(bulk) <= 6
    assert 2 <= stub.most_under_way <= delivery.PARALLEL
    assert len(stub.connections) <= delivery.PARALLEL


def test_the_rate_holds_a_drain_back(database: Engine, using: Callable[..., Runtime], clock: Clock) -> None:
    ticks = itertools.count()
    sent_at: list[int] = []
    telco = Telco(lambda to: sent_at.append(next(ticks)) or accept(to))
    telco.batch = 1

    def ticking() -> Any:
        return clock.now + timedelta(seconds=0.02 * next(ticks))

    runtime = replace(using(telco, rate=20), clock=ticking)
    queue_many(database, [phone(number) for number in range(60)], lambda number: f"Halo {number}")
    assert delivery.drain(runtime, CHANNEL) == 60
    seconds = 0.02 * next(ticks)
    assert 20 * (seconds + 2) + delivery.PARALLEL >= 60


def test_a_drain_ends_when_it_is_told(database: Engine, using: Callable[..., Runtime]) -> None:
    stopping = threading.Event()

    def stop(to: str) -> Receipt:
        stopping.set()
        return accept(to)

    queue_many(database, [phone(number) for number in range(50)], lambda number: f"Halo {number}")
    assert delivery.drain(using(Telco(stop)), CHANNEL, stopping) == delivery.PARALLEL
    assert by_status(database) == {"sent": delivery.PARALLEL, "queued": 50 - delivery.PARALLEL}


def test_a_drain_makes_room_and_asks_for_another(
    database: Engine,
    using: Callable[..., Runtime],
    redis_client: redis_module.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "DRAIN_SECONDS", 0.0)
    queue_many(database, [phone(number) for number in range(50)], lambda number: f"Halo {number}")
    assert delivery.drain(using(Telco(accept)), CHANNEL) == delivery.PARALLEL
    assert redis_client.llen("rq:queue:kentongan") == 1


def test_a_slow_channel_lets_the_next_drain_wait(
    database: Engine, using: Callable[..., Runtime], redis_client: redis_module.Redis
) -> None:
    queue_many(database, [phone(number) for number in range(3)], lambda number: f"Halo {number}")
    assert delivery.drain(using(Telco(accept), rate=0.001), CHANNEL) == 1
    assert by_status(database) == {"sent": 1, "queued": 2}
    assert redis_client.llen("rq:queue:kentongan") == 1


def test_an_adapter_that_breaks_leaves_nobody_without_an_outcome(
    database: Engine, using: Callable[..., Runtime]
) -> None:
    def break_(to: str) -> Receipt:
        raise RuntimeError("a mistake of ours")

    first = queue(database, phone(1))
    runtime = using(Telco(break_))
    delivery.drain(runtime, CHANNEL)
    assert status(database, first) == "unknown"
    runtime = using(Telco(lambda to: accept(phone(7))))
    queue(database, phone(2))
    delivery.drain(runtime, CHANNEL)
    assert by_status(database) == {"unknown": 2}


class Away:
    """The database fails with the next statements that settle something."""

    def __init__(self, database: Engine, times: int, error: type[SQLAlchemyError] = OperationalError) -> None:
        self.left, self.error = times, error
        event.listen(database, "before_cursor_execute", self)
        self.database = database

    def __call__(self, _c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "changed" in statement and self.left:
            self.left -= 1
            raise self.error(statement, {}, Exception("the server is restarting"))

    def over(self) -> None:
        event.remove(self.database, "before_cursor_execute", self)


def test_outcomes_wait_for_the_database_however_long_it_is_away(
    database: Engine, using: Callable[..., Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "RECORD_WAITS", (0.01, 0.01))
    telco = Telco(accept)
    id = queue(database, phone(1))
    away = Away(database, times=50)
    try:
        assert delivery.drain(using(telco), CHANNEL) == 1
    finally:
        away.over()
    assert status(database, id) == "sent"
    assert len(telco.asked) == 1


@pytest.mark.parametrize(("error", "stopped"), [(OperationalError, True), (DataError, False)])
def test_outcomes_that_cannot_be_written_down_are_not_known(
    database: Engine,
    using: Callable[..., Runtime],
    monkeypatch: pytest.MonkeyPatch,
    error: type[SQLAlchemyError],
    stopped: bool,
) -> None:
    """Told to stop while the database is away, or a mistake of ours."""
    monkeypatch.setattr(delivery, "RECORD_WAITS", (0.01,))
    stopping = threading.Event()

    def answer(to: str) -> Receipt:
        if stopped:
            stopping.set()
        return accept(to)

    telco = Telco(answer)
    id = queue(database, phone(1))
    away = Away(database, times=2, error=error)
    try:
        with pytest.raises(SQLAlchemyError):
            delivery.drain(using(telco), CHANNEL, stopping)
    finally:
        away.over()
    assert status(database, id) == "sending"
    delivery.drain(using(telco), CHANNEL)
    assert len(telco.asked) == 1


def test_a_lease_that_ended_during_the_call(database: Engine, using: Callable[..., Runtime]) -> None:
    ids = [queue(database, phone(number), f"Halo {number}") for number in range(4)]
    outcomes = dict(zip([phone(n) for n in range(4)], [Outcome.ACCEPTED, Outcome.LATER, Outcome.REFUSED, Outcome.UNKNOWN],
                        strict=True))  # fmt: skip

    def late(to: str) -> Receipt:
        for id in ids:
            delivering.change(database, id, status="unknown")
        return Receipt(to, outcomes[to])

    telco = Telco(late)
    runtime = using(telco)
    delivery.drain(runtime, CHANNEL)
    assert [status(database, id) for id in ids] == ["sent", "unknown", "refused", "unknown"]
    delivery.drain(runtime, CHANNEL)
    assert len(telco.asked) == 4


def test_budgets_are_charged_once_for_what_is_tried_again(
    database: Engine, using: Callable[..., Runtime], clock: Clock
) -> None:
    id = queue(database, phone(1))
    answers = iter([Outcome.LATER, Outcome.BLOCKED, Outcome.LATER, Outcome.ACCEPTED])
    runtime = using(Telco(lambda to: Receipt(to, next(answers))), contact_day=1)
    for _ in range(4):
        delivery.drain(runtime, CHANNEL)
        clock.turn(minutes=6)
    assert status(database, id) == "sent"
    other = queue(database, phone(1), "Lagi")
    delivery.drain(runtime, CHANNEL)
    assert (status(database, other), found(database, other).reason) == (
        "queued", "the contact's budget of 1 segments a day is spent",
    )  # fmt: skip
    clock.turn(hours=14)
    delivery.drain(using(Telco(accept), contact_day=1), CHANNEL)
    assert status(database, other) == "sent", "the next day in Jakarta has begun"


def test_an_officer_gets_what_a_contact_would_wait_for(database: Engine, using: Callable[..., Runtime]) -> None:
    officer = "+628110000201"
    ids = [queue(database, officer, f"Tiket {number}") for number in range(3)]
    delivery.drain(using(Telco(accept), contact_day=1, officer_day=2), CHANNEL)
    assert [status(database, id) for id in ids] == ["sent", "sent", "queued"]
    assert found(database, ids[2]).reason == "the officer's budget of 2 segments a day is spent"


ENDS = {
    "ok": ("sent", 1), "slow": ("sent", 1), "500": ("sent", 2), "503": ("sent", 2), "code 500": ("sent", 2),
    "code 409": ("sent", 2), "code 403": ("refused", 1), "code 407": ("refused", 1), "cut before": ("unknown", 1),
    "cut mid": ("unknown", 1), "bad json": ("unknown", 1), "missing": ("unknown", 1), "504": ("unknown", 1),
    "always 500": ("failed", 3),
}  # fmt: skip
"""Kind of trouble -> the state in which TELCO.md leaves a message, and how often it was posted."""


def make_trouble(stub: Stub, kind: str, to: str) -> None:
    faults: dict[str, list[telco_stub.Fault]] = {
        "500": [500], "503": [503], "504": [504], "cut before": [telco_stub.CUT_BEFORE],
        "cut mid": [telco_stub.CUT_MID], "bad json": [telco_stub.BAD_JSON], "missing": [telco_stub.MISSING],
        "always 500": [500] * 9,
    }  # fmt: skip
    if kind.startswith("code"):
        stub.codes[to] = int(kind.removeprefix("code "))
    elif kind in faults:
        stub.fail(to, *faults[kind])


def test_a_thousand_messages_and_a_telco_with_every_trouble(
    database: Engine, stub: Stub, make_runtime: MakeRuntime, settings: Settings, clock: Clock
) -> None:
    runtime = delivering.sending_to(stub.url, make_runtime, settings, send_attempts=3)
    kinds = [kind for kind, _ in zip(itertools.cycle(ENDS), range(1000), strict=False)]
    phones = [phone(number) for number in range(1000)]
    stub.delay = 0.005
    for kind, to in zip(kinds, phones, strict=True):
        make_trouble(stub, kind, to)
    queue_many(database, phones, lambda number: f"Halo {number}")
    rounds = 0
    while by_status(database)["queued"]:
        drains = [threading.Thread(target=delivery.drain, args=(runtime, CHANNEL)) for _ in range(2)]
        for thread in drains:
            thread.start()
        for thread in drains:
            thread.join(timeout=60)
        stub.codes = {to: code for to, code in stub.codes.items() if code in {403, 407}}
        clock.turn(hours=3)
        rounds += 1
    assert rounds <= 4
    with database.connect() as connection:
        ends = {row.phone: row.status for row in connection.execute(text("SELECT phone, status FROM message"))}
    posted = Counter(to for post in stub.posts for to in post.phones)
    wrong = {
        (kind, ends[to], posted[to])
        for kind, to in zip(kinds, phones, strict=True)
        if (ends[to], posted[to]) != ENDS[kind]
    }
    assert wrong == set()
    assert len(ends) == 1000
