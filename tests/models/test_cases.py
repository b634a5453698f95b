"""Tickets and inquiries: opened with their first event, found by code, listed for their owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from models import InquiryEvent, Product, TicketEvent, inquiry, ticket
from tests.conftest import NOW

MINE, THEIRS = "+6281234567801", "+6281234567802"
VILLAGE = "36.01.06.2009"


@dataclass(frozen=True)
class Kind:
    """One of the two aggregates, by its functions and the fields of one."""

    open: Callable[..., Any]
    by_code: Callable[[Connection, str], Any]
    of: Callable[[Connection, str, int], Any]
    taken: Callable[[Connection, str], bool]
    event: Any
    owner: str
    joined: tuple[str, str]
    fields: dict[str, Any]

    def put(self, connection: Connection, code: str, **fields: Any) -> Any:
        given = {"origin": f"origin of {code}", "created_at": NOW, self.owner: MINE, **self.fields}
        if self.owner == "buyer":
            given["seller"] = connection.execute(select(Product.seller).where(Product.code == "E1")).scalar_one()
        return self.open(connection, code=code, **(given | fields))


KINDS = {
    "ticket": Kind(
        ticket.open_ticket, ticket.ticket_by_code, ticket.tickets_of, ticket.code_taken, TicketEvent, "phone",
        ("village_name", "Mekarsari"),
        {"kind": "report", "category": "jalan", "village": VILLAGE, "description": "Jembatan ambruk"},
    ),
    "inquiry": Kind(
        inquiry.open_inquiry, inquiry.inquiry_by_code, inquiry.inquiries_of, inquiry.code_taken, InquiryEvent, "buyer",
        ("product_name", "Emping melinjo"), {"product": "E1", "quantity": "2 kg", "question": "Bisa diantar?"},
    ),
}  # fmt: skip


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


def test_one_is_opened_with_its_first_event(connection: Connection, kind: Kind) -> None:
    opened = kind.put(connection, "4821367")
    row = kind.by_code(connection, "4821367")
    assert (row.id, row.code, row.status, row.created_at) == (opened.id, "4821367", "new", NOW)
    assert {name: getattr(row, name) for name in kind.fields} == kind.fields
    assert getattr(row, kind.joined[0]) == kind.joined[1]
    (event,) = connection.execute(select(*kind.event.__table__.columns)).all()
    assert (event[1], event.status, event.actor, event.note, event.at) == (opened.id, "new", MINE, "", NOW)


@pytest.mark.parametrize(
    "again", [{"code": "4821367", "origin": "other"}, {"code": "5821364", "origin": "origin of 4821367"}]
)
def test_code_and_origin_are_taken_once(connection: Connection, kind: Kind, again: dict[str, str]) -> None:
    kind.put(connection, "4821367")
    with pytest.raises(IntegrityError):
        kind.put(connection, **again)


def test_which_codes_are_taken(connection: Connection, kind: Kind) -> None:
    kind.put(connection, "4821367")
    assert [kind.taken(connection, code) for code in ("4821367", "5821364", "", "4821-367")] == [
        True,
        False,
        False,
        False,
    ]
    assert kind.by_code(connection, "5821364") is None


def test_ones_own_the_newest_first(connection: Connection, kind: Kind) -> None:
    for number in range(4):
        kind.put(connection, f"100000{number}", created_at=NOW + timedelta(days=number // 2))
    kind.put(connection, "2000000", **{kind.owner: THEIRS})
    codes = [row.code[-1] for row in kind.of(connection, MINE, 3)]
    assert codes == ["3", "2", "1"]
    assert kind.of(connection, "+6289", 3) == []


@pytest.mark.parametrize("said", ["é … 😀", "'; DROP TABLE ticket;--", "{{7*7}} %s", "x" * 300, "a\nb"])
def test_what_was_said_is_kept_letter_for_letter(connection: Connection, kind: Kind, said: str) -> None:
    field = "description" if kind.owner == "phone" else "question"
    kind.put(connection, "4821367", **{field: said})
    assert getattr(kind.by_code(connection, "4821367"), field) == said
