"""Who hears of what is done with a ticket: each once, in their language, without anybody's number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flows.effects import ChangeTicket
from gateway import desk
from gateway.desk import NOTICE, Desk
from gateway.desk.base import URGENT
from gateway.phone_number import masked
from gateway.proof_settings import OPTIONAL
from models import Message, contact
from tests.conftest import NOW
from tests.gateway.desk.conftest import (
    ABOVE,
    HEAD,
    OPERATOR,
    PHONE,
    appoint,
    appoint_above,
    does,
    of,
    put,
    rows,
    speak,
    told,
)

TOLD: list[tuple[str, str, dict[str, str], list[tuple[str, str]]]] = [
    (OPERATOR, "new", {}, []),
    (OPERATOR, "new", {"note": "x"}, []),
    (OPERATOR, "new", {"status": "in_progress"}, [(PHONE, "ticket_in_progress_villager")]),
    (OPERATOR, "new", {"status": "waiting", "answer": "x"}, [(PHONE, "ticket_waiting_villager")]),
    (OPERATOR, "new", {"status": "resolved", "answer": "x"}, [(PHONE, "ticket_resolved_villager")]),
    (OPERATOR, "new", {"status": "rejected", "answer": "x"}, [(PHONE, "ticket_rejected_villager")]),
    (OPERATOR, "new", {"answer": "x"}, [(PHONE, "ticket_answer_villager")]),
    (OPERATOR, "new", {"status": "assigned"}, []),
    (OPERATOR, "new", {"to": HEAD}, [(HEAD, "ticket_handover_officer")]),
    (OPERATOR, "new", {"to": OPERATOR}, []),
    (OPERATOR, "new", {"to": "village"}, [(HEAD, "ticket_handover_officer")]),
    (OPERATOR, "new", {"to": "district"},
     [(ABOVE["district"], "ticket_handover_officer"), (PHONE, "ticket_handover_villager")]),
    (OPERATOR, "new", {"to": "regency", "answer": "x"},
     [(ABOVE["regency"], "ticket_handover_officer"), (PHONE, "ticket_answer_villager")]),
    (PHONE, "new", {"add": "x"}, [(one, "ticket_addition_officer") for one in (OPERATOR, HEAD)]),
    (PHONE, "new", {"add": ""}, []),
    (PHONE, "new", {"status": "closed"}, [(one, "ticket_closed_officer") for one in (OPERATOR, HEAD)]),
    (PHONE, "in_progress", {"status": "withdrawn"}, [(one, "ticket_withdrawn_officer") for one in (OPERATOR, HEAD)]),
    (PHONE, "resolved", {"status": "reopened", "add": "x"},
     [(one, "ticket_reopened_officer") for one in (OPERATOR, HEAD)]),
    (PHONE, "resolved", {"stars": "5"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("phone", "status", "what", "expected"), TOLD, ids=str)
def test_who_is_told(
    at: Desk, code: str, phone: str, status: str, what: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    appoint_above(at.connection)
    put(at, code, status=status)
    assert does(at, code, phone, **what) == "done"
    assert told(at) == sorted(expected)
    for row in rows(at.connection, Message):
        assert (row["ticket"], row["priority"], row["status"]) == (1, NOTICE, "queued")
        assert PHONE[3:] not in row["text"]


@pytest.mark.parametrize(("phone", "status", "what", "expected"), TOLD, ids=str)
def test_the_same_once_more_is_not_told_again(
    at: Desk, code: str, phone: str, status: str, what: dict[str, str], expected: object
) -> None:
    appoint_above(at.connection)
    put(at, code, status=status)
    does(at, code, phone, **what)
    before = told(at)
    if what.get("status"):
        assert does(at, code, phone, origin="o/2", **what) == "not_allowed"
    assert told(at) == before


@pytest.mark.parametrize("urgent", [True, False])
def test_an_emergency_goes_before_everything_else(at: Desk, code: str, urgent: bool) -> None:
    put(at, code, urgent=urgent)
    does(at, code, to=HEAD)
    does(at, code, HEAD, status="in_progress", origin="o/2")
    does(at, code, PHONE, add="x", origin="o/3")
    assert [row["priority"] for row in rows(at.connection, Message)] == [URGENT if urgent else NOTICE] * 3


def test_a_ticket_of_one_officer_is_theirs_alone_to_hear_of(at: Desk, code: str) -> None:
    does(at, code, to=HEAD)
    does(at, code, PHONE, add="x", origin="o/2")
    assert told(at) == [(HEAD, "ticket_handover_officer"), (HEAD, "ticket_addition_officer")]


def test_where_that_officer_said_stop_the_others_of_the_level_hear(at: Desk, code: str) -> None:
    does(at, code, to=HEAD)
    contact.change_contact(at.connection, HEAD, opted_out_at=NOW)
    does(at, code, PHONE, add="x", origin="o/2")
    assert told(at) == [(OPERATOR, "ticket_addition_officer"), (HEAD, "ticket_handover_officer")]


def test_one_that_went_up_is_heard_of_there(at: Desk, code: str) -> None:
    appoint_above(at.connection)
    put(at, code, level="district")
    does(at, code, PHONE, add="x")
    assert told(at) == [(ABOVE["district"], "ticket_addition_officer")]


@pytest.mark.parametrize(
    ("phone", "what", "expected"),
    [
        (OPERATOR, {"status": "in_progress"}, []),
        (OPERATOR, {"to": HEAD}, [(HEAD, "ticket_handover_officer")]),
        (OPERATOR, {"add": "x"}, [(HEAD, "ticket_addition_officer")]),
        (HEAD, {"status": "in_progress"}, [(OPERATOR, "ticket_in_progress_villager")]),
    ],
)
def test_an_officer_who_reported_it_hears_nothing_of_their_own_doing(
    at: Desk, code: str, phone: str, what: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    put(at, code, phone=OPERATOR)
    assert does(at, code, phone, **what) == "done"
    assert told(at) == expected


@pytest.mark.parametrize(
    ("phone", "stopped", "told_so"),
    [(PHONE, False, "yes"), (PHONE, True, "no"), ("erased-0123456789abcdef", False, "no"), (OPERATOR, False, "self")],
)
def test_whether_the_villager_is_told_is_known(at: Desk, code: str, phone: str, stopped: bool, told_so: str) -> None:
    put(at, code, phone=phone)
    if stopped:
        contact.change_contact(at.connection, PHONE, opted_out_at=NOW)
    made = desk.perform(of(at, OPERATOR), ChangeTicket(code, status="in_progress"), "o/1")
    assert (made["ticket"]["told"], made["ticket"]["heard"]) == (told_so, 0)
    assert told(at) == ([(PHONE, "ticket_in_progress_villager")] if told_so == "yes" else [])


def test_where_no_notice_is_nobody_is_told(at: Desk, code: str) -> None:
    made = desk.perform(of(at, OPERATOR), ChangeTicket(code, note="x"), "o/1")
    assert made["ticket"]["told"] == ""


def test_how_many_officers_are_told_is_known(at: Desk, code: str) -> None:
    assert desk.perform(at, ChangeTicket(code, add="x"), "o/1")["ticket"]["heard"] == 2
    contact.change_contact(at.connection, HEAD, opted_out_at=NOW)
    assert desk.perform(at, ChangeTicket(code, add="y"), "o/2")["ticket"]["heard"] == 1
    assert desk.perform(of(at, OPERATOR), ChangeTicket(code, to=HEAD), "o/3")["ticket"]["heard"] == 0


def texts(at: Desk, code: str, phone: str, **what: Any) -> dict[str, str]:
    does(at, code, phone, **what)
    return {row["phone"]: row["text"] for row in rows(at.connection, Message)}


class TestTheWords:
    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("id", "{} selesai: Sudah dipasang\nSudah beres? Balas:\n1 Sudah beres\n2 Belum"),
            ("su", "{} rengse: Sudah dipasang\nTos beres? Waler:\n1 Tos beres\n2 Teu acan"),
            ("en", "{} is done: Sudah dipasang\nIs it solved? Answer:\n1 Solved\n2 Not yet"),
            ("", "{} selesai: Sudah dipasang\nSudah beres? Balas:\n1 Sudah beres\n2 Belum"),
        ],
    )
    def test_in_the_language_of_who_reads_them(self, at: Desk, code: str, language: str, text: str) -> None:
        speak(at.connection, PHONE, language)
        speak(at.connection, OPERATOR, "en")
        found = texts(at, code, OPERATOR, status="resolved", answer="Sudah dipasang")
        assert found == {PHONE: text.format(f"{code[:4]}-{code[4:]}")}

    def test_officers_read_who_sent_it_without_the_number(self, at: Desk, code: str) -> None:
        speak(at.connection, HEAD, "en")
        assert texts(at, code, OPERATOR, to=HEAD) == {
            HEAD: f"For you {code[:4]}-{code[4:]}, Mekarsari village: Road or bridge. Jembatan ambruk di RT 02\n"
            f"From {masked(PHONE)} Siti Aminah"
        }

    def test_they_say_what_is_true_by_then(self, at: Desk, code: str) -> None:
        words = {"id": "{ticket.status_text} {ticket.due}"}
        names = ("ticket_reopened_officer", "ticket_handover_officer", "ticket_waiting_villager")
        settings = at.settings.model_copy(update={"notices": {**at.settings.notices, **dict.fromkeys(names, words)}})
        at = replace(at, settings=settings)
        contact.change_contact(at.connection, PHONE, language="id")
        assert texts(at, code, OPERATOR, to=HEAD) == {HEAD: "sudah ada petugas 2026-08-24"}
        assert texts(at, code, OPERATOR, status="waiting", origin="2")[PHONE] == "menunggu 2026-08-24"
        put(at, code, status="resolved", due_at=None, assignee=None)
        assert texts(at, code, PHONE, status="reopened", origin="3")[OPERATOR] == "dibuka lagi 2026-08-24"

    @pytest.mark.parametrize("said", ["{{7*7}} {contact.phone} {ticket.code}", "%s %(x)s", "'; --", "{", "}"])
    def test_what_was_written_is_data(self, at: Desk, code: str, said: str) -> None:
        assert said in texts(at, code, OPERATOR, answer=said)[PHONE]


class TestWhoActs:
    @pytest.mark.parametrize(
        ("phone", "level", "office"),
        [
            (OPERATOR, "village", "kantor desa Mekarsari"),
            (ABOVE["district"], "village", "Kecamatan Panimbang"),
            (ABOVE["district"], "regency", "Kecamatan Panimbang"),
            (ABOVE["regency"], "regency", "Kabupaten Pandeglang"),
            (ABOVE["province"], "province", "Provinsi Banten"),
        ],
    )
    def test_is_the_office_of_the_officer(self, at: Desk, code: str, phone: str, level: str, office: str) -> None:
        appoint_above(at.connection)
        speak(at.connection, PHONE, "id")
        put(at, code, level=level)
        shown = f"{code[:4]}-{code[4:]}"
        assert texts(at, code, phone, status="in_progress")[PHONE] == (
            f"Laporan {shown} (Jalan/jembatan) sedang dikerjakan {office}."
        )
        assert texts(at, code, phone, origin="o/2", answer="Besok")[PHONE].startswith(
            f"Tentang {shown}, dari {office}:"
        )

    def test_who_sits_at_two_levels_acts_for_the_one_whose_turn_it_is(self, at: Desk, code: str) -> None:
        appoint(at.connection, OPERATOR, "district", village="36.01.06.2001")
        put(at, code, level="district")
        assert "Kacamatan Panimbang" in texts(at, code, OPERATOR, status="in_progress")[PHONE]

    @pytest.mark.parametrize(("level", "to"), [("village", "district"), ("district", "village")])
    def test_another_level_is_named_to_which_it_goes(self, at: Desk, code: str, level: str, to: str) -> None:
        appoint_above(at.connection)
        speak(at.connection, PHONE, "id")
        put(at, code, level=level)
        office = {"district": "Kecamatan Panimbang", "village": "kantor desa Mekarsari"}[to]
        assert texts(at, code, OPERATOR, to=to)[PHONE].endswith(f"(Jalan/jembatan) diteruskan ke {office}.")


def test_a_notice_that_config_does_not_have_is_not_told(at: Desk, code: str) -> None:
    appoint_above(at.connection)
    kept = {name: words for name, words in at.settings.notices.items() if name not in OPTIONAL}
    silent = replace(at, settings=at.settings.model_copy(update={"notices": kept}))
    for phone, status, what, _ in TOLD:
        put(at, code, status=status)
        assert does(silent, code, phone, **what) == "done"
    assert told(at) == []


@pytest.mark.parametrize("what", [{"status": "assigned"}, {"to": HEAD}], ids=str)
def test_one_that_config_has_besides_is(at: Desk, code: str, what: dict[str, str]) -> None:
    more = {**at.settings.notices, "ticket_assigned_villager": {"id": "{ticket.code} {ticket.status_text}"}}
    settings = at.settings.model_copy(update={"notices": more})
    made = desk.perform(of(replace(at, settings=settings), OPERATOR), ChangeTicket(code, **what), "o/1")
    assert made["result"] == "done"
    assert (PHONE, "ticket_assigned_villager") in told(at)
