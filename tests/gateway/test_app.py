"""What the web application answers beside its blueprints."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from rq import Queue, SimpleWorker
from sqlalchemy import text

from gateway.app import LARGEST_REQUEST, create_app
from gateway.config import SimulatorSettings
from gateway.runtime import Runtime, connect_database, connect_redis
from tests.conftest import MakeRuntime

WELL = {"database": "ok", "redis": "ok", "workers": "ok", "catalog": "ok"}
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def client(runtime: Runtime) -> FlaskClient:
    return create_app(runtime).test_client()


@pytest.fixture
def working(runtime: Runtime) -> Runtime:
    """A runtime beside which a worker has registered."""
    SimpleWorker([Queue("here", connection=runtime.redis)], connection=runtime.redis).register_birth()
    return runtime


def test_alive(runtime: Runtime) -> None:
    answer = client(runtime).get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_ready(working: Runtime) -> None:
    answer = client(working).get("/readyz")
    assert (answer.status_code, answer.json) == (200, WELL)


def test_not_ready_without_a_worker(runtime: Runtime) -> None:
    answer = client(runtime).get("/readyz")
    assert (answer.status_code, answer.json) == (503, WELL | {"workers": "no worker has reported"})


def test_a_worker_that_fell_silent_does_not_count(working: Runtime) -> None:
    for key in working.redis.scan_iter("rq:worker:*"):
        working.redis.delete(key)
    answer = client(working).get("/readyz")
    assert answer.json == WELL | {"workers": "no worker has reported"}


@pytest.mark.parametrize(
    ("away", "said"),
    [
        ({"database": connect_database(NOWHERE)}, {"database": "does not answer (OperationalError)"}),
        (
            {"redis": connect_redis("redis://127.0.0.1:1")},
            {"redis": "does not answer (ConnectionError)", "workers": "can't be asked (ConnectionError)"},
        ),
    ],
)
def test_not_ready_says_which_part(
    make_runtime: MakeRuntime, working: Runtime, away: dict[str, Any], said: dict[str, str]
) -> None:
    fields = {name: getattr(working, name) for name in Runtime.__dataclass_fields__}
    answer = client(Runtime(**{**fields, **away})).get("/readyz")
    assert (answer.status_code, answer.json) == (503, WELL | said)


def test_not_ready_before_the_tables_are_there(working: Runtime) -> None:
    with working.database.begin() as connection:
        connection.execute(text("ALTER TABLE message RENAME TO elsewhere"))
    try:
        answer = client(working).get("/readyz")
    finally:
        with working.database.begin() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO message"))
    assert answer.status_code == 503
    assert answer.json == WELL | {"database": "does not answer (ProgrammingError)"}


def test_home_is_the_phone(runtime: Runtime) -> None:
    answer = client(runtime).get("/")
    assert (answer.status_code, answer.location) == (302, "/simulator")


CLOSED: list[dict[str, Any]] = [
    {"settings": {"simulator": SimulatorSettings(enabled=False)}},
    {"environment": {"at_api_key": "the key of a real telco"}},
    {"environment": {"at_base_url": "https://api.example.org"}},
]


@pytest.mark.parametrize("change", CLOSED)
def test_where_the_phone_is_closed_nothing_leads_to_it(
    make_runtime: MakeRuntime, runtime: Runtime, change: dict[str, Any]
) -> None:
    parts = {name: getattr(runtime, name).model_copy(update=fields) for name, fields in change.items()}
    web = client(make_runtime(**parts))
    for path in ("/", "/simulator", "/simulator/version1/messaging"):
        answer = web.get(path)
        assert (answer.status_code, answer.text) == (404, "Not Found.\n"), path


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nowhere", 404, "Not Found.\n"),
        ("GET", "/hooks/at/wrong/ussd", 404, "Not Found.\n"),
        ("POST", "/hooks/at/wrong/ussd", 404, "Not Found.\n"),
        ("DELETE", "/healthz", 405, "Method Not Allowed.\n"),
    ],
)
def test_errors_are_one_plain_sentence(runtime: Runtime, method: str, path: str, status: int, said: str) -> None:
    answer = client(runtime).open(path, method=method)
    assert (answer.status_code, answer.text) == (status, said)
    assert answer.content_type == "text/plain; charset=utf-8"


def test_an_error_of_ours_tells_nothing(runtime: Runtime) -> None:
    app: Flask = create_app(runtime)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("a secret")

    answer = app.test_client().get("/broken")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error.\n")


def test_a_request_that_is_too_large(runtime: Runtime) -> None:
    app = create_app(runtime)

    @app.post("/taken")
    def taken() -> str:
        return str(len(request.form["text"]))

    web = app.test_client()
    assert web.post("/taken", data={"text": "x" * 1000}).text == "1000"
    answer = web.post("/taken", data={"text": "x" * LARGEST_REQUEST})
    assert (answer.status_code, answer.text) == (413, "Request Entity Too Large.\n")


@pytest.fixture
def counted(make_runtime: MakeRuntime, runtime: Runtime) -> FlaskClient:
    environment = runtime.environment.model_copy(update={"metrics_token": "a-token"})
    return client(make_runtime(environment=environment))


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "a-token", "Bearer é"])
def test_metrics_need_the_token(counted: FlaskClient, given: str) -> None:
    answer = counted.get("/metrics", headers={"Authorization": given})
    assert (answer.status_code, answer.text) == (404, "Not Found.\n")


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer None"])
def test_no_token_no_metrics(runtime: Runtime, given: str) -> None:
    assert client(runtime).get("/metrics", headers={"Authorization": given}).status_code == 404


def test_metrics(counted: FlaskClient, runtime: Runtime) -> None:
    with runtime.database.begin() as connection:
        for number, status in enumerate(("queued", "queued", "delivered")):
            connection.execute(
                text(
                    "INSERT INTO message (direction, channel, phone, text, status, priority, segments, origin,"
                    " created_at, attempts) VALUES ('out', 'at', '+62811', 'x', :status, 0, 1, :origin, now(), 0)"
                ),
                {"status": status, "origin": f"o{number}"},
            )
    answer = counted.get("/metrics", headers={"Authorization": "Bearer a-token"})
    assert answer.status_code == 200
    assert 'kentongan_messages{channel="at",direction="out",status="queued"} 2.0\n' in answer.text
    assert 'kentongan_messages{channel="at",direction="out",status="delivered"} 1.0\n' in answer.text
    assert "# TYPE kentongan_hops_total counter\n" in answer.text
    assert "+62811" not in answer.text


def test_metrics_while_the_database_is_away(make_runtime: MakeRuntime, runtime: Runtime) -> None:
    environment = runtime.environment.model_copy(update={"metrics_token": "a-token"})
    made = make_runtime(environment=environment)
    fields = {name: getattr(made, name) for name in Runtime.__dataclass_fields__}
    away = Runtime(**{**fields, "database": connect_database(NOWHERE)})
    answer = client(away).get("/metrics", headers={"Authorization": "Bearer a-token"})
    assert answer.status_code == 200
    assert "kentongan_messages{" not in answer.text
    assert "kentongan_hops_total" in answer.text
