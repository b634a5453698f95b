"""A caller of the shipped flows, and the telco's cumulative text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from gateway import conversation
from gateway.runtime import Runtime
from gateway.telco.base import InboundSms, UssdHop
from models import Consent, Contact, Message, Ticket

CODE = "*384*36#"
PHONE = "+6281234567001"
VILLAGE = "36.01.06.2009"
"""Mekarsari in Panimbang."""


@dataclass
class Phone:
    """One feature phone. `session` names the telco's session."""

    runtime: Runtime
    number: str = PHONE
    session: str = "ATUid_1"
    typed: list[str] = field(default_factory=list)

    def dial(self, text: str = "") -> conversation.Answer:
        self.typed = text.split("*") if text else []
        return self.post(text)

    def answer(self, *inputs: str) -> conversation.Answer:
        for one in inputs:
            self.typed.append(one)
            shown = self.post("*".join(self.typed))
        return shown

    def post(self, text: str) -> conversation.Answer:
        hop = UssdHop(session_id=self.session, code=CODE, phone=self.number, text=text, network="99999")
        return conversation.hop(self.runtime, "at", hop)

    def sms(self, text: str, external_id: str = "") -> list[str]:
        """Send a text; the replies that were queued for it."""
        before = len(self.inbox())
        sms = InboundSms(external_id or f"{self.number}-{before}-{text}"[:80], self.number, "36000", text, None, "")
        conversation.receive(self.runtime, "at", sms)
        return self.inbox()[before:]

    def inbox(self) -> list[str]:
        return [text for phone, text in outbox(self.runtime) if phone == self.number]


def outbox(runtime: Runtime) -> list[tuple[str, str]]:
    """(phone, text) of every outgoing message, in order."""
    query = select(Message.phone, Message.text).where(Message.direction == "out").order_by(Message.id)
    with runtime.database.connect() as connection:
        return [(row.phone, row.text) for row in connection.execute(query)]


def tickets(runtime: Runtime) -> list[tuple[str, str, str]]:
    """(code, category, description) of every ticket."""
    query = select(Ticket.code, Ticket.category, Ticket.description).order_by(Ticket.id)
    with runtime.database.connect() as connection:
        return [(row.code, row.category, row.description) for row in connection.execute(query)]


MakePhone = Callable[..., Phone]


@pytest.fixture
def make_phone(runtime: Runtime) -> MakePhone:
    """`make_phone(known=True)`: a phone, of somebody who has told language and village before or has not."""

    def make(number: str = PHONE, *, known: bool = True, language: str = "id", session: str = "ATUid_1") -> Phone:
        if known:
            with runtime.database.begin() as connection:
                connection.execute(Contact.__table__.insert().values(phone=number, language=language, village=VILLAGE))
                connection.execute(
                    Consent.__table__.insert().values(
                        phone=number, given=True, wording="x", medium="ussd", origin=f"o{number}", at=runtime.clock()
                    )
                )
        return Phone(runtime, number, session)

    return make
