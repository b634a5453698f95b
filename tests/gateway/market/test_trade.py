"""Show 2 of the market: buyer and seller of two villages trade to an agreement, each with a feature phone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from flows import codes
from models import Inquiry
from tests.gateway.market.market import BUYER, PRODUCT, SELLER, STRANGER, Market, told_number


def numbers_told(market: Market) -> set[tuple[str, str]]:
    """(who was told, whose number)."""
    return {
        (row.phone, owner) for row in market.messages() for owner in (BUYER, SELLER) if told_number(row.text, owner)
    }


def test_from_a_question_to_an_agreement(market: Market) -> None:
    code = market.ask_by_text("bisa antar ke Panimbang? WA 0812-3456.7001 ya")
    shown = codes.show(code)
    (asked,) = market.inbox(SELLER)
    assert f"Pembeli bertanya {shown}: Ceplis melinjo, jumlah 2" in asked
    assert "WA *** ya" in asked

    (reply,) = market.sms(SELLER, f"JAWAB {code} masih ada, bisa antar. Telp +62 811 0000 302")
    assert f"Pesan {shown} dikirim" in reply
    assert "masih ada, bisa antar. Telp ***" in market.inbox(BUYER)[-1]
    assert market.inquiry(code).status == "answered"

    market.sms(BUYER, "Berapa ongkirnya?")  # a plain answer to what came
    assert "Berapa ongkirnya?" in market.inbox(SELLER)[-1]
    market.sms(SELLER, "JAWAB gratis kalau lima bungkus")  # no code: the one dealt with last
    assert "gratis kalau lima bungkus" in market.inbox(BUYER)[-1]

    assert "Anda setuju" in market.sms(BUYER, f"SETUJU {shown}")[0]
    assert f"Kirim SETUJU {shown}" in market.inbox(SELLER)[-1]
    assert market.inquiry(code).status == "answered"
    assert numbers_told(market) == set()

    said = market.sms(SELLER, "setuju")
    assert any("Sepakat!" in text for text in said)
    assert any(f"Pembeli: {BUYER} Siti Aminah" in text for text in said)
    assert f"Penjual di desa Menes: {SELLER} Eha Julaeha" in market.inbox(BUYER)[-1]
    assert numbers_told(market) == {(BUYER, SELLER), (SELLER, BUYER)}
    assert market.inquiry(code).status == "agreed"
    kinds = [(event.kind, event.status) for event in market.history(code)]
    assert kinds == [
        ("status", "new"), ("message", "answered"), ("message", "answered"), ("message", "answered"),
        ("agreement", "answered"), ("agreement", "agreed"),
    ]  # fmt: skip

    market.sms(SELLER, f"JAWAB {code} nomor teman saya 0813 1111 2222")
    assert "0813 1111 2222" in market.inbox(BUYER)[-1], "they have each other's number: nothing is hidden any more"


def test_buyers_from_elsewhere_trade_in_english(market: Market) -> None:
    market.meet(STRANGER, language="en", village=None)
    (reply,) = market.sms(STRANGER, "BUY C3 2 do you ship to Jakarta?")
    code = reply.split()[1].replace("-", "")
    market.sms(SELLER, f"JAWAB {code} bisa")
    assert market.inbox(STRANGER)[-1].startswith("The seller of Ceplis melinjo")
    assert "If the other side does too" in market.sms(STRANGER, f"agree {code}")[0]
    market.sms(SELLER, f"SETUJU {code}")
    assert f"{SELLER} Eha Julaeha" in market.inbox(STRANGER)[-1]


@pytest.mark.parametrize("first", [BUYER, SELLER])
def test_either_may_say_yes_first(market: Market, first: str) -> None:
    code = market.ask_by_text()
    for phone in (first, ({BUYER, SELLER} - {first}).pop()):
        assert numbers_told(market) == set()
        market.sms(phone, f"SETUJU {code}")
    assert numbers_told(market) == {(BUYER, SELLER), (SELLER, BUYER)}


def test_a_yes_said_twice_is_no_second_side(market: Market) -> None:
    code = market.ask_by_text()
    market.sms(BUYER, f"SETUJU {code}")
    heard = len(market.inbox(SELLER))
    market.sms(BUYER, f"SETUJU {code}")
    assert market.inquiry(code).status == "new"
    assert len(market.inbox(SELLER)) == heard
    assert numbers_told(market) == set()


@pytest.mark.parametrize(("number", "said"), [("+4915112345678", "went to the seller"), ("+6281234567077", "penjual")])
def test_a_buyer_abroad_who_told_no_language_reads_english(market: Market, number: str, said: str) -> None:
    (reply,) = market.sms(number, f"BUY {PRODUCT} 2 do you ship?")
    assert said in reply
    market.sms(SELLER, "bisa")
    assert ("The seller of" in market.inbox(number)[-1]) == number.startswith("+49")


@pytest.mark.parametrize(
    "text", ["BELI 5 bungkus ceplis melinjo masih ada?", "BELI 5 C3 masih ada?", "BELI C3 5 bungkus masih ada?"]
)
def test_the_quantity_may_come_first(market: Market, text: str) -> None:
    market.sms(BUYER, text)
    (row,) = market.rows(select(Inquiry.product, Inquiry.quantity, Inquiry.question))
    assert tuple(row) == ("C3", "5", "masih ada?")


def test_more_than_there_is_is_told_before_it_is_asked_for(market: Market) -> None:
    stock = market.product(PRODUCT).stock
    (reply,) = market.sms(BUYER, f"BELI {PRODUCT} {stock + 1} masih ada?")
    assert f"tinggal {stock} bungkus" in reply
    assert market.rows(select(Inquiry.id)) == []
    market.sms(BUYER, "2")
    assert "dikirim" in market.sms(BUYER, str(stock))[0]
    (row,) = market.rows(select(Inquiry.quantity, Inquiry.question))
    assert tuple(row) == (str(stock), "masih ada?")


@pytest.mark.parametrize("quantity", ["0", "1001", "-3"])
def test_why_a_quantity_is_not_taken_is_said(market: Market, quantity: str) -> None:
    assert "Ketik angka 1 sampai 1.000" in market.sms(BUYER, f"BELI {PRODUCT} {quantity} masih ada?")[0]
    market.sms(BUYER, "2")
    (row,) = market.rows(select(Inquiry.quantity, Inquiry.question))
    assert tuple(row) == ("2", "masih ada?")


def test_nobody_asks_themselves(market: Market) -> None:
    (reply,) = market.sms(SELLER, f"BELI {PRODUCT} 1 tes")
    assert "dagangan Anda sendiri" in reply
    assert market.rows(select(Inquiry.id)) == []
