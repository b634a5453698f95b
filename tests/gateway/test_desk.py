"""What a dialogue asked for is carried out: by exactly one handler, for the right people, in their language."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, update

from flows import codes
from flows.effects import BY_TARGET, ChangeContact, Effect, OpenInquiry, OpenTicket, SendMessage
from gateway import desk
from gateway.config import Settings
from gateway.desk import HANDLERS, NOTICE, REPLY, Desk, DeskError
from gateway.phone_number import masked
from models import (
    Consent,
    Contact,
    Inquiry,
    InquiryEvent,
    Message,
    Officer,
    Product,
    Seller,
    Ticket,
    TicketEvent,
    contact,
)
from tests.conftest import NOW

PHONE = "+6281234567801"
VILLAGE = "36.01.06.2009"
"""Mekarsari in Panimbang; its demo officers are the two of +6281100002xx."""
TICKET = OpenTicket(kind="report", category="jalan", description="Jembatan ambruk di RT 02")
INQUIRY = OpenInquiry(product="E1", quantity="2 kg", question="Bisa diantar?")


def test_every_effect_has_one_handler() -> None:
    assert set(HANDLERS) == set(typing.get_args(Effect))


def test_every_target_of_a_flow_file_is_an_effect() -> None:
    assert set(BY_TARGET.values()) <= set(typing.get_args(Effect))


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    """Of a caller who has told name, language and village; what is written through it is undone."""
    with database.connect() as connection:
        contact.change_contact(connection, PHONE, name="Siti Aminah", language="su", village=VILLAGE)
        yield connection
        connection.rollback()


@pytest.fixture
def at(connection: Connection, settings: Settings) -> Desk:
    """The desk at which that caller stands."""
    return Desk(connection, settings, "at", PHONE, "ussd", "su", NOW)


def rows(connection: Connection, model: Any) -> list[Mapping[str, Any]]:
    order = model.__table__.primary_key
    return [dict(row) for row in connection.execute(select(*model.__table__.columns).order_by(*order)).mappings()]


def speak(connection: Connection, phone: str, language: str) -> None:
    contact.change_contact(connection, phone, language=language)


def officers(connection: Connection) -> list[str]:
    query = select(Officer.phone).where(Officer.village == VILLAGE).order_by(Officer.phone)
    return list(connection.execute(query).scalars())


class TestTicket:
    def test_it_is_opened_in_the_village_of_the_caller(self, at: Desk) -> None:
        made = desk.perform(at, TICKET, "o/1")["ticket"]
        (opened,) = rows(at.connection, Ticket)
        assert made == {
            "code": codes.show(opened["code"]), "status": "new", "category": "jalan", "category_text": "Jalan/sasak",
            "description": TICKET.description,
        }  # fmt: skip
        kept = {
            name: opened[name]
            for name in "kind category status village phone name description origin created_at".split()
        }
        assert kept == {
            "kind": "report", "category": "jalan", "status": "new", "village": VILLAGE, "phone": PHONE,
            "name": "Siti Aminah", "description": TICKET.description, "origin": "o/1", "created_at": NOW,
        }  # fmt: skip
        (event,) = rows(at.connection, TicketEvent)
        assert (event["ticket"], event["status"], event["actor"], event["at"]) == (opened["id"], "new", PHONE, NOW)

    def test_each_officer_hears_of_it_in_their_language_without_the_number(self, at: Desk) -> None:
        first, second = officers(at.connection)[:2]
        speak(at.connection, first, "en")
        made = desk.perform(at, TICKET, "o/1")["ticket"]
        sent = {row["phone"]: row for row in rows(at.connection, Message)}
        assert sorted(sent) == officers(at.connection)
        assert sent[first]["text"] == (
            f"New {made['code']}, Mekarsari village: Road or bridge. {TICKET.description}\n"
            f"From {masked(PHONE)} Siti Aminah"
        )
        assert sent[second]["text"].startswith(f"Baru {made['code']}, desa Mekarsari: Jalan/jembatan.")
        (opened,) = rows(at.connection, Ticket)
        for row in sent.values():
            assert PHONE not in row["text"]
            assert (row["priority"], row["village"], row["ticket"]) == (NOTICE, VILLAGE, opened["id"])
            assert (row["status"], row["channel"]) == ("queued", "at")

    def test_a_name_that_was_given_for_it_counts(self, at: Desk) -> None:
        desk.perform(at, OpenTicket("letter", "sktm", "sekolah", name="Udin"), "o/1")
        assert rows(at.connection, Ticket)[0]["name"] == "Udin"
        assert all(row["text"].endswith(f"{masked(PHONE)} Udin") for row in rows(at.connection, Message))

    @pytest.mark.parametrize(
        "said", ["{{7*7}} {contact.phone} %s", "*1*2#", "'; DROP TABLE ticket;--", "é … 😀", "x" * 300]
    )
    def test_what_was_said_is_data(self, at: Desk, said: str) -> None:
        made = desk.perform(at, OpenTicket("report", "jalan", said), "o/1")
        assert made["ticket"]["description"] == said
        assert rows(at.connection, Ticket)[0]["description"] == said

    def test_without_a_village_there_is_none(self, at: Desk) -> None:
        at.connection.execute(update(Contact).values(village=None))
        with pytest.raises(DeskError, match="village"):
            desk.perform(at, TICKET, "o/1")

    def test_without_a_category_there_is_none(self, at: Desk) -> None:
        with pytest.raises(DeskError, match="'gone'"):
            desk.perform(at, OpenTicket("report", "gone", "x"), "o/1")

    def test_a_village_without_officers_has_its_ticket_all_the_same(self, at: Desk) -> None:
        at.connection.execute(update(Contact).values(village="36.01.01.2001"))
        desk.perform(at, TICKET, "o/1")
        assert len(rows(at.connection, Ticket)) == 1
        assert rows(at.connection, Message) == []


class TestCodes:
    def test_they_are_seven_digits_with_a_check_digit_and_none_twice(self, at: Desk) -> None:
        for number in range(30):
            desk.perform(at, TICKET, f"t/{number}")
            desk.perform(at, INQUIRY, f"i/{number}")
        found = [row["code"] for model in (Ticket, Inquiry) for row in rows(at.connection, model)]
        assert len(set(found)) == 60
        assert all(re.fullmatch(r"[1-9][0-9]{6}", code) and codes.check(code) == code for code in found)

    @pytest.mark.parametrize("effect", [TICKET, INQUIRY], ids=["by a ticket", "by an inquiry"])
    def test_one_that_is_taken_is_drawn_again_and_grows_longer(
        self, at: Desk, monkeypatch: pytest.MonkeyPatch, effect: Effect
    ) -> None:
        monkeypatch.setattr(desk.secrets, "randbelow", lambda _limit: 0)
        desk.perform(at, effect, "o/1")
        desk.perform(at, TICKET, "o/2")
        taken, longer = codes.with_check_digit("100000"), codes.with_check_digit("1000000")
        found = {row["code"] for model in (Ticket, Inquiry) for row in rows(at.connection, model)}
        assert found == {taken, longer}


class TestInquiry:
    def test_it_goes_to_the_seller_without_the_number_of_the_buyer(self, at: Desk) -> None:
        made = desk.perform(at, INQUIRY, "o/1")["inquiry"]
        (opened,) = rows(at.connection, Inquiry)
        assert made == {
            "code": codes.show(opened["code"]), "status": "new", "quantity": "2 kg", "question": "Bisa diantar?",
        }  # fmt: skip
        seller = at.connection.execute(select(Seller.id, Seller.phone).join(Product).where(Product.code == "E1")).one()
        assert (opened["product"], opened["buyer"], opened["seller"], opened["status"]) == (
            "E1",
            PHONE,
            seller.id,
            "new",
        )
        (event,) = rows(at.connection, InquiryEvent)
        assert (event["inquiry"], event["status"], event["actor"]) == (opened["id"], "new", PHONE)
        (sent,) = rows(at.connection, Message)
        assert sent["text"] == f'Pembeli bertanya {made["code"]}: Emping melinjo, jumlah 2 kg. "Bisa diantar?"'
        assert (sent["phone"], sent["inquiry"], sent["priority"]) == (seller.phone, opened["id"], NOTICE)
        assert PHONE[3:] not in sent["text"]
        assert seller.phone not in str(made)

    def test_in_the_language_of_the_seller(self, at: Desk) -> None:
        phone = at.connection.execute(select(Seller.phone).join(Product).where(Product.code == "E1")).scalar_one()
        speak(at.connection, phone, "en")
        desk.perform(at, INQUIRY, "o/1")
        assert rows(at.connection, Message)[0]["text"].startswith("A buyer asks ")

    def test_a_buyer_needs_no_village(self, at: Desk) -> None:
        at.connection.execute(update(Contact).values(village=None))
        assert desk.perform(at, INQUIRY, "o/1")["inquiry"]["status"] == "new"

    def test_without_a_product_there_is_none(self, at: Desk) -> None:
        with pytest.raises(DeskError, match="'X0'"):
            desk.perform(at, OpenInquiry("X0", "1", "?"), "o/1")


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
        known = desk.known(contact.caller(at.connection, phone))
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
