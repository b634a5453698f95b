"""/healthz and /readyz: which part works, and which does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from rq import Queue, SimpleWorker
from sqlalchemy import text

from gateway.catalogs import Catalogs
from gateway.runtime import Runtime, connect_database, connect_redis
from gateway.wake import QUEUE
from tests.gateway.doors import open_door

WELL = {"database": "ok", "redis": "ok", "workers": "ok", "catalog": "ok"}
NOWHERE = {
    "database": connect_database("postgresql://nobody@127.0.0.1:1/none"),
    "redis": connect_redis("redis://127.0.0.1:1"),
}


def web(runtime: Runtime) -> FlaskClient:
    return open_door(runtime).web


def register(runtime: Runtime, queue: str) -> None:
    """Have a worker of a queue report itself."""
    SimpleWorker([Queue(queue, connection=runtime.redis)], connection=runtime.redis).register_birth()


@pytest.fixture
def working(runtime: Runtime) -> Runtime:
    """A runtime beside which a worker has registered."""
    register(runtime, QUEUE)
    return runtime


def test_alive_whatever_is_away(runtime: Runtime) -> None:
    answer = web(replace(runtime, **NOWHERE)).get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_ready(working: Runtime) -> None:
    answer = web(working).get("/readyz")
    assert (answer.status_code, answer.json, answer.mimetype) == (200, WELL, "application/json")


DATABASE = {"database": "does not answer (OperationalError)"}
REDIS = {"redis": "does not answer (ConnectionError)", "workers": "can't be asked (ConnectionError)"}


@pytest.mark.parametrize(
    ("away", "said"),
    [(("database",), DATABASE), (("redis",), REDIS), (("database", "redis"), DATABASE | REDIS)],
)
def test_what_is_away_is_named(working: Runtime, away: tuple[str, ...], said: dict[str, str]) -> None:
    gone: dict[str, Any] = {name: NOWHERE[name] for name in away}
    answer = web(replace(working, **gone)).get("/readyz")
    assert (answer.status_code, answer.json) == (503, WELL | said)


def test_without_flows_it_is_not_ready(working: Runtime) -> None:
    empty = Catalogs(lambda: replace(working.catalogs.current, flows={}), lambda revision: None)
    answer = web(replace(working, catalogs=empty)).get("/readyz")
    assert (answer.status_code, answer.json) == (503, WELL | {"catalog": "there are no flows"})


NO_WORKER = WELL | {"workers": "no worker has reported"}


def test_without_a_worker_it_is_not_ready(runtime: Runtime) -> None:
    answer = web(runtime).get("/readyz")
    assert (answer.status_code, answer.json) == (503, NO_WORKER)


def test_a_worker_of_somebody_else_on_the_same_redis_does_not_count(runtime: Runtime) -> None:
    register(runtime, "elsewhere")
    assert web(runtime).get("/readyz").json == NO_WORKER


def test_a_worker_that_fell_silent_does_not_count(working: Runtime) -> None:
    for key in working.redis.scan_iter("rq:worker:*"):
        working.redis.delete(key)
    assert web(working).get("/readyz").json == NO_WORKER


def test_before_the_tables_are_there_it_is_not_ready(working: Runtime) -> None:
    with working.database.begin() as connection:
        connection.execute(text("ALTER TABLE message RENAME TO elsewhere"))
    try:
        answer = web(working).get("/readyz")
    finally:
        with working.database.begin() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO message"))
    assert (answer.status_code, answer.json) == (503, WELL | {"database": "does not answer (ProgrammingError)"})


def test_it_is_ready_again_by_itself(working: Runtime) -> None:
    assert web(replace(working, **NOWHERE)).get("/readyz").status_code == 503
    assert web(working).get("/readyz").status_code == 200
