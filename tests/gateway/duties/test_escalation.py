"""A ticket that waits too long goes up, level by level, and everybody whom it matters to hears of it once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from flows import codes
from gateway.phone_number import masked
from models import Message, Ticket
from tests.conftest import NOW, Clock
from tests.village_desk import (
    DISTRICT,
    HEAD,
    NEIGHBOUR,
    OPERATOR,
    PROVINCE,
    REGENCY,
    SITI,
    VILLAGE,
    VillageDesk,
    officers,
)

DUE = datetime(2026, 8, 24, 9, tzinfo=UTC)
NEXT = [datetime(2026, 8, 28, 9, tzinfo=UTC), datetime(2026, 9, 2, 9, tzinfo=UTC), datetime(2026, 9, 7, 9, tzinfo=UTC)]
"""Three working days each; the 25th of August is a holiday."""
TOLD, REMINDER, VILLAGER = "ticket_escalated_officer", "ticket_reminder_officer", "ticket_escalated_villager"
CLOCK = ("digest", REMINDER)
"""Notices that these tests do not look at."""


def moves(village: VillageDesk, code: str) -> list[tuple[str, datetime]]:
    rows = [row for row in village.history(code) if row.kind == "escalation"]
    assert {row.actor for row in rows} <= {""}
    return [(row.note, row.at) for row in rows]


def sweep_at(village: VillageDesk, clock: Clock, *moments: datetime) -> None:
    """A moment before each, and then, and once more."""
    for moment in moments:
        clock.now = moment - timedelta(seconds=1)
        village.sweep()
        clock.now = moment
        village.sweep()
        village.sweep()


@pytest.mark.usefixtures("above")
class TestUp:
    def test_level_by_level_each_with_its_time(self, village: VillageDesk, clock: Clock) -> None:
        code = village.open()
        village.forget_messages()
        sweep_at(village, clock, DUE, *NEXT)
        assert moves(village, code) == [("district", DUE), ("regency", NEXT[0]), ("province", NEXT[1])]
        assert village.ticket(code).level == "province"
        assert village.notices(*CLOCK) == {
            DISTRICT: [TOLD], REGENCY: [TOLD], PROVINCE: [TOLD], SITI: [VILLAGER] * 3,
        }  # fmt: skip

    def test_what_each_reads(self, village: VillageDesk, clock: Clock) -> None:
        shown = codes.show(village.open())
        village.forget_messages()
        sweep_at(village, clock, DUE, NEXT[0])
        assert village.told(DISTRICT, TOLD) == [
            f"Belum selesai, kini untuk Anda: {shown}, desa Mekarsari, Panimbang: Jalan/jembatan. Jembatan ambruk\n"
            f"Dari {masked(SITI)} Siti Aminah"
        ]
        said = f"Laporan {shown} (Jalan/jembatan) belum selesai, maka diteruskan ke "
        assert village.told(SITI, VILLAGER) == [f"{said}Kecamatan Panimbang.", f"{said}Kabupaten Pandeglang."]

    def test_the_village_hears_once_that_the_deadline_has_passed_and_the_others_nothing(
        self, village: VillageDesk, clock: Clock
    ) -> None:
        village.open()
        village.forget_messages()
        clock.now = DUE
        village.sweep()
        assert village.notices("digest", "ticket_escalated") == {OPERATOR: [REMINDER], HEAD: [REMINDER]}
        village.forget_messages()
        sweep_at(village, clock, *NEXT[:2])
        assert village.notices("digest", "ticket_escalated") == {}

    def test_at_the_last_level_again_and_again(self, village: VillageDesk, clock: Clock) -> None:
        village.open()
        sweep_at(village, clock, DUE, *NEXT[:2])
        assert village.told(PROVINCE, REMINDER) == []
        sweep_at(village, clock, NEXT[2])
        assert len(village.told(PROVINCE, REMINDER)) == 1
        sweep_at(village, clock, datetime(2026, 9, 10, 9, tzinfo=UTC))
        assert len(village.told(PROVINCE, REMINDER)) == 2
        assert len(village.told(SITI, VILLAGER)) == 3

    def test_not_what_is_done(self, village: VillageDesk, clock: Clock) -> None:
        code = village.open()
        village.does(OPERATOR, code, status="resolved", answer="beres")
        sweep_at(village, clock, DUE, *NEXT)
        assert moves(village, code) == []

    def test_who_had_it_in_hand_has_it_no_more(self, village: VillageDesk, clock: Clock) -> None:
        code = village.open()
        village.does(HEAD, code, to=OPERATOR)
        sweep_at(village, clock, DUE)
        assert (village.ticket(code).level, village.ticket(code).assignee) == ("district", None)

    def test_a_level_to_which_it_was_handed_after_the_deadline_has_its_days(
        self, village: VillageDesk, clock: Clock
    ) -> None:
        code = village.open()
        sweep_at(village, clock, DUE)
        clock.now = DUE + timedelta(days=3)
        assert village.does(DISTRICT, code, to="village") == "done"
        sweep_at(village, clock, datetime(2026, 9, 1, 9, tzinfo=UTC))
        assert moves(village, code) == [("district", DUE), ("district", datetime(2026, 9, 1, 9, tzinfo=UTC))]

    def test_reopened_it_begins_anew_where_it_was(self, village: VillageDesk, clock: Clock) -> None:
        code = village.open()
        sweep_at(village, clock, DUE)
        village.does(DISTRICT, code, status="resolved", answer="beres")
        clock.turn(days=1)
        village.does(SITI, code, status="reopened", add="masih rusak")
        due = village.ticket(code).due_at
        assert (village.ticket(code).level, due) == ("district", datetime(2026, 9, 1, 9, tzinfo=UTC))
        sweep_at(village, clock, due)
        assert moves(village, code)[1:] == [("regency", due)]

    def test_several_clocks_at_once_move_it_once(self, village: VillageDesk, clock: Clock) -> None:
        tickets = [village.open() for _ in range(6)]
        village.forget_messages()
        clock.now = DUE
        village.sweep_at_once()
        assert [moves(village, code) for code in tickets] == [[("district", DUE)]] * 6
        assert village.notices(*CLOCK) == {DISTRICT: [TOLD] * 6, SITI: [VILLAGER] * 6}

    def test_also_where_the_villager_was_forgotten(self, village: VillageDesk, clock: Clock) -> None:
        code = village.open()
        with village.runtime.database.begin() as connection:
            connection.exec_driver_sql("UPDATE ticket SET phone = 'erased-0123456789abcdef'")
        village.forget_messages()
        sweep_at(village, clock, DUE)
        assert moves(village, code) == [("district", DUE)]
        assert village.notices(*CLOCK) == {DISTRICT: [TOLD]}

    @pytest.mark.parametrize("language", ["id", "su", "en"])
    def test_in_each_language(self, village: VillageDesk, clock: Clock, language: str) -> None:
        with village.runtime.database.begin() as connection:
            connection.exec_driver_sql("UPDATE contact SET language = %s", (language,))
        village.open()
        sweep_at(village, clock, DUE)
        office = village.runtime.settings.words["office.district"][language]
        assert office.replace("{village.district}", "Panimbang") in village.told(SITI, VILLAGER)[0]
        assert not [one.text for one in village.rows(select(Message.text)) if "{" in one.text]


def test_levels_without_officers_are_passed_over(database: Engine, village: VillageDesk, clock: Clock) -> None:
    with officers(database, VILLAGE, {PROVINCE: "province"}):
        code = village.open()
        sweep_at(village, clock, DUE, NEXT[0])
        assert moves(village, code) == [("province", DUE)]
        assert len(village.told(PROVINCE, REMINDER)) == 1


def test_what_began_with_the_district_goes_up_from_there(database: Engine, village: VillageDesk, clock: Clock) -> None:
    with officers(database, VILLAGE, {DISTRICT: "district", REGENCY: "regency"}):
        village.meet("+6281234567802", NEIGHBOUR)
        code = village.open("+6281234567802")
        sweep_at(village, clock, DUE)
        assert moves(village, code) == [("regency", DUE)]
        assert village.notices(*CLOCK)[REGENCY] == [TOLD]


def test_officers_of_another_district_hear_nothing(database: Engine, village: VillageDesk, clock: Clock) -> None:
    with officers(database, "36.01.28.2002", {DISTRICT: "district", REGENCY: "regency"}):
        code = village.open()
        sweep_at(village, clock, DUE)
        assert moves(village, code) == [("regency", DUE)]
        assert DISTRICT not in village.notices()


def test_a_level_that_gets_officers_later_is_asked_then(database: Engine, village: VillageDesk, clock: Clock) -> None:
    code = village.open()
    sweep_at(village, clock, DUE, NEXT[0])
    assert len(village.told(HEAD, REMINDER)) == 3
    with officers(database, VILLAGE, {DISTRICT: "district"}):
        sweep_at(village, clock, NEXT[1])
    assert moves(village, code) == [("district", NEXT[1])]


class TestEmergency:
    def test_all_officers_of_the_village_hear_of_it_at_once(self, village: VillageDesk) -> None:
        code = village.open(category="darurat", description="Kebakaran di RT 03")
        assert village.notices() == {phone: ["ticket_opened_officer"] for phone in (OPERATOR, HEAD)}
        assert "DARURAT. Kebakaran di RT 03" in village.told(HEAD, "ticket_opened_officer")[0]
        assert village.ticket(code).urgent

    @pytest.mark.usefixtures("above")
    def test_it_goes_up_each_quarter_of_an_hour_at_any_hour(self, village: VillageDesk, clock: Clock) -> None:
        clock.now = datetime(2026, 8, 22, 18, tzinfo=UTC)  # one o'clock in the night to Sunday
        code = village.open(category="darurat")
        quarters = [clock.now + timedelta(minutes=15 * number) for number in (1, 2, 3, 4, 5)]
        village.forget_messages()
        sweep_at(village, clock, *quarters)
        assert moves(village, code) == list(zip(("district", "regency", "province"), quarters, strict=False))
        assert village.notices(*CLOCK) == {
            DISTRICT: [TOLD], REGENCY: [TOLD], PROVINCE: [TOLD], SITI: [VILLAGER] * 3,
        }  # fmt: skip

    @pytest.mark.usefixtures("above")
    @pytest.mark.parametrize(
        "answer", [{"status": "in_progress"}, {"note": "sudah ditelepon"}, {"answer": "kami datang"}]
    )
    def test_not_where_somebody_has_answered(self, village: VillageDesk, clock: Clock, answer: dict[str, str]) -> None:
        code = village.open(category="darurat")
        clock.turn(minutes=14)
        assert village.does(OPERATOR, code, **answer) == "done"
        clock.turn(minutes=60)
        village.sweep()
        assert moves(village, code) == []
        sweep_at(village, clock, DUE)
        assert moves(village, code) == [("district", DUE)]

    @pytest.mark.usefixtures("above")
    def test_whoever_it_is_given_to_has_a_quarter_of_an_hour(self, village: VillageDesk, clock: Clock) -> None:
        code = village.open(category="darurat")
        clock.turn(minutes=10)
        assert village.does(HEAD, code, to="district") == "done"
        sweep_at(village, clock, NOW + timedelta(minutes=25))
        assert moves(village, code) == [("regency", NOW + timedelta(minutes=25))]

    def test_nobody_above_is_reminded_again_and_again_for_a_day_and_then_each_few_days(
        self, village: VillageDesk, clock: Clock
    ) -> None:
        village.open(category="darurat")
        reminded = []
        for quarter in range(1, 40 * 4):
            clock.turn(minutes=15)
            before = len(village.told(HEAD, REMINDER))
            village.sweep()
            reminded += [quarter * 15] * (len(village.told(HEAD, REMINDER)) - before)
        assert reminded == [15, 30, 60, 120, 240, 480, 960, 1920]
        sweep_at(village, clock, datetime(2026, 8, 21, 9, tzinfo=UTC), datetime(2026, 8, 24, 9, tzinfo=UTC))
        assert len(village.told(HEAD, REMINDER)) == 9

    @pytest.mark.usefixtures("above")
    def test_so_is_the_last_level(self, village: VillageDesk, clock: Clock) -> None:
        village.open(category="darurat")
        for _ in range(4 * 8):
            clock.turn(minutes=15)
            village.sweep()
        assert village.ticket(village.rows(select(Ticket.code))[0].code).level == "province"
        assert len(village.told(PROVINCE, REMINDER)) == 5

    def test_not_once_somebody_has_answered(self, village: VillageDesk, clock: Clock) -> None:
        code = village.open(category="darurat")
        clock.turn(minutes=15)
        village.sweep()
        village.does(OPERATOR, code, note="sudah ditelepon")
        for _ in range(24 * 4):
            clock.turn(minutes=15)
            village.sweep()
        assert len(village.told(HEAD, REMINDER)) == 1

    def test_reopened_it_presses_again(self, village: VillageDesk, clock: Clock) -> None:
        code = village.open(category="darurat")
        village.does(OPERATOR, code, status="resolved", answer="padam")
        clock.turn(days=1)
        village.does(SITI, code, status="reopened", add="menyala lagi")
        assert village.ticket(code).due_at == clock.now + timedelta(minutes=15)
        clock.turn(minutes=15)
        village.sweep()
        assert len(village.told(HEAD, REMINDER)) == 1
