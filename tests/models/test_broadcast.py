"""Call-outs: who gets one, batch by batch, once each; how far it is; stopping it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, update

from gateway.config import Settings
from models import Broadcast, Contact, broadcast, contact, message
from tests.calling import DISTRICT, NEXT_DOOR, VILLAGE, agree, begin, in_outbox, messages, row_of, settle
from tests.conftest import NOW
from tests.delivering import CHANNEL, history, phone


def put_all(connection: Connection, most: int = 2) -> int:
    """How many batches it took."""
    for count in range(100):
        if not broadcast.put_next(connection, CHANNEL, most, NOW):
            return count
    raise AssertionError("it never ends")


def called(connection: Connection, id: int) -> list[str]:
    return [row.phone for row in messages(connection, id)]


class TestWho:
    def test_those_of_the_village_who_agreed(self, connection: Connection, settings: Settings) -> None:
        settle(connection, [1, 2])
        settle(connection, [3], NEXT_DOOR)
        connection.execute(update(Contact).where(Contact.phone == phone(2)).values(village=None))
        contact.change_contact(connection, phone(4), village=VILLAGE)
        id = begin(connection, settings)
        put_all(connection)
        assert called(connection, id) == [phone(1)]

    @pytest.mark.parametrize(("words", "are_called"), [([False], False), ([False, True], True), ([], True)])
    def test_the_newest_word_counts(
        self, connection: Connection, settings: Settings, words: list[bool], are_called: bool
    ) -> None:
        settle(connection, [1])
        for word in words:
            agree(connection, phone(1), given=word)
        assert broadcast.audience(connection, VILLAGE, []) == ({"id": 1} if are_called else {})
        id = begin(connection, settings)
        put_all(connection)
        assert called(connection, id) == ([phone(1)] if are_called else [])

    def test_nobody_who_said_stop(self, connection: Connection, settings: Settings) -> None:
        settle(connection, [1, 2])
        contact.change_contact(connection, phone(1), opted_out_at=NOW)
        assert broadcast.audience(connection, VILLAGE, []) == {"id": 1}
        id = begin(connection, settings)
        put_all(connection)
        assert called(connection, id) == [phone(2)]

    def test_a_district_is_all_its_villages_but_those_left_out(self, connection: Connection) -> None:
        settle(connection, [1, 2])
        settle(connection, [3], NEXT_DOOR, language="su")
        settle(connection, [4], "36.01.28.2002")
        assert broadcast.audience(connection, DISTRICT, []) == {"id": 2, "su": 1}
        assert broadcast.audience(connection, DISTRICT, [VILLAGE]) == {"su": 1}

    def test_each_in_their_language_and_charged_to_their_village(
        self, connection: Connection, settings: Settings
    ) -> None:
        for number, language in enumerate(("id", "su", "en", "", "jv")):
            settle(connection, [number], language=language)
        id = begin(connection, settings)
        put_all(connection)
        rows = messages(connection, id)
        assert [row.text.split()[0] for row in rows] == ["Desa", "Ti", "Mekarsari", "Desa", "Desa"]
        assert rows[0].origin == f"broadcast/{id}/{phone(0)}"
        assert {(row.village, row.priority, row.status, row.channel) for row in rows} == {
            (VILLAGE, 2, "queued", CHANNEL)
        }


class TestPutting:
    @pytest.mark.parametrize(("people", "batches"), [(0, 1), (1, 1), (2, 2), (5, 3)])
    def test_a_batch_at_a_time(self, connection: Connection, settings: Settings, people: int, batches: int) -> None:
        settle(connection, range(people))
        id = begin(connection, settings)
        assert broadcast.is_waiting(connection, CHANNEL)
        assert put_all(connection, most=2) == batches
        assert not broadcast.is_waiting(connection, CHANNEL)
        row = row_of(connection, id)
        assert (row.queued, len(messages(connection, id)), row.all_queued_at) == (people, people, NOW)

    def test_each_phone_once_even_where_it_begins_anew(self, connection: Connection, settings: Settings) -> None:
        settle(connection, range(5))
        id = begin(connection, settings)
        put_all(connection)
        connection.execute(update(Broadcast).values(reached="", all_queued_at=None))
        put_all(connection)
        assert called(connection, id) == [phone(number) for number in range(5)]
        assert row_of(connection, id).queued == 5

    def test_what_was_not_committed_is_put_again(self, database: Engine, settings: Settings) -> None:
        with database.begin() as connection:
            settle(connection, range(5))
            id = begin(connection, settings)
        with database.connect() as dies:
            broadcast.put_next(dies, CHANNEL, 3, NOW)
            dies.rollback()
        assert in_outbox(database, id) == 0
        with database.begin() as connection:
            put_all(connection)
        assert in_outbox(database, id) == 5

    def test_two_workers_at_once_put_each_once(self, database: Engine, settings: Settings) -> None:
        with database.begin() as connection:
            settle(connection, range(60))
            id = begin(connection, settings)

        def work() -> None:
            while True:
                with database.begin() as connection:
                    if not broadcast.put_next(connection, CHANNEL, 7, NOW) and not broadcast.is_waiting(
                        connection, CHANNEL
                    ):
                        return

        workers = [threading.Thread(target=work) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        with database.connect() as connection:
            assert called(connection, id) == [phone(number) for number in range(60)]
            assert row_of(connection, id).queued == 60

    def test_warnings_go_before_calls(self, connection: Connection, settings: Settings) -> None:
        settle(connection, [1])
        first, flood = begin(connection, settings), begin(connection, settings, DISTRICT, "Banjir")
        broadcast.put_next(connection, CHANNEL, 10, NOW)
        assert (called(connection, first), called(connection, flood)) == ([], [phone(1)])

    def test_another_channel_has_its_own(self, connection: Connection, settings: Settings) -> None:
        settle(connection, [1])
        begin(connection, settings, channel="other")
        assert not broadcast.put_next(connection, CHANNEL, 10, NOW)
        assert not broadcast.is_waiting(connection, CHANNEL)


class TestProgress:
    def counts(self, connection: Connection, id: int) -> dict[str, int]:
        return broadcast.progress(connection, row_of(connection, id))

    def move(self, connection: Connection, id: int, **to: Any) -> None:
        """`sent=2`: of those that are queued, that many."""
        for status, count in to.items():
            ids = [row.id for row in messages(connection, id) if row.status == "queued"][:count]
            if status != "stopped":
                message.move(connection, ids, "sending", now=NOW)
            message.move(connection, ids, status, now=NOW)

    def test_it_adds_up_at_every_moment(self, connection: Connection, settings: Settings) -> None:
        settle(connection, range(10))
        id = begin(connection, settings)
        nothing = dict.fromkeys(("queued", "sent", "delivered", "failed", "stopped"), 0)
        assert self.counts(connection, id) == nothing | {"queued": 10}
        broadcast.put_next(connection, CHANNEL, 8, NOW)
        self.move(connection, id, sent=1, delivered=2, failed=1, refused=1, unknown=1, stopped=1)
        assert self.counts(connection, id) == {"queued": 3, "sent": 4, "delivered": 2, "failed": 2, "stopped": 1}

    def test_who_says_stop_before_it_came_to_them_counts_as_stopped(
        self, connection: Connection, settings: Settings
    ) -> None:
        settle(connection, range(4))
        id = begin(connection, settings)
        contact.change_contact(connection, phone(3), opted_out_at=NOW)
        put_all(connection)
        self.move(connection, id, sent=3)
        assert self.counts(connection, id) == {"queued": 0, "sent": 3, "delivered": 0, "failed": 0, "stopped": 1}

    def test_it_is_done_when_all_has_gone_out(self, connection: Connection, settings: Settings) -> None:
        settle(connection, range(3))
        id = begin(connection, settings)
        assert broadcast.finish(connection, NOW) == 0
        put_all(connection)
        self.move(connection, id, sent=2)
        assert broadcast.finish(connection, NOW) == 0
        assert broadcast.next_due(connection, id) == NOW
        self.move(connection, id, sent=1)
        assert broadcast.finish(connection, NOW) == 1
        assert (row_of(connection, id).status, row_of(connection, id).ended_at) == ("done", NOW)
        assert (broadcast.finish(connection, NOW), broadcast.stop(connection, id, NOW)) == (0, False)
        assert broadcast.next_due(connection, id) is None


class TestStopping:
    def test_the_rest_is_not_sent(self, connection: Connection, settings: Settings) -> None:
        settle(connection, range(6))
        id = begin(connection, settings)
        broadcast.put_next(connection, CHANNEL, 4, NOW)
        ids = [row.id for row in messages(connection, id)]
        message.move(connection, ids[:1], "sending", now=NOW)
        assert broadcast.stop(connection, id, NOW)
        assert [row.status for row in messages(connection, id)] == ["sending", "stopped", "stopped", "stopped"]
        assert messages(connection, id)[1].reason == broadcast.STOPPED
        assert put_all(connection) == 0
        assert not broadcast.is_waiting(connection, CHANNEL)
        counts = broadcast.progress(connection, row_of(connection, id))
        assert (counts["queued"], counts["stopped"]) == (1, 5)
        assert not broadcast.stop(connection, id, NOW)

    def test_the_history_of_what_was_stopped_says_so(self, database: Engine, settings: Settings) -> None:
        with database.begin() as connection:
            settle(connection, [1])
            id = begin(connection, settings)
            put_all(connection)
            broadcast.stop(connection, id, NOW)
            (row,) = messages(connection, id)
        assert history(database, row.id) == ["queued", "stopped"]


def test_what_reached_an_area_lately(connection: Connection, settings: Settings) -> None:
    settle(connection, [1])
    begin(connection, settings, VILLAGE, "a")
    begin(connection, settings, DISTRICT, "b")
    begin(connection, settings, "36.01", "c")
    begin(connection, settings, NEXT_DOOR, "d")
    begin(connection, settings, VILLAGE, "e", now=NOW - timedelta(hours=2))

    def said(area: str) -> str:
        found = broadcast.begun_since(connection, area, NOW - timedelta(hours=1))
        return "".join(sorted(row.said for row in found))

    assert {area: said(area) for area in (VILLAGE, DISTRICT, "36.01.28.2002")} == {
        VILLAGE: "abc", DISTRICT: "abcd", "36.01.28.2002": "c",
    }  # fmt: skip


def test_the_last_one_is_ones_own_or_to_ones_area(connection: Connection, settings: Settings) -> None:
    settle(connection, [1])
    mine = begin(connection, settings, by=phone(9))
    theirs = begin(connection, settings, DISTRICT, by="", now=NOW + timedelta(minutes=1))
    found = [broadcast.last(connection, phone(9), areas) for areas in ([], [DISTRICT], [NEXT_DOOR])]
    assert [row and row.id for row in found] == [mine, theirs, mine]
    assert broadcast.last(connection, phone(8), []) is None
