"""What a phone and the gateway spoke of last: what a text without a keyword answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from models import Message, Product, inquiry, message, ticket
from models.matter import last_matter
from tests.conftest import NOW

PHONE = "+6281234567801"
WANTED = ("a", "b", "c", "d", "e", "before")
SINCE = NOW - timedelta(days=14)


def told(connection: Connection, notice: str, origin: str, **fields: object) -> int | None:
    given = {"now": NOW, "channel": "at", "phone": PHONE, "text": "Kabar", "origin": origin, "notice": notice}
    return message.queue(connection, **(given | fields))  # type: ignore[arg-type]


def found(connection: Connection, since: object = SINCE) -> tuple[str, str] | None:
    row = last_matter(connection, "at", PHONE, since, WANTED)  # type: ignore[arg-type]
    return (row.notice, row.code) if row else None


def test_the_newest_that_wants_an_answer_of_that_phone_and_channel(connection: Connection) -> None:
    assert found(connection) is None
    told(connection, "a", "1")
    told(connection, "b", "2", now=NOW - timedelta(days=1))
    told(connection, "c", "3", phone="+6289")
    told(connection, "d", "4", channel="other")
    told(connection, "", "in/1/reply", now=NOW + timedelta(hours=1))
    told(connection, "digest", "6", now=NOW + timedelta(hours=1))
    assert found(connection) == ("a", "")
    told(connection, "e", "5")
    assert found(connection) == ("e", ""), "of one moment it is the one that was told later"


@pytest.mark.parametrize(
    ("age", "there"), [(timedelta(0), True), (timedelta(days=14), True), (timedelta(days=14, seconds=1), False)]
)
def test_no_older_than_asked(connection: Connection, age: timedelta, there: bool) -> None:
    told(connection, "a", "1", now=NOW - age)
    assert (found(connection) is not None) is there


@pytest.mark.parametrize(
    ("status", "came"),
    [
        ("queued", True), ("sending", True), ("sent", True), ("delivered", True), ("unknown", True),
        ("stopped", False), ("failed", False), ("refused", False),
    ],
)  # fmt: skip
def test_nobody_answers_what_never_came(connection: Connection, status: str, came: bool) -> None:
    told(connection, "before", "1")
    id = told(connection, "a", "2")
    connection.execute(update(Message).where(Message.id == id).values(status=status))
    assert found(connection) == ("a" if came else "before", "")


def test_with_the_code_of_what_it_speaks_of(connection: Connection) -> None:
    opened = ticket.open_ticket(
        connection, code="4821367", origin="o", kind="report", category="jalan", village="36.01.06.2009", phone=PHONE,
        description="x", created_at=NOW,
    )  # fmt: skip
    told(connection, "a", "1", ticket=opened.id)
    assert found(connection) == ("a", "4821367")
    seller = connection.execute(select(Product.seller).where(Product.code == "E1")).scalar_one()
    asked = inquiry.open_inquiry(
        connection, code="5821372", origin="o", product="E1", quantity="1", question="?", buyer=PHONE, seller=seller,
        created_at=NOW,
    )  # fmt: skip
    told(connection, "b", "2", inquiry=asked.id)
    assert found(connection) == ("b", "5821372")


@pytest.mark.parametrize(("actor", "later", "answered"), [(PHONE, 1, True), ("+6289", 1, False), (PHONE, -1, False)])
def test_one_that_was_answered_wants_no_more(connection: Connection, actor: str, later: int, answered: bool) -> None:
    """Else whatever they text in these days would be taken for one more answer."""
    opened = ticket.open_ticket(
        connection, code="4821367", origin="o", kind="report", category="jalan", village="36.01.06.2009", phone=PHONE,
        description="x", created_at=NOW - timedelta(days=2),
    )  # fmt: skip
    told(connection, "a", "1", ticket=opened.id)
    row = ticket.lock(connection, "4821367")
    assert row
    ticket.change(connection, row, kind="stars", note="5", actor=actor, at=NOW + timedelta(minutes=later))
    assert found(connection) == (None if answered else ("a", "4821367"))
