"""The config.toml and the data that ship: keywords, notices, words, villages, and the demo."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator

import phonenumbers
import pytest
from pydantic import BaseModel
from rapidfuzz.distance import OSA

from flows import gsm7, template
from flows.part import Text
from gateway.config import Settings
from models.officer import LEVELS
from tests.flows.banten import LANGUAGES, LONG, MEKARSARI, ROOT, rows, said, settings, shipped


class TestConfig:
    def test_keywords_lie_more_than_one_letter_apart(self) -> None:
        names = [(word, key) for key, one in settings().keywords.items() for word in (key, *one.aliases)]
        for (one, key), (other, its) in itertools.combinations(names, 2):
            near = [{"STOP", "STOK"}, {"SETUJU", "SETUJUI"}]  # a slip is taken for neither STOP nor SETUJUI
            assert key == its or {one, other} in near or OSA.distance(one, other) > 1, f"{one} and {other}"
        assert len(names) == len(dict(names))

    def test_the_words_of_the_issue_are_there(self) -> None:
        wanted = "LAPOR SURAT PRODUK BELI CEK INFO DESA BAHASA BANTUAN STOP MULAI"
        assert set(wanted.split()) <= settings().keywords.keys()
        stop, start = (settings().keywords[name] for name in ("STOP", "MULAI"))
        assert {"BERHENTI", "EUREUN", "UNREG"} <= set(stop.aliases)
        assert {"START", "MIMITI"} <= set(start.aliases)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("notice", ["help", "help_officer", "stopped", "started", "unavailable"])
    def test_a_notice_is_one_sms(self, notice: str, language: str) -> None:
        assert gsm7.segments(said(Text(settings().notices[notice]), language)) == 1

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("notice", [one for one in settings().notices if re.match("ticket_.*_villager", one)])
    def test_what_a_villager_hears_of_a_ticket_is_one_sms(self, notice: str, language: str) -> None:
        names = {**LONG, "ticket": {**LONG["ticket"], "said": "Sudah dipasang"}}
        words = settings().notices[notice][language]
        assert gsm7.segments(template.render(words, names, language, lambda _name, value: value)) == 1

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_officers_and_sellers_get_is_two_at_most(self, language: str) -> None:
        typed = "x" * 160
        for notice, kind, name in (
            ("ticket_opened_officer", "ticket", "description"), ("inquiry_opened_seller", "inquiry", "question"),
        ):  # fmt: skip
            words = settings().notices[notice][language]
            names = {**LONG, kind: {**LONG[kind], name: typed}}
            assert gsm7.segments(template.render(words, names, language, lambda _name, value: value)) <= 2

    def test_what_helps_names_keywords_that_exist(self) -> None:
        known = {word for key, one in settings().keywords.items() for word in (key, *one.aliases)}
        for words in (
            settings().notices["help"],
            settings().notices["help_officer"],
            shipped().flows["info"].node["cara"].end.root,
        ):
            for text in words.values():
                named = {word.strip(".,:") for word in text.split() if word.strip(".,:").isupper()}
                assert {word for word in named if len(word) > 2 and word.isalpha()} - {"SMS"} <= known

    def test_officers_are_told_the_words_of_their_own_language(self) -> None:
        keywords = settings().keywords
        commands = "TIKET LIHAT PROSES TUNGGU SELESAI TOLAK CATAT JAWAB ALIH REKAP SIAR PIN".split()
        for text in settings().notices["help_officer"].values():
            named = [word.strip(".,:") for word in text.split("PIN.")[0].split()[1:]] + ["PIN"]
            means = [
                next(key for key, one in keywords.items() if word in {key, *one.aliases}) for word in named if word
            ]
            assert means == commands

    def test_every_status_has_a_word(self) -> None:
        tickets = "new assigned in_progress waiting resolved closed reopened rejected withdrawn".split()
        inquiries = "new answered agreed declined closed you_agreed buyer_agreed seller_agreed".split()
        wanted = {f"ticket.{one}" for one in tickets} | {f"inquiry.{one}" for one in inquiries}
        wanted |= {f"level.{one}" for one in LEVELS}
        wanted |= {f"who.{one}" for one in "villager you officer operator head".split()}
        wanted |= {f"said.{one}" for one in "note answer addition".split()}
        wanted |= {f"office.{one}" for one in LEVELS}
        wanted |= {f"broadcast.{one}" for one in "running stopped done".split()}
        wanted |= {f"product.{one}" for one in "waiting active paused rejected out_of_season".split()}
        assert settings().words.keys() == wanted

    def test_every_key_is_described(self) -> None:
        text = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
        for key in keys_of(Settings):
            assert f"`{key}`" in text or f"`[{key}]`" in text or f"`[{key}.NAME]`" in text, key
        for notice in settings().notices:
            assert f"`{notice}`" in text

    def test_the_shipped_file_sets_nothing_unknown_to_itself(self) -> None:
        raw = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
        assert raw["channels"]["at"]["ussd"] == {"*384*36#": "beranda"}
        assert raw["channels"]["at"]["short_code"] == "36000"
        assert raw["languages"] == list(LANGUAGES)


def keys_of(model: type[BaseModel]) -> Iterator[str]:
    """The keys that a file may hold, at all depths."""
    for name, field in model.model_fields.items():
        yield name
        parts = [field.annotation, *getattr(field.annotation, "__args__", ())]
        for part in parts:
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from keys_of(part)


class TestData:
    def test_the_1238_desa(self) -> None:
        villages = rows("villages.csv")
        assert len(villages) == len({row["code"] for row in villages}) == 1238
        assert list(villages[0]) == "code name district regency internet wave".split()
        assert len({row["code"][:8] for row in villages}) <= 155
        assert all(gsm7.is_gsm7(row["name"] + row["district"]) for row in villages)
        assert sum(row["name"] == "Mekarsari" for row in villages) == 12

    def test_its_notice_is_beside_it(self) -> None:
        notice = (ROOT / "gateway" / "data" / "NOTICE").read_text(encoding="utf-8")
        assert "Copyright (c) 2017-2025 Cahya DSN" in notice
        assert "MIT License" in notice

    def test_officers(self) -> None:
        officers = rows("officers.csv")
        assert list(officers[0]) == "phone name village roles".split()
        by_village = {row["village"]: 0 for row in officers}
        for row in officers:
            by_village[row["village"]] += 1
            assert set(row["roles"].split()) <= {"operator", "head"}
        assert len(by_village) == 12
        assert by_village.keys() <= {row["code"] for row in rows("villages.csv")}
        assert MEKARSARI in by_village
        assert all(2 <= count <= 3 for count in by_village.values())

    def test_products(self) -> None:
        products = rows("products.csv")
        assert list(products[0]) == "name category price unit stock village seller_name seller_phone".split()
        assert len(products) >= 36
        kinds = {code for code, one in settings().categories.items() if one.kind == "product"}
        assert {row["category"] for row in products} == kinds
        assert {row["village"] for row in products} == {row["village"] for row in rows("officers.csv")}
        assert len({(row["village"], row["seller_phone"], row["name"]) for row in products}) == len(products)
        assert len({(row["seller_phone"], row["seller_name"], row["village"]) for row in products}) == len(
            {row["seller_phone"] for row in products}
        )
        for row in products:
            assert 1_000 <= int(row["price"]) <= 500_000
            assert 0 <= int(row["stock"]) <= 500
            assert len(row["name"]) <= 24

    def test_numbers_are_mobile_numbers_of_nobody(self) -> None:
        officers = [row["phone"] for row in rows("officers.csv")]
        sellers = {row["seller_phone"] for row in rows("products.csv")}
        assert len(set(officers)) == len(officers)
        assert all(phone.startswith("+6281100002") for phone in officers)
        assert all(phone.startswith("+6281100003") for phone in sellers)
        for phone in (*officers, *sellers):
            assert phonenumbers.is_valid_number(phonenumbers.parse(phone))
