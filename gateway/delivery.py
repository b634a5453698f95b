"""An outgoing message: claim, send, record; delivery reports; opt-outs.

`sending` is committed before the telco is called, and no transaction is open during the call (DESIGN.md).
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from datetime import time as time_of_day

import structlog
from sqlalchemy.exc import SQLAlchemyError

from gateway import rights, settling, wake
from gateway.runtime import DATABASE_AWAY, Runtime
from gateway.telco.base import OptOut, Outcome, Receipt, Report, Telco
from models import broadcast, channel_state, contact, delivery_report
from models.claim import Claim, Claimed, Request, Terms, claim

log = structlog.get_logger(__name__)

PARALLEL = 16
"""Requests under way at once in one drain."""
DRAIN_SECONDS = 25.0
"""After this a drain makes room for the next job, having asked for another drain."""
PUT_AT_ONCE = 500
"""People of a call-out that are put into the outbox in one transaction."""
RECORD_WAITS = (0.2, 0.5, 1.0, 2.0)
"""Seconds between the tries to write outcomes down."""

Receipts = list[tuple[Claimed, Receipt]]


def drain(runtime: Runtime, channel: str, stopping: threading.Event | None = None) -> int:
    """Send what is due on `channel`: how many messages were handed to the telco. Ends after 25 s, or soon after
    `stopping` is set, with every outcome written down. Raises SQLAlchemyError while the database is away."""
    stopping = stopping or threading.Event()
    wake.begun(runtime, channel)
    until, seen = time.monotonic() + DRAIN_SECONDS, Counter[Outcome]()
    with ThreadPoolExecutor(PARALLEL) as pool:
        while not stopping.is_set():
            claimed = _claim(runtime, channel)
            if claimed.requests:
                receipts = _send(runtime, channel, claimed.requests, pool)
                _record(runtime, channel, receipts, stopping)
                seen.update(receipt.outcome for _, receipt in receipts)
            elif claimed.blocked or not (_has_more(claimed) or _put(runtime, channel)):
                break
            if time.monotonic() + claimed.wait > until:
                wake.wake(runtime, channel)
                break
            stopping.wait(claimed.wait)
    if seen:
        log.info("drained", channel=channel, **{outcome.value: count for outcome, count in seen.items()})
    return seen.total()


def _claim(runtime: Runtime, channel: str) -> Claim:
    with runtime.database.begin() as connection:
        claimed = claim(connection, channel, _terms(runtime, channel), runtime.clock())
    for (scope, _), ids in claimed.over.items():
        log.warning("a budget is spent, messages wait for tomorrow", channel=channel, budget=scope, messages=len(ids))
    if claimed.blocked:
        log.warning("the channel is blocked, messages wait", channel=channel, reason=claimed.blocked)
    return claimed


def _has_more(claimed: Claim) -> bool:
    """Whether a claim that took nothing was not the last one."""
    return bool(claimed.wait or claimed.over or claimed.stopped or claimed.ended)


def _put(runtime: Runtime, channel: str) -> bool:
    """The next people of a call-out, once nothing else is due: so that the outbox never holds more than a batch."""
    with runtime.database.begin() as connection:
        return broadcast.put_next(connection, channel, PUT_AT_ONCE, runtime.clock())


def _terms(runtime: Runtime, channel: str) -> Terms:
    settings = runtime.settings
    today = runtime.clock().astimezone(settings.zone).date()
    budgets = settings.budgets
    return Terms(
        rate=settings.channels[channel].rate,
        requests=PARALLEL,
        batch=runtime.telcos[channel].batch,
        lease=timedelta(seconds=settings.limits.sending_lease),
        day=today,
        next_day=datetime.combine(today + timedelta(days=1), time_of_day(), settings.zone),
        budgets={
            "channel": budgets.channel_day,
            "village": budgets.village_day,
            "contact": budgets.contact_day,
            "officer": budgets.officer_day,
        },
        stopped=lambda connection, phones: rights.stopped(connection, runtime.environment, phones),
    )


def _send(runtime: Runtime, channel: str, requests: Sequence[Request], pool: ThreadPoolExecutor) -> Receipts:
    """Call the telco, all requests at once."""
    telco, sender = runtime.telcos[channel], runtime.settings.channels[channel].sender
    answers = pool.map(lambda request: _call(telco, sender, request), requests)
    return [pair for request, answer in zip(requests, answers, strict=True)
            for pair in zip(request.messages, answer, strict=True)]  # fmt: skip


def _record(runtime: Runtime, channel: str, receipts: Receipts, stopping: threading.Event) -> None:
    """Write down what became of each message. Nobody else knows it, so a database that is away is waited for, until
    `stopping` is set. Raises SQLAlchemyError: then the leases end, and what was sent is unknown."""
    limits, zone = runtime.settings.limits, runtime.settings.zone
    day = runtime.clock().astimezone(zone).date()
    for tried in itertools.count():
        try:
            with runtime.database.begin() as connection:
                settling.record(connection, channel, receipts, day, limits.send_attempts, runtime.clock())
        except SQLAlchemyError as error:
            log.error("could not record what was sent", channel=channel, error=type(error).__name__)
            if tried >= len(RECORD_WAITS) and (stopping.is_set() or not isinstance(error, DATABASE_AWAY)):
                raise
            time.sleep(RECORD_WAITS[min(tried, len(RECORD_WAITS) - 1)])
        else:
            return


def _call(telco: Telco, sender: str, request: Request) -> list[Receipt]:
    """A receipt for each message, whatever the adapter does."""
    phones = [message.phone for message in request.messages]
    try:
        given = {receipt.phone: receipt for receipt in telco.send(request.text, sender, phones)}
    except Exception:
        log.exception("the telco's adapter failed")
        given = {}
    return [given.get(phone) or Receipt(phone, Outcome.UNKNOWN, reason="no receipt") for phone in phones]


def record_report(runtime: Runtime, channel: str, report: Report) -> None:
    """Keep a delivery report and move its message on. Raises SQLAlchemyError while the database is away."""
    now = runtime.clock()
    with runtime.database.begin() as connection:
        delivery_report.lock_ids(connection, channel, [report.external_id])
        kept = delivery_report.keep(
            connection, channel=channel, external_id=report.external_id, phone=report.phone,
            status=report.status.value, raw_status=report.raw_status, reason=report.reason, at=now,
        )  # fmt: skip
        if not delivery_report.match(connection, channel, [report.external_id], now) and report.phone:
            delivery_report.reconcile(connection, delivery_report.find(connection, kept), now)
        if report.opted_out and report.phone:
            contact.change_contact(connection, report.phone, opted_out_at=now)


def record_opt_out(runtime: Runtime, channel: str, opt_out: OptOut) -> None:
    """A person told the telco to stop, or to start again. Raises SQLAlchemyError while the database is away."""
    now = runtime.clock()
    with runtime.database.begin() as connection:
        contact.change_contact(connection, opt_out.phone, opted_out_at=now if opt_out.stopped else None)
        if not opt_out.stopped:
            rights.start(connection, runtime.environment, opt_out.phone)


def match_waiting(runtime: Runtime) -> int:
    """Reports that waited for their message, matched: how many. Each in a transaction of its own."""
    now, matched = runtime.clock(), 0
    with runtime.database.connect() as connection:
        reports = delivery_report.waiting(connection, now - delivery_report.RECONCILE_WITHIN)
    for report in reports:
        with runtime.database.begin() as connection:
            delivery_report.lock_ids(connection, report.channel, [report.external_id])
            given = delivery_report.match(connection, report.channel, [report.external_id], now)
            matched += given or delivery_report.reconcile(connection, report, now)
    return matched


def blocked(runtime: Runtime) -> dict[str, str]:
    """Channel -> why it stands still; for /readyz. Raises SQLAlchemyError."""
    with runtime.database.connect() as connection:
        return channel_state.blocked(connection)
