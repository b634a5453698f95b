"""A text answers the newest question, be it a dialogue's or a notice's; what is surely a command answers none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.desk import Desk
from models import Inquiry, Ticket, contact
from tests.conftest import Clock
from tests.gateway.market.market import BUYER, HEAD, HOME, OPERATOR, SELLER, SITE, Market, told_number


def later(market: Market, **by: float) -> None:
    clock = market.runtime.clock
    assert isinstance(clock, Clock)
    clock.turn(**by)


def tickets(market: Market) -> list[str]:
    return [row.description for row in market.rows(select(Ticket.description).order_by(Ticket.id))]


def opted_out(market: Market, phone: str) -> bool:
    with market.runtime.database.connect() as connection:
        return contact.caller(connection, phone)["opted_out_at"] is not None


@pytest.fixture
def asked(market: Market) -> str:
    """The seller was asked what to report, a minute ago; then came a buyer's question: its code."""
    market.sms(SELLER, "LAPOR jalan")
    later(market, minutes=1)
    code = market.ask()
    later(market, minutes=1)
    return code


class TestTheNewestIsAnswered:
    def test_a_notice_that_is_newer(self, market: Market, asked: str) -> None:
        market.sms(SELLER, "masih ada, 15rb")
        assert market.history(asked)[-1].note == "masih ada, 15rb"
        assert tickets(market) == []

    def test_and_what_was_asked_before_waits(self, market: Market, asked: str) -> None:
        replies = market.sms(SELLER, "masih ada, 15rb")
        assert replies[-1].startswith("Yang tadi belum selesai. Tulis masalah")
        market.sms(SELLER, "jembatan ambruk di RT 02")
        assert tickets(market) == ["jembatan ambruk di RT 02"]

    def test_an_emergency_is_asked_about_before_all(self, market: Market) -> None:
        market.meet(HEAD, village=None)
        market.sms(HEAD, "DARURAT anak digigit ular")
        later(market, minutes=1)
        with market.runtime.database.begin() as connection:
            desk = Desk(connection, market.runtime.settings, "at", "", "sms", "id", market.runtime.clock())
            desk.tell(HEAD, "Pembeli bertanya", "o", None, notice="ticket_resolved_villager")
        assert "simpan nomor" in market.sms(HEAD, "menes")[0]

    def test_a_question_that_is_newer(self, market: Market) -> None:
        code = market.ask()
        later(market, minutes=1)
        market.sms(SELLER, "LAPOR jalan")
        market.sms(SELLER, "jembatan ambruk di RT 02")
        assert tickets(market) == ["jembatan ambruk di RT 02"]
        assert len(market.history(code)) == 1

    def test_the_number_of_an_option_answers_the_list(self, market: Market) -> None:
        market.sms(SELLER, "LAPOR")
        later(market, minutes=1)
        code = market.ask()
        (reply,) = market.sms(SELLER, "1")
        assert "Tulis masalah" in reply
        assert len(market.history(code)) == 1

    def test_a_price_that_was_asked_before_is_not_set(self, market: Market) -> None:
        before = market.product("C3").price
        market.sms(SELLER, "HARGA C3")
        later(market, minutes=1)
        code = market.ask("bisa berapa?")
        market.sms(SELLER, "100.000")
        assert market.product("C3").price == before
        assert market.history(code)[-1].note == "100.000"

    def test_of_two_inquiries_it_is_the_one_spoken_of_last(self, market: Market) -> None:
        first = market.ask()
        market.meet("+6281234567077")
        market.sms("+6281234567077", "BELI C3 5 apa manis?")
        second = market.rows(select(Inquiry.code).order_by(Inquiry.id))[1].code
        market.sms(SELLER, "manis")
        assert market.history(second)[-1].note == "manis"
        market.sms(SELLER, f"JAWAB {first} ada")
        market.sms(SELLER, "besok diantar")
        assert market.history(first)[-1].note == "besok diantar"

    def test_who_has_asked_may_go_on_before_there_is_an_answer(self, market: Market) -> None:
        code = market.ask_by_text()
        market.sms(BUYER, "kalau bisa besok ya")
        assert market.history(code)[-1].note == "kalau bisa besok ya"

    def test_after_one_is_over_a_newer_one_is_answered(self, market: Market) -> None:
        old = market.ask()
        market.sms(SELLER, f"TOLAK {old} habis")
        later(market, minutes=1)
        new = market.ask_by_text("sekarang ada?")
        market.sms(BUYER, "dua bungkus saja")
        assert market.history(new)[-1].note == "dua bungkus saja"

    def test_that_one_is_over_is_told_once(self, market: Market) -> None:
        code = market.ask()
        market.sms(SELLER, f"TOLAK {code} habis")
        assert "Tidak bisa" in market.sms(BUYER, "sayang sekali")[0]
        assert market.sms(BUYER, "halo")[0].startswith("Kirim SMS: LAPOR")


WORDS = [
    "harga 25rb", "pesan 3 kg", "suka", "jalan", "tunggu sebentar ya", "my number is long", "stok ada",
    "setuju?", "beli 3 saja", "info dong", "tolong diantar", "tambah 2 bungkus", "buka jam berapa",
]  # fmt: skip


class TestWordsToSomebodyElse:
    @pytest.mark.parametrize("said", WORDS)
    def test_a_sentence_is_no_command(self, market: Market, said: str) -> None:
        code = market.ask()
        market.sms(SELLER, said)
        last = market.history(code)[-1]
        assert (last.kind, last.note) == ("message", said)

    def test_jawab_needs_no_code(self, market: Market) -> None:
        code = market.ask()
        market.sms(SELLER, "JAWAB masih ada")
        assert market.history(code)[-1].note == "masih ada"

    @pytest.mark.parametrize(
        ("said", "reply"),
        [
            ("LAPOR jembatan ambruk", "diterima"),
            ("DARURAT rumah terbakar", "112"),
            ("BELI gula aren 2 ada?", "gula"),
            ("beli gulla aren 2 ada?", "gula"),
            ("HARGA C3 15rb", "15.000"),
            ("HARGA C3, 15rb", "15.000"),
            ("HARGA ceplis melinjo 15rb", "15.000"),
            ("STOK ceplis 80", "80"),
            ("BELI 3 kg gula semut", "untuk penjual"),
            ("pesan madu teuweul 1 botol", "untuk penjual"),
            ("LAPOR:jalan rusak berat", "diterima"),
            ("DARURAT,rumah kebakaran", "112"),
            ("DARURATTT tolong", "112"),
            ("SURAT keterangan usaha", "usaha"),
            ("HAPUS DATA", "hapus"),
            ("DATA saya", "Nomor"),
            ("PESANAN", "Ceplis"),
            ("JUAL pisang; 15rb/sisir; 30", "Hasil tani"),
            ("tolong CEK 4821367", "belum benar"),
            ("Assalamualaikum pak, LAPOR jalan rusak parah", "diterima"),
        ],
    )
    def test_a_command_is_one(self, market: Market, said: str, reply: str) -> None:
        code = market.ask()
        (got,) = market.sms(SELLER, said)
        assert reply.casefold() in got.casefold()
        assert len(market.history(code)) == 1

    @pytest.mark.parametrize("key", ["0", "98"])
    def test_a_key_is_no_word(self, market: Market, key: str) -> None:
        code = market.ask()
        market.sms(SELLER, key)
        assert len(market.history(code)) == 1

    def test_home_is_the_main_menu(self, market: Market) -> None:
        market.ask()
        assert "Lapor" in market.sms(SELLER, "00")[0]


class TestYes:
    def test_with_a_condition_it_is_none(self, market: Market) -> None:
        code = market.ask()
        market.sms(SELLER, "setuju kalau 20rb")
        last = market.history(code)[-1]
        assert last.kind == "message"
        assert last.note.endswith("kalau 20rb")
        assert market.inquiry(code).seller_agreed_at is None

    @pytest.mark.parametrize(
        "said", ["setuju bu", "SETUJU  ya", "Setuju. Hatur nuhun", "satuju pisan", "setuju setuju", "setuju \U0001f44d"]
    )
    def test_said_kindly(self, market: Market, said: str) -> None:
        code = market.ask()
        market.sms(SELLER, said)
        assert market.inquiry(code).seller_agreed_at is not None

    @pytest.mark.parametrize("said", ["TIDAK SETUJU", "ga jadi setuju, maaf", "I do not agree", "teu satuju"])
    def test_taken_back(self, market: Market, said: str) -> None:
        code = market.ask()
        market.sms(SELLER, f"SETUJU {code}")
        assert "setuju Anda ditarik" in market.sms(SELLER, said)[0]
        market.sms(BUYER, f"SETUJU {code}")
        assert market.inquiry(code).status == "answered"
        assert not [text for text in market.inbox(BUYER) if told_number(text, SELLER)]

    def test_taken_back_by_batal(self, market: Market) -> None:
        code = market.ask()
        market.sms(SELLER, f"SETUJU {code}")
        market.sms(SELLER, f"BATAL {code}")
        market.sms(SELLER, "3")
        assert market.inquiry(code).seller_agreed_at is None
        assert market.inquiry(code).status == "answered"

    def test_too_late(self, market: Market) -> None:
        code = market.ask()
        market.sms(SELLER, f"SETUJU {code}")
        market.sms(BUYER, f"SETUJU {code}")
        market.sms(SELLER, "tidak setuju")
        assert market.inquiry(code).status == "agreed"

    def test_tolak_without_a_code_asks_first(self, market: Market) -> None:
        code = market.ask()
        assert "tidak jadi?" in market.sms(SELLER, "tolak ukur manisnya apa")[0]
        market.sms(SELLER, "2")
        assert market.history(code)[-1].note == "ukur manisnya apa"
        assert market.inquiry(code).status == "answered"


def test_an_officers_words_are_about_their_work(market: Market) -> None:
    market.meet(OPERATOR, village=SITE)
    market.let_in(OPERATOR)
    market.sms(SELLER, "LAPOR jalan jembatan ambruk")
    code = market.rows(select(Ticket.code))[0].code
    market.sms(OPERATOR, f"PROSES {code}")
    market.sms(OPERATOR, "BELI C3 2 ada?")
    asked = market.rows(select(Inquiry.code))[0].code
    market.sms(SELLER, "ada")
    market.sms(OPERATOR, "SELESAI sudah diperbaiki")
    assert market.rows(select(Ticket.status))[0].status == "resolved"
    market.sms(OPERATOR, "dua bungkus")
    assert market.history(asked)[-1].note == "dua bungkus"


class TestCommandsInADialogue:
    @pytest.mark.parametrize(
        ("said", "made"), [("LAPOR air pipa bocor", ["pipa bocor"]), ("DARURAT kebakaran", ["kebakaran"])]
    )
    def test_a_report_is_not_the_answer_to_another(self, market: Market, said: str, made: list[str]) -> None:
        market.sms(BUYER, "LAPOR jalan")
        market.sms(BUYER, said)
        assert tickets(market) == made

    def test_a_command_with_a_code_is_no_search_of_a_list(self, market: Market) -> None:
        market.meet(OPERATOR, village="36.01.13.2005")
        market.let_in(OPERATOR)
        market.sms(SELLER, "LAPOR jalan jembatan ambruk")
        code = market.rows(select(Ticket.code))[0].code
        market.sms(OPERATOR, "TIKET")
        market.sms(OPERATOR, f"PROSES {code}")
        assert market.rows(select(Ticket.status))[0].status == "in_progress"

    def test_a_sentence_that_begins_with_a_keyword_is_the_answer(self, market: Market) -> None:
        market.sms(BUYER, "LAPOR lainnya")
        market.sms(BUYER, "Surat saya hilang di kantor")
        assert tickets(market) == ["Surat saya hilang di kantor"]

    def test_unless_the_question_is_long_past(self, market: Market) -> None:
        market.sms(BUYER, "LAPOR lainnya")
        later(market, minutes=31)
        market.sms(BUYER, "BELI ceplis 2 ada?")
        assert tickets(market) == []
        assert len(market.rows(select(Inquiry.id))) == 1


class TestStop:
    @pytest.mark.parametrize(
        "said",
        [
            "STOP SMS ini", "stop dulu ya", "Tolong stop SMS.", "STOP!", "Berhenti kirim SMS ke nomor saya",
            "stop texting me please", "EUREUN SMS ieu", "stop,jangan sms lagi", "STOPP", "saya mau berhenti", "cukup stop", "stop saya tidak mau lagi", "STOP tawaran kain batik",
        ],
    )  # fmt: skip
    def test_with_more_words(self, market: Market, said: str) -> None:
        (reply,) = market.sms(BUYER, said)
        assert "tidak akan mengirim SMS lagi" in reply
        assert opted_out(market, BUYER)

    @pytest.mark.parametrize("said", ["STOP SMS ini", "stop dulu ya", "stop mengganggu saya"])
    def test_also_after_a_notice(self, market: Market, said: str) -> None:
        code = market.ask()
        market.sms(SELLER, said)
        assert opted_out(market, SELLER)
        assert len(market.history(code)) == 1

    def test_in_a_dialogue_only_where_it_is_clear(self, market: Market) -> None:
        market.sms(BUYER, "LAPOR listrik")
        market.sms(BUYER, "Stop kontak di balai desa rusak")
        assert tickets(market) == ["Stop kontak di balai desa rusak"]
        market.sms(BUYER, "LAPOR listrik")
        market.sms(BUYER, "stop sms ini ya")
        assert opted_out(market, BUYER)

    def test_after_it_nothing_is_done_of_which_nobody_would_hear(self, market: Market) -> None:
        code = market.ask()
        market.sms(BUYER, "STOP")
        for said in ("HAPUS DATA", "1", f"SETUJU {code}", "BELI C3 2 ada?"):
            assert market.sms(BUYER, said) == []
        assert len(market.history(code)) == 1
        market.sms(BUYER, "DARURAT rumah terbakar")
        assert tickets(market) == ["rumah terbakar"], "but an emergency is heard"


def test_too_many_texts_are_told_of_once_and_then_not_acted_on(market: Market) -> None:
    most = market.runtime.settings.limits.replies_per_contact_hour
    for _ in range(most - 1):
        assert len(market.sms(BUYER, "BANTUAN")) == 1
    assert "Sudah banyak SMS" in market.sms(BUYER, "LAPORKAN")[0]
    assert market.sms(BUYER, "BELI C3 2 ada?") == []
    assert market.rows(select(Inquiry.id)) == []
    market.sms(BUYER, "DARURAT rumah terbakar")
    assert tickets(market) == ["rumah terbakar"], "an emergency is always heard"
    later(market, minutes=61)
    assert "sudah dikirim" in market.sms(BUYER, "BELI C3 2 ada?")[0]


def test_an_officer_may_text_more(market: Market) -> None:
    market.meet(OPERATOR, village=HOME)
    market.let_in(OPERATOR)
    assert all(market.sms(OPERATOR, "BANTUAN") for _ in range(60))


def test_a_day_later_the_question_is_gone(market: Market) -> None:
    market.sms(BUYER, "LAPOR jalan")
    later(market, seconds=timedelta(days=1).total_seconds())
    market.sms(BUYER, "jembatan ambruk di RT 02")
    assert tickets(market) == []
