"""What the tests of the market share: people who trade over the real webhook door, and all that their phones got."""

from __future__ import annotations

import itertools
import re
from typing import Any

from sqlalchemy import insert, select

from flows.effects import OpenInquiry
from gateway import desk
from gateway.desk import Desk
from gateway.runtime import Runtime
from models import Contact, Inquiry, InquiryEvent, Message, Pin, Product
from models.base import AnyRow
from tests.gateway.doors import open_door

BUYER = "+6281234567001"
"""Of Mekarsari in Panimbang."""
HOME = "36.01.06.2009"
SELLER, PRODUCT = "+628110000302", "C3"
"""Eha Julaeha, who sells Ceplis melinjo in another village."""
OPERATOR, HEAD = "+628110000206", "+628110000207"
"""The officers of that village."""
ELSEWHERE = "+628110000201"
"""An officer of Mekarsari."""
STRANGER = "+6281234567009"
SITE = "36.01.13.2005"
NEW, JUAL = "+6281234567055", "JUAL gula kelapa; 25rb/kg; 40"
"""Somebody who sells nothing yet, and what they offer."""


class Market:
    """Everybody has a phone, and the telco posts what they send."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.door = open_door(runtime)
        self._ids = itertools.count(1)

    def meet(self, phone: str, language: str = "id", village: str | None = HOME, name: str = "") -> None:
        with self.runtime.database.begin() as connection:
            fields = {"phone": phone, "language": language, "village": village, "name": name}
            connection.execute(insert(Contact).values(**fields))

    def let_in(self, phone: str) -> None:
        """Their PIN has just been asked."""
        with self.runtime.database.begin() as connection:
            now = self.runtime.clock()
            until = now.replace(year=now.year + 1)
            connection.execute(insert(Pin).values(phone=phone, hash="-", open_until=until, changed_at=now))

    def sms(self, phone: str, text: str, id: str = "") -> list[str]:
        """Send a text; what came to the same phone because of it."""
        before = len(self.inbox(phone))
        answer = self.door.post("sms", **{"from": phone, "text": text, "id": id or f"sms-{next(self._ids)}"})
        assert answer.status_code == 200
        return self.inbox(phone)[before:]

    def inbox(self, phone: str) -> list[str]:
        return [row.text for row in self.messages() if row.phone == phone]

    def messages(self) -> list[AnyRow]:
        """All that went out, oldest first."""
        columns = (Message.phone, Message.text, Message.notice, Message.inquiry)
        return self.rows(select(*columns).where(Message.direction == "out").order_by(Message.id))

    def rows(self, query: Any) -> list[AnyRow]:
        with self.runtime.database.connect() as connection:
            return list(connection.execute(query).all())

    def ask(self, question: str = "masih ada?") -> str:
        """An inquiry of the buyer, from the desk itself; its code in digits."""
        with self.runtime.database.begin() as connection:
            at = Desk(connection, self.runtime.settings, "at", BUYER, "sms", "id", self.runtime.clock())
            made = desk.perform(at, OpenInquiry(PRODUCT, "2", question), f"asked/{next(self._ids)}")
        return str(made["inquiry"]["code"]).replace("-", "")

    def ask_by_text(self, question: str = "masih ada?") -> str:
        """As `ask`, by BELI."""
        (reply,) = self.sms(BUYER, f"BELI {PRODUCT} 2 {question}")
        found = re.search(r"[0-9]{4}-[0-9]{3}", reply)
        assert found, reply
        return found[0].replace("-", "")

    def inquiry(self, code: str) -> AnyRow:
        return self.rows(select(*Inquiry.__table__.columns).where(Inquiry.code == code))[0]

    def history(self, code: str) -> list[AnyRow]:
        query = select(*InquiryEvent.__table__.columns).where(InquiryEvent.inquiry == self.inquiry(code).id)
        return self.rows(query.order_by(InquiryEvent.id))

    def product(self, code: str) -> AnyRow:
        return self.rows(select(*Product.__table__.columns).where(Product.code == code))[0]


def told_number(text: str, phone: str) -> bool:
    """Whether a text gives a phone number away, however it is written."""
    return phone[3:] in re.sub(r"[\W_]", "", text)
