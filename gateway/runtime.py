"""The one composition root: settings + database + redis + catalogs + telcos. Built once per process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import redis
from sqlalchemy import Engine, create_engine

from gateway.config import Environment, Settings

if TYPE_CHECKING:
    from gateway.catalogs import Catalogs
    from gateway.telco.base import Telco

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


def connect_database(url: str, pool_size: int = 5) -> Engine:
    """A pooled engine. A dead server is found out within 3 s, a dead pooled connection before it is used."""
    url = url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=3,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 3,
            "options": "-c timezone=utc -c lock_timeout=5000 -c statement_timeout=15000",
        },
    )


def connect_redis(url: str) -> redis.Redis:
    """A client whose every call is over within a second; a dead server raises redis.RedisError."""
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=0.5, health_check_interval=30)
