"""What the tests of call-outs share: a village full of people who agreed to be called, and its head."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from gateway import broadcasts
from gateway.config import Settings
from models import Broadcast, Consent, Contact, Message, pin
from tests import pins
from tests.conftest import NOW
from tests.delivering import CHANNEL, phone

VILLAGE = "36.01.06.2009"
"""Mekarsari in Panimbang."""
NEXT_DOOR = "36.01.06.2001"
"""Another village of the same district."""
DISTRICT = "36.01.06"
HEAD, OPERATOR = "+628110000202", "+628110000201"
"""Of Mekarsari, among the demo officers."""
PIN = "482136"
SAID = "Kerja bakti Minggu jam 7"


def settle(connection: Connection, numbers: Iterable[int], village: str = VILLAGE, **fields: Any) -> None:
    """People who live there and said yes; `fields`: of their contacts."""
    people = [{"phone": phone(number), "village": village, "language": "id", **fields} for number in numbers]
    yes = {"given": True, "wording": "", "medium": "sms", "at": NOW}
    if people:
        connection.execute(insert(Contact), people)
        connection.execute(insert(Consent), [{**yes, "phone": p["phone"], "origin": f"{p['phone']}/0"} for p in people])


def agree(connection: Connection, number: str, *, given: bool = True) -> None:
    """One more word about being called; the newest counts."""
    count = len(connection.execute(select(Consent.id).where(Consent.phone == number)).all())
    row = {"phone": number, "given": given, "wording": "", "medium": "sms", "origin": f"{number}/{count}", "at": NOW}
    connection.execute(insert(Consent), [row])


def unlock(connection: Connection, number: str, hours: int = 1) -> None:
    """A PIN that was asked just now."""
    until = NOW + timedelta(hours=hours)
    pin.keep(connection, number, hash=pins.kept(PIN), open_until=until, now=NOW)


def begin(connection: Connection, settings: Settings, area: str = VILLAGE, said: str = SAID, **fields: Any) -> int:
    """A call-out: its id."""
    plan = broadcasts.plan(connection, settings, area, said, fields.get("now", NOW))
    assert plan is not None
    given = {"channel": CHANNEL, "by": HEAD, "origin": f"test/{area}/{said}", "now": NOW, **fields}
    return broadcasts.begin(connection, settings, plan=plan, **given)


def row_of(connection: Connection, id: int) -> Any:
    return connection.execute(select(*Broadcast.__table__.columns).where(Broadcast.id == id)).one()


def messages(connection: Connection, id: int) -> list[Any]:
    """Of a call-out, in the order in which they were put into the outbox."""
    query = select(*Message.__table__.columns).where(Message.broadcast == id).order_by(Message.id)
    return list(connection.execute(query))


def in_outbox(database: Engine, id: int) -> int:
    with database.connect() as connection:
        return len(messages(connection, id))
