"""What goes into the outbox."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from gateway import outbox
from tests import delivering
from tests.conftest import NOW
from tests.delivering import CHANNEL, found, phone


def queue(database: Engine, text: str, origin: str = "s/a.b/1/sms") -> int | None:
    with database.begin() as connection:
        return outbox.queue(connection, channel=CHANNEL, phone=phone(1), text=text, priority=1, origin=origin, now=NOW)


@pytest.mark.parametrize(
    ("text", "kept", "segments"),
    [
        ("Halo", "Halo", 1),
        ("“Laporan” — diterima…", '"Laporan" - diterima...', 1),
        ("a" * 160, "a" * 160, 1),
        ("a" * 161, "a" * 161, 2),
        ("€" * 81, "€" * 81, 2),
        ("😀" * 35, "😀" * 35, 1),
        ("😀" * 36, "😀" * 36, 2),
        ("", "", 1),
        ("'; DROP TABLE message; -- {{7*7}} %s", "'; DROP TABLE message; -- {{7*7}} %s", 1),
    ],
)
def test_texts(database: Engine, text: str, kept: str, segments: int) -> None:
    id = queue(database, text)
    assert id is not None
    row = found(database, id)
    assert (row.text, row.segments, row.status) == (kept, segments, "queued")


def test_the_same_origin_makes_one_message(database: Engine) -> None:
    first = queue(database, "Halo")
    assert queue(database, "Halo") is None
    assert queue(database, "Another text") is None
    assert queue(database, "Halo", origin="s/a.b/1/officer/+62") is not None
    assert first is not None
    assert delivering.history(database, first) == ["queued"]
    assert delivering.by_status(database) == {"queued": 2}


def test_what_is_rolled_back_was_never_queued(database: Engine) -> None:
    with database.connect() as connection:
        transaction = connection.begin()
        outbox.queue(connection, channel=CHANNEL, phone=phone(1), text="Halo", priority=1, origin="x", now=NOW)
        transaction.rollback()
    assert delivering.by_status(database) == {}
