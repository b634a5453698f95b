"""The table of contacts: what callers have told us is not taken back by a file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from models import Consent, Contact, contact
from tests.conftest import NOW

from .conftest import OTHER, VILLAGE, Importer

PHONE = "+6281234567801"
GIVEN = {"phone": "0812-3456-7801", "name": "Siti Aminah", "language": "su", "village": VILLAGE, "consent": "yes"}


def consents(importer: Importer) -> list[bool]:
    return [row["given"] for row in sorted(importer.there(Consent, phone=PHONE), key=lambda row: int(row["id"]))]


def test_a_new_contact_with_consent(importer: Importer) -> None:
    assert importer.counts("contacts", GIVEN) == (1, 0, 0, 0)
    known = contact.caller(importer.connection, PHONE)
    assert [known[name] for name in ("name", "language", "village", "consent")] == ["Siti Aminah", "su", VILLAGE, True]
    (consent,) = importer.there(Consent, phone=PHONE)
    assert (consent["medium"], consent["at"]) == ("import", NOW)


def test_a_phone_alone_is_a_contact(importer: Importer) -> None:
    assert importer.counts("contacts", {"phone": PHONE}) == (1, 0, 0, 0)
    known = contact.caller(importer.connection, PHONE)
    assert [known[name] for name in ("name", "language", "village", "consent")] == ["", "", None, None]


def test_the_same_phone_is_updated(importer: Importer) -> None:
    importer("contacts", GIVEN)
    assert importer.counts("contacts", GIVEN) == (0, 0, 1, 0)
    later = NOW + timedelta(days=1)
    assert importer.counts("contacts", {**GIVEN, "village": OTHER, "language": "EN"}, now=later) == (0, 1, 0, 0)
    (row,) = importer.there(Contact, phone=PHONE)
    assert (row["village"], row["language"], row["name"], row["updated_at"]) == (OTHER, "en", "Siti Aminah", later)


@pytest.mark.parametrize("again", [{"phone": PHONE}, {**dict.fromkeys(GIVEN, ""), "phone": PHONE}])
def test_what_is_missing_or_empty_stays_as_it_is(importer: Importer, again: dict[str, str]) -> None:
    importer("contacts", GIVEN)
    before = importer.there(Contact, phone=PHONE)
    assert importer.counts("contacts", again) == (0, 0, 1, 0)
    assert importer.there(Contact, phone=PHONE) == before
    assert consents(importer) == [True]


@pytest.mark.parametrize(
    ("words", "kept", "last"),
    [
        (["yes"], [True], "added"),
        (["yes", "ya"], [True], "unchanged"),
        (["yes", "no"], [True, False], "changed"),
        (["yes", "no", "yes"], [True, False, True], "changed"),
        (["yes", ""], [True], "unchanged"),
        (["", "no"], [False], "changed"),
    ],
)
def test_consents_are_added_to_those_before(importer: Importer, words: list[str], kept: list[bool], last: str) -> None:
    for number, word in enumerate(words):
        summary = importer("contacts", {**GIVEN, "consent": word}, now=NOW + timedelta(minutes=number))
    assert summary.counts == {last: 1}
    assert consents(importer) == kept


def test_stop_stays_stop(importer: Importer) -> None:
    importer("contacts", GIVEN)
    importer.connection.execute(update(Contact).values(opted_out_at=NOW))
    later = NOW + timedelta(days=1)
    importer("contacts", {**GIVEN, "name": "Siti", "consent": "no"}, {**GIVEN, "phone": "0812-3456-7802"}, now=later)
    assert importer.there(Contact, phone=PHONE)[0]["opted_out_at"] == NOW
    assert importer.there(Contact, phone="+6281234567802")[0]["opted_out_at"] is None


def test_rows_that_say_different_things_go_together(importer: Importer) -> None:
    rows = [
        {"phone": "081234567801", "name": "A"},
        {"phone": "081234567802", "language": "id", "consent": "no"},
        {"phone": "081234567803", "village": VILLAGE},
    ]
    assert importer.counts("contacts", *rows) == (3, 0, 0, 0)
    assert importer.counts("contacts", *reversed(rows)) == (0, 0, 3, 0)
    found = [(row["name"], row["language"], row["village"]) for row in importer.there(Contact)]
    assert found == [("A", "", None), ("", "id", None), ("", "", VILLAGE)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"phone": ""}, "phone is empty"),
        ({"phone": "x"}, "phone 'x' is not a phone number"),
        ({"language": "jv"}, "language 'jv' is not one of id su en"),
        ({"village": "nowhere"}, "village 'nowhere' is not known"),
        ({"consent": "perhaps"}, "consent 'perhaps' is neither yes nor no"),
        ({"name": "x" * 101}, "name is longer than 100 characters"),
    ],
)
def test_what_is_refused(importer: Importer, change: dict[str, str], reason: str) -> None:
    assert importer.reason("contacts", {**GIVEN, **change}) == reason
    assert importer.there(Contact) == []
