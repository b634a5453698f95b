"""A text in the morning, only where something is new, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from gateway.duties import send_digests
from models import duty
from tests.conftest import NOW, Clock
from tests.village_desk import DISTRICT, GO_ON, HEAD, OPERATOR, SITI, VILLAGE, VillageDesk, officers

DIGEST = "digest_officer"
TUESDAY = datetime(2026, 8, 18, 0, tzinfo=UTC)
"""Seven in the morning; NOW is the holiday before."""
DUE = datetime(2026, 8, 24, 9, tzinfo=UTC)


def digest(new: int, open: int, late: int) -> str:
    return f"Tiket Anda hari ini: {new} baru, {open} terbuka, {late} lewat batas waktu. Kirim TIKET untuk melihatnya."


def told(village: VillageDesk) -> dict[str, list[str]]:
    return {phone: texts for phone in (OPERATOR, HEAD, DISTRICT) if (texts := village.told(phone, DIGEST))}


def mornings(village: VillageDesk, clock: Clock, first: datetime, days: int) -> None:
    """Every four hours of those days a sweep; afterwards it is three at night."""
    for hour in range(0, days * 24, 4):
        clock.now = first + timedelta(hours=hour)
        village.sweep()


def test_what_came_since_the_last_one(village: VillageDesk, clock: Clock) -> None:
    village.open()
    village.open()
    mornings(village, clock, TUESDAY, 1)
    assert told(village) == {OPERATOR: [digest(2, 2, 0)], HEAD: [digest(2, 2, 0)]}
    village.open()
    mornings(village, clock, TUESDAY + timedelta(days=1), 1)
    assert told(village)[HEAD][1:] == [digest(1, 3, 0)]


def test_not_before_its_hour_and_on_no_holiday(village: VillageDesk, clock: Clock) -> None:
    village.open()
    clock.now = NOW + timedelta(hours=2)
    assert send_digests(village.runtime, GO_ON) == 0
    clock.now = TUESDAY - timedelta(seconds=1)
    assert send_digests(village.runtime, GO_ON) == 0
    clock.now = TUESDAY
    assert send_digests(village.runtime, GO_ON) == 2
    assert send_digests(village.runtime, GO_ON) == 0


def test_not_on_a_weekend(village: VillageDesk, clock: Clock) -> None:
    clock.now = datetime(2026, 8, 21, 3, tzinfo=UTC)
    village.sweep()
    village.open()
    mornings(village, clock, datetime(2026, 8, 22, 0, tzinfo=UTC), 2)
    assert told(village) == {}
    clock.turn(hours=4)
    village.sweep()
    assert told(village)[HEAD] == [digest(1, 1, 0)]


def test_nothing_where_nothing_is_new(village: VillageDesk, clock: Clock) -> None:
    village.open()
    mornings(village, clock, TUESDAY, 3)
    assert told(village)[HEAD] == [digest(1, 1, 0)]


def test_what_came_in_the_morning_waits_for_the_next(village: VillageDesk, clock: Clock) -> None:
    """Its officers heard of it by itself."""
    clock.now = TUESDAY + timedelta(hours=1)
    village.open()
    village.sweep()
    assert told(village) == {}
    clock.turn(days=1)
    village.sweep()
    assert told(village)[HEAD] == [digest(1, 1, 0)]


def test_what_was_done_since_is_not_new(village: VillageDesk, clock: Clock) -> None:
    village.does(OPERATOR, village.open(), status="resolved", answer="beres")
    mornings(village, clock, TUESDAY, 1)
    assert told(village) == {}


def test_what_was_reopened_is(village: VillageDesk, clock: Clock) -> None:
    code = village.open()
    mornings(village, clock, TUESDAY, 1)
    village.does(OPERATOR, code, status="resolved", answer="beres")
    mornings(village, clock, TUESDAY + timedelta(days=1), 1)
    village.does(SITI, code, status="reopened")
    mornings(village, clock, TUESDAY + timedelta(days=2), 1)
    assert told(village)[HEAD] == [digest(1, 1, 0)] * 2


def test_what_is_late_since(village: VillageDesk, clock: Clock) -> None:
    village.open()
    mornings(village, clock, TUESDAY, 14)
    assert told(village)[HEAD] == [digest(1, 1, 0), digest(0, 1, 1)]


def test_each_level_hears_of_its_own(database: Engine, village: VillageDesk, clock: Clock) -> None:
    with officers(database, VILLAGE, {DISTRICT: "district"}):
        village.open()
        mornings(village, clock, TUESDAY, 14)
    assert told(village) == {OPERATOR: [digest(1, 1, 0)], HEAD: [digest(1, 1, 0)], DISTRICT: [digest(1, 1, 1)]}


def test_a_day_on_which_the_clock_stood_still_is_made_up_for(village: VillageDesk, clock: Clock) -> None:
    clock.now = TUESDAY
    village.sweep()
    village.open()
    clock.now = TUESDAY + timedelta(days=9)
    village.sweep()
    assert told(village)[HEAD] == [digest(1, 1, 1)]


@pytest.mark.parametrize("clocks", [1, 4])
def test_once_a_day_however_many_clocks_there_are(village: VillageDesk, clock: Clock, clocks: int) -> None:
    village.open()
    clock.now = TUESDAY
    village.sweep_at_once(clocks)
    village.sweep_at_once(clocks)
    assert told(village) == {OPERATOR: [digest(1, 1, 0)], HEAD: [digest(1, 1, 0)]}
    assert send_digests(village.runtime, GO_ON) == 0


def test_a_morning_is_claimed_once_with_the_time_since_the_one_before(database: Engine) -> None:
    with database.connect() as connection:
        claims = [duty.claim_digest(connection, HEAD, at) for at in (NOW, NOW, TUESDAY, NOW, TUESDAY)]
    assert [claim and claim.since for claim in claims] == [None, None, NOW, None, None]
    assert [claim is None for claim in claims] == [False, True, False, True, True]


def test_who_is_no_officer_gets_none(village: VillageDesk, clock: Clock) -> None:
    village.open()
    mornings(village, clock, TUESDAY, 1)
    assert {phone for phone, notices in village.notices().items() if DIGEST in notices} == {OPERATOR, HEAD}
