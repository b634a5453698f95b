"""What becomes of a ticket: who may do what, in which status, and what is kept of it. Who hears: `test_told.py`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from flows.effects import ChangeTicket
from gateway import desk
from gateway.desk import Desk
from models import Message, Officer, TicketEvent, contact, pin, ticket
from models.officer import Post
from models.ticket import OPEN, TRANSITIONS
from tests.conftest import NOW
from tests.gateway.desk.conftest import (
    ABOVE,
    ELSEWHERE,
    HEAD,
    OPERATOR,
    PHONE,
    STRANGER,
    VILLAGE,
    appoint,
    appoint_above,
    asked_pin,
    does,
    history,
    of,
    put,
    speak,
    ticket_of,
)

STATUSES = (*OPEN, "resolved", "closed", "rejected", "withdrawn")
BY_VILLAGERS = ("closed", "reopened", "withdrawn")
FINAL = ("rejected", "withdrawn")
OFFICERS: list[dict[str, str]] = [
    {"status": "in_progress"}, {"status": "resolved", "answer": "Sudah"}, {"note": "x"}, {"answer": "x"},
    {"to": "village"}, {},
]  # fmt: skip
VILLAGERS: list[dict[str, str]] = [{"status": "closed"}, {"status": "reopened"}, {"add": "x"}, {"stars": "5"}]


def everything(at: Desk) -> list[Any]:
    tables = (TicketEvent.__table__, Message.__table__)
    found = [at.connection.execute(select(table).order_by(table.c.id)).all() for table in tables]
    return [*found, at.connection.exec_driver_sql("SELECT * FROM ticket").all()]


class TestWhoMay:
    @pytest.mark.parametrize("what", OFFICERS, ids=str)
    @pytest.mark.parametrize(
        ("phone", "result"),
        [
            (OPERATOR, "done"), (HEAD, "done"), *[(phone, "done") for phone in ABOVE.values()],
            (ELSEWHERE, "not_yours"), (PHONE, "not_yours"), (STRANGER, "not_yours"), ("", "not_yours"),
        ],
    )  # fmt: skip
    def test_officers_of_the_area_work_it(
        self, at: Desk, code: str, phone: str, result: str, what: dict[str, str]
    ) -> None:
        appoint_above(at.connection)
        before = everything(at)
        assert does(at, code, phone, **what) == result
        assert result == "done" or everything(at) == before

    @pytest.mark.parametrize("what", VILLAGERS, ids=str)
    @pytest.mark.parametrize("phone", [OPERATOR, HEAD, STRANGER, ELSEWHERE])
    def test_what_is_the_villagers_nobody_else_does(
        self, at: Desk, code: str, phone: str, what: dict[str, str]
    ) -> None:
        put(at, code, status="new" if "add" in what else "resolved")
        before = everything(at)
        assert does(at, code, phone, **what) == "not_yours"
        assert everything(at) == before
        assert does(at, code, PHONE, **what) == "done"

    @pytest.mark.parametrize("theirs", OFFICERS[:-1], ids=str)
    @pytest.mark.parametrize("mine", [{"add": "x"}, {"stars": "5"}], ids=str)
    def test_a_flow_that_asks_for_both_parts_needs_both(
        self, at: Desk, code: str, mine: dict[str, str], theirs: dict[str, str]
    ) -> None:
        for phone in (PHONE, OPERATOR):
            assert does(at, code, phone, **mine, **theirs) == "not_yours"
        assert history(at) == []

    def test_an_officer_of_two_villages_works_both(self, at: Desk, code: str) -> None:
        appoint(at.connection, ELSEWHERE, "operator")
        assert does(at, code, ELSEWHERE, status="in_progress") == "done"

    def test_a_district_officer_works_the_district_alone(self, at: Desk, code: str) -> None:
        appoint(at.connection, "+6281", "district", village="36.01.06.2001")
        appoint(at.connection, "+6282", "district", village="36.01.28.2002")
        asked_pin(at.connection, "+6281", "+6282")
        assert does(at, code, "+6281", note="x") == "done"
        assert does(at, code, "+6282", note="x") == "not_yours"

    def test_who_is_no_officer_any_more_may_not_even_what_was_given_to_them(self, at: Desk, code: str) -> None:
        assert does(at, code, HEAD, to=OPERATOR) == "done"
        at.connection.execute(delete(Officer).where(Officer.phone == OPERATOR))
        assert does(at, code, OPERATOR, status="resolved", origin="o/2") == "not_yours"

    @pytest.mark.parametrize("state", ["none", "closed", "locked", "over"])
    @pytest.mark.parametrize("what", OFFICERS, ids=str)
    def test_the_pin_of_an_officer_must_have_been_asked(
        self, at: Desk, code: str, what: dict[str, str], state: str
    ) -> None:
        if state == "none":
            at.connection.exec_driver_sql("DELETE FROM pin")
        until = {"locked_until": NOW + timedelta(minutes=1)} if state == "locked" else {"open_until": None}
        pin.change(at.connection, OPERATOR, **(until if state != "over" else {"open_until": NOW}))
        before = everything(at)
        assert does(at, code, **what) == "closed"
        assert everything(at) == before

    def test_a_villager_needs_none(self, at: Desk, code: str) -> None:
        pin.keep(at.connection, PHONE, hash="-", open_until=NOW, now=NOW)
        assert does(at, code, PHONE, add="Juga di RT 03") == "done"


@pytest.mark.parametrize("status", STATUSES)
class TestTheLife:
    """TRANSITIONS, walked through completely by both."""

    @pytest.mark.parametrize("phone", [OPERATOR, PHONE])
    def test_every_move(self, at: Desk, code: str, status: str, phone: str) -> None:
        for target in (*STATUSES, "strange"):
            with at.connection.begin_nested() as undone:
                put(at, code, status=status, done_at=NOW)
                before = everything(at)
                result = does(at, code, phone, status=target)
                mine = (target in BY_VILLAGERS) == (phone == PHONE)
                moved = mine and target in TRANSITIONS.get(status, ())
                assert result == ("done" if moved else "not_allowed" if mine else "not_yours"), target
                assert ticket_of(at, code).status == (target if moved else status)
                assert moved or everything(at) == before
                undone.rollback()

    def test_what_needs_an_open_one(self, at: Desk, code: str, status: str) -> None:
        put(at, code, status=status)
        expected = "done" if status in OPEN else "not_allowed"
        assert does(at, code, PHONE, add="Juga di RT 03") == expected
        assert does(at, code, to=HEAD) == expected
        assert does(at, code, to="village") == expected

    def test_notes_always_answers_unless_nothing_follows(self, at: Desk, code: str, status: str) -> None:
        put(at, code, status=status)
        assert does(at, code, note="Lihat arsip") == "done"
        assert does(at, code, answer="Besok ya") == ("not_allowed" if status in FINAL else "done")
        assert ticket_of(at, code).status == status

    def test_stars_are_for_what_was_done(self, at: Desk, code: str, status: str) -> None:
        put(at, code, status=status)
        assert does(at, code, PHONE, stars="4") == ("done" if status in {"resolved", "closed"} else "not_allowed")
        assert ticket_of(at, code).stars == (4 if status in {"resolved", "closed"} else None)


class TestReopening:
    @pytest.mark.parametrize("status", ["resolved", "closed"])
    @pytest.mark.parametrize(("days", "result"), [(0, "done"), (14, "done"), (14.001, "not_allowed")])
    def test_within_fourteen_days(self, at: Desk, code: str, status: str, days: float, result: str) -> None:
        ended = NOW - timedelta(days=days)
        resolved = ended - timedelta(days=9 if status == "closed" else 0)
        at.connection.execute(update(TicketEvent).values(at=resolved))
        does(replace(at, now=resolved), code, status="resolved", origin="o/resolved")
        if status == "closed":
            does(replace(at, now=ended), code, PHONE, status="closed", origin="o/closed")
        assert does(at, code, PHONE, status="reopened", add="Masih bocor") == result
        assert ticket_of(at, code).status == ("reopened" if result == "done" else status)

    def test_its_stars_are_gone(self, at: Desk, code: str) -> None:
        put(at, code, status="resolved", stars=5)
        assert does(at, code, PHONE, status="reopened") == "done"
        assert ticket_of(at, code).stars is None
        assert does(at, code, status="resolved", answer="Sudah", origin="o/2") == "done"
        assert (
            ticket.workload(at.connection, [Post("head", "village", VILLAGE)], NOW - timedelta(days=7), NOW).stars
            is None
        )

    def test_it_begins_anew_at_the_level_where_it_was(self, at: Desk, code: str) -> None:
        old = NOW - timedelta(days=3)
        put(at, code, status="resolved", level="district", assignee=OPERATOR, due_at=old, **dict.fromkeys(
            ("done_at", "level_at", "reminded_at", "answered_at"), old))  # fmt: skip
        assert does(at, code, PHONE, status="reopened") == "done"
        row = ticket_of(at, code)
        assert (row.level, row.assignee, row.level_at) == ("district", OPERATOR, NOW)
        assert (row.done_at, row.reminded_at, row.answered_at) == (None, None, None)
        assert row.due_at.isoformat() == "2026-08-24T09:00:00+00:00"

    def test_one_that_ended_nobody_knows_when(self, at: Desk, code: str) -> None:
        put(at, code, status="resolved", done_at=None)
        assert does(at, code, PHONE, status="reopened") == "done"


class TestWhatIsKept:
    @pytest.mark.parametrize(
        ("phone", "status", "what", "events"),
        [
            (OPERATOR, "new", {}, []),
            (OPERATOR, "new", {"status": "waiting", "answer": "Semen"}, [("status", "waiting", "Semen")]),
            (OPERATOR, "new", {"note": "Lihat"}, [("note", "new", "Lihat")]),
            (OPERATOR, "new", {"answer": "Besok"}, [("answer", "new", "Besok")]),
            (OPERATOR, "new", {"to": "village"}, [("handover", "assigned", "village")]),
            (OPERATOR, "waiting", {"to": HEAD}, [("handover", "assigned", HEAD)]),
            (OPERATOR, "in_progress", {"to": HEAD}, [("handover", "assigned", HEAD)]),
            (OPERATOR, "assigned", {"to": HEAD}, [("handover", "assigned", HEAD)]),
            (OPERATOR, "reopened", {"to": "village"}, [("handover", "assigned", "village")]),
            (OPERATOR, "new", {"status": "rejected", "answer": "Bukan", "note": "Iseng"},
             [("status", "rejected", "Bukan"), ("note", "rejected", "Iseng")]),
            (OPERATOR, "new", {"status": "in_progress", "to": HEAD},
             [("status", "in_progress", ""), ("handover", "in_progress", HEAD)]),
            (PHONE, "new", {"add": "Juga"}, [("addition", "new", "Juga")]),
            (PHONE, "new", {"add": ""}, []),
            (PHONE, "resolved", {"status": "reopened", "add": "Masih"}, [("status", "reopened", "Masih")]),
            (PHONE, "resolved", {"status": "closed", "stars": "5"}, [("status", "closed", ""), ("stars", "closed", "5")]),
        ],
    )  # fmt: skip
    def test_events(
        self, at: Desk, code: str, phone: str, status: str, what: dict[str, str], events: list[tuple[str, str, str]]
    ) -> None:
        put(at, code, status=status)
        assert does(at, code, phone, **what) == "done"
        assert history(at) == [(kind, after, phone, note) for kind, after, note in events]

    @pytest.mark.parametrize("what", [{"status": "in_progress"}, {"note": "x"}, {"answer": "x"}], ids=str)
    def test_when_somebody_first_did_something_with_it(self, at: Desk, code: str, what: dict[str, str]) -> None:
        for nothing in ({}, {"to": "village"}):
            does(at, code, **nothing)
            assert ticket_of(at, code).answered_at is None
        does(at, code, PHONE, add="Juga")
        assert ticket_of(at, code).answered_at is None
        does(at, code, **what)
        assert ticket_of(at, code).answered_at == NOW
        desk.perform(of(at, HEAD, now=NOW + timedelta(hours=1)), ChangeTicket(code, note="y"), "o/2")
        assert ticket_of(at, code).answered_at == NOW

    def test_an_officer_answers_their_own_report_too(self, at: Desk, code: str) -> None:
        put(at, code, phone=OPERATOR)
        assert does(at, code, status="in_progress") == "done"
        assert ticket_of(at, code).answered_at == NOW

    @pytest.mark.parametrize("category", ["darurat", "jalan"])
    def test_an_emergency_that_was_answered_has_days(self, at: Desk, code: str, category: str) -> None:
        soon = NOW + timedelta(minutes=15)
        put(at, code, urgent=category == "darurat", due_at=soon, reminded_at=NOW)
        does(at, code, status="in_progress")
        days = "2026-08-24T09:00" if category == "darurat" else soon.isoformat()[:16]
        assert ticket_of(at, code).due_at.isoformat()[:16] == days

    @pytest.mark.parametrize("status", ["resolved", "rejected", "closed", "withdrawn", "in_progress"])
    def test_when_it_was_done(self, at: Desk, code: str, status: str) -> None:
        does(at, code, PHONE if status in BY_VILLAGERS else OPERATOR, status=status)
        assert ticket_of(at, code).done_at == (None if status == "in_progress" else NOW)

    @pytest.mark.parametrize("stars", ["0", "6", "", "lima", "5.0", "-1", "٣"])
    def test_no_other_stars(self, at: Desk, code: str, stars: str) -> None:
        put(at, code, status="resolved")
        assert does(at, code, PHONE, stars=stars) == "not_allowed"
        assert ticket_of(at, code).stars is None

    @pytest.mark.parametrize("said", ["{{7*7}} {contact.phone} %s", "'; DROP TABLE ticket;--", "é 😀", "x" * 1000])
    def test_what_is_written_is_data(self, at: Desk, code: str, said: str) -> None:
        assert does(at, code, note=said) == does(at, code, answer=said) == does(at, code, PHONE, add=said) == "done"
        assert [note for _, _, _, note in history(at)] == [said] * 3


class TestHandingOver:
    @pytest.mark.parametrize("level", ["district", "regency", "province", "village"])
    def test_to_a_level(self, at: Desk, code: str, level: str) -> None:
        appoint_above(at.connection)
        put(at, code, assignee=OPERATOR, reminded_at=NOW, level_at=NOW - timedelta(days=1))
        assert does(at, code, to=level) == "done"
        row = ticket_of(at, code)
        assert (row.level, row.level_at, row.assignee, row.reminded_at) == (level, NOW, None, None)
        assert row.status == "assigned"

    def test_to_one_officer(self, at: Desk, code: str) -> None:
        assert does(at, code, to=HEAD) == "done"
        row = ticket_of(at, code)
        assert (row.assignee, row.level, row.status) == (HEAD, "village", "assigned")

    @pytest.mark.parametrize("to", ["district", ELSEWHERE, STRANGER, PHONE, "", "nobody", "head"])
    @pytest.mark.parametrize("what", [{}, {"note": "x"}, {"status": "in_progress"}], ids=str)
    def test_to_nobody_such_changes_nothing(self, at: Desk, code: str, to: str, what: dict[str, str]) -> None:
        before = everything(at)
        assert does(at, code, to=to, **what) == "unknown"
        assert everything(at) == before

    def test_a_village_without_officers_has_those_above(self, at: Desk, code: str) -> None:
        appoint_above(at.connection)
        put(at, code, village="36.01.06.2001")
        assert does(at, code, OPERATOR, note="x") == "not_yours"
        assert does(at, code, ABOVE["district"], to="village") == "unknown"
        assert does(at, code, ABOVE["district"], to="regency") == "done"


class TestWhatIsAnswered:
    @pytest.mark.parametrize("shown", ["4821-367", "9999999", "", "x", "'; --"])
    def test_no_such_ticket(self, at: Desk, code: str, shown: str) -> None:
        for phone in (OPERATOR, PHONE):
            made = desk.perform(of(at, phone), ChangeTicket(shown, note="x"), "o/1")
            assert made == {"ticket": {}, "result": "unknown"}

    def test_the_ticket_as_it_is_now_in_ones_language(self, at: Desk, code: str) -> None:
        speak(at.connection, OPERATOR, "en")
        shown = f"{code[:4]}-{code[4:]}"
        made = desk.perform(of(at, OPERATOR), ChangeTicket(shown, status="in_progress"), "o/1")
        assert made["result"] == "done"
        told = {name: made["ticket"][name] for name in "code status status_text ours mine".split()}
        assert told == {
            "code": shown, "status": "in_progress", "status_text": "sedang dikerjakan", "ours": True, "mine": False,
        }  # fmt: skip
        assert PHONE not in str(made)

    def test_of_somebody_elses_the_status_alone(self, at: Desk, code: str) -> None:
        made = desk.perform(of(at, ELSEWHERE), ChangeTicket(code, note="x"), "o/1")
        assert made["ticket"].keys() == {"code", "name", "status", "status_text", "mine", "ours"}

    @pytest.mark.parametrize(
        ("phone", "seen"), [(OPERATOR, True), (PHONE, True), (STRANGER, False), (ELSEWHERE, False)]
    )
    def test_what_was_done_was_seen_last(self, at: Desk, code: str, phone: str, seen: bool) -> None:
        contact.change_contact(at.connection, phone, last_ticket="")
        does(at, code, phone, **({"add": "x"} if phone == PHONE else {}))
        assert contact.caller(at.connection, phone)["last_ticket"] == (code if seen else "")
