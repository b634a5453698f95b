"""A made-up village in memory, in which `[[test]]` dialogues are played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flows import codes
from flows.effects import (
    ChangeBroadcast,
    ChangeContact,
    ChangeInquiry,
    ChangeProduct,
    ChangeTicket,
    Effect,
    ForgetPin,
    OpenBroadcast,
    OpenInquiry,
    OpenProduct,
    OpenTicket,
    SendMessage,
)
from flows.example import Given, Records
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
ON_SALE = {
    "status": "active",
    "status_text": "dijual",
    "season": "",
    "season_text": "",
    "mine": False,
    "ours": True,
    "stopped": False,
}
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
         "village": "Sukamaju", "seller": "Ibu Contoh", **ON_SALE},
        {"code": "T3", "name": "Tikar pandan", "category": "kerajinan", "price": 90_000, "unit": "lembar", "stock": 2,
         "village": "Mekarsari", "seller": "Pak Contoh", **ON_SALE},
    ),
    "tickets": (
        {"code": TICKET, "name": "Jalan", "status": "new", "status_text": "baru", "mine": True, "category": "jalan",
         "category_text": "Jalan", "village": "Sukamaju", "opened": "2026-08-01", "ours": False,
         "description": "Jembatan ambruk di RT 02", "sender": "+6200****000 Siti Contoh", "due": "2026-08-20",
         "late": False, "mark": "", "village_code": VILLAGES[0]["code"], "changed": "2026-08-02",
         "history": "Kades 2/8: Besok kami datang", "latest": "Kades 2/8: Besok kami datang",
         "office": "kantor desa Sukamaju"},
    ),
    "inquiries": (
        {"code": INQUIRY, "name": "Gula aren", "status": "new", "status_text": "baru", "mine": True,
         "side": "buyer", "open": True, "stopped": False, "agreed": False,
         "yes_text": "", "reported": False, "product": "Gula aren", "quantity": "2",
         "opened": "2026-08-01"},
    ),
    "officers": ({"code": "1", "name": "Pak Lurah", "phone": "+62000000001"},),
    "takers": ({"code": "district", "name": "Kecamatan", "level": "district"},
               {"code": "+62000000001", "name": "Pak Lurah", "level": "village"}),
    "kept": ({"code": "1", "name": "Siti Contoh", "language": "id", "village": "Sukamaju", "tickets": 1, "inquiries": 1,
              "messages": 4, "consent": "2026-08-01", "pin": False, "hours": 24, "erasure": ""},),
    "workload": ({"code": "36.00.01.2001", "name": "Sukamaju", "opened": 3, "done": 2, "open": 1, "late": 0,
                  "stars": "4,5"},),
    "audience": ({"code": VILLAGES[0]["code"], "name": "Sukamaju", "level": "village", "repeated": False, "people": 134,
                  "segments": 134, "cost": 46_900},),
    "broadcast": ({"code": "7", "name": "Kerja bakti Minggu jam 7", "status": "running", "status_text": "dikirim",
                   "people": 134, "queued": 34, "sent": 98, "delivered": 90, "failed": 1, "stopped": 1,
                   "started": "2026-08-17"},),
}  # fmt: skip


CALLING_OUT = ("audience", "broadcast")
NOTHING = Given()


class Sample:
    """A host that knows these records, or what a test has `given`. `effects`: what a dialogue asked for."""

    def __init__(
        self, language: str, *, newcomer: bool = False, role: str = "", pin: str | None = None, given: Given = NOTHING
    ) -> None:
        self.effects: list[Effect] = []
        self._given = given
        self.contact: dict[str, Any] = {
            "phone": "+62000000000", "name": "Siti Contoh", "first_name": "Siti", "language": language,
            "village": VILLAGES[0]["code"], "role": role, "roles": [role] if role else [], "consent": True,
            "known": True, "pin": pin or ("open" if role else "none"), "last_ticket": "", "last_inquiry": "",
        }  # fmt: skip
        if newcomer:
            self.contact |= {"name": "", "first_name": "", "village": "", "consent": False, "known": False}
        if "name" in given.contact:
            self.contact["first_name"] = next(iter(str(given.contact["name"]).split()), "")
        self.contact |= given.contact

    @property
    def village(self) -> dict[str, Any]:
        """The caller's."""
        villages = [{**record, **told} for record, told in self._records("villages")]
        return next((one for one in villages if one["code"] == self.contact["village"]), VILLAGES[0])

    def look_up(self, query: Query) -> Sequence[Record]:
        asked = {**query.where, "code": query.code or query.where.get("code", "")}
        for one in ("queue", "mine"):
            asked.pop(one, None)
        if query.source in CALLING_OUT and self.contact["role"] in {"", "operator"}:
            return []
        seen = self._seen(query)
        records = [{**record, **seen, **told} for record, told in self._records(query.source)]
        found = [one for one in records if _matches(one, asked)]
        return [one for one in found if query.search.casefold() in str(one["name"]).casefold()][: query.limit]

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        self.effects.append(effect)
        made: dict[str, Any]
        match effect:
            case OpenTicket():
                about: dict[str, Any] = {"category": effect.category, "category_text": effect.category}
                about |= {"level": "village", "office": RECORDS["tickets"][0]["office"], "heard": 2}
                made = {"ticket": {"code": TICKET, "status": "new", "description": effect.description, **about}}
            case OpenInquiry():
                about = {"quantity": effect.quantity, "question": effect.question}
                made = self._came_of("inquiry", {}, {"code": INQUIRY, "status": "new", "cut": False, **about})
            case ChangeContact():
                made = self._known_better(effect)
            case ChangeTicket():
                record = self._first("tickets", **self._whose)
                status = effect.status or record["status"]
                heard = {"heard": 2, "told": "yes" if self.contact["role"] else ""}
                made = self._came_of("ticket", record, {"status": status, "status_text": status, **heard})
            case ForgetPin():
                made = {"result": self._given.result}
            case SendMessage():
                made = {}
            case OpenProduct() | ChangeProduct() | ChangeInquiry():
                made = self._traded(effect)
            case OpenBroadcast() | ChangeBroadcast():
                status = effect.status if isinstance(effect, ChangeBroadcast) else "running"
                made = self._came_of("broadcast", {}, {**self._first("broadcast"), "status": status})
        return made

    def _records(self, source: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Each record as the village has it, and what a test has told of it."""
        told: Records = getattr(self._given, source)
        usual = RECORDS[source]
        if told is None:
            return [(one, {}) for one in usual]
        return [(usual[min(index, len(usual) - 1)], one) for index, one in enumerate(told)]

    def _first(self, source: str, **seen: Any) -> dict[str, Any]:
        """What is changed: the first there is."""
        record, told = next(iter(self._records(source)), (RECORDS[source][0], {}))
        return {**record, **seen, **told}

    @property
    def _whose(self) -> dict[str, Any]:
        """The village's officer works what a villager has opened."""
        return {"mine": not self.contact["role"], "ours": bool(self.contact["role"])}

    def _seen(self, query: Query) -> dict[str, Any]:
        """What is said of each record, unless a test says otherwise, because of who asks and what for."""
        if query.source == "tickets":
            return self._whose
        if query.source != "products":
            return {}
        seen: dict[str, Any] = {"status": "waiting"} if "queue" in query.where else {}
        if query.where.keys() & {"mine", "code"}:  # by code a seller means their own
            seen["mine"] = not self.contact["role"] or "mine" in query.where
        return seen

    def _came_of(self, name: str, record: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
        """A change, as far as it came to be done."""
        result = self._given.result
        return {name: {**record, **(changed if result == "done" else {})}, "result": result}

    def _known_better(self, effect: ChangeContact) -> dict[str, Any]:
        told = {key: value for key, value in asdict(effect).items() if value is not None}
        if told.pop("lock", ""):
            told["pin"] = "closed"
        if told.pop("unlock", "") or told.get("pin") not in {None, "closed"}:
            told["pin"] = "open"
        self.contact |= told
        return {"contact": dict(self.contact), "village": self.village}

    def _traded(self, effect: OpenProduct | ChangeProduct | ChangeInquiry) -> dict[str, Any]:
        """What comes of what is done on the market."""
        told = {k: value for k, value in asdict(effect).items() if value is not None and k not in {"code", "seller"}}
        product, inquiry = self._first("products"), self._first("inquiries")
        if isinstance(effect, OpenProduct):
            return {"product": {**product, **told, "status": "waiting", "status_text": "waiting"}}
        if isinstance(effect, ChangeProduct):
            return self._came_of("product", product, told)
        status = "declined" if effect.decline else "closed" if effect.report else "answered"
        return self._came_of("inquiry", inquiry, {"status": status, "status_text": status, "cut": False})


def _matches(record: Mapping[str, Any], where: Mapping[str, str]) -> bool:
    """A village is named by its code in a query, and by its name in a record; a code may come without its hyphen."""
    names = {one["code"]: one["name"] for one in VILLAGES}
    code = where["code"].replace("-", "")
    wanted = {key: names.get(value, value) if key == "village" else value for key, value in where.items()}
    others = all(str(record.get(key, "")) in {value, ""} for key, value in wanted.items() if key != "code")
    return others and code in {"", str(record["code"]).replace("-", "")}
