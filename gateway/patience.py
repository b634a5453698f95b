"""How long to wait for a server that hangs: a process that is frozen, a network that swallows everything.

A server that is stopped refuses at once; one that hangs says nothing, and neither PostgreSQL's client nor its own time
limits notice it. Whoever calls has ten seconds, and more callers are waiting behind them: so after one wait in vain the
server is left alone for a moment, in which everybody is told at once that it is away.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

import psycopg
import redis
from psycopg.abc import RV, PQGen
from psycopg.pq import TransactionStatus
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine, event

REST_SECONDS = 3
"""How long a server that did not answer is left alone."""

REDIS_SECONDS = 1
"""For one answer of Redis."""

CONNECT_SECONDS = 2
"""For PostgreSQL to take a new connection; libpq knows no less."""

HOP_SECONDS = 4
"""For one answer of PostgreSQL while a telco waits. With a new connection and Redis it stays well under ten."""

JOB_SECONDS = 16
"""For one answer of PostgreSQL where nobody waits."""


class ImpatientRedis(redis.Redis):
    """Raises redis.TimeoutError at once for REST_SECONDS after a command that was not answered."""

    _back_at = 0.0

    def execute_command(self, *args: Any, **options: Any) -> Any:
        if monotonic() < self._back_at:
            raise redis.TimeoutError("it did not answer a moment ago")
        try:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except redis.TimeoutError:
            self._back_at = monotonic() + REST_SECONDS
            raise


def impatient_redis(url: str) -> redis.Redis:
    """A pooled client; a connection that a restarted server has dropped is tried once more."""
    retry = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
    return ImpatientRedis.from_url(
        url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, retry=retry, health_check_interval=30
    )


class ImpatientConnection(psycopg.Connection[Any]):
    """Raises psycopg.OperationalError, and closes itself, where an answer takes longer than `patience` seconds."""

    patience: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.info.transaction_status == TransactionStatus.ACTIVE:
                self.close()
            raise


def make_impatient(engine: Engine, seconds: float | None) -> None:
    """Let the connections of `engine` wait `seconds` for an answer, and a server that takes none have its rest."""
    back_at = 0.0

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, args: Any, parameters: Any) -> ImpatientConnection:
        nonlocal back_at
        if monotonic() < back_at:
            raise psycopg.OperationalError("it did not answer a moment ago")
        try:
            connection = ImpatientConnection.connect(*args, **parameters)
        except psycopg.errors.ConnectionTimeout:
            back_at = monotonic() + REST_SECONDS
            raise
        connection.patience = seconds
        return connection
