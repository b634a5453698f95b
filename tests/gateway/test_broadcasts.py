"""Calling out: what is said to whom at what cost, who may, and not twice within the hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select

from flows import gsm7
from flows.effects import ChangeBroadcast, ChangeContact, OpenBroadcast
from flows.host import Query
from gateway import broadcasts, desk, look_ups
from gateway.config import Settings
from gateway.desk import Desk
from models import Broadcast, Officer, contact
from tests.calling import (
    DISTRICT,
    HEAD,
    NEXT_DOOR,
    OPERATOR,
    PIN,
    SAID,
    VILLAGE,
    begin,
    row_of,
    settle,
    unlock,
)
from tests.conftest import NOW
from tests.delivering import phone

REGENCY = "36.01"
CAMAT, BUPATI = phone(900_001), phone(900_002)
"""Of Panimbang, of Pandeglang."""
GONE = {"broadcast": {}}


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    """Three people of Mekarsari and one next door, a district's officer and a regency's; all of it is undone."""
    with database.connect() as connection:
        fill(connection)
        yield connection
        connection.rollback()


def fill(connection: Connection) -> None:
    settle(connection, [1, 2])
    settle(connection, [3], language="su")
    settle(connection, [4], NEXT_DOOR)
    rows = [(CAMAT, "Bu Camat", ["district"]), (BUPATI, "Pak Bupati", ["regency"])]
    officers = [{"phone": number, "village": VILLAGE, "name": name, "roles": roles} for number, name, roles in rows]
    connection.execute(insert(Officer), officers)
    for number in (HEAD, OPERATOR, CAMAT, BUPATI):
        unlock(connection, number)


def at(connection: Connection, settings: Settings, number: str = HEAD, **more: Any) -> Desk:
    given = {"channel": "at", "phone": number, "medium": "sms", "language": "id", "now": NOW, **more}
    return Desk(connection, settings, **given)


def count(connection: Connection) -> int:
    return len(connection.execute(select(Broadcast.id)).all())


class TestPlan:
    @pytest.mark.parametrize(
        ("area", "said"),
        [
            (VILLAGE, ["Desa Mekarsari: Awas", "Ti desa Mekarsari: Awas", "Mekarsari village: Awas"]),
            (DISTRICT, ["PERINGATAN Kecamatan Panimbang: Awas", "PANGELING Kacamatan Panimbang: Awas",
                        "WARNING, Panimbang district: Awas"]),
            (REGENCY, ["PERINGATAN Kabupaten Pandeglang: Awas", "PANGELING Kabupaten Pandeglang: Awas",
                       "WARNING, Kabupaten Pandeglang: Awas"]),
        ],
    )  # fmt: skip
    def test_it_begins_with_who_speaks_and_ends_with_how_to_stop(
        self, connection: Connection, settings: Settings, area: str, said: list[str]
    ) -> None:
        plan = broadcasts.plan(connection, settings, area, "Awas", NOW)
        assert plan
        stop = ("Berhenti: STOP", "Eureun: EUREUN", "To end: STOP")
        assert list(plan.texts.values()) == [f"{one}\n{end}" for one, end in zip(said, stop, strict=True)]

    @pytest.mark.parametrize(("length", "room"), [(100, True), (129, True), (130, False), (144, False), (200, True)])
    def test_how_to_stop_costs_no_segment(
        self, connection: Connection, settings: Settings, length: int, room: bool
    ) -> None:
        plan = broadcasts.plan(connection, settings, VILLAGE, "x" * length, NOW)
        assert plan
        assert plan.texts["id"].endswith("\nBerhenti: STOP") is room
        assert gsm7.segments(plan.texts["id"]) == gsm7.segments("Desa Mekarsari: " + "x" * length)

    def test_what_it_costs(self, connection: Connection, settings: Settings) -> None:
        one = broadcasts.plan(connection, settings, VILLAGE, SAID, NOW)
        two = broadcasts.plan(connection, settings, DISTRICT, "x" * 200, NOW)
        assert one
        assert two
        price = settings.broadcast.price_per_segment
        assert (one.count, one.segments, one.cost) == (3, 3, 3 * price)
        assert (two.count, two.segments, two.cost) == (4, 8, 8 * price)

    @pytest.mark.parametrize("said", ["{{7*7}} {contact.phone} %s", "Awas “banjir” – naik!", "😀 é"])
    def test_what_is_said_is_data(self, connection: Connection, settings: Settings, said: str) -> None:
        plan = broadcasts.plan(connection, settings, VILLAGE, said, NOW)
        assert plan
        assert plan.texts["id"].startswith(f"Desa Mekarsari: {gsm7.transliterate(said)}")

    def test_where_there_is_no_village(self, connection: Connection, settings: Settings) -> None:
        assert broadcasts.plan(connection, settings, "99.99.99.9999", SAID, NOW) is None


class TestTheSameText:
    """Within the hour a village never gets it twice."""

    @pytest.mark.parametrize(
        ("before", "area", "count"),
        [
            (VILLAGE, VILLAGE, None), (DISTRICT, VILLAGE, None), (REGENCY, DISTRICT, None), (NEXT_DOOR, VILLAGE, 3),
            (VILLAGE, DISTRICT, 1), (NEXT_DOOR, REGENCY, 3),
        ],
    )  # fmt: skip
    def test_only_villages_that_did_not_have_it(
        self, connection: Connection, settings: Settings, before: str, area: str, count: int | None
    ) -> None:
        begin(connection, settings, before)
        plan = broadcasts.plan(connection, settings, area, f" {SAID.upper()}\n", NOW + timedelta(minutes=59))
        assert plan
        assert plan.repeated is (count is None)
        assert plan.repeated or plan.count == count

    @pytest.mark.parametrize(
        "again", [f"{SAID}.", SAID.swapcase(), f"({SAID.replace(' ', '  ')}!!)", f"\u201c{SAID}\u201d\u2026"]
    )
    def test_other_marks_and_capitals_make_no_other_text(
        self, connection: Connection, settings: Settings, again: str
    ) -> None:
        begin(connection, settings)
        plan = broadcasts.plan(connection, settings, VILLAGE, again, NOW)
        assert plan
        assert plan.repeated

    @pytest.mark.parametrize(("one", "other"), [("!!!!", "????"), ("Naik 1+1", "Naik 1 1"), ("🔥", "🌊")])
    def test_what_is_left_of_them_tells_texts_apart(
        self, connection: Connection, settings: Settings, one: str, other: str
    ) -> None:
        begin(connection, settings, said=one)
        plan = broadcasts.plan(connection, settings, VILLAGE, other, NOW)
        assert plan
        assert not plan.repeated

    @pytest.mark.parametrize(("said", "minutes"), [("Kerja bakti Minggu jam 8", 1), (SAID, 61)])
    def test_another_text_or_an_hour_later(
        self, connection: Connection, settings: Settings, said: str, minutes: int
    ) -> None:
        begin(connection, settings)
        plan = broadcasts.plan(connection, settings, VILLAGE, said, NOW + timedelta(minutes=minutes))
        assert plan
        assert (plan.repeated, plan.count) == (False, 3)


class TestDesk:
    def test_a_head_calls_out(self, connection: Connection, settings: Settings) -> None:
        made = desk.perform(at(connection, settings), OpenBroadcast(VILLAGE, SAID), "o/1")
        row = row_of(connection, int(made["broadcast"]["code"]))
        assert made["result"] == "done"
        assert made["broadcast"] == {
            "code": str(row.id), "name": SAID, "status": "running", "status_text": "sedang dikirim", "people": 3,
            "queued": 3, "sent": 0, "delivered": 0, "failed": 0, "stopped": 0, "started": "2026-08-17",
        }  # fmt: skip
        assert (row.by, row.area, row.kind, row.said, row.origin) == (HEAD, VILLAGE, "call", SAID, "o/1")
        assert (row.people, row.segments, row.cost) == (3, 3, 3 * settings.broadcast.price_per_segment)

    @pytest.mark.parametrize(("number", "area"), [(CAMAT, DISTRICT), (BUPATI, REGENCY)])
    def test_districts_and_regencies_warn(
        self, connection: Connection, settings: Settings, number: str, area: str
    ) -> None:
        made = desk.perform(at(connection, settings, number), OpenBroadcast(area, "Banjir"), "o/1")
        row = row_of(connection, int(made["broadcast"]["code"]))
        assert (made["result"], row.kind, row.people) == ("done", "warning", 4)

    @pytest.mark.parametrize(
        ("number", "area"),
        [(HEAD, NEXT_DOOR), (HEAD, DISTRICT), (HEAD, ""), (CAMAT, VILLAGE), (OPERATOR, VILLAGE), (phone(1), VILLAGE)],
    )
    def test_nobody_else_and_nowhere_else(
        self, connection: Connection, settings: Settings, number: str, area: str
    ) -> None:
        made = desk.perform(at(connection, settings, number), OpenBroadcast(area, SAID), "o/1")
        assert made == GONE | {"result": "not_yours"}
        assert count(connection) == 0

    def test_nobody_without_a_pin(self, connection: Connection, settings: Settings) -> None:
        id = begin(connection, settings)
        late = at(connection, settings, now=NOW + timedelta(hours=2))
        assert desk.perform(late, OpenBroadcast(VILLAGE, SAID), "o/1") == GONE | {"result": "closed"}
        assert desk.perform(late, ChangeBroadcast(str(id), "stopped"), "o/2")["result"] == "closed"
        assert (count(connection), row_of(connection, id).status) == (1, "running")

    def test_the_same_again_and_to_nobody(self, connection: Connection, settings: Settings) -> None:
        here = at(connection, settings)
        assert desk.perform(here, OpenBroadcast(VILLAGE, SAID), "o/1")["result"] == "done"
        assert desk.perform(here, OpenBroadcast(VILLAGE, SAID), "o/2") == GONE | {"result": "repeated"}
        for number in (1, 2, 3):
            contact.change_contact(connection, phone(number), opted_out_at=NOW)
        assert desk.perform(here, OpenBroadcast(VILLAGE, "Lain"), "o/3") == GONE | {"result": "nobody"}
        assert count(connection) == 1

    def test_it_is_stopped_once(self, connection: Connection, settings: Settings) -> None:
        here, stop = at(connection, settings), ChangeBroadcast(str(begin(connection, settings, by="")), "stopped")
        results = [desk.perform(here, stop, f"o/{number}") for number in (1, 2)]
        assert [one["result"] for one in results] == ["done", "not_allowed"]
        assert results[0]["broadcast"]["status_text"] == "dihentikan"

    @pytest.mark.parametrize("code", ["0", "", "x", "12345"])
    def test_what_is_not_there_is_not_stopped(self, connection: Connection, settings: Settings, code: str) -> None:
        made = desk.perform(at(connection, settings), ChangeBroadcast(code, "stopped"), "o/1")
        assert made == GONE | {"result": "unknown"}

    def test_somebody_elses_is_not_stopped_or_seen(self, connection: Connection, settings: Settings) -> None:
        id = begin(connection, settings, NEXT_DOOR)
        made = desk.perform(at(connection, settings), ChangeBroadcast(str(id), "stopped"), "o/1")
        assert made == GONE | {"result": "not_yours"}
        assert row_of(connection, id).status == "running"

    def test_a_pin_that_was_asked_lately_is_asked_anew(self, connection: Connection, settings: Settings) -> None:
        here = at(connection, settings)
        states = [desk.perform(here, change, "o")["contact"]["pin"] for change in (
            ChangeContact(), ChangeContact(lock="yes"), ChangeContact(unlock="000000"), ChangeContact(unlock=PIN),
        )]  # fmt: skip
        assert states == ["open", "closed", "closed", "open"]
        assert (
            desk.perform(at(connection, settings, phone(1)), ChangeContact(lock="yes"), "o")["contact"]["pin"] == "none"
        )


class TestLookUps:
    def ask(self, connection: Connection, settings: Settings, source: str, number: str, **where: str) -> Any:
        return look_ups.look_up(connection, settings, Query(source, "id", where), number, NOW)

    def test_where_one_may_call_out(self, connection: Connection, settings: Settings) -> None:
        rows = [("head", NEXT_DOOR), ("operator", "36.01.28.2002")]
        officers = [{"phone": CAMAT, "village": code, "name": "Bu Camat", "roles": [role]} for role, code in rows]
        connection.execute(insert(Officer), officers)
        found = self.ask(connection, settings, "audience", CAMAT)
        assert [(one["code"], one["name"], one["level"]) for one in found] == [
            (NEXT_DOOR, "Panimbangjaya", "village"), (DISTRICT, "Panimbang", "district"),
        ]  # fmt: skip
        (one,) = self.ask(connection, settings, "audience", CAMAT, area=DISTRICT, text=SAID)
        assert (one["people"], one["segments"], one["cost"], one["repeated"]) == (4, 4, 1400, False)

    @pytest.mark.parametrize("number", [OPERATOR, phone(1)])
    def test_who_may_not_finds_nothing(self, connection: Connection, settings: Settings, number: str) -> None:
        begin(connection, settings)
        assert self.ask(connection, settings, "audience", number) == []
        assert self.ask(connection, settings, "broadcast", number) == []

    def test_a_long_text_is_known_by_its_beginning(self, connection: Connection, settings: Settings) -> None:
        begin(connection, settings, said="Kerja bakti " * 20)
        (one,) = self.ask(connection, settings, "broadcast", HEAD)
        assert one["name"] == "Kerja bakti Kerja bakti Kerja bakti Ke.."
