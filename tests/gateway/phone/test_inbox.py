"""The texts on the phones, and what went over the wire."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.phone import inbox, journal
from gateway.phone.store import Store

NOW = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
SITI, DEDI = "+628110000101", "+628110000102"


def keep(store: Store, external_id: str, phone: str = SITI, direction: str = "in", text: str = "Halo") -> None:
    with store.open() as database:
        inbox.keep(
            database, direction=direction, external_id=external_id, phone=phone, other="36000", text=text, at=NOW
        )


def test_a_text_is_on_its_phone_alone(store: Store) -> None:
    keep(store, "a", text="é … 🙂 <b>'; DROP TABLE sms --")
    keep(store, "b", phone=DEDI)
    with store.open() as database:
        assert inbox.texts(database, SITI) == [
            {
                "id": 1,
                "direction": "in",
                "other": "36000",
                "text": "é … 🙂 <b>'; DROP TABLE sms --",
                "status": "Accepted",
                "read": False,
                "at": "2026-11-24T01:02:03+00:00",
            }
        ]
        assert [text["id"] for text in inbox.texts(database, DEDI)] == [2]
        assert inbox.texts(database, "+628110000199") == []


def test_after_an_id_only_what_is_newer(store: Store) -> None:
    for name in "abc":
        keep(store, name)
    with store.open() as database:
        assert [text["id"] for text in inbox.texts(database, SITI, after=1)] == [2, 3]
        assert inbox.texts(database, SITI, after=3) == []
        assert inbox.last_id(database) == 3


def test_an_empty_store_has_no_last_id(store: Store) -> None:
    with store.open() as database:
        assert inbox.last_id(database) == 0


def test_of_many_texts_the_newest_are_given_in_their_order(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "SHOWN", 2)
    for name in "abcd":
        keep(store, name, text=name)
    with store.open() as database:
        assert [text["text"] for text in inbox.texts(database, SITI)] == ["c", "d"]


def test_unread_counts_what_nobody_opened(store: Store) -> None:
    keep(store, "a")
    keep(store, "b")
    keep(store, "c", phone=DEDI)
    keep(store, "d", phone=DEDI, direction="out")
    with store.open() as database:
        assert inbox.unread(database) == {SITI: 2, DEDI: 1}
        inbox.mark_read(database, DEDI, 1)  # somebody else's text stays as it is
        assert inbox.unread(database) == {SITI: 2, DEDI: 1}
        inbox.mark_read(database, SITI, 1)
        assert inbox.unread(database) == {SITI: 1, DEDI: 1}


def test_the_phones_used_last_come_first(store: Store) -> None:
    for name, phone in [("a", SITI), ("b", DEDI), ("c", "+628110000103"), ("d", SITI)]:
        keep(store, name, phone=phone)
    with store.open() as database:
        assert inbox.recent_phones(database) == [SITI, "+628110000103", DEDI]
        assert inbox.recent_phones(database, limit=1) == [SITI]


def write(store: Store, kind: str = "ussd", external_id: str | None = None) -> None:
    with store.open() as database:
        journal.write(
            database,
            kind=kind,
            phone=SITI,
            form={"text": "1*é🙂"},
            status=200,
            answer="CON Halo",
            at=NOW,
            ms=7,
            external_id=external_id,
        )


def test_an_entry_has_the_form_and_the_answer(store: Store) -> None:
    write(store)
    with store.open() as database:
        assert journal.entries(database) == [
            {
                "id": 1,
                "at": "2026-11-24T01:02:03+00:00",
                "kind": "ussd",
                "phone": SITI,
                "external_id": None,
                "form": {"text": "1*é🙂"},
                "status": 200,
                "answer": "CON Halo",
                "ms": 7,
            }
        ]


def test_entries_after_an_id_and_at_most_as_many_as_are_shown(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SHOWN", 3)
    for _ in range(5):
        write(store)
    with store.open() as database:
        assert [entry["id"] for entry in journal.entries(database)] == [3, 4, 5]
        assert [entry["id"] for entry in journal.entries(database, after=4)] == [5]


def test_a_sent_text_shows_what_became_of_it(store: Store) -> None:
    for name in "ab":
        keep(store, name)
        write(store, kind="send", external_id=name)
    write(store, kind="sms")
    with store.open() as database:
        inbox.set_status(database, "b", "Success")
        assert journal.delivery_statuses(database) == {"a": "Accepted", "b": "Success"}
