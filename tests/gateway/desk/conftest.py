"""A villager at the desk, the officers of the village and above, and all that came of it. Nothing stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select

from flows.effects import ChangeTicket, OpenInquiry, OpenTicket
from gateway import desk
from gateway.config import Settings
from gateway.desk import Desk
from models import Message, MessageEvent, Officer, Ticket, TicketEvent, contact, pin
from models.base import AnyRow
from tests.conftest import NOW

PHONE, STRANGER = "+6281234567801", "+6281234567899"
VILLAGE = "36.01.06.2009"
"""Mekarsari in Panimbang."""
OPERATOR, HEAD = "+628110000201", "+628110000202"
"""Its two officers as shipped."""
ELSEWHERE = "+628110000203"
"""The operator of a village in another district."""
ABOVE = {"district": "+628110000901", "regency": "+628110000902", "province": "+628110000903"}
"""Who sits above the village, once `appoint_above` was called."""

TICKET = OpenTicket(kind="report", category="jalan", description="Jembatan ambruk di RT 02")
INQUIRY = OpenInquiry(product="E1", quantity="2 kg", question="Bisa diantar?")


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    """Of a caller who has told name, language and village; what is written through it is undone."""
    with database.connect() as connection:
        contact.change_contact(connection, PHONE, name="Siti Aminah", language="su", village=VILLAGE)
        yield connection
        connection.rollback()


@pytest.fixture
def at(connection: Connection, settings: Settings) -> Desk:
    """The desk at which that caller stands."""
    return Desk(connection, settings, "at", PHONE, "ussd", "su", NOW)


def rows(connection: Connection, model: Any) -> list[Mapping[str, Any]]:
    order = model.__table__.primary_key
    return [dict(row) for row in connection.execute(select(*model.__table__.columns).order_by(*order)).mappings()]


def speak(connection: Connection, phone: str, language: str) -> None:
    contact.change_contact(connection, phone, language=language)


def officers(connection: Connection) -> list[str]:
    query = select(Officer.phone).where(Officer.village == VILLAGE).order_by(Officer.phone)
    return list(connection.execute(query).scalars())


def appoint(connection: Connection, phone: str, *roles: str, village: str = VILLAGE, name: str = "Pak Anu") -> None:
    connection.execute(insert(Officer).values(phone=phone, village=village, name=name, roles=list(roles)))


def appoint_above(connection: Connection) -> None:
    """An officer of the village's district, one of its regency and one of its province, each in another village."""
    for village, (role, phone) in zip(("36.01.06.2001", "36.01.28.2002", "36.02.19.2002"), ABOVE.items(), strict=True):
        appoint(connection, phone, role, village=village)


def asked_pin(connection: Connection, *phones: str) -> None:
    """Their PIN has just been asked."""
    for phone in phones:
        pin.keep(connection, phone, hash="-", open_until=NOW + timedelta(days=99), now=NOW)


def of(at: Desk, phone: str, **changed: Any) -> Desk:
    """The desk at which somebody else stands."""
    return replace(at, phone=phone, language="id", **changed)


@pytest.fixture
def code(at: Desk) -> str:
    """A ticket of the caller's, of which everybody has heard; the PINs of its officers have been asked."""
    made = desk.perform(at, TICKET, "o/opened")
    at.connection.execute(MessageEvent.__table__.delete())
    at.connection.execute(Message.__table__.delete())
    asked_pin(at.connection, OPERATOR, HEAD, ELSEWHERE, *ABOVE.values())
    return str(made["ticket"]["code"]).replace("-", "")


def does(at: Desk, code: str, phone: str = OPERATOR, origin: str = "o/1", **what: str | None) -> str:
    """Change a ticket: what came of it."""
    return str(desk.perform(of(at, phone), ChangeTicket(code, **what), origin)["result"])


def put(at: Desk, code: str, **fields: Any) -> None:
    at.connection.execute(Ticket.__table__.update().where(Ticket.code == code).values(**fields))


def ticket_of(at: Desk, code: str) -> AnyRow:
    return at.connection.execute(select(*Ticket.__table__.columns).where(Ticket.code == code)).one()


def history(at: Desk) -> list[tuple[str, str, str, str]]:
    """kind, status, actor and note of each event after the first."""
    events = select(TicketEvent.kind, TicketEvent.status, TicketEvent.actor, TicketEvent.note).order_by(TicketEvent.id)
    return [tuple(row) for row in at.connection.execute(events.offset(1))]


def told(at: Desk) -> list[tuple[str, str]]:
    """Who got which notice, by phone."""
    query = select(Message.phone, Message.notice).order_by(Message.phone, Message.id)
    return [tuple(row) for row in at.connection.execute(query)]
