"""Records -> rows with the field names that stay (INTERFACE.md, "Command line")."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from sqlalchemy import Connection, Select, select

from flows import codes
from models import Consent, Contact, Inquiry, Message, Product, Seller, Ticket, Village


def rows(connection: Connection, name: str) -> Iterator[dict[str, Any]]:
    """Every record of the table `name`, oldest first, fetched in parts."""
    streamed = connection.execution_options(yield_per=1000).execute(QUERIES[name]())
    for row in streamed.mappings():
        yield {key: _plain(value, is_case_code=(name, key) in CASE_CODES) for key, value in row.items()}


def _tickets() -> Select[*tuple[Any, ...]]:
    columns = ("kind", "category", "status", "village", "description", "phone", "created_at")
    return select(Ticket.code, *(getattr(Ticket, name) for name in columns)).order_by(Ticket.id)


def _inquiries() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Inquiry.code, Inquiry.product, Inquiry.quantity, Inquiry.question.label("message"), Inquiry.status,
            Inquiry.buyer, Seller.phone.label("seller"), Inquiry.created_at,
        )
        .join(Seller, Seller.id == Inquiry.seller)
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
    newest = select(Consent.given).where(Consent.phone == Contact.phone).order_by(Consent.id.desc()).limit(1)
    return select(
        Contact.phone, Contact.name, Contact.language, Contact.village, newest.scalar_subquery().label("consent"),
        Contact.opted_out_at, Contact.created_at,
    ).order_by(Contact.created_at, Contact.phone)  # fmt: skip


def _products() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Product.code, Product.name, Product.category, Product.price, Product.unit, Product.stock, Product.village,
            Seller.name.label("seller_name"), Seller.phone.label("seller_phone"),
        )
        .join(Seller, Seller.id == Product.seller)
        .join(Village, Village.code == Product.village)
        .order_by(Product.code)
    )  # fmt: skip


QUERIES = {
    "tickets": _tickets, "inquiries": _inquiries, "messages": _messages, "contacts": _contacts, "products": _products,
}  # fmt: skip
CASE_CODES = {("tickets", "code"), ("inquiries", "code"), ("messages", "ticket"), ("messages", "inquiry")}
"""Fields that hold the code of a ticket or an inquiry: written as people read it."""


def _plain(value: Any, *, is_case_code: bool) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return float(value)
    return codes.show(value) if is_case_code and value else value


def write_jsonl(found: Iterable[dict[str, Any]], file: IO[str]) -> None:
    """One object a line; every character as it was said."""
    for row in found:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(found: Iterable[dict[str, Any]], file: IO[str]) -> None:
    writer = csv.writer(file)
    for number, row in enumerate(found):
        if not number:
            writer.writerow(row)
        writer.writerow(row.values())


def write_xlsx(found: Iterable[dict[str, Any]], path: Path) -> None:
    """Texts as text, so that a spreadsheet does not take `=1+1` for a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number, row in enumerate(found):
        if not number:
            sheet.append(list(row))
        sheet.append(
            ["'" + value if isinstance(value, str) and value[:1] in "=+-@" else value for value in row.values()]
        )
    book.save(path)


def _text_cell(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value
