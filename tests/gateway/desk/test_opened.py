"""A ticket is opened: where, with which deadline, and who hears of it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from flows import codes
from flows.effects import OpenTicket
from gateway import desk
from gateway.desk import NOTICE, Desk, DeskError
from gateway.phone_number import masked
from models import Contact, Message, Ticket, TicketEvent
from tests.conftest import NOW
from tests.gateway.desk.conftest import PHONE, TICKET, VILLAGE, officers, rows, speak


def test_it_is_opened_in_the_village_of_the_caller(at: Desk) -> None:
    made = desk.perform(at, TICKET, "o/1")["ticket"]
    (opened,) = rows(at.connection, Ticket)
    assert made == {
        "code": codes.show(opened["code"]), "status": "new", "category": "jalan", "category_text": "Jalan/sasak",
        "description": TICKET.description,
    }  # fmt: skip
    kept = {
        name: opened[name] for name in "kind category status village phone name description origin created_at".split()
    }
    assert kept == {
        "kind": "report", "category": "jalan", "status": "new", "village": VILLAGE, "phone": PHONE,
        "name": "Siti Aminah", "description": TICKET.description, "origin": "o/1", "created_at": NOW,
    }  # fmt: skip
    (event,) = rows(at.connection, TicketEvent)
    assert (event["ticket"], event["status"], event["actor"], event["at"]) == (opened["id"], "new", PHONE, NOW)


def test_each_officer_hears_of_it_in_their_language_without_the_number(at: Desk) -> None:
    first, second = officers(at.connection)[:2]
    speak(at.connection, first, "en")
    made = desk.perform(at, TICKET, "o/1")["ticket"]
    sent = {row["phone"]: row for row in rows(at.connection, Message)}
    assert sorted(sent) == officers(at.connection)
    assert sent[first]["text"] == (
        f"New {made['code']}, Mekarsari village: Road or bridge. {TICKET.description}\nFrom {masked(PHONE)} Siti Aminah"
    )
    assert sent[second]["text"].startswith(f"Baru {made['code']}, desa Mekarsari: Jalan/jembatan.")
    (opened,) = rows(at.connection, Ticket)
    for row in sent.values():
        assert PHONE not in row["text"]
        assert (row["priority"], row["village"], row["ticket"]) == (NOTICE, VILLAGE, opened["id"])
        assert (row["status"], row["channel"]) == ("queued", "at")


def test_a_name_that_was_given_for_it_counts(at: Desk) -> None:
    desk.perform(at, OpenTicket("letter", "sktm", "sekolah", name="Udin"), "o/1")
    assert rows(at.connection, Ticket)[0]["name"] == "Udin"
    assert all(row["text"].endswith(f"{masked(PHONE)} Udin") for row in rows(at.connection, Message))


@pytest.mark.parametrize(
    "said", ["{{7*7}} {contact.phone} %s", "*1*2#", "'; DROP TABLE ticket;--", "é … 😀", "x" * 300]
)
def test_what_was_said_is_data(at: Desk, said: str) -> None:
    made = desk.perform(at, OpenTicket("report", "jalan", said), "o/1")
    assert made["ticket"]["description"] == said
    assert rows(at.connection, Ticket)[0]["description"] == said


def test_without_a_village_there_is_none(at: Desk) -> None:
    at.connection.execute(update(Contact).values(village=None))
    with pytest.raises(DeskError, match="village"):
        desk.perform(at, TICKET, "o/1")


def test_without_a_category_there_is_none(at: Desk) -> None:
    with pytest.raises(DeskError, match="'gone'"):
        desk.perform(at, OpenTicket("report", "gone", "x"), "o/1")


def test_a_village_without_officers_has_its_ticket_all_the_same(at: Desk) -> None:
    at.connection.execute(update(Contact).values(village="36.01.01.2001"))
    desk.perform(at, TICKET, "o/1")
    assert len(rows(at.connection, Ticket)) == 1
    assert rows(at.connection, Message) == []
