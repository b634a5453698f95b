"""Messages that came in: each once, one at a time for each phone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.exc import OperationalError

from models import Message, message
from models.inbox import hide, lock_phone, receive, repeats_our_last, replies_since
from tests.conftest import NOW

PHONE = "+6281234567801"


def come_in(connection: Connection, external_id: str = "in-1", channel: str = "at", text: str = "LAPOR") -> int | None:
    return receive(connection, channel=channel, phone=PHONE, text=text, external_id=external_id, now=NOW)


def go_out(connection: Connection, text: str, origin: str, phone: str = PHONE, channel: str = "at") -> int | None:
    return message.queue(connection, now=NOW, channel=channel, phone=phone, text=text, origin=origin)


@pytest.mark.parametrize("said", ["LAPOR jalan", "", " é … 😀 *1*2#", "x" * 1000, "'; DROP TABLE message;--", "a\nb"])
def test_it_is_kept_letter_for_letter(connection: Connection, said: str) -> None:
    id = come_in(connection, text=said)
    row = connection.execute(select(*Message.__table__.columns).where(Message.id == id)).one()
    assert (row.direction, row.channel, row.phone, row.text, row.status) == ("in", "at", PHONE, said, "received")
    assert (row.external_id, row.created_at) == ("in-1", NOW)


def test_of_a_secret_only_that_it_came(connection: Connection) -> None:
    id, other = come_in(connection, text="482913"), come_in(connection, "in-2", text="LAPOR")
    assert id is not None
    hide(connection, id)
    kept = {row.id: row.text for row in connection.execute(select(Message.id, Message.text))}
    assert kept == {id: "******", other: "LAPOR"}
    assert come_in(connection, text="482913") is None, "it is still the same message"


def test_the_same_one_is_kept_once(connection: Connection) -> None:
    assert come_in(connection) is not None
    assert come_in(connection, text="other") is None
    assert come_in(connection, external_id="in-2") is not None
    assert come_in(connection, channel="b") is not None


def test_an_outgoing_one_may_have_the_same_id(connection: Connection) -> None:
    id = go_out(connection, "Halo", "o")
    connection.execute(update(Message).where(Message.id == id).values(external_id="in-1"))
    assert come_in(connection) is not None


def test_ten_at_once_are_one(database: Engine) -> None:
    def post(_number: int) -> int | None:
        with database.begin() as connection:
            return come_in(connection)

    with ThreadPoolExecutor(10) as pool:
        assert sum(id is not None for id in pool.map(post, range(10))) == 1


def test_a_phone_has_one_text_at_a_time(database: Engine) -> None:
    with database.connect() as first, database.connect() as second:
        second.execute(text("SET LOCAL lock_timeout = '100ms'"))
        lock_phone(first, "at", PHONE)
        lock_phone(second, "at", "+6289")
        lock_phone(second, "b", PHONE)
        with pytest.raises(OperationalError):
            lock_phone(second, "at", PHONE)
        second.rollback()
        first.rollback()
        lock_phone(second, "at", PHONE)


@pytest.mark.parametrize(
    ("said", "repeats"),
    [("Terima kasih", True), (" Terima kasih \n", True), ("Terima", False), ("Halo", False), ("", False)],
)
def test_a_machine_that_sends_our_words_back(connection: Connection, said: str, repeats: bool) -> None:
    go_out(connection, "Halo", "1")
    go_out(connection, "Terima kasih", "2")
    go_out(connection, "Terima", "3", phone="+6289")
    go_out(connection, "Terima", "4", channel="b")
    come_in(connection, text="Terima")
    assert repeats_our_last(connection, "at", PHONE, said) is repeats
    assert not repeats_our_last(connection, "at", "+6288", said)


def test_replies_are_counted_and_nothing_else(connection: Connection) -> None:
    for number in range(3):
        go_out(connection, "x", f"in/{number}/reply")
    go_out(connection, "x", "at/session/lapor.selesai/3")
    go_out(connection, "x", "in/9/reply", phone="+6289")
    go_out(connection, "x", "in/8/reply", channel="b")
    come_in(connection)
    assert replies_since(connection, "at", PHONE, NOW) == 3
    assert replies_since(connection, "at", PHONE, NOW + timedelta(seconds=1)) == 0
