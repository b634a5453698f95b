"""The simulated telco beside hooks that only note what they get, on a real server with one thread per request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine
from werkzeug.serving import BaseWSGIServer, make_server

from gateway.config import Environment, Settings, SimulatorSettings
from gateway.hooks import is_valid
from gateway.phone import make_blueprint
from gateway.phone.store import Store
from gateway.runtime import Runtime

T = TypeVar("T")
SECRET = "only-for-tests"


def eventually(question: Callable[[], T], seconds: float = 10) -> T:
    """Ask until the answer is truthy, and give it; fail with the last one when the time is up."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
        time.sleep(0.02)
    return answer


def wall_clock() -> datetime:
    return datetime.now(UTC)


def make_settings(**fields: Any) -> Settings:
    given: dict[str, Any] = {
        "flows": Path("flows"),
        "channels": {
            "at": {"short_code": "36000", "sender": "DESA", "ussd": {"*384*36#": "beranda", "*384*36*9#": "pasar"}},
            "kedua": {"short_code": "36001", "ussd": {"*500#": "beranda"}},
        },
        "keywords": {},
        "categories": {},
        "notices": {},
        "words": {},
    }
    return Settings.model_validate(given | fields)


def ussd_answer(text: str) -> str:
    """What the stub's menu says after this whole input."""
    if text == "":
        return "CON Sampurasun\n1 Lapor masalah\n2 Produk desa"
    if text.endswith("*selesai"):
        return f"END Hatur nuhun: {text}"
    return "rusak" if text == "rusak" else f"CON Ditulis: {text}"


@dataclass
class Gateway:
    """The stub: what its hooks got, and what they are to answer."""

    runtime: Runtime
    got: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    statuses: dict[str, list[int]] = field(default_factory=dict)
    base: str = ""

    @property
    def environment(self) -> Environment:
        return self.runtime.environment

    @property
    def store(self) -> Store:
        return Store(self.environment.data)

    def forms(self, kind: str) -> list[dict[str, str]]:
        return [form for _, got, form in self.got if got == kind]

    def app(self) -> Flask:
        app = Flask(__name__)
        app.register_blueprint(make_blueprint(self.runtime))

        @app.post("/hooks/<channel>/<token>/<kind>")
        def hook(channel: str, token: str, kind: str) -> ResponseReturnValue:
            if channel not in self.runtime.settings.channels or not is_valid(self.environment, channel, token):
                abort(404)
            form = request.form.to_dict()
            self.got.append((channel, kind, form))
            status = (self.statuses.get(kind) or [200]).pop(0)
            body = ussd_answer(form["text"]) if kind == "ussd" else ""
            return Response(body, status, content_type="text/plain; charset=utf-8")

        return app


def make_runtime(folder: Path, settings: Settings, **environment: Any) -> Runtime:
    """A runtime whose database is away: the simulated telco needs none."""
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 1})
    given = {"config": "config.toml", "data": folder, "secret_key": SECRET} | environment
    unused = cast(Any, None)
    return Runtime(settings, Environment.model_validate(given), away, unused, unused, {}, wall_clock)


@pytest.fixture
def settings() -> Settings:
    return make_settings()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def gateway(tmp_path: Path, settings: Settings) -> Iterator[Gateway]:
    """The stub on a port of its own, over real HTTP."""
    yield from serve(tmp_path, settings)


@pytest.fixture
def gateway_without_simulator(tmp_path: Path) -> Iterator[Gateway]:
    yield from serve(tmp_path, make_settings(simulator=SimulatorSettings(enabled=False)))


def serve(folder: Path, settings: Settings) -> Iterator[Gateway]:
    server: BaseWSGIServer = make_server("127.0.0.1", 0, Flask("later"), threaded=True)
    stub = Gateway(make_runtime(folder, settings, port=server.port), base=f"http://127.0.0.1:{server.port}")
    server.app = stub.app()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield stub
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
