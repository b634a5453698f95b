"""What buyer and seller may do with an inquiry, what others may not, and what each of them is told."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from flows import codes
from gateway import market_duties, relay, rights
from gateway.desk import inquiries
from models import Inquiry, Message
from models.inquiry import OPEN, TRANSITIONS
from tests.conftest import NOW, Clock
from tests.gateway.market.market import BUYER, ELSEWHERE, HEAD, OPERATOR, SELLER, STRANGER, Market, told_number

GO_ON = threading.Event()
WRONG = "4821396"
"""Its check digit is wrong."""
STATUSES = ("new", "answered", "agreed", "declined", "closed")


@pytest.fixture
def code(market: Market) -> str:
    return market.ask()


def come_to(market: Market, code: str, status: str) -> None:
    """Bring an inquiry there by texts alone."""
    ways = {
        "new": [],
        "answered": [(SELLER, f"JAWAB {code} masih ada")],
        "agreed": [(BUYER, f"SETUJU {code}"), (SELLER, f"SETUJU {code}")],
        "declined": [(SELLER, f"TOLAK {code} sudah habis")],
        "closed": [(BUYER, f"LAPORKAN {code} penipuan")],
    }  # fmt: skip
    for phone, text in ways[status]:
        market.sms(phone, text)
    assert market.inquiry(code).status == status


def heard(market: Market) -> int:
    """How many notices of an inquiry anybody got."""
    return sum(row.notice.startswith("inquiry_") for row in market.messages())


class TestMoves:
    ACTS = ("JAWAB {} halo", "SETUJU {}", "TOLAK {} tidak jadi", "BATAL {}", "LAPORKAN {} penipuan")

    @pytest.mark.parametrize("status", STATUSES)
    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize("phone", [BUYER, SELLER])
    def test_no_act_makes_a_move_that_is_not_in_the_table(
        self, market: Market, code: str, phone: str, act: str, status: str
    ) -> None:
        come_to(market, code, status)
        before = heard(market)
        replies = market.sms(phone, act.format(code))
        if act.startswith("BATAL") and status in OPEN:
            replies += market.sms(phone, "1")
        now = market.inquiry(code).status
        assert now == status or now in TRANSITIONS[status]
        assert replies
        if status in {"declined", "closed"} and not act.startswith("LAPORKAN"):
            assert "Tidak bisa" in replies[-1]
            assert heard(market) == before

    @pytest.mark.parametrize("act", ["TOLAK", "BATAL"])
    @pytest.mark.parametrize("status", ["agreed", "declined", "closed"])
    def test_nothing_is_asked_about_one_that_is_over(self, market: Market, code: str, act: str, status: str) -> None:
        come_to(market, code, status)
        assert "Tidak bisa, karena" in market.sms(SELLER, f"{act} {code}")[0]

    def test_the_first_word_of_the_seller_is_the_answer(self, market: Market, code: str) -> None:
        market.sms(BUYER, f"JAWAB {code} saya tunggu")
        assert market.inquiry(code).status == "new"
        market.sms(SELLER, f"JAWAB {code} ya")
        assert market.inquiry(code).status == "answered"

    def test_called_off_with_the_reason(self, market: Market, code: str) -> None:
        market.sms(SELLER, f"TOLAK {code} sudah habis, telp 081234567890")
        assert market.inquiry(code).status == "declined"
        assert market.inbox(BUYER)[-1].endswith("Ceplis melinjo. sudah habis, telp ***")

    def test_called_off_after_a_question(self, market: Market, code: str) -> None:
        assert "Batalkan pesanan" in market.sms(BUYER, f"BATAL {code}")[0]
        assert market.inquiry(code).status == "new"
        assert "tidak jadi" in market.sms(BUYER, "1")[0]
        assert market.inquiry(code).status == "declined"
        assert "Pembeli tidak jadi membeli Ceplis melinjo" in market.inbox(SELLER)[-1]

    def test_all_is_kept(self, market: Market, code: str) -> None:
        market.sms(SELLER, f"JAWAB {code} hub 0812 3456 7890")
        market.sms(BUYER, f"LAPORKAN {code} minta uang dulu")
        kept = [(one.kind, one.status, one.actor, one.note) for one in market.history(code)]
        assert kept == [
            ("status", "new", BUYER, ""), ("message", "answered", SELLER, "hub ***"),
            ("report", "closed", BUYER, "minta uang dulu"),
        ]  # fmt: skip
        row = market.inquiry(code)
        assert (row.channel, row.last_at, row.reported_at) == ("at", NOW, NOW)


class TestOthers:
    @pytest.mark.parametrize("act", TestMoves.ACTS)
    @pytest.mark.parametrize("phone", [STRANGER, ELSEWHERE, HEAD])
    def test_nobody_else_speaks_into_it(self, market: Market, code: str, phone: str, act: str) -> None:
        market.meet(phone)
        before = heard(market)
        (reply,) = market.sms(phone, act.format(code))
        assert "bukan urusan nomor ini" in reply
        assert "Ceplis" not in reply
        assert (market.inquiry(code).status, heard(market)) == ("new", before)
        assert len(market.history(code)) == 1

    def test_the_effect_itself_refuses(self, market: Market, code: str) -> None:
        market.meet(STRANGER)
        with market.runtime.database.begin() as connection:
            desk = inquiries.Desk(connection, market.runtime.settings, "at", STRANGER, "sms", "id", NOW)
            for number, what in enumerate(({"say": "x"}, {"agree": "yes"}, {"decline": "yes"}, {"report": "x"}, {})):
                made = inquiries.change_inquiry(desk, inquiries.ChangeInquiry(code, **what), f"o/{number}")
                assert made["result"] == "not_yours"
                assert made["inquiry"].keys() == {"code", "name", "status", "status_text", "mine"}
            unknown = inquiries.change_inquiry(desk, inquiries.ChangeInquiry("4821369", say="x"), "o/9")
            assert unknown == {"inquiry": {}, "result": "unknown"}

    def test_a_villager_without_any_is_told_so(self, market: Market) -> None:
        market.meet(STRANGER)
        assert "Kirim BANTUAN" in market.sms(STRANGER, "JAWAB halo apa kabar")[0]


class TestCodes:
    @pytest.mark.parametrize("act", ["JAWAB {}", "SETUJU {}", "TOLAK {}", "BATAL {}", "LAPORKAN {}"])
    def test_a_wrong_check_digit_is_told_and_the_words_wait(self, market: Market, code: str, act: str) -> None:
        (reply,) = market.sms(SELLER, act.format(WRONG) + " sudah habis")
        assert "Kode itu belum benar" in reply
        assert len(market.history(code)) == 1
        market.sms(SELLER, code)
        last = market.history(code)[-1]
        if act[:5] in {"JAWAB", "TOLAK", "LAPOR"}:
            assert last.note == "sudah habis"

    @pytest.mark.parametrize("act", ["JAWAB", "SETUJU", "TOLAK", "BATAL", "LAPORKAN"])
    def test_no_code_and_none_seen_is_a_short_answer(self, market: Market, act: str) -> None:
        market.meet(STRANGER)
        (reply,) = market.sms(STRANGER, act)
        assert len(reply) <= 160
        assert heard(market) == 0

    def test_without_a_code_it_is_the_one_spoken_of_last(self, market: Market, code: str) -> None:
        other = market.ask("yang manis?")
        market.sms(SELLER, f"JAWAB {code} ya")
        market.sms(SELLER, "JAWAB dua ribu")
        assert market.history(code)[-1].note == "dua ribu"
        market.sms(BUYER, f"JAWAB {other} tolong")
        market.sms(SELLER, "JAWAB tiga ribu")
        assert market.history(other)[-1].note == "tiga ribu"

    @pytest.mark.parametrize(("act", "done"), [("SETUJU", "agreement"), ("TOLAK stok habis", "status")])
    def test_of_several_that_are_open_it_asks_which(self, market: Market, code: str, act: str, done: str) -> None:
        other = market.ask("yang manis?")
        (asked,) = market.sms(SELLER, act)
        assert f"1 {codes.show(other)} Ceplis melinjo" in asked
        assert {len(market.history(one)) for one in (code, other)} == {1}
        market.sms(SELLER, "2")
        assert market.history(code)[-1].kind == done
        assert len(market.history(other)) == 1

    @pytest.mark.parametrize("said", ["{}masih ada", "{} masih ada"])
    def test_a_word_glued_to_the_code_is_no_part_of_it(self, market: Market, code: str, said: str) -> None:
        market.ask("yang manis?")
        market.sms(SELLER, f"JAWAB {said.format(code)}")
        assert market.history(code)[-1].note == "masih ada"

    @pytest.mark.parametrize("act", ["TAMBAH {} sudah beres", "BELUM {}"])
    def test_what_is_for_reports_says_that_it_is_an_order(self, market: Market, code: str, act: str) -> None:
        assert f"Kirim JAWAB {codes.show(code)}" in market.sms(BUYER, act.format(code))[0]

    def test_a_plain_text_answers_the_last_notice(self, market: Market, code: str) -> None:
        market.sms(SELLER, f"JAWAB {code} ya")
        other = market.ask("yang manis?")
        market.sms(SELLER, "yang manis habis")
        assert market.history(other)[-1].note == "yang manis habis"

    def test_a_plain_text_in_a_dialogue_answers_that(self, market: Market, code: str) -> None:
        market.sms(SELLER, "LAPOR")
        market.sms(SELLER, "1")
        assert len(market.history(code)) == 1


class TestWords:
    @pytest.mark.parametrize(
        "said",
        [
            "{{7*7}} %s {contact.phone} {inquiry.code}",
            "*1*2#",
            "'; DROP TABLE inquiry;--",
            "a\nb",
            "x" * 300,
            "STOP dulu ya",
        ],
    )
    def test_they_are_data(self, market: Market, code: str, said: str) -> None:
        market.sms(SELLER, f"JAWAB {code} {said}")
        assert market.history(code)[-1].note == said
        assert f'"{said}"' in market.inbox(BUYER)[-1]

    def test_a_thousand_characters_are_too_many(self, market: Market, code: str) -> None:
        (reply,) = market.sms(SELLER, f"JAWAB {code} {'x' * 1000}")
        assert "Terlalu panjang" in reply
        assert len(market.history(code)) == 1

    def test_the_same_text_twice_relays_once(self, market: Market, code: str) -> None:
        for _ in range(2):
            market.sms(SELLER, f"JAWAB {code} masih ada", id="the-same")
        assert len(market.history(code)) == 2
        assert sum("masih ada" in text for text in market.inbox(BUYER)) == 1

    def test_the_same_hop_twice_relays_once(self, market: Market, code: str) -> None:
        for text in ("", "4", "4*2", "4*2*1", "4*2*1*1", "4*2*1*1*halo", "4*2*1*1*halo", "4*2*1*1*halo"):
            answer = market.door.post("ussd", text=text, phoneNumber=BUYER)
        assert "dikirim" in answer.text
        assert sum("halo" in text for text in market.inbox(SELLER)) == 1

    def test_both_yes_at_once_agree_once(self, market: Market, code: str) -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda phone: market.sms(phone, f"SETUJU {code}"), (BUYER, SELLER)))
        assert market.inquiry(code).status == "agreed"
        told = [row.notice for row in market.messages()]
        assert (told.count("inquiry_agreed_buyer"), told.count("inquiry_agreed_seller")) == (1, 1)


class TestStop:
    def test_nothing_is_passed_on_to_whoever_said_stop(self, market: Market, code: str) -> None:
        market.sms(BUYER, "STOP")
        before = heard(market)
        for act in (f"JAWAB {code} masih ada", f"SETUJU {code}"):
            assert "tidak menerima SMS lagi" in market.sms(SELLER, act)[0]
        assert heard(market) == before
        assert market.inquiry(code).seller_agreed_at is None

    def test_a_yes_before_stop_gives_no_number_away(self, market: Market, code: str) -> None:
        market.sms(BUYER, f"SETUJU {code}")
        market.sms(BUYER, "STOP")
        market.sms(SELLER, f"SETUJU {code}")
        assert market.inquiry(code).status == "new"
        assert not any(BUYER in text for text in market.inbox(SELLER))

    @pytest.mark.parametrize("act", ["TOLAK {} tidak jadi", "BATAL {}"])
    def test_it_can_be_called_off_and_nobody_is_said_to_hear(self, market: Market, code: str, act: str) -> None:
        market.sms(BUYER, "STOP")
        (reply,) = market.sms(SELLER, act.format(code))
        if act.startswith("BATAL"):
            (reply,) = market.sms(SELLER, "1")
        assert "tidak jadi" in reply
        assert "diberi tahu" not in reply
        assert "dikirim" not in reply.replace("tidak dikirim", "")
        assert market.inquiry(code).status == "declined"

    @pytest.mark.parametrize("text", ["BELI C3 2 masih ada?", "BELI C3"])
    def test_a_seller_who_said_it_is_asked_nothing(self, market: Market, text: str) -> None:
        market.sms(SELLER, "STOP")
        before = heard(market)
        assert "tidak menerima pesan" in market.sms(BUYER, text)[-1]
        assert "Mau beli apa" in market.sms(BUYER, "1")[0]
        assert market.rows(select(Inquiry.id)) == []
        assert heard(market) == before

    @pytest.mark.parametrize(("act", "said"), [("STOP", "tidak menerima pesan"), ("JEDA C3", "tidak dijual lagi")])
    def test_nor_is_anything_sent_where_that_comes_first(self, market: Market, act: str, said: str) -> None:
        market.sms(BUYER, "BELI C3 2")
        market.sms(SELLER, act)
        assert said in market.sms(BUYER, "masih ada?")[0]
        assert market.rows(select(Inquiry.id)) == []
        assert market.inbox(SELLER)[1:] == []


class TestForgotten:
    """Whoever is on the other side has had everything about them erased."""

    @pytest.fixture
    def forget(self, market: Market, clock: Clock) -> Callable[[str], None]:
        def forget(phone: str) -> None:
            for said in ("HAPUS DATA", "1"):
                market.sms(phone, said)
            with market.runtime.database.begin() as connection:
                connection.execute(update(Message).values(status="sent"))
            clock.turn(hours=25)
            assert rights.erase_due(market.runtime) == 1

        return forget

    @pytest.mark.parametrize("status", ["new", "answered", "agreed"])
    @pytest.mark.parametrize(("gone", "left"), [(BUYER, SELLER), (SELLER, BUYER)])
    def test_it_is_over_and_the_other_hears(
        self, market: Market, code: str, forget: Callable[[str], None], gone: str, left: str, status: str
    ) -> None:
        come_to(market, code, status)
        forget(gone)
        assert market.inquiry(code).status == "closed"
        assert market.history(code)[-1].status == "closed"
        assert f"Pesanan {codes.show(code)} Ceplis melinjo sudah ditutup" in market.inbox(left)[-1]
        before = heard(market)
        for act in (f"JAWAB {code} masih ada?", f"SETUJU {code}"):
            (reply,) = market.sms(left, act)
            assert "Tidak bisa" in reply
            assert "dikirim" not in reply.replace("Tidak ada yang dikirim", "")
        assert heard(market) == before

    def test_what_was_over_stays_as_it_was(self, market: Market, code: str, forget: Callable[[str], None]) -> None:
        come_to(market, code, "declined")
        told = heard(market)
        forget(SELLER)
        assert (market.inquiry(code).status, heard(market)) == ("declined", told)


class TestOrders:
    def test_they_say_who_of_the_two_has_agreed(self, market: Market, code: str) -> None:
        market.sms(SELLER, f"SETUJU {code}")
        assert "sudah dijawab, penjual setuju" in market.sms(BUYER, "PESANAN")[0]
        assert "penjual setuju" in market.sms(BUYER, "1")[0]
        assert "sudah dijawab, Anda sudah setuju" in market.sms(SELLER, "PESANAN")[0]
        asked = market.sms(SELLER, "1")[0]
        assert "Anda sudah setuju" in asked
        assert "Setuju\n" not in asked

    def test_once_both_did_no_message_asks_for_it(self, market: Market, code: str) -> None:
        come_to(market, code, "agreed")
        market.sms(SELLER, f"JAWAB {code} datang jam 9")
        assert market.inbox(BUYER)[-1] == (
            f'Penjual Ceplis melinjo ({codes.show(code)}): "datang jam 9"\nBalas SMS ini untuk menjawab.'
        )
        market.sms(BUYER, "Baik")
        assert market.history(code)[-1].note == "Baik", "a plain text answers it"
        assert "setuju" not in market.sms(BUYER, "PESANAN")[0]


class TestReports:
    def test_the_head_of_the_sellers_village_hears_and_the_relay_stops(self, market: Market, code: str) -> None:
        (reply,) = market.sms(BUYER, f"LAPORKAN {code} penipuan, minta uang dulu")
        assert "dilaporkan ke kantor desa" in reply
        (told,) = market.inbox(HEAD)
        assert f"{codes.show(code)}: Ceplis melinjo dari Eha Julaeha" in told
        assert "penipuan, minta uang dulu" in told
        assert BUYER not in told
        assert SELLER not in told
        assert market.inbox(OPERATOR) == []
        assert "Tidak bisa" in market.sms(SELLER, f"JAWAB {code} bohong")[0]
        assert not any("bohong" in text for text in market.inbox(BUYER))

    def test_a_sellers_is_one_about_the_buyer(self, market: Market, code: str) -> None:
        market.sms(SELLER, f"LAPORKAN {code} tidak bayar, telp 0{BUYER[3:]}")
        (told,) = market.inbox(HEAD)
        assert "Penjual Eha Julaeha di desa Menes melaporkan pembeli Ceplis melinjo +6281****001" in told
        assert "tidak bayar, telp ***" in told
        assert not told_number(told, BUYER)

    @pytest.mark.parametrize(("by", "other"), [(BUYER, SELLER), (SELLER, BUYER)])
    def test_the_other_hears_that_it_is_closed_and_not_why(
        self, market: Market, code: str, by: str, other: str
    ) -> None:
        market.sms(by, f"LAPORKAN {code} penipuan")
        told = market.inbox(other)[-1]
        assert f"Pesanan {codes.show(code)} Ceplis melinjo sudah ditutup" in told
        assert "penipuan" not in told
        assert "lapor" not in told.lower()

    @pytest.mark.parametrize(("phone", "said"), [(BUYER, "penjual menipu saya"), (SELLER, "Pembeli tidak bayar")])
    def test_without_a_code_it_is_the_last_order_and_the_words_are_kept(
        self, market: Market, code: str, phone: str, said: str
    ) -> None:
        assert "dilaporkan ke kantor desa" in market.sms(phone, f"LAPORKAN {said}")[0]
        assert market.history(code)[-1].note == said

    def test_nothing_is_asked_about_one_that_was_reported(self, market: Market, code: str) -> None:
        market.sms(BUYER, f"LAPORKAN {code} penipuan")
        assert "sudah dilaporkan" in market.sms(SELLER, f"LAPORKAN {code}")[0]

    def test_after_the_agreement_too(self, market: Market, code: str) -> None:
        come_to(market, code, "agreed")
        market.sms(BUYER, f"LAPORKAN {code} barang tidak datang")
        assert market.inquiry(code).status == "closed"
        assert len(market.inbox(HEAD)) == 1

    def test_once(self, market: Market, code: str) -> None:
        for phone in (BUYER, SELLER):
            market.sms(phone, f"LAPORKAN {code} penipuan")
        assert len(market.inbox(HEAD)) == 1


class TestSilence:
    def test_seven_days_close_it_and_both_hear(self, market: Market, code: str, clock: Clock) -> None:
        clock.turn(days=6, hours=23)
        assert market_duties.close_silent(market.runtime, GO_ON) == 0
        clock.turn(hours=1)
        assert market_duties.close_silent(market.runtime, GO_ON) == 1
        assert market_duties.close_silent(market.runtime, GO_ON) == 0
        assert market.inquiry(code).status == "closed"
        assert [row.notice for row in market.messages()][-2:] == ["inquiry_closed_buyer", "inquiry_closed_seller"]

    def test_a_word_counts(self, market: Market, code: str, clock: Clock) -> None:
        clock.turn(days=5)
        market.sms(SELLER, f"JAWAB {code} ya")
        clock.turn(days=5)
        assert market_duties.close_silent(market.runtime, GO_ON) == 0

    @pytest.mark.parametrize("status", ["agreed", "declined", "closed"])
    def test_what_is_over_stays(self, market: Market, code: str, clock: Clock, status: str) -> None:
        come_to(market, code, status)
        clock.turn(days=30)
        assert market_duties.close_silent(market.runtime, GO_ON) == 0

    def test_several_clocks_close_it_once(self, market: Market, code: str, clock: Clock) -> None:
        clock.now = NOW + timedelta(days=8)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: market_duties.close_silent(market.runtime, GO_ON), range(4)))
        assert [event.status for event in market.history(code)] == ["new", "closed"]
        query = select(func.count()).where(Message.notice == "inquiry_closed_buyer")
        assert market.rows(query)[0][0] == 1


class TestNumbers:
    @pytest.mark.parametrize(
        "number",
        [
            "081234567890", "0812-3456-7890", "0812.3456.7890", "0812 3456 7890", "+6281234567890", "+62 812 3456 7890",
            "62 812-3456-7890", "(0812) 3456 7890", "0 8 1 2 3 4 5 6 7 8", "0812 - 3456 - 7890", "0812_3456_7890",
            "0812\n3456\n7890", "0812/3456/7890", "12345678", "\u0660\u0668\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
            "0\ufe0f\u20e38\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\ufe0f\u20e3",
            "nol delapan satu dua tiga empat lima enam", "Kosong-Delapan, satu dua 34 lima ENAM", "O812 3456 789O",
            "0812....3456....7801", "0812\u200b\u200b\u200b\u200b3456\u200b\u200b\u200b\u200b7801", "0812 / / 3456 / / 7921",
        ],
    )  # fmt: skip
    def test_they_are_hidden(self, number: str) -> None:
        hidden = relay.without_numbers(f"telp {number} ya")
        assert hidden.startswith(f"telp {relay.HIDDEN}")
        assert hidden.endswith(" ya")
        assert sum(map(str.isdecimal, hidden)) == 0

    @pytest.mark.parametrize(
        "said",
        [
            "5190-243",
            "25.000/kg",
            "Rp 1.500.000",
            "tgl 17/8/2026",
            "10 kg, harga 25000",
            "jam 9.30",
            "satu kilo atau dua, o ya tiga",
            "",
        ],
    )
    def test_prices_dates_and_codes_stay(self, said: str) -> None:
        assert relay.without_numbers(said) == said


def test_every_status_is_in_the_table() -> None:
    reached = set(itertools.chain.from_iterable(TRANSITIONS.values()))
    assert reached | TRANSITIONS.keys() == set(STATUSES)
