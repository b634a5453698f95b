"""Sellers offer and change products by text; an officer of the village lets them in; buyers find what is on sale."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from models import Product, Seller, Ticket, product
from models.product import TRANSITIONS
from tests.conftest import Clock
from tests.gateway.market.market import BUYER, ELSEWHERE, HEAD, JUAL, NEW, OPERATOR, SELLER, SITE, STRANGER, Market


class TestOffer:
    def test_it_waits_and_the_officers_hear(self, market: Market, offered: str) -> None:
        row = market.product(offered)
        kept = (row.name, row.category, row.price, row.unit, row.stock, row.village, row.status, row.demo)
        assert kept == ("gula kelapa", "gula-kopi", 25_000, "kg", 40, SITE, "waiting", False)
        assert offered[0] == "G"
        assert offered[1:].isdigit()
        for phone in (OPERATOR, HEAD):
            assert f"Produk baru {offered}: gula kelapa Rp25.000/kg, stok 40, dari Ibu Sari" in market.inbox(phone)[-1]
            assert NEW not in market.inbox(phone)[-1]

    def test_nobody_finds_it_before(self, market: Market, offered: str) -> None:
        for text in ("BELI gula kelapa", f"BELI {offered}", "PRODUK gula kelapa"):
            assert "gula kelapa Rp" not in market.sms(BUYER, text)[0]
        assert offered in market.sms(NEW, "DAGANGAN")[0]

    def test_offered_again_it_is_changed_and_nobody_told(self, market: Market, offered: str) -> None:
        told = len(market.inbox(HEAD))
        market.sms(NEW, "JUAL Gula Kelapa; 27rb/ikat; 5")
        market.sms(NEW, "2")
        market.sms(NEW, "Ibu Sari")
        row = market.product(offered)
        assert (row.price, row.unit, row.stock, row.status) == (27_000, "ikat", 5, "waiting")
        assert len(market.inbox(HEAD)) == told

    def test_each_gets_a_code_of_its_own(self, market: Market, offered: str) -> None:
        market.meet(STRANGER, village=SITE)
        for said in (JUAL, "2", "Ibu Rina"):
            reply = market.sms(STRANGER, said)
        assert reply[-1].split()[2] != offered

    @pytest.mark.parametrize(
        ("said", "unit"),
        [
            ("JUAL pisang raja 25rb per sisir 40", "sisir"),
            ("JUAL pisang raja 25rb sekilo 40", "kilo"),
            ("JUAL pisang raja, 25rb/kg, 40", "kg"),
            ("JUAL pisang raja,25rb/kg,40", "kg"),
            ("JUAL pisang raja; 25rb per kg; 40", "kg"),
        ],
    )
    def test_however_price_and_unit_are_written(self, market: Market, said: str, unit: str) -> None:
        market.meet(NEW, village=SITE)
        for text in (said, "3", "Ibu Sari"):
            reply = market.sms(NEW, text)[-1]
        row = market.product(reply.split()[2])
        assert (row.name, row.price, row.unit, row.stock) == ("pisang raja", 25_000, unit, 40)

    @pytest.mark.parametrize("rest", [" 25rb/kg 40", "; 25rb/kg; 40"])
    def test_a_long_name_is_never_cut(self, market: Market, rest: str) -> None:
        market.meet(NEW, village=SITE)
        assert "paling panjang 24 huruf" in market.sms(NEW, f"JUAL gula aren asli dari kampung baduy dalam{rest}")[0]
        assert "jenis apa" in market.sms(NEW, "gula aren baduy")[0]

    @pytest.mark.parametrize("said", ["JUAL", "JUAL gula", "JUAL gula; mahal", "JUAL ;;;", f"JUAL {'x' * 1000}"])
    def test_what_is_missing_is_asked_in_a_short_answer(self, market: Market, said: str) -> None:
        market.meet(NEW, village=SITE)
        (reply,) = market.sms(NEW, said)
        assert len(reply) <= 160
        assert market.rows(select(Product.code).where(Product.name.startswith("gula;"))) == []

    def test_a_number_in_the_name_is_not_taken(self, market: Market) -> None:
        market.meet(NEW, village=SITE)
        market.sms(NEW, "JUAL")
        assert "tanpa angka" in market.sms(NEW, "gula WA 081234567890")[0]


class TestApproval:
    def test_an_officer_of_the_village_lets_it_in(self, market: Market, offered: str) -> None:
        market.let_in(HEAD)
        (reply,) = market.sms(HEAD, f"SETUJUI {offered.lower()}")
        assert reply == f"{offered} gula kelapa Rp25.000/kg dari Ibu Sari disetujui dan sudah dijual."
        assert market.product(offered).status == "active"
        assert f"{offered} gula kelapa disetujui" in market.inbox(NEW)[-1]
        assert "gula kelapa\nRp25.000/kg" in market.sms(BUYER, "PRODUK gula kelapa")[0]

    def test_the_pin_is_asked(self, market: Market, offered: str) -> None:
        assert "PIN" in market.sms(HEAD, f"SETUJUI {offered}")[0]
        assert market.product(offered).status == "waiting"

    def test_from_the_menu_with_the_reason_against_it(self, market: Market, offered: str) -> None:
        market.let_in(OPERATOR)
        market.sms(OPERATOR, "PETUGAS")
        market.sms(OPERATOR, "4")
        assert offered in market.sms(OPERATOR, "1")[0]
        for said in ("1", "2", "bukan hasil desa"):
            market.sms(OPERATOR, said)
        assert market.product(offered).status == "rejected"
        assert market.inbox(NEW)[-1].endswith("tidak bisa dijual di sini: bukan hasil desa")

    def test_what_was_rejected_waits_again_when_it_is_offered_again(self, market: Market, offered: str) -> None:
        self.test_from_the_menu_with_the_reason_against_it(market, offered)
        for said in (JUAL, "2", "Ibu Sari"):
            market.sms(NEW, said)
        assert market.product(offered).status == "waiting"

    def test_an_officer_of_another_village_can_not(self, market: Market, offered: str) -> None:
        market.let_in(ELSEWHERE)
        (reply,) = market.sms(ELSEWHERE, f"SETUJUI {offered}")
        assert f"Tidak ada produk {offered} di wilayah Anda" in reply
        assert "gula kelapa" not in reply
        assert market.product(offered).status == "waiting"

    @pytest.mark.parametrize("words", ["{} barang terlarang", "{}"])
    def test_rejected_by_text_with_the_reason(self, market: Market, offered: str, words: str) -> None:
        market.let_in(HEAD)
        (reply,) = market.sms(HEAD, f"TOLAK {words.format(offered.lower())}")
        if words == "{}":
            assert f"Mengapa {offered} gula kelapa" in reply
            (reply,) = market.sms(HEAD, "barang terlarang")
        assert reply == f"{offered} gula kelapa dari Ibu Sari ditolak dan tidak dijual."
        assert market.product(offered).status == "rejected"
        assert market.inbox(NEW)[-1].endswith("tidak bisa dijual di sini: barang terlarang")

    def test_it_is_no_ticket_that_is_rejected(self, market: Market, offered: str) -> None:
        market.let_in(HEAD)
        market.sms(BUYER, "LAPOR jalan jembatan ambruk")
        market.sms(HEAD, f"TOLAK {offered} barang terlarang")
        assert market.rows(select(Ticket.status).where(Ticket.status == "rejected")) == []

    @pytest.mark.parametrize("text", ["TOLAK {} barang terlarang", "SETUJUI {}"])
    def test_ones_own_is_for_another_officer(self, market: Market, offered: str, text: str) -> None:
        market.let_in(HEAD)
        with market.runtime.database.begin() as connection:
            product.change(connection, offered, seller=self.own_shop(market))
        assert "dagangan Anda sendiri, jadi petugas lain" in market.sms(HEAD, text.format(offered))[0]
        assert market.product(offered).status == "waiting"

    def own_shop(self, market: Market) -> int:
        """The head's own."""
        with market.runtime.database.begin() as connection:
            row = insert(Seller).values(phone=HEAD, name="Pak Kades").returning(Seller.id)
            return connection.execute(row).scalar_one()

    @pytest.mark.parametrize("text", ["SETUJUI Z99", "TOLAK Z99 barang terlarang"])
    def test_what_is_not_there_is_said(self, market: Market, offered: str, text: str) -> None:
        market.let_in(HEAD)
        assert "Tidak ada produk Z99 di wilayah Anda" in market.sms(HEAD, text)[0]
        assert market.product(offered).status == "waiting"

    @pytest.mark.parametrize("act", ["BUKA {}", "JEDA {}", "SETUJUI {}", "TOLAK {} tidak jadi"])
    def test_the_seller_can_not(self, market: Market, offered: str, act: str) -> None:
        market.sms(NEW, act.format(offered))
        assert market.product(offered).status == "waiting"

    def test_twice_is_no_news(self, market: Market, offered: str) -> None:
        market.let_in(HEAD)
        market.sms(HEAD, f"SETUJUI {offered}")
        told = len(market.inbox(NEW))
        assert "sudah disetujui, sekarang dijual" in market.sms(HEAD, f"SETUJUI {offered}")[0]
        assert len(market.inbox(NEW)) == told


class TestChanges:
    @pytest.mark.parametrize(
        ("text", "field", "value"),
        [
            ("HARGA C3 27rb", "price", 27_000),
            ("harga c3 Rp 16.500/bungkus", "price", 16_500),
            ("harga C3 naik 17rb", "price", 17_000),
            ("HARGA C3 jadi 17rb", "price", 17_000),
            ("STOK C3 0", "stock", 0),
            ("STOK C3 habis", "stock", 0),
            ("STOK C3 12", "stock", 12),
            ("MUSIM C3 11-2", "season", "11-2"),
            ("MUSIM C3 november sampai februari", "season", "11-2"),
            ("MUSIM C3 12", "season", "12-12"),
            ("JEDA C3", "status", "paused"),
        ],
    )
    def test_by_its_seller(self, market: Market, text: str, field: str, value: object) -> None:
        assert market.sms(SELLER, text)[0].startswith("C3 Ceplis melinjo")
        assert getattr(market.product("C3"), field) == value

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("HARGA C3 17rb", "harga sekarang Rp17.000/bungkus"),
            ("STOK C3 12", "stok sekarang 12 bungkus"),
            ("MUSIM C3 nov-feb", "musimnya sekarang November-Februari"),
            ("MUSIM C3 semua", "sekarang ada sepanjang tahun"),
            ("MUSIM C3 13-14", "bulan 1 sampai 12"),
            ("JEDA C3", "pembeli tidak menemukannya"),
        ],
    )
    def test_the_answer_says_what_was_done(self, market: Market, text: str, said: str) -> None:
        assert said in market.sms(SELLER, text)[0]

    @pytest.mark.parametrize(
        ("text", "said"), [("HARGA C3 50", "Rp100 sampai Rp100.000.000"), ("STOK C3 tambah 5", "0 sampai")]
    )
    def test_what_is_refused_says_the_limits(self, market: Market, text: str, said: str) -> None:
        before = market.product("C3")
        assert said in market.sms(SELLER, text)[0]
        assert market.product("C3") == before

    def test_a_price_far_from_the_one_before_is_asked_about(self, market: Market) -> None:
        assert "dari Rp15.000 jadi Rp2.000. Benar?" in market.sms(SELLER, "HARGA C3 naik 2rb")[0]
        assert market.product("C3").price == 15_000
        market.sms(SELLER, "1")
        assert market.product("C3").price == 2_000

    @pytest.mark.parametrize("phone", [BUYER, HEAD])
    @pytest.mark.parametrize("text", ["HARGA C3 1000", "STOK C3 0", "MUSIM C3 1-2", "JEDA C3", "BUKA C3"])
    def test_by_nobody_else(self, market: Market, phone: str, text: str) -> None:
        before = market.product("C3")
        assert "bukan dagangan Anda" in market.sms(phone, text)[0]
        assert market.product("C3") == before

    def test_paused_nobody_finds_it_and_resumed_everybody(self, market: Market) -> None:
        market.sms(SELLER, "JEDA C3")
        assert "Ceplis" not in market.sms(BUYER, "BELI C3")[0]
        market.sms(SELLER, "BUKA C3")
        assert "Ceplis" in market.sms(BUYER, "BELI C3")[0]

    def test_out_of_season_it_stands_last_with_a_word(self, market: Market, clock: Clock) -> None:
        market.sms(SELLER, "MUSIM C3 11-2")
        assert "Ceplis melinjo Rp15.000 (belum musim)" in market.sms(BUYER, "PRODUK ceplis")[0]
        clock.now = clock.now.replace(month=12)
        assert "musim" not in market.sms(BUYER, "PRODUK ceplis")[0]
        market.sms(SELLER, "MUSIM C3 -")
        assert market.product("C3").season == ""

    @pytest.mark.parametrize("text", ["HARGA", "STOK", "JEDA", "BUKA", "MUSIM", "DAGANGAN"])
    def test_somebody_who_sells_nothing_gets_a_short_answer(self, market: Market, text: str) -> None:
        (reply,) = market.sms(BUYER, text)
        assert "belum punya dagangan" in reply
        assert len(reply) <= 160


def test_every_status_that_may_follow_has_followers_of_its_own() -> None:
    assert set().union(*TRANSITIONS.values()) == set(TRANSITIONS)
