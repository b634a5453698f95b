"""USSD dialogues: begun once, journaled without going back, closed once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from models import ussd_session
from tests.conftest import NOW

PHONE = "+6281234567801"


def begin(connection: Connection, session: str = "s1", **fields: Any) -> bool:
    given = {
        "channel": "at", "session_id": session, "phone": PHONE, "code": "*384*36#", "revision": "r", "begun_at": NOW,
        "began": {"session": {}, "text": "Menu", "final": False},
    }  # fmt: skip
    return ussd_session.begin(connection, **(given | fields))


def found(connection: Connection, session: str = "s1", phone: str = PHONE) -> Any:
    return ussd_session.find(connection, "at", session, phone)


def test_it_begins_once(connection: Connection) -> None:
    assert begin(connection)
    assert not begin(connection, revision="other")
    assert begin(connection, channel="b")
    row = found(connection)
    assert (row.phone, row.revision, row.began["text"], row.begun_at) == (PHONE, "r", "Menu", NOW)
    assert (row.inputs, row.ended_at, row.last_text, row.outcome, row.hops) == (None, None, None, "", 0)
    assert found(connection, "s2") is None


def test_a_session_of_the_same_name_is_another_phones_own(connection: Connection) -> None:
    assert begin(connection)
    assert begin(connection, phone="+6289", revision="other")
    ussd_session.keep_inputs(connection, "at", "s1", "+6289", ["9"])
    ussd_session.close(connection, "at", "s1", "+6289", last_text="9")
    mine, theirs = found(connection), found(connection, phone="+6289")
    assert (mine.revision, mine.inputs, mine.last_text) == ("r", None, None)
    assert (theirs.revision, theirs.inputs, theirs.last_text) == ("other", ["9"], "9")


@pytest.mark.parametrize(
    ("journals", "kept"),
    [
        ([["1"]], ["1"]),
        ([["1"], ["1", "2*3"]], ["1", "2*3"]),
        ([["1", "2"], ["1"]], ["1", "2"]),
        ([["1"], ["9"]], ["1"]),
        ([[], ["é … 😀"]], ["é … 😀"]),
    ],
)
def test_a_journal_never_grows_shorter(connection: Connection, journals: Sequence[list[str]], kept: list[str]) -> None:
    begin(connection)
    for journal in journals:
        ussd_session.keep_inputs(connection, "at", "s1", PHONE, journal)
    assert found(connection).inputs == kept


def test_the_first_end_counts(connection: Connection) -> None:
    begin(connection)
    begin(connection, "s2")
    ussd_session.close(
        connection, "at", "s1", PHONE, last_text="1*2", last_answer="END beres", outcome="done", hops=3, ended_at=NOW
    )
    ussd_session.close(connection, "at", "s1", PHONE, last_text="1*2*3", last_answer="END lain", outcome="other")
    row = found(connection)
    assert (row.last_text, row.last_answer, row.outcome, row.hops) == ("1*2", "END beres", "done", 3)
    assert found(connection, "s2").last_text is None


def test_an_empty_text_closes_too(connection: Connection) -> None:
    begin(connection)
    for answer in ("END satu", "END dua"):
        ussd_session.close(connection, "at", "s1", PHONE, last_text="", last_answer=answer)
    assert found(connection).last_answer == "END satu"


def test_what_the_telco_says_at_the_end(connection: Connection) -> None:
    begin(connection)
    ussd_session.record_end(connection, "at", "s1", PHONE, end_status="Success", end_text="1*2", duration_ms=1500)
    ussd_session.record_end(connection, "at", "unknown", PHONE, end_status="Success")
    row = found(connection)
    assert (row.end_status, row.end_text, row.duration_ms, row.last_text) == ("Success", "1*2", 1500, None)
    assert found(connection, "unknown") is None


def test_the_newest_of_a_phone(connection: Connection) -> None:
    for number, phone in enumerate([PHONE, PHONE, "+6289"]):
        begin(connection, f"s{number}", phone=phone, begun_at=NOW + timedelta(minutes=number))
    row = ussd_session.latest(connection, "at", PHONE, NOW)
    assert row is not None
    assert row.session_id == "s1"
    assert ussd_session.latest(connection, "at", PHONE, NOW + timedelta(minutes=2)) is None
    assert ussd_session.latest(connection, "b", PHONE, NOW) is None
