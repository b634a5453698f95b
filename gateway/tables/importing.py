"""Rows of a table -> records. Each row is added, changed, unchanged or refused with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from flows.definition import MoneyInput
from flows.inputs import PARSERS, InputContext, Wrong
from gateway.config import Settings
from gateway.phone_number import BadPhoneNumber, parse
from gateway.tables.reading import Line
from models import Contact, Officer, Product, Seller, Village
from models.contact import record_consent

ROLES = frozenset(("operator", "head", "district", "regency", "province"))
YES, NO = frozenset(("yes", "ya", "y", "1", "true")), frozenset(("no", "tidak", "n", "0", "false"))


class BadRow(ValueError):
    """Why a row is refused; one sentence."""


@dataclass
class Summary:
    """What became of the rows. `refused`: (line, reason)."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Importer:
    """Where a row goes, and in which language it is read."""

    connection: Connection
    settings: Settings
    now: datetime

    def village(self, code: str) -> str:
        known = select(Village.code).where(Village.code == code)
        if self.connection.execute(known).first() is None:
            raise BadRow(f"village {code!r} is not known")
        return code

    def phone(self, raw: str) -> str:
        try:
            return parse(raw, self.settings.region)
        except BadPhoneNumber as error:
            raise BadRow(str(error)) from None

    def put(self, table: Table, key: dict[str, Any], fields: dict[str, Any]) -> str:
        """Add or change the record of `key`: "added", "changed" or "unchanged"."""
        is_it = [table.c[name] == value for name, value in key.items()]
        there = self.connection.execute(select(*(table.c[name] for name in fields)).where(*is_it)).mappings().first()
        if there is None:
            self.connection.execute(insert(table).values(**key, **fields))
            return "added"
        if dict(there) == fields:
            return "unchanged"
        self.connection.execute(update(table).where(*is_it).values(**fields))
        return "changed"


def import_rows(importer: Importer, name: str, lines: Iterable[Line]) -> Summary:
    """Put every row of the table `name`."""
    take = TABLES[name].take
    summary = Summary()
    for line in lines:
        try:
            with importer.connection.begin_nested():
                summary.counts[take(importer, line.cells)] += 1
        except BadRow as error:
            summary.counts["refused"] += 1
            summary.refused.append((line.number, str(error)))
    return summary


def _village(importer: Importer, row: dict[str, str]) -> str:
    fields: dict[str, Any] = {key: _needed(row, key) for key in ("name", "district", "regency")}
    if row.get("internet"):
        fields["internet"] = _yes_or_no(row["internet"], "internet")
    if row.get("wave"):
        fields["wave"] = _whole(row["wave"], "wave")
    return importer.put(Village.__table__, {"code": _needed(row, "code")}, fields)  # type: ignore[arg-type]


def _officer(importer: Importer, row: dict[str, str]) -> str:
    roles = row.get("roles", "").split()
    wrong = [role for role in roles if role not in ROLES]
    if wrong or not roles:
        raise BadRow(f"roles {row.get('roles', '')!r}: name one or more of {' '.join(sorted(ROLES))}")
    key = {"phone": importer.phone(_needed(row, "phone")), "village": importer.village(_needed(row, "village"))}
    return importer.put(Officer.__table__, key, {"name": _needed(row, "name"), "roles": roles})  # type: ignore[arg-type]


def _product(importer: Importer, row: dict[str, str]) -> str:
    category = _needed(row, "category")
    if category not in importer.settings.categories:
        raise BadRow(f"category {category!r} is not in config.toml")
    price = PARSERS["money"](_needed(row, "price"), MoneyInput(), InputContext(date.min))
    if isinstance(price, Wrong):
        raise BadRow(f"price {row['price']!r} is not an amount of rupiah")
    phone = importer.phone(_needed(row, "seller_phone"))
    importer.put(Seller.__table__, {"phone": phone}, {"name": _needed(row, "seller_name")})  # type: ignore[arg-type]
    seller = importer.connection.execute(select(Seller.id).where(Seller.phone == phone)).scalar_one()
    key = {"village": importer.village(_needed(row, "village")), "seller": seller, "name": _needed(row, "name")}
    fields = {
        "category": category,
        "price": price,
        "unit": _needed(row, "unit"),
        "stock": _whole(row["stock"], "stock"),
    }
    is_it = [Product.__table__.c[name] == value for name, value in key.items()]
    code = importer.connection.execute(select(Product.code).where(*is_it)).scalar()
    return importer.put(Product.__table__, key | {"code": code or _free_code(importer, key["name"])}, fields)  # type: ignore[arg-type]


def _free_code(importer: Importer, name: str) -> str:
    """A letter and the next number: `G12`."""
    letter = next((one for one in name.upper() if "A" <= one <= "Z"), "P")
    taken = set(importer.connection.execute(select(Product.code).where(Product.code.startswith(letter))).scalars())
    return next(f"{letter}{number}" for number in range(1, len(taken) + 2) if f"{letter}{number}" not in taken)


def _contact(importer: Importer, row: dict[str, str]) -> str:
    phone = importer.phone(_needed(row, "phone"))
    fields: dict[str, Any] = {"name": row.get("name", ""), "language": row.get("language", "")}
    if fields["language"] and fields["language"] not in importer.settings.languages:
        raise BadRow(f"language {fields['language']!r} is not one of {' '.join(importer.settings.languages)}")
    if row.get("village"):
        fields["village"] = importer.village(row["village"])
    result = importer.put(Contact.__table__, {"phone": phone}, fields)  # type: ignore[arg-type]
    if row.get("consent"):
        record_consent(
            importer.connection, phone=phone, given=_yes_or_no(row["consent"], "consent"), wording="imported",
            medium="import", origin=f"import/{phone}/{importer.now.isoformat()}", at=importer.now,
        )  # fmt: skip
    return result


def _needed(row: dict[str, str], name: str) -> str:
    if not row.get(name):
        raise BadRow(f"{name} is empty")
    return row[name]


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise BadRow(f"{name} {text!r} is not a whole number")
    return int(text)


def _yes_or_no(text: str, name: str) -> bool:
    if text.casefold() not in YES | NO:
        raise BadRow(f"{name} {text!r} is neither yes nor no")
    return text.casefold() in YES


@dataclass(frozen=True)
class TableIn:
    """A table that can be imported: its columns, those that must be there, and what takes a row."""

    columns: tuple[str, ...]
    required: tuple[str, ...]
    take: Callable[[Importer, dict[str, str]], str]


TABLES: dict[str, TableIn] = {
    "villages": TableIn(
        ("code", "name", "district", "regency", "internet", "wave"), ("code", "name", "district", "regency"), _village
    ),
    "officers": TableIn(("phone", "name", "village", "roles"), ("phone", "name", "village", "roles"), _officer),
    "products": TableIn(
        ("name", "category", "price", "unit", "stock", "village", "seller_name", "seller_phone"),
        ("name", "category", "price", "unit", "stock", "village", "seller_name", "seller_phone"),
        _product,
    ),
    "contacts": TableIn(("phone", "name", "language", "village", "consent"), ("phone",), _contact),
}
