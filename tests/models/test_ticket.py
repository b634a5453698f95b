"""The life of a ticket in its tables: one table of moves, what each leaves behind, and one change at a time."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.exc import OperationalError

from models import Ticket, TicketEvent, ticket
from models.base import AnyRow
from models.officer import LEVEL_OF, Post
from models.ticket import OPEN, TRANSITIONS
from tests.conftest import NOW

CODE, PHONE, OFFICER = "4821367", "+6281234567801", "+628110000201"
VILLAGE = "36.01.06.2009"
STATUSES = (*TRANSITIONS, "rejected", "withdrawn")


def put(connection: Connection, status: str = "new") -> AnyRow:
    ticket.open_ticket(
        connection, code=CODE, origin="o", kind="report", category="jalan", village=VILLAGE, phone=PHONE,
        description="Jembatan ambruk", created_at=NOW,
    )  # fmt: skip
    connection.execute(update(Ticket).values(status=status))
    row = ticket.lock(connection, CODE)
    assert row is not None
    return row


def events(connection: Connection) -> list[tuple[Any, ...]]:
    columns = (TicketEvent.kind, TicketEvent.status, TicketEvent.actor, TicketEvent.note, TicketEvent.at)
    return [tuple(row) for row in connection.execute(select(*columns).order_by(TicketEvent.id).offset(1))]


class TestMoves:
    def test_the_table_is_whole(self) -> None:
        assert set(STATUSES) == {one for later in TRANSITIONS.values() for one in later} | {"new"}
        assert set(OPEN) == set(TRANSITIONS) - {"resolved", "closed"}

    def test_every_open_one_can_end_and_none_becomes_new_again(self) -> None:
        for status in OPEN:
            assert TRANSITIONS[status] >= {"resolved", "rejected", "closed", "withdrawn"}
        for status, later in TRANSITIONS.items():
            assert status not in later
            assert "new" not in later

    @pytest.mark.parametrize("status", STATUSES)
    def test_each_is_allowed_as_the_table_says(self, connection: Connection, status: str) -> None:
        row = put(connection, status)
        for target in (*STATUSES, "strange"):
            with connection.begin_nested() as undone:
                moved = ticket.change(connection, row, kind="status", status=target, actor=OFFICER, at=NOW, stars=3)
                assert moved is (target in TRANSITIONS.get(status, ()))
                now = connection.execute(select(Ticket.status, Ticket.stars)).one()
                assert tuple(now) == ((target, 3) if moved else (status, None))
                assert events(connection) == ([("status", target, OFFICER, "", NOW)] if moved else [])
                undone.rollback()


class TestChange:
    def test_without_a_status_it_keeps_the_one_that_it_has_by_then(self, connection: Connection) -> None:
        row = put(connection)
        ticket.change(connection, row, kind="note", note="Lihat", actor=OFFICER, at=NOW)
        ticket.change(connection, row, kind="status", status="waiting", actor=OFFICER, at=NOW)
        ticket.change(connection, row, kind="answer", note="Semen", actor=OFFICER, at=NOW)
        assert [event[:2] for event in events(connection)] == [
            ("note", "new"), ("status", "waiting"), ("answer", "waiting"),
        ]  # fmt: skip

    def test_only_what_is_given(self, connection: Connection) -> None:
        row = put(connection)
        ticket.change(connection, row, kind="handover", actor="", at=NOW, level="district", level_at=NOW)
        after = ticket.ticket_by_code(connection, CODE)
        assert after is not None
        assert {name: value for name, value in after._mapping.items() if value != row._mapping[name]} == {
            "level": "district", "level_at": NOW,
        }  # fmt: skip

    def test_one_at_a_time(self, database: Engine) -> None:
        with database.begin() as connection:
            put(connection)
        with database.connect() as first, database.connect() as second:
            second.execute(text("SET LOCAL lock_timeout = '100ms'"))
            assert ticket.lock(first, CODE)
            assert ticket.lock(second, "5821364") is None
            assert ticket.ticket_by_code(second, CODE)
            with pytest.raises(OperationalError):
                ticket.lock(second, CODE)

    def test_a_village_can_be_read_meanwhile(self, database: Engine) -> None:
        """Only the ticket is locked: an import of villages does not wait for an officer."""
        with database.begin() as connection:
            put(connection)
        with database.connect() as first, database.connect() as second:
            second.execute(text("SET LOCAL lock_timeout = '100ms'"))
            ticket.lock(first, CODE)
            second.execute(text("SELECT 1 FROM village WHERE code = :code FOR UPDATE"), {"code": VILLAGE})


@pytest.mark.parametrize(
    ("role", "area", "may"),
    [
        ("operator", VILLAGE, True), ("head", VILLAGE, True), ("operator", "36.01.06.2001", False),
        ("district", "36.01.06", True), ("district", "36.01.28", False), ("regency", "36.01", True),
        ("regency", "36.02", False), ("province", "36", True), ("province", "32", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("level", ["village", "province"])
def test_who_may_work_it_whosever_turn_it_is(
    connection: Connection, role: str, area: str, may: bool, level: str
) -> None:
    put(connection)
    connection.execute(update(Ticket).values(level=level, assignee=OFFICER))
    row = ticket.lock(connection, CODE)
    assert row is not None
    assert ticket.may_work(row, [Post(role, LEVEL_OF[role], area)]) is may
    assert not ticket.may_work(row, [])
    assert ticket.may_work(row, [Post("operator", "village", "36.99.99.2001"), Post(role, LEVEL_OF[role], area)]) is may
