"""What ships, played: every service from the first screen to the record that it makes."""

from __future__ import annotations

import pytest

from flows import codes
from flows.definition import Menu
from gateway import proof
from tests.flows.banten import LANGUAGES, MADE, ROOT, caller, newcomer, offered, settings, shipped
from tests.flows.in_memory import Village, play


class TestHome:
    def test_indonesian_services_are_named_as_agreed(self) -> None:
        home = play("beranda")[0].text.split("\n")[1:]
        for number, word in enumerate(("Lapor", "Surat", "Produk", "Cek"), 1):
            assert home[number - 1].startswith(f"{number} {word} ")

    def test_a_newcomer_is_asked_language_village_and_consent_once(self) -> None:
        host = Village(newcomer())
        turns = play("beranda", ["2", "mekarsari", "2", "1"], host=host)
        heads = ["Sampurasun!", "Ketik ngaran desa", "Ketik ngaran desa", "Nu disimpen", "Kentongan Mekarsari"]
        assert [turn.text.startswith(head) for turn, head in zip(turns, heads, strict=True)] == [True] * 5
        kept = {key: host.contact[key] for key in ("language", "consent", "village")}
        assert kept == {"language": "su", "consent": True, "village": "36.01.10.2001"}
        assert play("beranda", host=host)[0].text.startswith("Kentongan Mekarsari")

    def test_who_says_no_comes_to_the_menu_and_is_left_in_peace(self) -> None:
        host = Village(newcomer())
        turns = play("beranda", ["1", "mekarsari", "1", "2", "00"], host=host)
        assert "1 Lapor" in turns[4].text
        assert "1 Lapor" in turns[5].text
        assert host.contact["village"] == ""
        assert host.contact["consent"] is False

    @pytest.mark.parametrize("flow", ["lapor", "desa-saya"])
    def test_without_a_yes_no_village_is_kept_and_nothing_sent(self, flow: str) -> None:
        host = Village(newcomer() | {"language": "id"})
        turns = play(flow, ["mekarsari", "1", "2"], host=host)
        assert turns[-1].final
        assert host.contact["village"] == ""
        assert len(host.effects) == 1

    def test_a_deep_dial_goes_straight_to_its_screen(self) -> None:
        turns = play("beranda", ["2", "1"], host=Village(newcomer()), deep=True)
        assert turns[-1].text.startswith("Pengantar KTP/KK\nBawa:")

    def test_consent_is_recorded_in_the_words_that_were_shown(self) -> None:
        asked = shipped().flows["daftar"].node["izin"]
        assert isinstance(asked, Menu)
        assert asked.menu.root == settings().notices["consent"]


class TestReport:
    def _ways(self) -> dict[str, list[str]]:
        """Each category, with what is pressed for it from home."""
        first, more = (shipped().flows["lapor"].node[name] for name in ("kategori-layar", "kategori-lain"))
        ways = {}
        for number, one in enumerate(offered(first), 1):
            if one.goto:
                ways |= {str(two.value): ["1", str(number), str(n)] for n, two in enumerate(offered(more), 1)}
            else:
                ways[str(one.value)] = ["1", str(number)]
        return ways

    def test_every_category_is_five_hops_away_with_its_description(self) -> None:
        reports = {code for code, one in settings().categories.items() if one.kind == "report"}
        assert self._ways().keys() == reports
        for category, way in self._ways().items():
            host = Village()
            turns = play("beranda", [*way, "Air setinggi lutut di RT 03"], host=host)
            assert turns[-1].final
            assert len(turns) <= 5
            assert host.effects[0].category == category
            assert [type(effect).__name__ for effect in host.effects] == ["OpenTicket", "SendMessage"]

    def test_a_text_lists_all_categories_at_once(self) -> None:
        listed = offered(shipped().flows["lapor"].node["kategori-teks"], dialogue={"medium": "sms", "deep": False})
        assert {one.value for one in listed} == self._ways().keys()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_label_is_the_category_as_records_name_it(self, language: str) -> None:
        for name in ("kategori-layar", "kategori-lain", "kategori-teks"):
            for one in shipped().flows["lapor"].node[name].options:
                if one.goto is None:
                    assert one.label.root[language] == settings().categories[one.value].name[language]

    @pytest.mark.parametrize(
        ("words", "category", "description"),
        [
            ("jalan jembatan ambruk", "jalan", "jembatan ambruk"),
            ("jembatan ambruk di RT 02", "jalan", "jembatan ambruk di RT 02"),
            ("jalan jembatan ambruk di RT 02", "jalan", "jembatan ambruk di RT 02"),
            ("banjir sudah masuk rumah", "bencana", "banjir sudah masuk rumah"),
            ("1 banjir di jalan desa", "jalan", "banjir di jalan desa"),
            ("Listrik padam sejak kemarin", "listrik", "sejak kemarin"),
            ("cai beresih teu ngocor", "air", "teu ngocor"),
            ("safety thieves at night", "keamanan", "thieves at night"),
        ],
    )
    def test_one_text_is_a_whole_report(self, words: str, category: str, description: str) -> None:
        host = Village()
        fills = settings().keywords["LAPOR"].fills
        turns = play("lapor", host=host, medium="sms", fills=fills, rest=words)
        assert turns[0].final
        assert (host.effects[0].category, host.effects[0].description) == (category, description)


class TestLetters:
    LETTERS = tuple(code for code, one in settings().categories.items() if one.kind == "letter")

    def test_all_are_on_the_menus(self) -> None:
        menus = [shipped().flows["surat"].node[name] for name in ("jenis-layar", "tinggal", "keluarga")]
        ways = {option.value for menu in menus for option in offered(menu)} - {"tinggal", "keluarga"}
        assert ways == set(self.LETTERS)
        texted = offered(shipped().flows["surat"].node["jenis-teks"], dialogue={"medium": "sms", "deep": False})
        assert {option.value for option in texted} == set(self.LETTERS)

    @pytest.mark.parametrize("letter", LETTERS)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_each_says_what_to_bring_and_how_long_and_can_be_asked_for(self, letter: str, language: str) -> None:
        host = Village(caller(language))
        says = ["1", "Siti Aminah", "tiga kata saja"]
        turns = play("surat", says, host=host, medium="sms", fills=("letter",), rest=letter)
        bring, days = {"id": ("Bawa:", "hari"), "su": ("Candak:", "poe"), "en": ("Bring:", "day")}[language]
        assert bring in turns[0].text
        assert days in turns[0].text
        assert turns[-1].final
        made = host.effects[0]
        assert (made.kind, made.category, made.name) == ("letter", letter, "Siti Aminah")
        assert made.description == "tiga kata saja"


class TestMarket:
    def test_an_inquiry_by_kind(self) -> None:
        host = Village()
        turns = play("produk", ["1", "2", "1", "1", "2", "Bisa diantar?"], host=host)
        assert "Gula aren batok\nRp25.000/kg, stok 60" in turns[3].text
        assert turns[-1].final
        assert (host.effects[0].quantity, host.effects[0].question) == ("2", "Bisa diantar?")

    def test_an_inquiry_by_text_from_somebody_new(self) -> None:
        turns = play(
            "beli", ["1", "3", "ok?"], host=Village(newcomer()), medium="sms", fills=("product",), rest="gula semut"
        )
        assert turns[0].text.startswith("Gula semut\nRp35.000/kg")
        assert turns[-1].final

    def test_sold_out_is_said(self) -> None:
        turns = play("beli", medium="sms", fills=("product",), rest="durian cisimeut")
        assert "sedang habis" in turns[0].text

    def test_by_village_and_in_an_empty_one(self) -> None:
        assert "Ikan asin peda" in play("produk", ["3"])[-1].text
        assert "Belum ada produk" in play("produk", ["4", "sumberjaya"])[-1].text


class TestStatus:
    OTHER = codes.with_check_digit("123456")

    def test_ones_own_in_full(self) -> None:
        turns = play("cek-kode", [MADE], host=Village(tickets={MADE: True}))
        assert turns[-1].text.startswith(f"{codes.show(MADE)} Jalan/jembatan, desa Mekarsari, 24 November 2026")

    @pytest.mark.parametrize("kind", ["tickets", "inquiries"])
    def test_of_somebody_elses_the_status_word_alone(self, kind: str) -> None:
        theirs = {self.OTHER: False}
        host = Village(tickets=theirs) if kind == "tickets" else Village(inquiries=theirs)
        turns = play("cek-kode", [self.OTHER], host=host)
        word = settings().words["ticket.new" if kind == "tickets" else "inquiry.new"]["id"]
        assert turns[-1].text == f"Status {codes.show(self.OTHER)}: {word}."

    def test_an_inquiry_by_its_code(self) -> None:
        turns = play("cek-kode", medium="sms", fills=("code",), rest=MADE, host=Village(inquiries={MADE: True}))
        assert turns[0].text.startswith(f"{codes.show(MADE)} Gula semut, jumlah 2")

    def test_a_code_that_nobody_has(self) -> None:
        assert "tidak ada" in play("cek-kode", [MADE])[-1].text

    def test_the_lists(self) -> None:
        host = Village(tickets={MADE: True}, inquiries={self.OTHER: True})
        assert codes.show(MADE) in play("cek", ["1"], host=host)[-1].text
        assert codes.show(self.OTHER) in play("cek", ["2"], host=host)[-1].text
        assert "belum pernah" in play("cek", ["1"])[-1].text


class TestVillage:
    def test_the_twelve_mekarsaris_are_told_apart(self) -> None:
        turns = play("desa-saya", ["mekarsari", "98", "98"], medium="ussd")
        shown = [line for turn in turns for line in turn.text.split("\n") if "Mekarsari, " in line]
        assert len(set(shown)) == 12

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_language_by_one_text(self, language: str) -> None:
        word = {"id": "indonesia", "su": "sunda", "en": "english"}[language]
        host = Village()
        assert play("bahasa", host=host, medium="sms", fills=("language_choice",), rest=word)[0].final
        assert host.contact["language"] == language

    def test_a_visitor_gets_the_numbers_too(self) -> None:
        assert "119 ambulans" in play("info", ["2"], host=Village(newcomer()))[-1].text


def test_every_flow_that_can_be_started_has_a_dialogue_of_its_own() -> None:
    """`kentongan check` plays them, and so does the test below."""
    untold = {name for name, flow in shipped().flows.items() if not flow.test}
    assert untold == {"tanya-penjual", "tiket-hasil"}, "they need a product or a change, and are played through others"


def test_what_ships_passes_its_check_and_its_own_dialogues() -> None:
    assert proof.prove(ROOT / "config.toml").problems == ()
