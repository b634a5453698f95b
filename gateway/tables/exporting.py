"""Records -> rows with the field names that stay (INTERFACE.md, "Command line")."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from flows import codes
from gateway.tables import histories
from models import Consent, Contact, Inquiry, Message, Product, Seller, Ticket

AT_ONCE = 1000
"""Rows that are fetched at a time: a table of millions never is in memory."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The names of the fields, and the values of each row in their order."""

    names: Sequence[str]
    values: Iterator[list[Any]]


@contextmanager
def rows(connection: Connection, name: str) -> Iterator[Rows]:
    """Every record of the table `name`, oldest first, as it was when this was called."""
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    role = histories.roles(connection, name)
    with connection.execute(QUERIES[name](), execution_options={"yield_per": AT_ONCE}) as found:
        names = list(found.keys())
        yield Rows(names, (_values(dict(zip(names, row, strict=True)), name, role) for row in found))


def _tickets() -> Select[*tuple[Any, ...]]:
    events = histories.of_tickets()
    return (
        select(
            Ticket.code, Ticket.kind, Ticket.category, Ticket.status, Ticket.village, Ticket.description, Ticket.phone,
            Ticket.created_at, Ticket.level, Ticket.assignee, Ticket.due_at, Ticket.answered_at, Ticket.done_at,
            Ticket.stars, events.c.history,
        )
        .outerjoin(events, events.c.record == Ticket.id)
        .order_by(Ticket.id)
    )  # fmt: skip


def _inquiries() -> Select[*tuple[Any, ...]]:
    events = histories.of_inquiries()
    return (
        select(
            Inquiry.code, Inquiry.product, Inquiry.quantity, Inquiry.question.label("message"), Inquiry.status,
            Inquiry.buyer, Seller.phone.label("seller"), Inquiry.created_at, Inquiry.buyer_agreed_at,
            Inquiry.seller_agreed_at, events.c.history,
        )
        .join(Seller, Seller.id == Inquiry.seller)
        .outerjoin(events, events.c.record == Inquiry.id)
        .order_by(Inquiry.id)
    )  # fmt: skip


def _messages() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Message.id, Message.direction, Message.channel, Message.phone, Message.text, Message.status,
            Message.external_id, Message.segments, Message.cost, Message.attempts, Ticket.code.label("ticket"),
            Inquiry.code.label("inquiry"), Message.created_at,
        )
        .outerjoin(Ticket, Ticket.id == Message.ticket)
        .outerjoin(Inquiry, Inquiry.id == Message.inquiry)
        .order_by(Message.id)
    )  # fmt: skip


def _contacts() -> Select[*tuple[Any, ...]]:
    each = select(Consent.phone, Consent.given).ext(distinct_on(Consent.phone))
    newest = each.order_by(Consent.phone, Consent.id.desc()).subquery()
    return (
        select(
            Contact.phone, Contact.name, Contact.language, Contact.village, newest.c.given.label("consent"),
            Contact.opted_out_at.is_not(None).label("opted_out"), Contact.created_at,
        )
        .outerjoin(newest, newest.c.phone == Contact.phone)
        .order_by(Contact.created_at, Contact.phone)
    )  # fmt: skip


def _products() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Product.code, Product.name, Product.category, Product.price, Product.unit, Product.stock, Product.village,
            Seller.name.label("seller_name"), Seller.phone.label("seller_phone"),
        )
        .join(Seller, Seller.id == Product.seller)
        .order_by(Product.code)
    )  # fmt: skip


QUERIES: dict[str, Callable[[], Select[*tuple[Any, ...]]]] = {
    "tickets": _tickets,
    "inquiries": _inquiries,
    "messages": _messages,
    "contacts": _contacts,
    "products": _products,
}
CASE_CODES = {("tickets", "code"), ("inquiries", "code"), ("messages", "ticket"), ("messages", "inquiry")}
"""Fields that hold the code of a ticket or an inquiry: written as people read it."""


def _values(row: dict[str, Any], name: str, role: histories.Role) -> list[Any]:
    if "history" in row:
        row["history"] = histories.told(row, role)
    return [_plain(value, field, name) for field, value in row.items()]


def _plain(value: Any, field: str, name: str) -> Any:
    if isinstance(value, datetime):
        return histories.rfc3339(value)
    if isinstance(value, Decimal):
        return float(value)
    return codes.show(value) if value and (name, field) in CASE_CODES else value
