"""The flows that ship, a village without a database, and a way to play a dialogue there: for the tests of the texts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from flows import catalog, codes, condition, engine, template
from flows.catalog import Catalog
from flows.definition import Menu, Option
from flows.effects import ChangeContact, Effect, OpenInquiry, OpenTicket
from flows.engine import Turn
from flows.host import Query, Record
from flows.navigation import Navigation
from flows.part import Text
from flows.session import Medium, Session
from gateway import catalogs
from gateway.config import Settings, read_settings

ROOT = Path(__file__).parents[2]
DATA = ROOT / "gateway" / "data"
MEKARSARI = "36.01.06.2009"
LANGUAGES = ("id", "su", "en")
MADE = codes.with_check_digit("482136")
"""The code of whatever a dialogue makes."""

LONG = {
    "village": {"name": "Malingping Selatan", "district": "Waringinkurung", "regency": "Kabupaten Pandeglang"},
    "market_village": {"name": "Malingping Selatan", "district": "Waringinkurung"},
    "ticket": {
        "code": "4821-367", "category_text": "Pengantar KTP/KK", "village": "Malingping Selatan",
        "opened": "2026-11-24", "status_text": "menunggu",
    },
    "inquiry": {
        "code": "4821-367", "product": "Gantungan kunci kerang", "quantity": "1000", "opened": "2026-11-24",
        "status_text": "terkirim ke penjual", "question": "bisa diantar?",
    },
    "product": {
        "name": "Gantungan kunci kerang", "price": 250000, "unit": "bungkus", "stock": 300, "seller": "Jajat Sudrajat",
        "village": "Malingping Selatan",
    },
    "code": "4821367", "quantity": 1000,
    "contact": {"name": "Siti Aminah", "masked": "+6281****890"},
    "service_code": "*384*36#", "short_code": "36000", "name": "Kentongan",
    "min": 1, "max": 1000, "home": "00", "typed": "mekarsari bojong", "hint": "16 angka", "from": "1/1", "to": "31/12",
}  # fmt: skip
"""About as long as these get."""


@lru_cache
def settings() -> Settings:
    return read_settings(ROOT / "config.toml")


@lru_cache
def shipped() -> Catalog:
    said = settings()
    return catalog.load(
        catalog.read_folder(said.flows),
        languages=said.languages,
        navigation=Navigation(**said.navigation.model_dump()),
        entries=catalogs.entries(said),
        fills=catalogs.fills(said),
    )


@lru_cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The lines of a CSV file of `gateway/data`."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def caller(language: str = "id", village: str = MEKARSARI, *, consent: bool = True) -> dict[str, Any]:
    return {
        "phone": "+6281234567890", "name": "", "first_name": "", "language": language, "village": village, "role": "",
        "roles": [], "consent": consent, "known": bool(language),
    }  # fmt: skip


def newcomer() -> dict[str, Any]:
    return caller("", "", consent=False)


@dataclass
class Village:
    """A host made of the shipped CSV files; `market`: whether anything is sold.

    `tickets`, `inquiries`: code -> whether it is the caller's own.
    """

    contact: dict[str, Any] = field(default_factory=caller)
    tickets: dict[str, bool] = field(default_factory=dict)
    inquiries: dict[str, bool] = field(default_factory=dict)
    market: bool = True
    effects: list[Any] = field(default_factory=list)

    @property
    def village(self) -> dict[str, Any]:
        found = [row for row in rows("villages.csv") if row["code"] == self.contact["village"]]
        return dict(found[0]) if found else {}

    def look_up(self, query: Query) -> Sequence[Record]:
        if query.source in {"tickets", "inquiries"}:
            return self._cases(query)
        if query.source == "products" and not self.market:
            return []
        found = [row for row in _records(query) if query.code in {"", row["code"]}]
        wanted = query.search.casefold()
        return [row for row in found if wanted in f"{row['name']} {row.get('district', '')}".casefold()][: query.limit]

    def perform(self, effect: Effect, origin: str) -> Mapping[str, Any]:
        self.effects.append(effect)
        if isinstance(effect, OpenTicket):
            name = settings().categories[effect.category].name[self.contact["language"] or "id"]
            return {"ticket": {**asdict(effect), "code": codes.show(MADE), "status": "new", "category_text": name}}
        if isinstance(effect, OpenInquiry):
            return {"inquiry": {**asdict(effect), "code": codes.show(MADE), "status": "new"}}
        if isinstance(effect, ChangeContact):
            given = {key: value for key, value in asdict(effect).items() if value is not None}
            self.contact |= given | ({"consent": given["consent"] == "yes"} if "consent" in given else {})
            return {"contact": dict(self.contact), "village": self.village}
        return {}

    def _cases(self, query: Query) -> list[dict[str, Any]]:
        kind, cases = ("ticket", self.tickets) if query.source == "tickets" else ("inquiry", self.inquiries)
        wanted = (query.code or query.where.get("code", "")).replace("-", "")
        found = [code for code in cases if code == wanted or (not wanted and cases[code])]
        return [_case(kind, code, cases[code], query.language) for code in found]


def _case(kind: str, code: str, mine: bool, language: str) -> dict[str, Any]:
    word = settings().words[f"{kind}.new"][language]
    shown = {"code": codes.show(code), "name": code, "status": "new", "status_text": word, "mine": mine}
    if not mine:
        return shown
    category = settings().categories["jalan"].name[language]
    about = {"category_text": category, "village": "Mekarsari", "product": "Gula semut", "quantity": "2"}
    return shown | about | {"opened": "2026-11-24"}


def _records(query: Query) -> list[dict[str, Any]]:
    if query.source == "villages":
        return [dict(row) for row in rows("villages.csv")] if query.search or query.code else []
    if query.source == "categories":
        kinds = {code: one for code, one in settings().categories.items() if one.kind == query.where["kind"]}
        return [{"code": code, "name": one.name[query.language]} for code, one in kinds.items()]
    names = {row["code"]: row["name"] for row in rows("villages.csv")}
    return [
        {
            **row, "code": f"P{number}", "price": int(row["price"]), "stock": int(row["stock"]),
            "seller": row["seller_name"], "village": names[row["village"]],
        }
        for number, row in enumerate(rows("products.csv"), 1)
        if query.where.get("category", row["category"]) == row["category"]
        and query.where.get("village", row["village"]) == row["village"]
    ]  # fmt: skip


def play(
    flow: str,
    says: Sequence[str] = (),
    *,
    host: Village | None = None,
    medium: Medium = "ussd",
    catalog: Catalog | None = None,
    after: Callable[[], object] = lambda: None,
    **more: Any,
) -> list[Turn]:
    """The turns of a dialogue: the first screen, then one for each of `says`. `after` is called after each.

    Between two hops the session is written down and read again.
    """
    host, flows = host or Village(), catalog or shipped()
    turn = engine.begin(
        flows, host, reference="test", medium=medium, flow=flow, contact=dict(host.contact), village=host.village,
        today="2026-11-24", **more,
    )  # fmt: skip
    turns = [turn]
    after()
    for said in says:
        assert not turns[-1].final, f"{flow} is over before {said!r}"
        session = Session.from_dict(json.loads(json.dumps(turns[-1].session.to_dict())))
        turns.append(engine.answer(lambda _revision: flows, session, said, host))
        after()
    return turns


def said(text: Text, language: str) -> str:
    """The text with the longest values."""
    return template.render(text.in_language((language,)), LONG, language, lambda _name, value: value)


def offered(node: Menu, **names: Any) -> list[Option]:
    """The options of a menu that a villager sees on a USSD screen; `names` says otherwise."""
    known = {"contact": caller(), "dialogue": {"medium": "ussd", "deep": False}, **names}
    return [one for one in node.options if one.when is None or condition.holds(one.when, known)]
