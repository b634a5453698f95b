"""What the tests of the webhooks share: a good form of each kind, and all that a request may leave behind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from gateway import hooks
from gateway.app import create_app
from gateway.config import SimulatorSettings
from gateway.runtime import Runtime
from models import Base

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


@dataclass
class Door:
    """The webhooks of one runtime, as the telco calls them."""

    runtime: Runtime
    web: FlaskClient

    def address(self, kind: str) -> str:
        secret = self.runtime.environment.secret_key
        return f"/hooks/at/{hooks.token(secret, 'at')}/{kind}"

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
