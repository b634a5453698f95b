"""What must happen even if RQ forgot. Each sweep may run at any time, in several processes at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta

import redis
import structlog
from sqlalchemy.exc import SQLAlchemyError

from gateway import delivery, duties, market_duties, rights, wake
from gateway.runtime import Runtime
from models import broadcast, budget, dialogue, message

log = structlog.get_logger(__name__)

KEEP_BUDGETS = timedelta(days=35)
MOST_JOBS = 20
"""With that many jobs waiting, workers are slow rather than asleep."""


def drain_due(runtime: Runtime, stopping: threading.Event) -> int:
    """Wake the workers for each channel with something due, or with a call-out to put into its outbox: how many
    channels. While Redis is away, send from here."""
    woken = 0
    for channel in runtime.settings.channels:
        with runtime.database.connect() as connection:
            due = message.is_due(connection, channel, runtime.clock())
            if not due and not broadcast.is_waiting(connection, channel):
                continue
        woken += 1
        try:
            if wake.waiting(runtime) < MOST_JOBS:
                wake.enqueue(runtime, channel)
        except redis.RedisError:
            delivery.drain(runtime, channel, stopping)
    return woken


def end_leases(runtime: Runtime, stopping: threading.Event) -> int:
    """A worker died while it was calling: nobody knows whether those messages were taken. How many."""
    with runtime.database.begin() as connection:
        ended = message.end_leases(connection, runtime.clock())
    if ended:
        log.error("messages whose outcome is unknown: a worker died while sending", messages=len(ended))
    return len(ended)


def match_reports(runtime: Runtime, stopping: threading.Event) -> int:
    """Delivery reports that overtook their message, or tell of one whose outcome is unknown."""
    return delivery.match_waiting(runtime)


def finish_broadcasts(runtime: Runtime, stopping: threading.Event) -> int:
    """Call-outs of which everything has gone out."""
    with runtime.database.begin() as connection:
        return broadcast.finish(connection, runtime.clock())


def forget_dialogues(runtime: Runtime, stopping: threading.Event) -> int:
    """Dialogues by text that nobody went on with."""
    since = runtime.clock() - timedelta(hours=runtime.settings.limits.sms_dialogue_hours)
    with runtime.database.begin() as connection:
        return dialogue.delete_dropped(connection, since)


def forget_budgets(runtime: Runtime, stopping: threading.Event) -> int:
    """Counts of days long past."""
    today = runtime.clock().astimezone(runtime.settings.zone).date()
    with runtime.database.begin() as connection:
        return budget.forget(connection, today - KEEP_BUDGETS)


def erase(runtime: Runtime, stopping: threading.Event) -> int:
    """People who asked to be forgotten."""
    return rights.erase_due(runtime)


def keep_no_longer(runtime: Runtime, stopping: threading.Event) -> int:
    """What is older than config.toml lets it be kept."""
    return rights.forget_old(runtime)


Sweep = Callable[[Runtime, threading.Event], int]
SWEEPS: Mapping[str, Sweep] = {
    "leases": end_leases,
    "reports": match_reports,
    "silent inquiries": market_duties.close_silent,
    "tickets": duties.tend_open,
    "silent tickets": duties.close_silent,
    "digests": duties.send_digests,
    "outbox": drain_due,  # after those that put something in
    "broadcasts": finish_broadcasts,
    "dialogues": forget_dialogues,
    "budgets": forget_budgets,
    "erasures": erase,
    "retention": keep_no_longer,
}


def sweep(runtime: Runtime, stopping: threading.Event) -> None:
    """All of them once. One that fails is tried again the next time and keeps none of the others from running."""
    for name, one in SWEEPS.items():
        if stopping.is_set():
            return
        try:
            if count := one(runtime, stopping):
                log.info("swept", sweep=name, count=count)
        except SQLAlchemyError as error:
            log.error("a sweep could not run", sweep=name, error=type(error).__name__)
        except Exception:
            log.exception("a sweep failed", sweep=name)
