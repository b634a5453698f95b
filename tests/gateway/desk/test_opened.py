"""A ticket is opened: where, with which deadline, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, update

from flows import codes
from flows.effects import OpenTicket
from gateway import desk
from gateway.desk import NOTICE, Desk, DeskError
from gateway.phone_number import masked
from models import Contact, Message, Ticket, TicketEvent, contact
from tests.conftest import NOW
from tests.gateway.desk.conftest import (
    ABOVE,
    ELSEWHERE,
    HEAD,
    OPERATOR,
    PHONE,
    TICKET,
    VILLAGE,
    appoint,
    asked_pin,
    does,
    officers,
    rows,
    speak,
)

OFFICE = {"district": "Kacamatan Panimbang", "province": "Propinsi Banten", "village": "kantor desa Panimbangjaya"}


def test_it_is_opened_in_the_village_of_the_caller(at: Desk) -> None:
    made = desk.perform(at, TICKET, "o/1")["ticket"]
    (opened,) = rows(at.connection, Ticket)
    assert made == {
        "code": codes.show(opened["code"]), "status": "new", "category": "jalan", "category_text": "Jalan/sasak",
        "description": TICKET.description, "level": "village", "office": "kantor desa Mekarsari", "heard": 2,
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
    made = desk.perform(at, TICKET, "o/1")["ticket"]
    assert len(rows(at.connection, Ticket)) == 1
    assert rows(at.connection, Message) == []
    assert made["heard"] == 0


@pytest.mark.parametrize(
    ("above", "level"), [(["district", "province"], "district"), (["province"], "province"), ([], "village")]
)
def test_where_the_village_has_no_officers_the_next_level_has_it_at_once(
    at: Desk, above: list[str], level: str
) -> None:
    at.connection.execute(update(Contact).values(village="36.01.06.2001"))
    for role in above:
        appoint(at.connection, ABOVE[role], role, village="36.01.06.2009")
    made = desk.perform(at, TICKET, "o/1")["ticket"]
    assert (made["level"], made["office"], made["heard"]) == (level, OFFICE[level], len(above[:1]))
    assert rows(at.connection, Ticket)[0]["level"] == level
    assert [row["phone"] for row in rows(at.connection, Message)] == [ABOVE[role] for role in above[:1]]


def test_officers_who_said_stop_hear_nothing_and_the_next_level_does(at: Desk) -> None:
    appoint(at.connection, ABOVE["district"], "district")
    contact.change_contact(at.connection, OPERATOR, opted_out_at=NOW)
    assert desk.perform(at, TICKET, "o/1")["ticket"]["heard"] == 1
    contact.change_contact(at.connection, HEAD, opted_out_at=NOW)
    made = desk.perform(at, TICKET, "o/2")["ticket"]
    assert (made["level"], made["heard"]) == ("district", 1)
    contact.change_contact(at.connection, ABOVE["district"], opted_out_at=NOW)
    made = desk.perform(at, TICKET, "o/3")["ticket"]
    assert (made["level"], made["heard"]) == ("village", 0)
    assert [row["phone"] for row in rows(at.connection, Message)] == [HEAD, ABOVE["district"]]


def test_the_officers_of_a_level_are_looked_up_once(at: Desk) -> None:
    asked: list[str] = []
    event.listen(at.connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
    desk.perform(at, TICKET, "o/1")
    assert len([one for one in asked if "FROM officer" in one and "officer.village" in one]) == 1


def test_it_is_the_ticket_that_its_villager_saw_last(at: Desk) -> None:
    made = desk.perform(at, TICKET, "o/1")["ticket"]
    assert contact.caller(at.connection, PHONE)["last_ticket"] == made["code"].replace("-", "")


@pytest.mark.parametrize(
    ("rules", "urgent", "due"),
    [
        ({}, False, "2026-08-24T09:00"),  # today is Independence Day; five working days, and the end of the fifth
        ({"deadline": 0}, False, "2026-08-18T09:00"),
        ({"deadline": 1}, False, "2026-08-18T09:00"),
        ({"deadline": 6}, False, "2026-08-26T09:00"),  # the 25th is the Prophet's birthday
        ({"urgent": True}, True, "2026-08-17T03:15"),
        ({"urgent": True, "deadline": 3}, True, "2026-08-17T03:15"),
    ],
)
def test_its_deadline_is_the_categorys(at: Desk, rules: dict[str, Any], urgent: bool, due: str) -> None:
    category = at.settings.categories["jalan"].model_copy(update=rules)
    settings = at.settings.model_copy(update={"categories": {**at.settings.categories, "jalan": category}})
    desk.perform(replace(at, settings=settings), TICKET, "o/1")
    (opened,) = rows(at.connection, Ticket)
    assert (opened["urgent"], opened["due_at"].isoformat()[:16]) == (urgent, due)
    kept = {name: opened[name] for name in "level level_at channel assignee answered_at done_at stars".split()}
    assert kept == {
        "level": "village", "level_at": NOW, "channel": "at",
        "assignee": None, "answered_at": None, "done_at": None, "stars": None,
    }  # fmt: skip


def test_an_officer_who_reports_in_another_village_works_nothing_there(at: Desk) -> None:
    made = desk.perform(at, TICKET, "o/1")["ticket"]
    asked_pin(at.connection, ELSEWHERE)
    assert does(at, made["code"], ELSEWHERE, status="in_progress") == "not_yours"
