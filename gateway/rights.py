"""What people may ask about themselves (UU 27/2022): to be forgotten, with STOP kept for who had said it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

import redis
import structlog
from sqlalchemy import Connection

from gateway import market_duties, phone_number
from gateway.config import Environment
from gateway.runtime import Runtime
from models import audit, contact, erasure, kept

log = structlog.get_logger(__name__)

AT_ONCE = 20
"""People forgotten in one sweep, each in a transaction of its own."""


def hashes(environment: Environment, phone: str) -> list[str]:
    """The keyed hashes of a number: with today's secret, and with the one before where it is still known."""
    keys = (environment.secret_key, environment.secret_key_previous)
    return [hmac.new(key.encode(), f"stop/{phone}".encode(), hashlib.sha256).hexdigest() for key in keys if key]


def stopped(connection: Connection, environment: Environment, phones: Collection[str]) -> set[str]:
    """Those who had said STOP before they were forgotten."""
    owners = {hash: phone for phone in phones for hash in hashes(environment, phone)}
    return {owners[hash] for hash in erasure.stopped(connection, list(owners))}


def start(connection: Connection, environment: Environment, phone: str) -> None:
    """START lifts a STOP of before the number was forgotten too."""
    erasure.lift_stop(connection, hashes(environment, phone))


def erase_due(runtime: Runtime) -> int:
    """Forget everybody whose time has come and who has had our last words to them: how many."""
    with runtime.database.connect() as connection:
        phones = erasure.due(connection, runtime.clock(), AT_ONCE)
    done = 0
    for phone in phones:
        with runtime.database.begin() as connection:
            done += _erase(runtime, connection, phone)
    return done


FORGET: Mapping[str, Callable[[Connection, datetime], int]] = {
    "messages": kept.forget_messages,
    "sessions": kept.forget_sessions,
    "tickets": kept.forget_people,
}
"""Key of `[retention]` -> what lets go of the oldest, a bounded number at a time."""


def forget_old(runtime: Runtime) -> int:
    """Let go of what is older than config.toml says: how many rows. The audit keeps how many of what."""
    now, total = runtime.clock(), 0
    for what, forget in FORGET.items():
        days: int = getattr(runtime.settings.retention, what)
        if not days:
            continue
        with runtime.database.begin() as connection:
            count = forget(connection, now - timedelta(days=days))
            if count:
                audit.record(connection, at=now, kind="retention", about=what, details={"rows": count})
        total += count
    return total


def _erase(runtime: Runtime, connection: Connection, phone: str) -> bool:
    if not erasure.take(connection, phone) or erasure.is_under_way(connection, phone):
        return False
    if not _forget_sessions(runtime.redis, phone):
        return False
    now = runtime.clock()
    if contact.caller(connection, phone)["opted_out_at"] is not None:
        erasure.keep_stop(connection, hashes(runtime.environment, phone)[0], now)
    token = f"erased-{secrets.token_hex(8)}"
    counts = erasure.erase(connection, phone, token, phone_number.as_written(phone))
    market_duties.close_forgotten(runtime, connection, token)
    audit.record(connection, at=now, kind="erasure", about=token, details=counts)
    return True


def _forget_sessions(client: redis.Redis, phone: str) -> bool:
    """Live dialogues. False while Redis is away: what it has may come back with it."""
    try:
        for key in client.scan_iter(match=f"ussd:*:{phone}", count=1000):
            client.delete(key)
    except redis.RedisError as error:
        log.warning("redis is away, nobody is forgotten before it is back", error=type(error).__name__)
        return False
    return True
