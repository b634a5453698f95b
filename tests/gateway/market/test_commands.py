"""Every command of buyers, sellers and of the officers who let products in, in every language, with everything that goes
wrong with one by text: a short helpful answer each, and nothing changed that must not be.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from flows import codes, gsm7
from gateway.runtime import Runtime
from models import Base, Contact, Message, Pin, Product, pin
from tests import pins
from tests.gateway.market.market import (
    BUYER,
    ELSEWHERE,
    HEAD,
    OPERATOR,
    PRODUCT,
    SELLER,
    SITE,
    STRANGER,
    Market,
    told_number,
)

LANGUAGES = ("id", "su", "en")
PIN = "246810"
HASH = pins.kept(PIN)

INQUIRIES = {
    "JAWAB": {"id": "JAWAB", "su": "WALER", "en": "ANSWER"},
    "SETUJU": {"id": "SETUJU", "su": "SATUJU", "en": "AGREE"},
    "TOLAK": {"id": "TOLAK", "su": "TOLAK", "en": "REJECT"},
    "BATAL": {"id": "BATAL", "su": "BOLAY", "en": "CANCEL"},
    "LAPORKAN": {"id": "LAPORKAN", "su": "LAPORKEUN", "en": "COMPLAIN"},
}
GOODS = {
    "HARGA": {"id": "HARGA", "su": "HARGI", "en": "PRICE"},
    "STOK": {"id": "STOK", "su": "STOK", "en": "STOCK"},
    "MUSIM": {"id": "MUSIM", "su": "USUM", "en": "SEASON"},
    "JEDA": {"id": "JEDA", "su": "REUREUH", "en": "PAUSE"},
    "BUKA": {"id": "BUKA", "su": "BUKAKEUN", "en": "RESUME"},
}
LISTS = {
    "PESANAN": {"id": "PESANAN", "su": "PESENAN", "en": "ORDERS"},
    "DAGANGAN": {"id": "DAGANGAN", "su": "JUALAN", "en": "MYGOODS"},
}
SETUJUI = {"id": "SETUJUI", "su": "SETUJUI", "en": "APPROVE"}
JUAL = {"id": "JUAL", "su": "NGICAL", "en": "SELL"}
VALUE = {"HARGA": "27rb", "STOK": "10", "MUSIM": "11-2", "JEDA": "", "BUKA": ""}
"""What stands behind the code of a product."""
SAID = {"SETUJU": "", "BATAL": ""}
WRONG = {"HARGA": "mahal", "STOK": "banyak", "MUSIM": "kapan saja"}
"""What is no such value."""

Setting = Callable[[str], "Trade"]


class Trade:
    """A buyer's inquiry about a product of a seller; all speak `language`, and the officers' PIN was asked."""

    def __init__(self, runtime: Runtime, language: str) -> None:
        self.market = Market(runtime)
        self.runtime = runtime
        homes = {BUYER: None, SELLER: SITE, STRANGER: SITE, ELSEWHERE: None, OPERATOR: None, HEAD: None}
        people = [{"phone": phone, "language": language, "village": village} for phone, village in homes.items()]
        asked = {"hash": HASH, "open_until": runtime.clock().replace(year=2027), "changed_at": runtime.clock()}
        with runtime.database.begin() as connection:
            connection.execute(insert(Contact), people)
            connection.execute(insert(Pin), [{"phone": phone, **asked} for phone in (ELSEWHERE, OPERATOR, HEAD)])
        self.code = self.market.ask()
        self.shown = codes.show(self.code)

    def state(self) -> list[Any]:
        """All that may not change where something is refused."""
        tables = ("inquiry", "inquiry_event", "product", "seller")
        kept: list[Any] = [self.market.rows(Base.metadata.tables[name].select().order_by(text("1"))) for name in tables]
        told = Message.notice.not_in(["", "pin_locked_head"])
        return [*kept, self.market.rows(select(Message.id).where(told).order_by(Message.id))]

    def sms(self, phone: str, said: str) -> str:
        """The one reply, which fits two messages and holds no number of anybody else."""
        (reply,) = self.market.sms(phone, said)
        assert gsm7.segments(reply) <= 2, reply
        assert not any(told_number(reply, one) for one in (BUYER, SELLER, STRANGER, OPERATOR, HEAD)), reply
        return reply

    def waits(self) -> None:
        """The product has not been let in yet."""
        with self.runtime.database.begin() as connection:
            connection.execute(update(Product).where(Product.code == PRODUCT).values(status="waiting"))


@pytest.fixture
def setting(runtime: Runtime) -> Setting:
    return lambda language: Trade(runtime, language)


def of_inquiry(name: str, language: str, code: str) -> str:
    return f"{INQUIRIES[name][language]} {code} {SAID.get(name, 'nanti kami antar ke sana')}".strip()


def of_goods(name: str, language: str, code: str) -> str:
    return f"{GOODS[name][language]} {code} {VALUE[name]}".strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", INQUIRIES)
class TestInquiries:
    @pytest.mark.parametrize("phone", [BUYER, SELLER])
    def test_with_the_code(self, setting: Setting, name: str, language: str, phone: str) -> None:
        at = setting(language)
        reply = at.sms(phone, of_inquiry(name, language, at.code))
        assert at.shown in reply
        assert (len(at.market.history(at.code)) == 1) == (name == "BATAL"), "whether it is sure is asked first"

    @pytest.mark.parametrize("phone", [BUYER, SELLER])
    def test_with_no_code_it_is_the_one_there_is(self, setting: Setting, name: str, language: str, phone: str) -> None:
        at = setting(language)
        reply = at.sms(phone, INQUIRIES[name][language])
        before = len(at.market.history(at.code)) == 1
        if name == "LAPORKAN" and phone == SELLER:  # who did nothing with an order yet may mean the village
            assert before
        else:
            assert at.shown in reply or (name == "JAWAB" and "melinjo" in reply)
            assert before == (name != "SETUJU")

    def test_what_is_refused_changes_nothing(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        before = at.state()
        for phone in (STRANGER, ELSEWHERE, OPERATOR):
            reply = at.sms(phone, of_inquiry(name, language, at.code))
            assert (at.shown in reply, "melinjo" in reply, at.state() == before) == (True, False, True), (phone, reply)
        wrong = at.code[:-1] + str((int(at.code[-1]) + 1) % 10)
        assert "4821-367" in at.sms(SELLER, of_inquiry(name, language, wrong))
        assert at.state() == before, "a wrong check digit"

    def test_a_move_that_is_not_allowed(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        at.sms(SELLER, of_inquiry("TOLAK", language, at.code))
        before = at.state()
        assert at.shown in at.sms(BUYER, of_inquiry(name, language, at.code))
        assert name == "LAPORKAN" or at.state() == before
        assert at.market.inquiry(at.code).status == "declined"

    def test_with_a_thousand_characters(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        at.sms(SELLER, f"{INQUIRIES[name][language]} {at.code} " + "sangat panjang " * 70)
        assert all(len(event.note) <= 300 for event in at.market.history(at.code))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", GOODS)
class TestGoods:
    def test_with_the_code(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        before = at.market.product(PRODUCT)
        if name == "BUKA":
            at.sms(SELLER, of_goods("JEDA", language, PRODUCT))
        assert PRODUCT in at.sms(SELLER, of_goods(name, language, PRODUCT))
        assert (at.market.product(PRODUCT) == before) == (name == "BUKA")

    def test_with_no_code_it_is_the_one_there_is(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        assert PRODUCT in at.sms(SELLER, GOODS[name][language])

    def test_what_is_refused_changes_nothing(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        before = at.state()
        for phone, code in ((SELLER, "Z99"), (SELLER, "E1"), (STRANGER, PRODUCT), (HEAD, PRODUCT)):
            reply = at.sms(phone, of_goods(name, language, code.lower()))
            told = (code in reply, "melinjo" in reply.lower(), at.state() == before)
            assert told == (True, False, True), (phone, code, reply)
        assert JUAL[language] in at.sms(STRANGER, GOODS[name][language]), "who sells nothing"
        assert at.state() == before, "who sells nothing"

    def test_with_what_is_no_value(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        before = at.state()
        reply = at.sms(SELLER, f"{GOODS[name][language]} {PRODUCT} {WRONG.get(name, 'sekarang')}")
        assert "melinjo" in reply or "G12" in reply, "what is wanted"
        assert name in {"JEDA", "BUKA"} or at.state() == before

    def test_a_move_that_is_not_allowed(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        at.waits()
        before = at.market.product(PRODUCT).status
        assert PRODUCT in at.sms(SELLER, of_goods(name, language, PRODUCT))
        assert at.market.product(PRODUCT).status == before

    def test_with_a_thousand_characters(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        assert at.sms(SELLER, f"{GOODS[name][language]} {PRODUCT} " + "9" * 1000)
        assert at.market.product(PRODUCT).price < 100_000_001
        assert at.market.product(PRODUCT).stock < 100_001


@pytest.mark.parametrize("language", LANGUAGES)
class TestApproval:
    def test_with_the_code(self, setting: Setting, language: str) -> None:
        at = setting(language)
        at.waits()
        assert PRODUCT in at.sms(HEAD, f"{SETUJUI[language]} {PRODUCT}")
        assert at.market.product(PRODUCT).status == "active"

    def test_by_who_may_not(self, setting: Setting, language: str) -> None:
        at = setting(language)
        at.waits()
        before = at.state()
        for phone, code in itertools.product((SELLER, STRANGER, ELSEWHERE), (PRODUCT, "Z99")):
            reply = at.sms(phone, f"{SETUJUI[language]} {code}")
            assert ("melinjo" in reply.lower(), at.state() == before) == (False, True), (phone, code, reply)

    def test_with_a_wrong_pin_and_with_five(self, setting: Setting, language: str) -> None:
        at = setting(language)
        at.waits()
        with at.runtime.database.begin() as connection:
            pin.change(connection, HEAD, open_until=None)
        before = at.state()
        assert "PIN" in at.sms(HEAD, f"{SETUJUI[language]} {PRODUCT}")
        for _ in range(5):
            assert "PIN" in at.sms(HEAD, "111111")
        assert "PIN" in at.sms(HEAD, f"{SETUJUI[language]} {PRODUCT}"), "it is locked"
        assert at.state() == before
        assert "PIN" in at.market.inbox(OPERATOR)[-1], "of a head's the operator hears"

    def test_a_move_that_is_not_allowed(self, setting: Setting, language: str) -> None:
        at = setting(language)
        before = at.state()
        assert PRODUCT in at.sms(HEAD, f"{SETUJUI[language]} {PRODUCT}"), "it is on sale already"
        assert at.state() == before

    def test_with_a_thousand_characters(self, setting: Setting, language: str) -> None:
        at = setting(language)
        at.waits()
        assert at.sms(HEAD, f"{SETUJUI[language]} " + "panjang " * 125)
        assert at.market.product(PRODUCT).status == "waiting"


@pytest.mark.parametrize("language", LANGUAGES)
class TestLists:
    def test_what_there_is(self, setting: Setting, language: str) -> None:
        at = setting(language)
        assert at.shown in at.sms(BUYER, LISTS["PESANAN"][language])
        assert at.shown in at.sms(SELLER, LISTS["PESANAN"][language])
        assert PRODUCT in at.sms(SELLER, LISTS["DAGANGAN"][language])

    def test_where_there_is_nothing_and_in_a_thousand_characters(self, setting: Setting, language: str) -> None:
        at = setting(language)
        before = at.state()
        for said in (*(words[language] for words in LISTS.values()), f"{JUAL[language]} " + "gula aren " * 100):
            reply = at.sms(STRANGER, said)
            told = (at.shown in reply, "melinjo" in reply.lower(), at.state() == before)
            assert told == (False, False, True), (said, reply)
