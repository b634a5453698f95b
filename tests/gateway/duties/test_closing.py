"""Silence closes what was resolved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows import codes
from gateway.duties import close_silent
from tests.conftest import NOW, Clock
from tests.village_desk import GO_ON, OPERATOR, SITI, VillageDesk

SILENT = NOW + timedelta(days=14)


@pytest.fixture
def resolved(village: VillageDesk) -> str:
    code = village.open()
    village.does(OPERATOR, code, status="resolved", answer="sudah diperbaiki")
    village.forget_messages()
    return code


def test_after_fourteen_days_and_not_earlier(village: VillageDesk, clock: Clock, resolved: str) -> None:
    clock.now = SILENT - timedelta(seconds=1)
    assert close_silent(village.runtime, GO_ON) == 0
    clock.now = SILENT
    assert close_silent(village.runtime, GO_ON) == 1
    assert close_silent(village.runtime, GO_ON) == 0
    ticket, last = village.ticket(resolved), village.history(resolved)[-1]
    assert (ticket.status, ticket.done_at) == ("closed", NOW)
    assert (last.kind, last.status, last.actor, last.at) == ("status", "closed", "", SILENT)
    assert village.notices() == {SITI: ["ticket_closed_villager"]}
    shown = codes.show(resolved)
    assert village.told(SITI, "ticket_closed_villager") == [
        f"{shown} (Jalan/jembatan) kami tutup karena tidak ada kabar dari Anda. Belum beres? Kirim BELUM {shown} dalam "
        "14 hari."
    ]


@pytest.mark.parametrize(("days", "result"), [(14, "done"), (14.001, "not_allowed")])
def test_for_so_many_days_more_it_may_be_reopened(
    village: VillageDesk, clock: Clock, resolved: str, days: float, result: str
) -> None:
    clock.now = SILENT
    village.sweep()
    clock.turn(days=days)
    assert village.does(SITI, resolved, status="reopened", add="masih rusak") == result


def test_a_word_of_the_villager_counts(village: VillageDesk, clock: Clock, resolved: str) -> None:
    clock.now = NOW + timedelta(days=10)
    assert village.does(SITI, resolved, stars="2") == "done"
    clock.now = SILENT
    assert close_silent(village.runtime, GO_ON) == 0
    clock.turn(days=10)
    assert close_silent(village.runtime, GO_ON) == 1


def test_a_word_of_an_officer_does_not(village: VillageDesk, clock: Clock, resolved: str) -> None:
    clock.now = NOW + timedelta(days=10)
    assert village.does(OPERATOR, resolved, answer="bagaimana?") == "done"
    clock.now = SILENT
    assert close_silent(village.runtime, GO_ON) == 1


@pytest.mark.parametrize("then", ["closed", "reopened"])
def test_an_answer_leaves_nothing_to_close(village: VillageDesk, clock: Clock, resolved: str, then: str) -> None:
    assert village.does(SITI, resolved, status=then) == "done"
    clock.now = SILENT
    assert close_silent(village.runtime, GO_ON) == 0
    assert village.ticket(resolved).status == then


def test_reopened_and_resolved_again_the_days_begin_anew(village: VillageDesk, clock: Clock, resolved: str) -> None:
    clock.turn(days=13)
    village.does(SITI, resolved, status="reopened")
    clock.turn(days=1)
    village.does(OPERATOR, resolved, status="resolved", answer="sekarang beres")
    clock.turn(days=13)
    assert close_silent(village.runtime, GO_ON) == 0
    clock.turn(days=1)
    assert close_silent(village.runtime, GO_ON) == 1


def test_several_clocks_at_once_close_it_once(village: VillageDesk, clock: Clock, resolved: str) -> None:
    clock.now = SILENT
    village.sweep_at_once()
    assert [row.status for row in village.history(resolved)] == ["new", "resolved", "closed"]
    assert len(village.told(SITI, "ticket_closed_villager")) == 1
