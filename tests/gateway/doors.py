"""What the tests of the webhooks share: a good form of each kind, and all that a request may leave behind."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import requests
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from gateway import hooks
from gateway.app import create_app
from gateway.config import ENVIRONMENT, SimulatorSettings
from gateway.embedded.locks import until
from gateway.runtime import Runtime
from models import Base
from tests.service import COMMAND, ROOT, free_port

PHONE = "+6281234567001"
FORMS: dict[str, dict[str, str]] = {
    "ussd": {
        "sessionId": "ATUid_1", "serviceCode": "*384*36#", "phoneNumber": PHONE, "networkCode": "99999", "text": "",
    },
    "sms": {"date": "2026-08-17T03:00:00Z", "from": PHONE, "id": "sms-1", "text": "BANTUAN", "to": "36000"},
    "delivery": {"id": "ATXid_1", "status": "Success", "phoneNumber": PHONE, "networkCode": "99999"},
    "ussd-end": {
        "date": "2026-08-17 03:00:00", "sessionId": "ATUid_1", "serviceCode": "*384*36#", "networkCode": "99999",
        "phoneNumber": PHONE, "status": "Success", "cost": "KES 0.1", "durationInMillis": "12034", "hopsCount": "4",
        "input": "1*2", "lastAppResponse": "END ok",
    },
    "opt-out": {"senderId": "36000", "phoneNumber": PHONE},
    "subscription": {"phoneNumber": PHONE, "shortCode": "36000", "keyword": "INFO", "updateType": "deletion"},
}  # fmt: skip
"""Kind -> what Africa's Talking posts (TELCO.md)."""


def address(runtime: Runtime, kind: str) -> str:
    """Where the telco posts to."""
    return f"/hooks/at/{hooks.token(runtime.environment.secret_key, 'at')}/{kind}"


@dataclass
class Door:
    """The webhooks of one runtime, as the telco calls them."""

    runtime: Runtime
    web: FlaskClient

    def address(self, kind: str) -> str:
        return address(self.runtime, kind)

    def post(self, kind: str, **changes: str) -> TestResponse:
        """A good form with some fields changed."""
        return self.web.post(self.address(kind), data=FORMS[kind] | changes)


def without_phone(runtime: Runtime) -> Runtime:
    """The same runtime without the web phone, whose thread would outlive the test."""
    return replace(
        runtime, settings=runtime.settings.model_copy(update={"simulator": SimulatorSettings(enabled=False)})
    )


def open_door(runtime: Runtime) -> Door:
    closed = without_phone(runtime)
    return Door(closed, create_app(closed).test_client())


def traces(runtime: Runtime) -> dict[str, int]:
    """How many rows each table has, and how many keys Redis."""
    with runtime.database.connect() as connection:
        tables = Base.metadata.tables.values()
        found = {one.name: connection.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}
    return found | {"redis": len(list(runtime.redis.scan_iter()))}


@dataclass
class Served:
    """`kentongan web` with its processes, on the servers of the test."""

    runtime: Runtime
    data: Path
    base: str

    def address(self, kind: str) -> str:
        return self.base + address(self.runtime, kind)


@contextmanager
def serve(runtime: Runtime, data: Path, **changes: object) -> Iterator[Served]:
    """With a data folder of its own, and with no web phone."""
    fields = {"data": data, "port": free_port(), "at_api_key": "k", **changes}
    given = runtime.environment.model_copy(update=fields)
    told = {name: str(getattr(given, field)) for field, name in ENVIRONMENT.items()}
    with (data / "log").open("wb") as log:
        process = subprocess.Popen([*COMMAND, "web"], cwd=ROOT, env={**os.environ, **told}, stdout=log, stderr=log)
        web = Served(replace(runtime, environment=given), data, f"http://127.0.0.1:{given.port}")
        try:
            assert until(lambda: is_alive(web.base), 60), (data / "log").read_text()
            yield web
        finally:
            process.terminate()
            process.wait(30)


def is_alive(base: str) -> bool:
    try:
        return requests.get(f"{base}/healthz", timeout=5).status_code == 200
    except requests.RequestException:
        return False
