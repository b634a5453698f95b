"""Contacts: what is known of a phone, in one query, and each yes and no."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert, select

from models import Consent, Contact, Officer, pin
from models.contact import caller, change_contact, record_consent
from tests.conftest import NOW

PHONE = "+6281234567801"
VILLAGE = "36.01.06.2009"
OTHER = "36.01.28.2002"


def say(connection: Connection, given: bool, origin: str, phone: str = PHONE) -> None:
    record_consent(connection, phone=phone, given=given, wording="Kami simpan", medium="ussd", origin=origin, at=NOW)


def make_officer(connection: Connection, village: str, roles: list[str]) -> None:
    connection.execute(insert(Officer).values(phone=PHONE, village=village, name="Asep", roles=roles))


def test_somebody_of_whom_nothing_is_known(connection: Connection) -> None:
    known = caller(connection, PHONE)
    assert known.pop("phone") == PHONE
    assert set(known) == set(
        "language name village opted_out_at last_ticket last_inquiry village_name district regency wave consent"
        " roles has_pin open_until locked_until".split()
    )
    assert known.pop("has_pin") is False
    assert set(known.values()) == {None}


def test_all_that_is_known_in_one_query(connection: Connection) -> None:
    change_contact(connection, PHONE, name="Siti", language="su", village=VILLAGE, opted_out_at=NOW)
    change_contact(connection, PHONE, last_ticket="4821367", last_inquiry="5821372")
    pin.keep(connection, PHONE, hash="-", open_until=NOW, now=NOW)
    pin.change(connection, PHONE, locked_until=NOW)
    say(connection, True, "1")
    make_officer(connection, VILLAGE, ["operator", "head"])
    assert caller(connection, PHONE) == {
        "phone": PHONE, "language": "su", "name": "Siti", "village": VILLAGE, "opted_out_at": NOW,
        "village_name": "Mekarsari", "district": "Panimbang", "regency": "Kabupaten Pandeglang", "wave": 0, "consent": True,
        "roles": [["operator", "head"]], "last_ticket": "4821367", "last_inquiry": "5821372", "has_pin": True,
        "open_until": NOW, "locked_until": NOW,
    }  # fmt: skip


def test_an_officer_of_two_villages(connection: Connection) -> None:
    make_officer(connection, VILLAGE, ["operator"])
    make_officer(connection, OTHER, ["head"])
    assert sorted(caller(connection, PHONE)["roles"]) == [["head"], ["operator"]]


@pytest.mark.parametrize(
    ("said", "newest"), [([True], True), ([False], False), ([True, False], False), ([False, True, True], True)]
)
def test_the_newest_consent_counts(connection: Connection, said: list[bool], newest: bool) -> None:
    change_contact(connection, PHONE)
    change_contact(connection, "+6289")
    for number, given in enumerate(said):
        say(connection, given, str(number))
    say(connection, not newest, "other", phone="+6289")
    assert caller(connection, PHONE)["consent"] is newest


def test_a_consent_is_kept_once_for_each_origin(connection: Connection) -> None:
    change_contact(connection, PHONE)
    say(connection, True, "same")
    say(connection, False, "same")
    kept = connection.execute(select(Consent.given, Consent.wording, Consent.medium, Consent.at)).all()
    assert kept == [(True, "Kami simpan", "ussd", NOW)]


def test_changing_makes_what_is_missing_and_leaves_the_rest(connection: Connection) -> None:
    change_contact(connection, PHONE, language="id")
    change_contact(connection, PHONE, name="Siti")
    change_contact(connection, PHONE)
    row = connection.execute(select(*Contact.__table__.columns)).one()
    assert (row.phone, row.language, row.name, row.village, row.opted_out_at) == (PHONE, "id", "Siti", None, None)
    assert row.created_at.tzinfo is not None
