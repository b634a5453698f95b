"""The flows that ship, who calls, and values as long as they get: for the tests of the texts."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

from flows import catalog, codes, condition, template
from flows.catalog import Catalog
from flows.definition import Menu, Option
from flows.navigation import Navigation
from flows.part import Text
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
        "opened": "2026-11-24", "status_text": "tidak bisa diproses", "mark": "!",
        "sender": "+6281****890 Siti Aminah", "due": "2026-11-30", "changed": "2026-11-24",
        "office": "the Malingping Selatan village office",
        "reopen_days": 14,
    },
    "officer": {"name": "Jajat Sudrajat"}, "taker": {"name": "Neneng Kurniasih"}, "stars": "5",
    "week": {"opened": 120, "done": 118, "open": 100, "late": 10, "stars": "4,5"},
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
        "roles": [], "consent": consent, "known": bool(language), "pin": "none", "last_ticket": "", "last_inquiry": "",
    }  # fmt: skip


def officer(language: str = "id", pin: str = "open") -> dict[str, Any]:
    return caller(language) | {"role": "operator", "roles": ["operator"], "pin": pin}


def newcomer() -> dict[str, Any]:
    return caller("", "", consent=False)


def said(text: Text, language: str) -> str:
    """The text with the longest values."""
    return template.render(text.in_language((language,)), LONG, language, lambda _name, value: value)


def offered(node: Menu, **names: Any) -> list[Option]:
    """The options of a menu that a villager sees on a USSD screen; `names` says otherwise."""
    known = {"contact": caller(), "dialogue": {"medium": "ussd", "deep": False}, **names}
    return [one for one in node.options if one.when is None or condition.holds(one.when, known)]
