"""What the card of a product may not tell: its seller's phone number. Everybody reads it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, update

from flows.effects import OpenProduct
from gateway import relay
from models import Product
from tests.gateway.market.market import HEAD, JUAL, NEW, SITE, Market
from tests.village_desk import VillageDesk


def changed(market: Market, said: str) -> str:
    """The last answer to a change, which may be asked about first."""
    (reply,) = market.sms(NEW, said)
    return market.sms(NEW, "1")[0] if "Benar?" in reply else reply


@pytest.mark.parametrize(
    ("name", "unit", "called"),
    [
        ("gula nolxdelapanxsatuxduaxtigaxempatxlima", "kg", "Ibu Sari"), ("gula o-lapan-siji-loro-telu", "kg", "papat lima enem Sari"),
        ("gula kelapa", "kg", "OBIZ EASG TO"), ("gula kelapa", "kg", "nl lapan stu du tga mpt lma"), ("gula kelapa", "OBIZEASG", "Ibu Sari"),
        ("gula lapan satu dua tiga", "mpat lima nm", "Ibu Sari"),
    ],
)  # fmt: skip
def test_what_is_offered(market: Market, name: str, unit: str, called: str) -> None:
    desk = VillageDesk(market.runtime)
    desk.meet(NEW, SITE)
    offer = OpenProduct(name, "gula-kopi", "25000", unit, "40", called)
    made = desk.perform(NEW, offer)["product"]
    assert relay.HIDDEN in f"{made['name']} {made['unit']} {made['seller']}"
    assert made["status"] == "waiting"


@pytest.mark.parametrize(("price", "stock"), [("81234567", "40"), ("81234", "56705"), ("56705", "81234")])
def test_an_offer_of_which_price_and_stock_tell_it_is_rejected(market: Market, price: str, stock: str) -> None:
    market.meet(NEW, village=SITE)
    for said in (f"JUAL gula kelapa; {price}/kg; {stock}", "2", "Ibu Sari"):
        (reply,) = market.sms(NEW, said)
    assert reply.endswith("tidak disetujui.")
    assert not market.inbox(HEAD), "nobody needs to look at it"
    for said in (JUAL, "2", "Ibu Sari"):
        market.sms(NEW, said)
    assert "gula kelapa Rp25.000/kg" in market.inbox(HEAD)[-1]


@pytest.mark.parametrize("said", ["HARGA {} 81234567", "STOK {} 81234", "HARGA {} 34567055"])
def test_a_change_that_tells_it_is_kindly_refused(market: Market, offered: str, said: str) -> None:
    market.sms(NEW, f"HARGA {offered} 56705")
    before = market.product(offered)
    assert "mirip nomor HP" in changed(market, said.format(offered))
    assert market.product(offered) == before


def test_nor_does_an_officer_let_one_in(market: Market, offered: str, database: Engine) -> None:
    with database.begin() as connection:  # as an older version kept it
        connection.execute(update(Product).where(Product.code == offered).values(price=81234567))
    market.let_in(HEAD)
    assert "mirip nomor HP" in market.sms(HEAD, f"SETUJUI {offered}")[0]
    assert market.product(offered).status == "waiting"


@pytest.mark.parametrize(
    ("said", "limit"),
    [("HARGA {} 100000001", "Rp100.000.000"), ("HARGA {} 200 juta", "Rp100.000.000"), ("STOK {} 100001", "100.000")],
)
def test_what_is_beyond_all_bounds_is_asked_again(market: Market, offered: str, said: str, limit: str) -> None:
    before = market.product(offered)
    assert limit in market.sms(NEW, said.format(offered))[0]
    assert market.product(offered) == before


@pytest.mark.parametrize("said", ["HARGA {} 100 juta", "STOK {} 100000", "HARGA {} 812000", "HARGA {} Rp 1.250.000"])
def test_others_are_taken(market: Market, offered: str, said: str) -> None:
    assert offered in changed(market, said.format(offered))
    assert market.product(offered).price + market.product(offered).stock > 100_000
