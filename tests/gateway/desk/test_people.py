"""What is known of people, and what they are sent."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from flows.effects import ChangeContact, SendMessage
from gateway import desk
from gateway.desk import NOTICE, REPLY, Desk
from models import Consent, Contact, Inquiry, Message, Product, Seller, Ticket, contact
from tests.conftest import NOW
from tests.gateway.desk.conftest import INQUIRY, PHONE, TICKET, VILLAGE, officers, rows, speak


class TestContact:
    @pytest.mark.parametrize(
        ("change", "field", "value"),
        [
            (ChangeContact(language="en"), "language", "en"),
            (ChangeContact(village="36.01.01.2001"), "village", "36.01.01.2001"),
            (ChangeContact(name="Siti"), "name", "Siti"),
        ],
    )
    def test_only_what_was_said_is_changed(self, at: Desk, change: ChangeContact, field: str, value: str) -> None:
        (before,) = rows(at.connection, Contact)
        made = desk.perform(at, change, "o/1")
        (after,) = rows(at.connection, Contact)
        same = before.keys() - {field, "updated_at"}
        assert {name: after[name] for name in same} == {name: before[name] for name in same}
        assert after[field] == made["contact"][field] == value
        assert rows(at.connection, Consent) == []

    def test_somebody_who_was_not_known_is_now(self, at: Desk) -> None:
        stranger = Desk(at.connection, at.settings, "at", "+6281234567899", "sms", "", NOW)
        made = desk.perform(stranger, ChangeContact("su", VILLAGE, "Budi Hartono", "yes"), "o/1")
        assert made == {
            "contact": {
                "phone": "+6281234567899", "name": "Budi Hartono", "first_name": "Budi", "language": "su",
                "village": VILLAGE, "role": "", "roles": [], "consent": True, "known": True,
                "pin": "none", "last_ticket": "", "last_inquiry": "",
            },
            "village": {
                "code": VILLAGE, "name": "Mekarsari", "district": "Panimbang", "regency": "Kabupaten Pandeglang",
            },
        }  # fmt: skip

    @pytest.mark.parametrize(("word", "given"), [("yes", True), ("no", False), ("", False), ("YES", False)])
    def test_a_consent_is_kept_with_the_words_that_were_shown(self, at: Desk, word: str, given: bool) -> None:
        made = desk.perform(at, ChangeContact(consent=word), "o/1")
        (kept,) = rows(at.connection, Consent)
        assert kept["given"] is made["contact"]["consent"] is given
        assert kept["wording"] == at.settings.notices["consent"]["su"]
        assert (kept["phone"], kept["medium"], kept["origin"], kept["at"]) == (PHONE, "ussd", "o/1", NOW)

    def test_the_words_are_in_the_language_that_is_chosen_with_it(self, at: Desk) -> None:
        desk.perform(at, ChangeContact(language="en", consent="yes"), "o/1")
        assert rows(at.connection, Consent)[0]["wording"] == at.settings.notices["consent"]["en"]

    def test_an_officer_has_a_role(self, at: Desk) -> None:
        phone = officers(at.connection)[0]
        known = desk.known(contact.caller(at.connection, phone), NOW)
        assert known["contact"]["role"] == known["contact"]["roles"][0] == "operator"
        assert (known["contact"]["known"], known["village"]) == (False, {})


class TestMessage:
    TEXTS: typing.ClassVar = {"id": "Kabar", "su": "Beja", "en": "News"}

    def sent(self, at: Desk, to: str, **names: Any) -> dict[str, Mapping[str, Any]]:
        assert desk.perform(at, SendMessage(to, self.TEXTS, names), "o/1") == {}
        return {row["phone"]: row for row in rows(at.connection, Message)}

    def test_to_the_caller_in_the_language_of_the_dialogue(self, at: Desk) -> None:
        ((phone, row),) = self.sent(at, "contact").items()
        assert (phone, row["text"], row["priority"], row["village"]) == (PHONE, "Beja", REPLY, VILLAGE)

    def test_to_the_officers_each_in_theirs(self, at: Desk) -> None:
        first, second = officers(at.connection)[:2]
        speak(at.connection, first, "en")
        sent = self.sent(at, "officers")
        assert sorted(sent) == officers(at.connection)
        assert (sent[first]["text"], sent[second]["text"], sent[first]["priority"]) == ("News", "Kabar", NOTICE)

    def test_to_the_seller_of_the_product_that_is_spoken_of(self, at: Desk) -> None:
        phone = at.connection.execute(select(Seller.phone).join(Product).where(Product.code == "E1")).scalar_one()
        assert [*self.sent(at, "seller", product={"code": "E1"})] == [phone]

    @pytest.mark.parametrize("names", [{}, {"product": {"code": "X0"}}, {"product": "E1"}])
    def test_to_no_seller_where_there_is_none(self, at: Desk, names: dict[str, Any]) -> None:
        assert self.sent(at, "seller", **names) == {}

    def test_it_is_linked_to_what_it_speaks_of(self, at: Desk) -> None:
        made = desk.perform(at, TICKET, "o/0") | desk.perform(at, INQUIRY, "o/00")
        row = self.sent(at, "contact", **made)[PHONE]
        (opened,), (asked,) = rows(at.connection, Ticket), rows(at.connection, Inquiry)
        assert (row["ticket"], row["inquiry"]) == (opened["id"], asked["id"])

    def test_the_same_origin_sends_once(self, at: Desk) -> None:
        self.sent(at, "contact")
        assert len(self.sent(at, "contact")) == 1
