"""Records -> rows: the fields that stay, in the shapes that stay."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from gateway.tables import exporting
from gateway.tables.exporting import AT_ONCE, QUERIES
from gateway.tables.writing import WRITERS
from models import Contact, Message, Seller, contact, inquiry, message, ticket
from tests.conftest import NOW

from .conftest import FORMULAS, SAID, VILLAGE, Importer

PHONE = "+6281234567801"
BUYER = "+6281234567802"
FIELDS = {
    "tickets": "code kind category status village description phone created_at"
    " level assignee due_at answered_at done_at stars history",
    "inquiries": "code product quantity message status buyer seller created_at"
    " buyer_agreed_at seller_agreed_at history",
    "messages": "id direction channel phone text status external_id segments cost attempts ticket inquiry created_at",
    "contacts": "phone name language village consent opted_out created_at",
    "products": "code name category price unit stock village seller_name seller_phone",
}
JAKARTA = timezone(timedelta(hours=7))


def exported(connection: Connection, name: str) -> list[dict[str, Any]]:
    """As from `kentongan export NAME --format jsonl`."""
    file = io.BytesIO()
    with exporting.rows(connection, name) as rows:
        WRITERS["jsonl"](rows, file)
    return [json.loads(line) for line in file.getvalue().decode().splitlines()]


def open_ticket(connection: Connection, code: str = "4821367", **fields: Any) -> int:
    given = {
        "origin": f"origin of {code}", "kind": "report", "category": "jalan", "village": VILLAGE, "phone": PHONE,
        "description": "Jembatan ambruk", "created_at": NOW,
    }  # fmt: skip
    return int(ticket.open_ticket(connection, code=code, **(given | fields)).id)


def open_inquiry(connection: Connection, code: str = "4821375", **fields: Any) -> int:
    product = connection.execute(select(Seller.id, Seller.phone).order_by(Seller.id)).first()
    assert product is not None
    given = {
        "origin": f"origin of {code}", "product": "E1", "quantity": "2 kg", "question": "Bisa diantar?",
        "buyer": BUYER, "seller": product.id, "created_at": NOW,
    }  # fmt: skip
    return int(inquiry.open_inquiry(connection, code=code, **(given | fields)).id)


def queue(connection: Connection, **fields: Any) -> int:
    given = {"channel": "at", "phone": PHONE, "text": "Halo", "origin": "o", "now": NOW}
    id = message.queue(connection, **(given | fields))
    assert id is not None
    return id


@pytest.mark.parametrize("name", QUERIES)
def test_the_fields_that_stay(connection: Connection, name: str) -> None:
    with exporting.rows(connection, name) as rows:
        assert list(rows.names) == FIELDS[name].split()


def test_every_table_has_fields_that_stay() -> None:
    assert QUERIES.keys() == FIELDS.keys()


def test_a_ticket(connection: Connection) -> None:
    open_ticket(connection)
    assert exported(connection, "tickets") == [
        {
            "code": "4821-367", "kind": "report", "category": "jalan", "status": "new", "village": VILLAGE,
            "description": "Jembatan ambruk", "phone": PHONE, "created_at": "2026-08-17T03:00:00.000000Z",
            "level": "village", "assignee": None, "due_at": None, "answered_at": None, "done_at": None, "stars": None,
            "history": [{"at": "2026-08-17T03:00:00.000000Z", "kind": "status", "status": "new",
                         "actor_role": "villager", "note": ""}],
        }
    ]  # fmt: skip


def test_an_inquiry(connection: Connection) -> None:
    open_inquiry(connection)
    (found,) = exported(connection, "inquiries")
    seller = found.pop("seller")
    assert seller.startswith("+62811")
    assert found == {
        "code": "4821-375", "product": "E1", "quantity": "2 kg", "message": "Bisa diantar?", "status": "new",
        "buyer": BUYER, "created_at": "2026-08-17T03:00:00.000000Z", "buyer_agreed_at": None, "seller_agreed_at": None,
        "history": [{"at": "2026-08-17T03:00:00.000000Z", "kind": "status", "status": "new", "actor_role": "buyer",
                     "note": ""}],
    }  # fmt: skip


def test_a_message_names_what_it_speaks_of(connection: Connection) -> None:
    of_ticket = queue(connection, ticket=open_ticket(connection), segments=2)
    of_inquiry = queue(connection, inquiry=open_inquiry(connection), origin="p")
    sent = {"external_id": "ATXid_1", "cost": Decimal("0.8000"), "attempts": 1, "status": "sent"}
    connection.execute(update(Message).where(Message.id == of_ticket).values(**sent))
    first, second = exported(connection, "messages")
    assert first == {
        "id": of_ticket, "direction": "out", "channel": "at", "phone": PHONE, "text": "Halo", "status": "sent",
        "external_id": "ATXid_1", "segments": 2, "cost": 0.8, "attempts": 1, "ticket": "4821-367", "inquiry": None,
        "created_at": "2026-08-17T03:00:00.000000Z",
    }  # fmt: skip
    assert (second["id"], second["ticket"], second["inquiry"]) == (of_inquiry, None, "4821-375")
    assert (second["external_id"], second["cost"], second["attempts"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("said", "consent"), [([], None), ([True], True), ([False], False), ([True, False], False), ([False, True], True)]
)
def test_a_contact_has_the_newest_consent(connection: Connection, said: list[bool], consent: bool | None) -> None:
    contact.change_contact(connection, BUYER, name="Other")
    contact.change_contact(connection, PHONE, name="Siti", language="su", village=VILLAGE)
    connection.execute(update(Contact).values(created_at=NOW))
    connection.execute(update(Contact).where(Contact.phone == BUYER).values(opted_out_at=NOW))
    for number, given in enumerate(said):
        contact.record_consent(
            connection, phone=PHONE, given=given, wording="", medium="ussd", origin=str(number), at=NOW
        )
    siti, other = exported(connection, "contacts")
    assert siti == {
        "phone": PHONE, "name": "Siti", "language": "su", "village": VILLAGE, "consent": consent, "opted_out": False,
        "created_at": "2026-08-17T03:00:00.000000Z",
    }  # fmt: skip
    assert (other["phone"], other["consent"], other["opted_out"]) == (BUYER, None, True)


def test_products_can_be_imported_again(importer: Importer, connection: Connection) -> None:
    products = exported(connection, "products")
    assert len(products) == 44
    rows = [{name: str(value) for name, value in row.items()} for row in products]
    assert importer("products", *rows).counts == {"changed": len(rows)}, "they are examples no more"
    assert importer("products", *rows).counts == {"unchanged": len(rows)}
    assert exported(connection, "products") == products


@pytest.mark.parametrize("said", [*SAID, *FORMULAS])
def test_what_was_said_letter_for_letter(connection: Connection, said: str) -> None:
    open_ticket(connection, description=said)
    open_inquiry(connection, question=said, quantity=said)
    queue(connection, text=said)
    (opened,), (asked,), (sent,) = (exported(connection, name) for name in ("tickets", "inquiries", "messages"))
    assert (opened["description"], asked["message"], asked["quantity"], sent["text"]) == (said,) * 4


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (NOW, "2026-08-17T03:00:00.000000Z"),
        (NOW.replace(microsecond=5), "2026-08-17T03:00:00.000005Z"),
        (datetime(2026, 1, 1, 0, 30, tzinfo=JAKARTA), "2025-12-31T17:30:00.000000Z"),
    ],
)
def test_times_are_in_utc(connection: Connection, at: datetime, shown: str) -> None:
    open_ticket(connection, created_at=at)
    assert [row["created_at"] for row in exported(connection, "tickets")] == [shown]


@pytest.mark.parametrize(
    ("name", "make"), [("tickets", open_ticket), ("inquiries", open_inquiry)], ids=["tickets", "inquiries"]
)
def test_the_oldest_first(connection: Connection, name: str, make: Callable[..., int]) -> None:
    codes = ["9999999", "1000000", "12345678"]
    for code in codes:
        make(connection, code)
    assert [row["code"].replace("-", "") for row in exported(connection, name)] == codes


def test_more_rows_than_are_fetched_at_a_time(database: Engine) -> None:
    """They come as they were when the export began, a part at a time."""
    numbers = range(2 * AT_ONCE + 1)
    with database.begin() as connection:
        fields = {"direction": "in", "channel": "at", "phone": PHONE, "status": "received"}
        connection.execute(insert(Message), [{**fields, "text": str(number)} for number in numbers])
    with database.connect() as connection, exporting.rows(connection, "messages") as rows:
        first = next(rows.values)
        with database.begin() as other:
            other.execute(update(Message).values(text="changed"))
        texts = [values[rows.names.index("text")] for values in itertools.chain([first], rows.values)]
    assert texts == [str(number) for number in numbers]


def test_an_export_may_take_as_long_as_it_takes(connection: Connection) -> None:
    with exporting.rows(connection, "contacts"):
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "0"
    connection.rollback()
    assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "15s"
