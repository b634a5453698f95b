"""Officers are told of a deadline once when it is near and once when it has passed, whatever lies between."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from flows import codes
from gateway.duties import tend_open
from models import Message, Ticket
from tests.conftest import Clock
from tests.village_desk import GO_ON, HEAD, NEIGHBOUR, OPERATOR, SITI, VillageDesk

NEAR = datetime(2026, 8, 21, 9, tzinfo=UTC)
"""A Friday, four in the afternoon: five working days after the holiday end at that hour on Monday."""
DUE = datetime(2026, 8, 24, 9, tzinfo=UTC)
REMINDER = "ticket_reminder_officer"
BOTH = {OPERATOR: [REMINDER], HEAD: [REMINDER]}


@pytest.fixture(autouse=True)
def ticket(village: VillageDesk) -> str:
    code = village.open()
    village.sweep()
    village.forget_messages()
    return code


def test_a_working_day_before_the_deadline_and_not_earlier(village: VillageDesk, clock: Clock, ticket: str) -> None:
    assert village.ticket(ticket).due_at == DUE
    clock.now = NEAR
    clock.turn(seconds=-1)
    village.sweep()
    assert village.notices("digest") == {}
    clock.now = NEAR
    village.sweep()
    assert village.notices("digest") == BOTH
    assert village.ticket(ticket).reminded_at == NEAR
    assert village.told(HEAD, REMINDER) == [
        f"Pengingat {codes.show(ticket)}, desa Mekarsari: Jalan/jembatan. Batas waktu 24 Agustus 2026. Jembatan ambruk"
    ]


def test_once_over_a_whole_weekend(village: VillageDesk, clock: Clock) -> None:
    clock.now = NEAR
    while clock.now < DUE:
        village.sweep()
        clock.turn(hours=1)
    assert village.notices("digest") == BOTH


def test_once_more_when_it_has_passed(village: VillageDesk, clock: Clock, ticket: str) -> None:
    for moment in (NEAR, DUE, DUE):
        clock.now = moment
        village.sweep()
    assert village.notices("digest") == {OPERATOR: [REMINDER] * 2, HEAD: [REMINDER] * 2}
    clock.turn(hours=20)
    village.sweep()
    assert len(village.told(HEAD, REMINDER)) == 2
    assert village.ticket(ticket).level == "village"


def test_a_clock_that_stood_still_tells_only_what_is_so_now(village: VillageDesk, clock: Clock) -> None:
    clock.now = DUE
    village.sweep()
    assert village.notices("digest") == BOTH


@pytest.mark.parametrize("status", ["resolved", "rejected"])
def test_not_of_what_is_done(village: VillageDesk, clock: Clock, ticket: str, status: str) -> None:
    assert village.does(OPERATOR, ticket, status=status, answer="ya") == "done"
    village.forget_messages()
    for moment in (NEAR, DUE):
        clock.now = moment
        village.sweep()
    assert village.notices("digest") == {}


def test_who_got_it_into_their_own_hands_alone_is_told(village: VillageDesk, clock: Clock, ticket: str) -> None:
    clock.now = NEAR
    village.does(HEAD, ticket, to=OPERATOR)
    village.forget_messages()
    village.sweep()
    assert village.notices("digest") == {OPERATOR: [REMINDER]}


def test_who_gets_it_late_is_told_too_and_nobody_twice(village: VillageDesk, clock: Clock, ticket: str) -> None:
    clock.now = NEAR
    village.does(HEAD, ticket, to=OPERATOR)
    village.sweep()
    for giver, to in ((OPERATOR, HEAD), (HEAD, OPERATOR)):
        village.does(giver, ticket, to=to)
        clock.turn(minutes=1)
        village.sweep()
    assert {phone: told.count(REMINDER) for phone, told in village.notices().items()} == {OPERATOR: 1, HEAD: 1}


def test_a_ticket_that_is_due_today_is_not_at_once_called_near(village: VillageDesk, clock: Clock) -> None:
    clock.now = datetime(2026, 8, 18, 3, tzinfo=UTC)
    for _ in range(2):
        village.does(OPERATOR, village.open(category="darurat"), status="in_progress")
    with village.runtime.database.begin() as connection:
        connection.exec_driver_sql("UPDATE ticket SET due_at = '2026-08-18 09:00+00' WHERE urgent")
    village.forget_messages()
    village.sweep()
    assert village.notices("digest") == {}


def test_a_holiday_is_no_working_day(village: VillageDesk, clock: Clock) -> None:
    """The 25th is the Prophet's birthday: what is due on the 26th is near from the 24th on."""
    clock.now = datetime(2026, 8, 18, 3, tzinfo=UTC)
    code = village.open()
    assert village.ticket(code).due_at == datetime(2026, 8, 26, 9, tzinfo=UTC)
    clock.now = DUE.replace(hour=8, minute=59)
    village.sweep()
    assert village.ticket(code).reminded_at is None
    clock.now = DUE
    village.sweep()
    assert village.ticket(code).reminded_at == DUE


def test_several_clocks_at_once_tell_each_once(village: VillageDesk, clock: Clock) -> None:
    for number in range(10):
        village.open(description=f"Nomor {number}")
    village.forget_messages()
    clock.now = NEAR
    village.sweep_at_once()
    assert sorted(village.notices("digest")[HEAD]) == [REMINDER] * 11
    assert len(set(village.told(HEAD, REMINDER))) == 11


def test_a_ticket_that_somebody_works_on_just_now_waits(village: VillageDesk, clock: Clock, ticket: str) -> None:
    clock.now = NEAR
    with village.runtime.database.begin() as connection:
        connection.exec_driver_sql("SELECT 1 FROM ticket FOR UPDATE")
        assert tend_open(village.runtime, GO_ON) == 0
    assert tend_open(village.runtime, GO_ON) == 1
    assert tend_open(village.runtime, GO_ON) == 0


def test_one_of_which_something_is_wrong_holds_up_none_of_the_others(village: VillageDesk, clock: Clock) -> None:
    village.open()
    village.forget_messages()
    with village.runtime.database.begin() as connection:
        connection.exec_driver_sql("UPDATE ticket SET level = 'moon' WHERE id = 1")
    clock.now = DUE
    for _ in range(2):
        village.sweep()
    assert len(village.told(HEAD, REMINDER)) == 1


def test_a_sweep_looks_at_so_many_and_no_more(village: VillageDesk, clock: Clock) -> None:
    copy = (
        "INSERT INTO ticket (code, origin, kind, category, status, village, phone, description, due_at, created_at,"
        " level_at, look_at) SELECT 'x' || n, 'x' || n, kind, category, status, village, phone, description, due_at,"
        " created_at, level_at, look_at FROM ticket, generate_series(1, 520) AS n"
    )
    with village.runtime.database.begin() as connection:
        connection.exec_driver_sql(copy)
    clock.now = NEAR
    assert [tend_open(village.runtime, GO_ON) for _ in range(3)] == [500, 21, 0]


def test_a_ticket_from_before_there_were_deadlines_gets_one(village: VillageDesk, clock: Clock, ticket: str) -> None:
    with village.runtime.database.begin() as connection:
        connection.exec_driver_sql("UPDATE ticket SET due_at = NULL, level_at = NULL, look_at = now() - interval '9y'")
    clock.now = NEAR
    for _ in range(3):
        village.sweep()
    assert village.notices("digest") == {}
    assert village.ticket(ticket).due_at == datetime(2026, 8, 31, 9, tzinfo=UTC)


def test_nobody_is_told_where_there_is_nobody(village: VillageDesk, clock: Clock) -> None:
    village.meet("+6281234567802", NEIGHBOUR)
    code = village.open("+6281234567802")
    village.forget_messages()
    clock.now = DUE
    for _ in range(3):
        village.sweep()
    told = select(Ticket.code).join(Message, Message.ticket == Ticket.id)
    assert code not in {row.code for row in village.rows(told)}


def test_siti_is_told_nothing_of_it(village: VillageDesk, clock: Clock) -> None:
    clock.now = DUE
    village.sweep()
    assert SITI not in village.notices()
