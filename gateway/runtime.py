"""The one composition root: settings + database + redis + catalogs + telcos. Built once per process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import redis
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from flows.catalog import Catalog
from gateway import catalogs, telco
from gateway.catalogs import Catalogs
from gateway.config import Environment, Settings
from gateway.patience import CONNECT_SECONDS, JOB_SECONDS, impatient_redis, make_impatient
from gateway.telco.base import Telco
from models import revision

DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""What SQLAlchemy raises where the database can't be reached, as against a statement of ours that is wrong."""

Clock = Callable[[], datetime]
"""Gives the time now, aware, in UTC."""


def wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a process works with. Nothing of a request lives here."""

    settings: Settings
    environment: Environment
    database: Engine
    redis: redis.Redis
    catalogs: Catalogs
    telcos: Mapping[str, Telco]
    clock: Clock = wall_clock


def connect_database(url: str, pool_size: int = 5, seconds: float | None = None) -> Engine:
    """A pooled engine. A dead server is found out within CONNECT_SECONDS, a dead pooled connection before it is used.

    `seconds`: the longest that a statement may take, also where the server hangs; None: a quarter of a minute by the
    server's own clock, which a command that works long may take off.
    """
    url = url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)
    told = int(1000 * ((seconds or JOB_SECONDS) - 1))  # the server gives up before we do: so the connection is kept
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=3,
        pool_pre_ping=True,
        hide_parameters=True,  # an error that is logged must not carry what a caller typed
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "options": f"-c timezone=utc -c lock_timeout={min(5000, told)} -c statement_timeout={told}",
        },
    )
    make_impatient(engine, seconds)
    return engine


@contextlib.contextmanager
def connected(url: str) -> Iterator[Engine]:
    """As connect_database, for as long as the block lasts; no connection outlives it."""
    engine = connect_database(url)
    try:
        yield engine
    finally:
        engine.dispose()


def why_away(error: Exception) -> str:
    """What the driver says of a database that can't be reached, in one line."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def connect_redis(url: str) -> redis.Redis:
    """A client whose every call is over within REDIS_SECONDS; a dead server raises redis.RedisError."""
    return impatient_redis(url)


def open_runtime(
    settings: Settings,
    environment: Environment,
    seconds: float = JOB_SECONDS,
    catalog: Callable[[], Catalog] | None = None,
) -> Runtime:
    """Everything a process works with. Connects to nothing yet, and reads no flows before somebody needs them.

    `seconds`: for one answer of the database; `catalog`: on which it begins, that of the flow folder where it is not
    said.
    """
    database = connect_database(environment.database_url, seconds=seconds)

    def fetch(hash: str) -> Mapping[str, Any] | None:
        with database.connect() as connection:
            return revision.find(connection, hash)

    return Runtime(
        settings=settings,
        environment=environment,
        database=database,
        redis=connect_redis(environment.redis_url),
        catalogs=Catalogs(catalog or partial(catalogs.current, settings), fetch),
        telcos={name: telco.make(name, settings, environment) for name in settings.channels},
    )
