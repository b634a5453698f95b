"""A made-up village in memory, in which `[[test]]` dialogues are played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flows import codes
from flows.effects import ChangeContact, Effect, OpenInquiry, OpenTicket, SendMessage
from flows.host import Query, Record

TODAY = "2026-08-17"
TICKET = codes.show(codes.with_check_digit("482136"))
INQUIRY = codes.show(codes.with_check_digit("715204"))
"""The codes of the caller's ticket and inquiry, and of those that a test makes."""

VILLAGES: tuple[dict[str, Any], ...] = (
    {"code": "36.00.01.2001", "name": "Sukamaju", "district": "Cibening", "regency": "Contoh"},
    {"code": "36.00.01.2002", "name": "Mekarsari", "district": "Cibening", "regency": "Contoh"},
    {"code": "36.00.02.2001", "name": "Mekarsari", "district": "Warunggede", "regency": "Contoh"},
)
RECORDS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "villages": VILLAGES,
    "categories": (
        {"code": "makanan", "name": "Makanan", "kind": "product"},
        {"code": "kerajinan", "name": "Kerajinan", "kind": "product"},
        {"code": "jalan", "name": "Jalan", "kind": "report"},
        {"code": "sktm", "name": "SKTM", "kind": "letter"},
    ),
    "products": (
        {"code": "G12", "name": "Gula aren", "category": "makanan", "price": 25_000, "unit": "kg", "stock": 8,
         "village": "Sukamaju", "seller": "Ibu Contoh"},
        {"code": "T3", "name": "Tikar pandan", "category": "kerajinan", "price": 90_000, "unit": "lembar", "stock": 2,
         "village": "Mekarsari", "seller": "Pak Contoh"},
    ),
    "tickets": (
        {"code": TICKET, "name": "Jalan", "status": "new", "status_text": "baru", "mine": True, "category": "jalan",
         "category_text": "Jalan", "village": "Sukamaju", "opened": "2026-08-01"},
    ),
    "inquiries": (
        {"code": INQUIRY, "name": "Gula aren", "status": "new", "status_text": "baru", "mine": True,
         "product": "Gula aren", "quantity": "2", "opened": "2026-08-01"},
    ),
    "officers": ({"code": "1", "name": "Pak Lurah", "phone": "+62000000001"},),
}  # fmt: skip


class Sample:
    """A host that knows these records. `effects`: what a dialogue asked for."""

    def __init__(self, language: str, *, newcomer: bool = False) -> None:
        self.effects: list[Effect] = []
        self.contact: dict[str, Any] = {
            "phone": "+62000000000", "name": "Siti Contoh", "first_name": "Siti", "language": language,
            "village": VILLAGES[0]["code"], "role": "", "roles": [], "consent": True, "known": True,
        }  # fmt: skip
        if newcomer:
            self.contact |= {"name": "", "first_name": "", "village": "", "consent": False, "known": False}

    @property
    def village(self) -> dict[str, Any]:
        """The caller's."""
        return next((one for one in VILLAGES if one["code"] == self.contact["village"]), VILLAGES[0])

    def look_up(self, query: Query) -> Sequence[Record]:
        asked = {**query.where, "code": query.code or query.where.get("code", "")}
        found = [one for one in RECORDS[query.source] if _matches(one, asked)]
        return [one for one in found if query.search.casefold() in str(one["name"]).casefold()][: query.limit]

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        self.effects.append(effect)
        match effect:
            case OpenTicket():
                made = {
                    "category": effect.category,
                    "category_text": effect.category,
                    "description": effect.description,
                }
                return {"ticket": {"code": TICKET, "status": "new", **made}}
            case OpenInquiry():
                about = {"quantity": effect.quantity, "question": effect.question}
                return {"inquiry": {"code": INQUIRY, "status": "new", **about}}
            case ChangeContact():
                self.contact |= {key: value for key, value in asdict(effect).items() if value is not None}
                return {"contact": dict(self.contact), "village": self.village}
            case SendMessage():
                return {}


def _matches(record: Mapping[str, Any], where: Mapping[str, str]) -> bool:
    """A village is named by its code in a query, and by its name in a record; a code may come without its hyphen."""
    names = {one["code"]: one["name"] for one in VILLAGES}
    code = where["code"].replace("-", "")
    wanted = {key: names.get(value, value) if key == "village" else value for key, value in where.items()}
    others = all(str(record.get(key, "")) in {value, ""} for key, value in wanted.items() if key != "code")
    return others and code in {"", str(record["code"]).replace("-", "")}
