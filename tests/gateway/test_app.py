"""What the web application answers beside its blueprints."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from gateway.app import LARGEST_REQUEST, create_app
from gateway.config import SimulatorSettings
from gateway.runtime import Runtime
from tests.conftest import MakeRuntime


def client(runtime: Runtime) -> FlaskClient:
    return create_app(runtime).test_client()


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
