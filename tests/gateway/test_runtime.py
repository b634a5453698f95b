"""The one place where a process is put together."""

from __future__ import annotations

import dataclasses
from datetime import UTC

import pytest
import redis
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from gateway.config import Environment, Settings
from gateway.runtime import DATABASE_AWAY, Runtime, connect_database, connect_redis, open_runtime, wall_clock

NOWHERE = {"database_url": "postgresql://nobody@127.0.0.1:1/none", "redis_url": "redis://127.0.0.1:1"}


def test_nothing_is_connected_to_before_it_is_needed(settings: Settings, environment: Environment) -> None:
    runtime = open_runtime(settings, environment.model_copy(update=NOWHERE))
    assert set(runtime.telcos) == set(settings.channels)
    assert runtime.catalogs.current.flows
    with pytest.raises(DATABASE_AWAY):
        runtime.database.connect()
    with pytest.raises(redis.RedisError):
        runtime.redis.ping()


def test_nothing_in_it_can_be_put_in_place_of_something_else(runtime: Runtime) -> None:
    for name in Runtime.__dataclass_fields__:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(runtime, name, None)


@pytest.mark.parametrize("scheme", ["postgresql://", "postgres://"])
def test_both_names_of_a_database_url_are_taken(environment: Environment, scheme: str) -> None:
    engine = connect_database(environment.database_url.replace("postgresql://", scheme))
    with engine.connect() as connection:
        assert connection.execute(text("SHOW timezone")).scalar_one() == "UTC"
    engine.dispose()


def test_a_statement_that_is_wrong_is_not_a_database_that_is_away(environment: Environment) -> None:
    engine = connect_database(environment.database_url)
    with engine.connect() as connection, pytest.raises(ProgrammingError) as caught:
        connection.execute(text("SELECT * FROM nothing WHERE name = :typed"), {"typed": "a caller's words"})
    assert not isinstance(caught.value, DATABASE_AWAY)
    assert "a caller's words" not in str(caught.value)
    engine.dispose()


def test_a_connection_that_died_in_the_pool_is_not_used(environment: Environment) -> None:
    engine, other = connect_database(environment.database_url), connect_database(environment.database_url)
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 60000)"), {"pid": pid})
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != pid
    engine.dispose()
    other.dispose()


def test_redis_gives_what_was_put(environment: Environment) -> None:
    client = connect_redis(environment.redis_url)
    client.set("k", "v", ex=60)
    assert client.get("k") == b"v"


def test_the_clock_is_aware_and_in_utc() -> None:
    assert wall_clock().tzinfo is UTC
