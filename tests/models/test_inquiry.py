"""The life of an inquiry: the moves that there are, who has a part in it, and when it has slept too long."""

from __future__ import annotations

from datetime import timedelta
from itertools import product as pairs

import pytest
from sqlalchemy import Connection, select, update

from models import Inquiry, InquiryEvent, Product, Seller, inquiry
from tests.conftest import NOW

BUYER, CODE = "+6281234567801", "4821369"
STATUSES = ("new", "answered", "agreed", "declined", "closed")


@pytest.fixture
def opened(connection: Connection) -> str:
    """Its seller's phone."""
    query = select(Seller.id, Seller.phone).join(Product).where(Product.code == "E1")
    seller = connection.execute(query).one()
    inquiry.open_inquiry(
        connection, code=CODE, origin="o", product="E1", quantity="2", question="?", buyer=BUYER, seller=seller.id,
        channel="at", created_at=NOW,
    )  # fmt: skip
    return str(seller.phone)


def events(connection: Connection) -> list[tuple[str, str, str]]:
    query = select(InquiryEvent.kind, InquiryEvent.status, InquiryEvent.note).order_by(InquiryEvent.id)
    return [tuple(row) for row in connection.execute(query)]


@pytest.mark.parametrize(("before", "after"), list(pairs(STATUSES, STATUSES)))
def test_no_move_outside_the_table(connection: Connection, opened: str, before: str, after: str) -> None:
    connection.execute(update(Inquiry).values(status=before))
    row = inquiry.lock(connection, CODE)
    assert row is not None
    later = NOW + timedelta(hours=1)
    moved = inquiry.change(connection, row, kind="status", status=after, actor=BUYER, at=later, note="x")
    now = inquiry.inquiry_by_code(connection, CODE)
    assert now is not None
    assert moved is (after in inquiry.TRANSITIONS.get(before, ()))
    assert (now.status, now.last_at) == ((after, later) if moved else (before, NOW))
    assert events(connection)[1:] == ([("status", after, "x")] if moved else [])


def test_what_was_said_changes_no_status(connection: Connection, opened: str) -> None:
    row = inquiry.lock(connection, CODE)
    assert row is not None
    assert inquiry.change(connection, row, kind="message", actor=BUYER, at=NOW, note="halo")
    assert events(connection) == [("status", "new", ""), ("message", "new", "halo")]


def test_it_is_both_sides_own(connection: Connection, opened: str) -> None:
    for phone, count in ((BUYER, 1), (opened, 1), ("+6281", 0)):
        assert len(inquiry.inquiries_of(connection, phone, 9)) == count


@pytest.mark.parametrize("status", STATUSES)
def test_only_an_open_one_sleeps(connection: Connection, opened: str, status: str) -> None:
    connection.execute(update(Inquiry).values(status=status))
    before = NOW - timedelta(seconds=1)
    assert inquiry.silent(connection, before, 9) == []
    assert list(inquiry.silent(connection, NOW, 9)) == ([CODE] if status in inquiry.OPEN else [])
