"""A buyer asks a seller."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from flows import codes
from flows.effects import OpenInquiry
from gateway import desk
from gateway.desk import NOTICE, Desk, DeskError
from models import Contact, Inquiry, InquiryEvent, Message, Product, Seller
from tests.gateway.desk.conftest import INQUIRY, PHONE, rows, speak


def test_it_goes_to_the_seller_without_the_number_of_the_buyer(at: Desk) -> None:
    made = desk.perform(at, INQUIRY, "o/1")["inquiry"]
    (opened,) = rows(at.connection, Inquiry)
    assert made == {
        "code": codes.show(opened["code"]), "status": "new", "quantity": "2 kg", "question": "Bisa diantar?",
        "cut": False,
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
    assert (
        sent["text"]
        == f'Pembeli bertanya {made["code"]}: Emping melinjo, jumlah 2 kg. "Bisa diantar?"\nBalas SMS ini untuk menjawab.'
    )
    assert (sent["phone"], sent["inquiry"], sent["priority"]) == (seller.phone, opened["id"], NOTICE)
    assert PHONE[3:] not in sent["text"]
    assert seller.phone not in str(made)


def test_in_the_language_of_the_seller(at: Desk) -> None:
    phone = at.connection.execute(select(Seller.phone).join(Product).where(Product.code == "E1")).scalar_one()
    speak(at.connection, phone, "en")
    desk.perform(at, INQUIRY, "o/1")
    assert rows(at.connection, Message)[0]["text"].startswith("A buyer asks ")


def test_a_buyer_needs_no_village(at: Desk) -> None:
    at.connection.execute(update(Contact).values(village=None))
    assert desk.perform(at, INQUIRY, "o/1")["inquiry"]["status"] == "new"


def test_without_a_product_there_is_none(at: Desk) -> None:
    with pytest.raises(DeskError, match="'X0'"):
        desk.perform(at, OpenInquiry("X0", "1", "?"), "o/1")
