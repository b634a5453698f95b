"""What officers may look up: the tickets that they have to work, those of others, and their week in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert

from flows.host import Query
from gateway import look_ups
from gateway.config import Settings
from gateway.phone_number import masked
from models import Officer, Ticket, pin
from tests.conftest import NOW

VILLAGE, NEAR, FAR = "36.01.06.2009", "36.01.06.2001", "36.02.19.2002"
"""Mekarsari, another village of its district, and one of another regency."""
PHONE, OPERATOR = "+6281234567801", "+628110000201"
DISTRICT, NOBODY = "+628110000901", "+6281299999999"
DAY = timedelta(days=1)

Found = list[dict[str, Any]]


class Village:
    """`village.put("1", due_at=...)`: a ticket; what somebody sees of all there are."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self.connection, self.settings = connection, settings

    def put(self, code: str, **fields: Any) -> None:
        given = {
            "code": code, "origin": code, "kind": "report", "category": "jalan", "status": "new", "village": VILLAGE,
            "phone": PHONE, "name": "Siti", "description": "Jembatan ambruk", "created_at": NOW, "due_at": NOW + DAY,
        }  # fmt: skip
        self.connection.execute(insert(Ticket).values(**(given | fields)))

    def appoint(self, phone: str, *roles: str, village: str = VILLAGE) -> None:
        row = {"phone": phone, "village": village, "name": "Pak Anu", "roles": list(roles)}
        self.connection.execute(insert(Officer).values(**row))

    def unlock(self, phone: str, until: datetime = NOW + DAY) -> None:
        """Their PIN was asked, and need not be before then."""
        pin.keep(self.connection, phone, hash="-", open_until=until, now=NOW)

    def queue(self, phone: str = OPERATOR, **asked: Any) -> list[str]:
        return [row["code"] for row in self.ask("tickets", phone, where={"queue": "mine"}, **asked)]

    def ask(self, source: Any, phone: str = OPERATOR, language: str = "id", **asked: Any) -> Found:
        return look_ups.look_up(self.connection, self.settings, Query(source, language, **asked), phone, NOW)


@pytest.fixture
def village(database: Engine, settings: Settings) -> Iterator[Village]:
    """What is written through it is undone."""
    with database.connect() as connection:
        village = Village(connection, settings)
        village.unlock(OPERATOR)
        yield village
        connection.rollback()


class TestQueue:
    def test_urgent_ones_first_then_by_deadline_then_the_oldest(self, village: Village) -> None:
        village.put("1", due_at=None)
        village.put("2", due_at=NOW + DAY, created_at=NOW)
        village.put("3", due_at=NOW + DAY, created_at=NOW - DAY)
        village.put("4", due_at=NOW - DAY)
        village.put("5", due_at=NOW + 9 * DAY, urgent=True)
        village.put("6", due_at=NOW + DAY, created_at=NOW)
        assert village.queue() == ["5", "4", "3", "2", "6", "1"]
        assert village.queue(limit=2) == ["5", "4"]

    @pytest.mark.parametrize(
        ("status", "there"),
        [
            ("new", True), ("assigned", True), ("in_progress", True), ("waiting", True), ("reopened", True),
            ("resolved", False), ("closed", False), ("rejected", False), ("withdrawn", False), ("strange", False),
        ],
    )  # fmt: skip
    def test_only_what_is_open(self, village: Village, status: str, there: bool) -> None:
        village.put("1", status=status)
        village.put("2", status=status, assignee=OPERATOR)
        assert village.queue() == (["1", "2"] if there else [])

    @pytest.mark.parametrize(
        ("roles", "at", "seen"),
        [
            (["operator"], VILLAGE, "a"), (["head"], VILLAGE, "a"), (["operator"], NEAR, "c"),
            (["district"], VILLAGE, "b"), (["district"], NEAR, "b"), (["district"], FAR, ""),
            (["regency"], NEAR, "d"), (["regency"], FAR, "f"), (["province"], FAR, "e"),
            (["operator", "district"], VILLAGE, "ab"), (["operator", "province"], FAR, "e"), ([], VILLAGE, ""),
            (["unheard-of"], VILLAGE, ""),
        ],
    )  # fmt: skip
    def test_those_of_ones_level_in_ones_area(self, village: Village, roles: list[str], at: str, seen: str) -> None:
        for code, where, level in (
            ("a", VILLAGE, "village"), ("b", VILLAGE, "district"), ("c", NEAR, "village"), ("d", VILLAGE, "regency"),
            ("e", VILLAGE, "province"), ("f", FAR, "regency"),
        ):  # fmt: skip
            village.put(code, village=where, level=level)
        village.appoint(DISTRICT, *roles, village=at)
        assert village.queue(DISTRICT) == list(seen)

    def test_of_several_villages_together(self, village: Village) -> None:
        village.put("1", village=NEAR)
        village.put("2")
        village.appoint(OPERATOR, "operator", village=NEAR)
        assert village.queue() == ["1", "2"]

    def test_what_was_given_to_them_at_whatever_level(self, village: Village) -> None:
        village.put("1", level="province", assignee=OPERATOR)
        village.put("2", level="province", assignee=DISTRICT)
        assert village.queue() == ["1"]

    def test_nobody_keeps_what_lies_where_they_are_no_officer(self, village: Village) -> None:
        village.put("1", assignee=NOBODY)
        village.put("2", assignee=OPERATOR, village=FAR)
        assert village.queue(NOBODY) == []
        assert village.queue() == ["1"], "it is the village's"

    @pytest.mark.parametrize("code", ["4821-367", "4821367"])
    def test_one_of_them_by_its_code(self, village: Village, code: str) -> None:
        village.put("4821367")
        village.put("5821364")
        village.put("6821361", village=FAR)
        assert village.queue(code=code) == ["4821-367"]
        assert village.queue(code="6821-361") == []

    def test_searched_by_what_is_shown(self, village: Village) -> None:
        village.put("4821367", category="air")
        village.put("5821364")
        assert village.queue(search="air bersih") == ["4821-367"]


class TestOne:
    def test_whole_for_those_who_work_it(self, village: Village) -> None:
        village.put("4821367", due_at=NOW + DAY)
        (found,) = village.ask("tickets", code="4821367")
        assert found == {
            "code": "4821-367", "name": "4821-367", "status": "new", "status_text": "baru masuk", "mine": False,
            "ours": True, "category": "jalan", "category_text": "Jalan/jembatan", "village": "Mekarsari",
            "village_code": VILLAGE, "opened": "2026-08-17", "description": "Jembatan ambruk",
            "sender": f"{masked(PHONE)} Siti", "due": "2026-08-18", "late": False, "mark": "",
            "changed": "2026-08-17", "history": "", "latest": "",
            "office": "kantor desa Mekarsari",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("phone", "mine", "ours"),
        [(PHONE, True, False), (OPERATOR, False, True), (NOBODY, False, False), ("+628110000203", False, False)],
    )
    def test_whose_it_is(self, village: Village, phone: str, mine: bool, ours: bool) -> None:
        village.put("4821367")
        (found,) = village.ask("tickets", phone, code="4821367")
        assert (found["mine"], found["ours"]) == (mine, ours)
        assert ("description" in found) is (mine or ours)
        assert PHONE[3:] not in str(found)

    @pytest.mark.parametrize("where", [{"code": "4821367"}, {"queue": "mine"}])
    def test_a_phone_whose_pin_has_run_out_is_told_nothing_of_it(self, village: Village, where: dict[str, str]) -> None:
        village.put("4821367", urgent=True)
        village.unlock(OPERATOR, NOW)
        assert village.ask("tickets", where=where) == [
            {"code": "4821-367", "name": "4821-367", "status": "new", "status_text": "baru masuk", "mine": False,
             "ours": True}
        ]  # fmt: skip
        assert village.queue(search="jalan") == []

    def test_an_officers_own(self, village: Village) -> None:
        village.put("4821367", phone=OPERATOR, name="")
        (found,) = village.ask("tickets")
        assert (found["mine"], found["ours"], found["sender"]) == (True, True, masked(OPERATOR))

    def test_one_that_was_given_to_somebody_who_is_no_officer_any_more(self, village: Village) -> None:
        village.put("4821367", assignee=NOBODY)
        (found,) = village.ask("tickets", NOBODY, code="4821367")
        assert not found["ours"]
        assert "description" not in found

    @pytest.mark.parametrize(
        ("status", "due", "urgent", "late", "mark"),
        [
            ("new", NOW + DAY, False, False, ""), ("new", NOW, False, False, ""),
            ("new", NOW - timedelta(seconds=1), False, True, "!"), ("new", None, False, False, ""),
            ("new", NOW + DAY, True, False, "!"), ("waiting", NOW - DAY, False, True, "!"),
            ("resolved", NOW - DAY, False, False, ""), ("closed", NOW - DAY, True, False, ""),
        ],
    )  # fmt: skip
    def test_what_is_late_or_urgent(
        self, village: Village, status: str, due: datetime | None, urgent: bool, late: bool, mark: str
    ) -> None:
        village.put("4821367", status=status, due_at=due, urgent=urgent)
        (found,) = village.ask("tickets", code="4821367")
        assert (found["late"], found["mark"]) == (late, mark)
        assert found["due"] == (due.date().isoformat() if due else "")

    def test_a_deadline_is_a_day_of_the_village(self, village: Village) -> None:
        village.put("4821367", due_at=NOW.replace(hour=17))
        assert village.ask("tickets", code="4821367")[0]["due"] == "2026-08-18"


class TestWorkload:
    def test_the_week_in_numbers(self, village: Village) -> None:
        old, lately = NOW - timedelta(days=8), NOW - timedelta(days=6)
        village.put("1", created_at=lately)
        village.put("2", created_at=old, due_at=NOW - DAY)
        village.put("3", created_at=old, status="closed", done_at=lately, stars=4)
        village.put("4", created_at=lately, status="resolved", done_at=lately, stars=5)
        village.put("5", created_at=old, status="closed", done_at=old, stars=1)
        village.put("6", created_at=old, status="reopened", due_at=None, stars=1)
        village.put("7", created_at=lately, village=NEAR)
        assert village.ask("workload") == [
            {"code": VILLAGE, "name": VILLAGE, "opened": 2, "done": 2, "open": 3, "late": 1, "stars": "4,5"}
        ]

    def test_where_there_was_nothing(self, village: Village) -> None:
        (found,) = village.ask("workload")
        assert {name: found[name] for name in ("opened", "done", "open", "late", "stars")} == {
            "opened": 0, "done": 0, "open": 0, "late": 0, "stars": "-",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("role", "at", "count"),
        [("operator", NEAR, 1), ("district", NEAR, 2), ("regency", VILLAGE, 2), ("province", FAR, 3)],
    )
    def test_of_ones_area(self, village: Village, role: str, at: str, count: int) -> None:
        for code, where in (("1", VILLAGE), ("2", NEAR), ("3", FAR)):
            village.put(code, village=where, level="province")
        village.appoint(DISTRICT, role, village=at)
        assert [row["open"] for row in village.ask("workload", DISTRICT)] == [count]

    def test_a_ticket_of_two_posts_counts_once(self, village: Village) -> None:
        village.put("1")
        village.appoint(DISTRICT, "operator", "district", "province")
        assert [row["open"] for row in village.ask("workload", DISTRICT)] == [1]

    def test_is_for_officers(self, village: Village) -> None:
        village.put("1")
        assert village.ask("workload", PHONE) == []


def test_a_villager_has_no_queue(village: Village) -> None:
    village.put("1")
    village.put("2", assignee=PHONE)
    assert village.queue(PHONE) == []
    assert [row["code"] for row in village.ask("tickets", PHONE)] == ["2", "1"]
