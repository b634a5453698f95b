"""What the tests of the village desk share: people at a real desk, a clock to turn, and what their phones got."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from flows.effects import ChangeTicket, Effect, OpenTicket
from gateway import desk, duties
from gateway.desk import Desk
from gateway.runtime import Runtime
from models import Message, MessageEvent, Officer, Pin, Ticket, TicketEvent, contact
from models.base import AnyRow

VILLAGE = "36.01.06.2009"
"""Mekarsari in Panimbang: shipped with an operator and a head, nobody above them."""
OPERATOR, HEAD = "+628110000201", "+628110000202"
NEIGHBOUR = "36.01.06.2001"
"""Another village of that district, with no officers of its own."""
SITI = "+6281234567801"
DISTRICT, REGENCY, PROVINCE = "+628110000901", "+628110000902", "+628110000903"
ABOVE = {DISTRICT: "district", REGENCY: "regency", PROVINCE: "province"}
GO_ON = threading.Event()


@contextmanager
def officers(database: Engine, village: str, roles: dict[str, str]) -> Iterator[None]:
    """Further officers (phone -> role), gone again after the block: the table is shared by all tests."""
    with database.begin() as connection:
        rows = [{"phone": phone, "village": village, "name": role, "roles": [role]} for phone, role in roles.items()]
        connection.execute(insert(Officer), rows)
    try:
        yield
    finally:
        with database.begin() as connection:
            connection.execute(delete(Officer).where(Officer.phone.in_(roles), Officer.village == village))


class VillageDesk:
    """People do things at the desk of a runtime; the clock's duties are done when told."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._origins = itertools.count(1)

    def meet(self, phone: str, village: str | None = VILLAGE, language: str = "id", name: str = "") -> None:
        """Somebody is known, and their PIN has just been asked."""
        with self.runtime.database.begin() as connection:
            contact.change_contact(connection, phone, village=village, language=language, name=name)
            until = self.runtime.clock() + timedelta(days=9999)
            connection.execute(insert(Pin).values(phone=phone, hash="-", open_until=until, changed_at=until))

    def perform(self, phone: str, effect: Effect) -> dict[str, Any]:
        with self.runtime.database.begin() as connection:
            at = Desk(connection, self.runtime.settings, "at", phone, "sms", "id", self.runtime.clock())
            return desk.perform(at, effect, f"test/{next(self._origins)}")

    def open(self, phone: str = SITI, category: str = "jalan", description: str = "Jembatan ambruk") -> str:
        """A ticket; its code, in digits."""
        made = self.perform(phone, OpenTicket("report", category, description))
        return str(made["ticket"]["code"]).replace("-", "")

    def does(self, phone: str, code: str, **what: str) -> str:
        """Change a ticket; what came of it."""
        return str(self.perform(phone, ChangeTicket(code, **what))["result"])

    def sweep(self) -> None:
        """All that the clock does for the desk, once."""
        for duty in (duties.tend_open, duties.close_silent, duties.send_digests):
            duty(self.runtime, GO_ON)

    def sweep_at_once(self, times: int = 4) -> None:
        """As several clock processes would."""
        clocks = [threading.Thread(target=self.sweep) for _ in range(times)]
        for one in clocks:
            one.start()
        for one in clocks:
            one.join()

    def rows(self, query: Any) -> list[AnyRow]:
        with self.runtime.database.connect() as connection:
            return list(connection.execute(query).all())

    def ticket(self, code: str) -> AnyRow:
        return self.rows(select(*Ticket.__table__.columns).where(Ticket.code == code))[0]

    def history(self, code: str) -> list[AnyRow]:
        query = select(*TicketEvent.__table__.columns).where(TicketEvent.ticket == self.ticket(code).id)
        return self.rows(query.order_by(TicketEvent.id))

    def told(self, phone: str, notice: str) -> list[str]:
        """The texts of a notice that a phone got, oldest first."""
        query = select(Message.text).where(Message.phone == phone, Message.notice == notice)
        return [row.text for row in self.rows(query.order_by(Message.id))]

    def notices(self, *but: str) -> dict[str, list[str]]:
        """Phone -> the notices that it got, in order, without those of which the name begins as one of `but`."""
        found: dict[str, list[str]] = {}
        for row in self.rows(select(Message.phone, Message.notice).order_by(Message.id)):
            if not row.notice.startswith(but):
                found.setdefault(row.phone, []).append(row.notice)
        return found

    def forget_messages(self) -> None:
        """So that only what is told from now on is looked at."""
        with self.runtime.database.begin() as connection:
            for table in (MessageEvent, Message):
                connection.execute(delete(table))
