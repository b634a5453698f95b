"""Delivery reports: forward only, early, twice, out of order, and for messages whose outcome is unknown."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from gateway import delivery
from gateway.config import Settings
from gateway.runtime import Runtime
from gateway.telco.base import OptOut, Outcome, Receipt, Report, ReportStatus
from models.delivery_report import DeliveryReport
from tests import delivering
from tests.conftest import Clock
from tests.delivering import CHANNEL, found, history, opted_out, phone, queue, status

SENT, DELIVERED, FAILED = ReportStatus.SENT, ReportStatus.DELIVERED, ReportStatus.FAILED
NUMBERS = itertools.count()
MakeRuntime = Callable[..., Runtime]


def report(status: ReportStatus, id: str = "X", to: str = phone(1), **fields: Any) -> Report:
    given = {"raw_status": status.value.title(), "reason": "", "opted_out": False, **fields}
    return Report(external_id=id, status=status, phone=to, **given)


def sent(database: Engine, id: str | None = "X", to: str = phone(1), **fields: Any) -> int:
    """A message that the telco took."""
    message = queue(database, to, f"Halo {next(NUMBERS)}")
    given = {"status": "sent", "external_id": id, "attempted_at": found(database, message).created_at, **fields}
    delivering.change(database, message, **given)
    return message


def reports(database: Engine) -> list[tuple[str, int | None]]:
    with database.connect() as connection:
        query = select(DeliveryReport.raw_status, DeliveryReport.message).order_by(DeliveryReport.id)
        return [tuple(row) for row in connection.execute(query)]


@pytest.mark.parametrize(
    ("given", "ends", "changes"),
    [
        ([SENT], "sent", []),
        ([DELIVERED], "delivered", ["delivered"]),
        ([FAILED], "failed", ["failed"]),
        ([SENT, SENT, DELIVERED], "delivered", ["delivered"]),
        ([DELIVERED, DELIVERED], "delivered", ["delivered"]),
        ([DELIVERED, SENT], "delivered", ["delivered"]),
        ([DELIVERED, FAILED], "delivered", ["delivered"]),
        ([FAILED, DELIVERED], "failed", ["failed"]),
        ([FAILED, SENT, FAILED], "failed", ["failed"]),
    ],
)
def test_reports_move_a_message_forward_only(
    database: Engine, runtime: Runtime, given: Sequence[ReportStatus], ends: str, changes: list[str]
) -> None:
    id = sent(database)
    for one in given:
        delivery.record_report(runtime, CHANNEL, report(one))
    assert status(database, id) == ends
    assert history(database, id) == ["queued", *changes]
    assert reports(database) == [(one.value.title(), id) for one in given], "each is kept as it came"


def test_why_it_failed_is_kept(database: Engine, runtime: Runtime) -> None:
    id = sent(database)
    given = report(FAILED, raw_status="Rejected", reason="DoNotDisturbRejection")
    delivery.record_report(runtime, CHANNEL, given)
    assert found(database, id).reason == "Rejected DoNotDisturbRejection"


@pytest.mark.parametrize("final", ["refused", "stopped", "delivered", "failed"])
def test_nothing_undoes_what_is_final(database: Engine, runtime: Runtime, final: str) -> None:
    id = sent(database, status=final)
    for one in ReportStatus:
        delivery.record_report(runtime, CHANNEL, report(one))
    assert status(database, id) == final


def test_an_id_of_another_channel_or_of_an_incoming_text_is_not_ours(database: Engine, runtime: Runtime) -> None:
    other = sent(database, channel="other")
    incoming = sent(database, id="Y", direction="in", status="received")
    for id in "XY":
        delivery.record_report(runtime, CHANNEL, report(DELIVERED, id=id, to=phone(5)))
    assert [status(database, id) for id in (other, incoming)] == ["sent", "received"]
    assert reports(database) == [("Delivered", None)] * 2


def test_the_telcos_block_list(database: Engine, runtime: Runtime) -> None:
    sent(database)
    given = report(FAILED, reason="UserInBlackList", opted_out=True)
    delivery.record_report(runtime, CHANNEL, given)
    assert opted_out(database, phone(1))


@pytest.mark.parametrize(("stopped", "again"), [(True, False), (False, True)])
def test_opt_outs(database: Engine, runtime: Runtime, stopped: bool, again: bool) -> None:
    delivery.record_opt_out(runtime, CHANNEL, OptOut(phone(1), stopped=not stopped))
    delivery.record_opt_out(runtime, CHANNEL, OptOut(phone(1), stopped=stopped))
    assert opted_out(database, phone(1)) is stopped


class Telco:
    """Takes everything, and reports before its answer is read."""

    batch = 100

    def __init__(self, during: Callable[[str], None], outcome: Outcome = Outcome.ACCEPTED) -> None:
        self.during, self.outcome = during, outcome

    def send(self, text: str, sender: str, phones: Sequence[str]) -> list[Receipt]:
        for to in phones:
            self.during(to)
        return [
            Receipt(to, self.outcome, external_id=f"AT{to}" if self.outcome is Outcome.ACCEPTED else "")
            for to in phones
        ]


def using(make_runtime: MakeRuntime, settings: Settings, telco: Telco) -> Runtime:
    return make_runtime(settings=delivering.with_limits(settings), telcos={CHANNEL: telco})


@pytest.mark.parametrize(
    ("early", "ends"),
    [
        ([DELIVERED], "delivered"),
        ([SENT], "sent"),
        ([SENT, FAILED], "failed"),
        ([DELIVERED, SENT, FAILED], "delivered"),
    ],
)
def test_a_report_may_overtake_its_message(
    database: Engine, make_runtime: MakeRuntime, settings: Settings, early: Sequence[ReportStatus], ends: str
) -> None:
    def during(to: str) -> None:
        for one in early:
            delivery.record_report(runtime, CHANNEL, report(one, id=f"AT{to}", to=to))

    runtime = using(make_runtime, settings, Telco(during))
    id = queue(database, phone(1))
    delivery.drain(runtime, CHANNEL)
    assert status(database, id) == ends
    assert reports(database) == [(one.value.title(), id) for one in early]
    assert history(database, id)[:3] == ["queued", "sending", "sent"]


def test_reports_and_outcomes_written_at_the_same_moment(
    database: Engine, make_runtime: MakeRuntime, settings: Settings
) -> None:
    threads: list[threading.Thread] = []

    def during(to: str) -> None:
        given = report(DELIVERED, id=f"AT{to}", to=to)
        threads.append(threading.Thread(target=delivery.record_report, args=(runtime, CHANNEL, given)))
        threads[-1].start()

    runtime = using(make_runtime, settings, Telco(during))
    delivering.queue_many(database, [phone(number) for number in range(60)], lambda number: f"Halo {number}")
    delivery.drain(runtime, CHANNEL)
    for thread in threads:
        thread.join(timeout=20)
    assert delivering.by_status(database) == {"delivered": 60}
    assert len(threads) == 60


def test_neither_misses_the_other(database: Engine, runtime: Runtime) -> None:
    """The report's transaction waits for the one that is writing the id, and then sees it."""
    from models import delivery_report

    id = sent(database, id=None, status="sending")
    with database.begin() as recording:
        delivery_report.lock_ids(recording, CHANNEL, ["X"])
        recording.execute(text("UPDATE message SET external_id = 'X', status = 'sent' WHERE id = :id"), {"id": id})
        thread = threading.Thread(target=delivery.record_report, args=(runtime, CHANNEL, report(DELIVERED)))
        thread.start()
        thread.join(timeout=0.3)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert status(database, id) == "delivered"


@pytest.mark.parametrize(("one", "ends"), [(DELIVERED, "delivered"), (SENT, "sent"), (FAILED, "failed")])
def test_a_report_tells_what_became_of_an_unknown_message(
    database: Engine, runtime: Runtime, clock: Clock, one: ReportStatus, ends: str
) -> None:
    id = sent(database, id=None, status="unknown")
    clock.turn(seconds=20)
    delivery.record_report(runtime, CHANNEL, report(one))
    row = found(database, id)
    assert (row.status, row.external_id) == (ends, "X")
    assert reports(database) == [(one.value.title(), id)]
    delivery.record_report(runtime, CHANNEL, report(DELIVERED))
    assert status(database, id) == ("failed" if one is FAILED else "delivered")


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([{"status": "unknown"}], id="two unknown messages to that phone"),
        pytest.param([{"status": "sending"}], id="one to that phone is under way: this may be its early report"),
    ],
)
def test_where_it_is_not_certain_nothing_is_reconciled(
    database: Engine, runtime: Runtime, clock: Clock, others: list[dict[str, Any]]
) -> None:
    ids = [sent(database, id=None, **fields) for fields in [{"status": "unknown"}, *others]]
    before = [status(database, id) for id in ids]
    clock.turn(seconds=20)
    delivery.record_report(runtime, CHANNEL, report(DELIVERED))
    assert [status(database, id) for id in ids] == before
    assert reports(database) == [("Delivered", None)]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"phone": phone(2)}, id="to another phone"),
        pytest.param({"channel": "other"}, id="by another channel"),
        pytest.param({"external_id": "Y"}, id="whose id is known"),
        pytest.param({"status": "sent"}, id="whose outcome is known"),
        pytest.param({"sent_for": 25 * HOUR}, id="sent too long ago"),
        pytest.param({"sent_for": -HOUR}, id="sent after the report"),
    ],
)
def test_a_report_is_never_given_to_a_message(
    database: Engine, runtime: Runtime, clock: Clock, fields: dict[str, Any]
) -> None:
    given = {"status": "unknown", "attempted_at": clock.now - fields.pop("sent_for", timedelta(0)), **fields}
    id = sent(database, id=None, **given)
    delivery.record_report(runtime, CHANNEL, report(DELIVERED))
    assert status(database, id) == given["status"]
    assert delivery.match_waiting(runtime) == 0


def test_a_report_that_waits_is_matched_by_the_sweep(database: Engine, runtime: Runtime, clock: Clock) -> None:
    delivery.record_report(runtime, CHANNEL, report(DELIVERED))
    delivery.record_report(runtime, CHANNEL, report(FAILED, id="nobody's", to=phone(9)))
    assert delivery.match_waiting(runtime) == 0
    id = sent(database)
    assert delivery.match_waiting(runtime) == 1
    assert status(database, id) == "delivered"
    assert delivery.match_waiting(runtime) == 0


def test_a_lease_that_ends_is_reconciled_by_the_sweep(database: Engine, runtime: Runtime, clock: Clock) -> None:
    id = sent(database, id=None, status="sending")
    clock.turn(seconds=5)
    delivery.record_report(runtime, CHANNEL, report(DELIVERED))
    assert status(database, id) == "sending"
    delivering.change(database, id, status="unknown")
    assert delivery.match_waiting(runtime) == 1
    assert status(database, id) == "delivered"


def test_any_order_of_reports_ends_the_same(database: Engine, runtime: Runtime) -> None:
    for number, order in enumerate(itertools.permutations([SENT, SENT, DELIVERED])):
        id = sent(database, id=f"X{number}", to=phone(number))
        for one in order:
            delivery.record_report(runtime, CHANNEL, report(one, id=f"X{number}", to=phone(number)))
        assert status(database, id) == "delivered"
