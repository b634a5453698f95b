"""No number passes between buyer and seller before both agreed: in no text, over no number of texts, on no card."""

from __future__ import annotations

import pytest

from flows import codes
from models import contact
from tests.gateway.market.market import BUYER, HEAD, SELLER, Market

SHORT = BUYER[3:]


def read_by(market: Market, phone: str) -> str:
    """All that came to a phone, as one."""
    return "\n".join(market.inbox(phone))


@pytest.mark.parametrize(
    "said",
    ["0812 lalu 3456 lalu 7001", "nolxlapanxsatuxdua tilu opat lima genep tujuh", "o8l2 e4S6 7oo1", "double eight, ８１２３４５６７００１"],
)  # fmt: skip
class TestOneText:
    def test_in_the_first_question(self, market: Market, said: str) -> None:
        code = market.ask_by_text(f"hub {said} ya")
        asked = market.inbox(SELLER)[-1]
        assert "***" in asked
        assert said not in asked
        assert market.inquiry(code).question in asked, "kept as it was passed on"

    def test_in_an_answer(self, market: Market, said: str) -> None:
        code = market.ask_by_text()
        market.sms(BUYER, f"JAWAB {code} hub {said} ya")
        assert '"hub ***' in market.inbox(SELLER)[-1]
        assert market.history(code)[-1].note in market.inbox(SELLER)[-1]

    def test_in_the_reason_against_it(self, market: Market, said: str) -> None:
        code = market.ask_by_text()
        market.sms(BUYER, f"TOLAK {code} hub {said} ya")
        assert "hub ***" in market.inbox(SELLER)[-1]

    def test_in_a_complaint(self, market: Market, said: str) -> None:
        code = market.ask_by_text()
        market.sms(BUYER, f"LAPORKAN {code} tipu, hub {said} ya")
        assert '"tipu, hub ***' in market.inbox(HEAD)[-1]


class TestManyTexts:
    def test_begun_in_one_it_is_not_ended_in_another(self, market: Market) -> None:
        code = market.ask_by_text("0812 ya")
        market.sms(BUYER, f"JAWAB {code} stok 40 kg? 345")
        market.sms(BUYER, f"JAWAB {code} bisa 2 kg, 67001")
        assert '"bisa 2 kg, ***"' in market.inbox(SELLER)[-1]
        assert "67001" not in read_by(market, SELLER)

    def test_nor_in_the_reason(self, market: Market) -> None:
        code = market.ask_by_text()
        market.sms(SELLER, f"JAWAB {code} nol delapan satu satu")
        market.sms(SELLER, f"TOLAK {code} habis, nol nol nol nol tiga nol dua")
        assert market.inbox(BUYER)[-1].endswith("habis, ***")

    def test_nor_in_another_inquiry_of_the_two(self, market: Market) -> None:
        for said in ("0812 dulu", "345 lagi", "67001 habis"):
            market.ask_by_text(said)
        assert "0812 dulu" in read_by(market, SELLER)
        assert "67001" not in read_by(market, SELLER)

    def test_how_many_they_want_is_read_too(self, market: Market) -> None:
        market.sms(BUYER, "BELI C3 812 34567 saja")
        market.sms(BUYER, "1")  # it is more than there is
        assert '"*** saja"' in market.inbox(SELLER)[-1]

    def test_what_the_other_says_is_no_part_of_it(self, market: Market) -> None:
        code = market.ask_by_text("0812 ya")
        market.sms(SELLER, f"JAWAB {code} 3456 7001")
        assert '"3456 7001"' not in market.inbox(BUYER)[-1], "that long it may be anybody's"
        market.sms(SELLER, f"JAWAB {code} stok 3456")
        assert '"stok 3456"' in market.inbox(BUYER)[-1]

    def test_after_both_agreed_all_is_passed_on(self, market: Market) -> None:
        code = market.ask_by_text("0812 ya")
        for phone in (BUYER, SELLER):
            market.sms(phone, f"SETUJU {code}")
        market.sms(BUYER, f"JAWAB {code} 0{SHORT} ini nomor saya")
        assert f'"0{SHORT} ini nomor saya"' in market.inbox(SELLER)[-1]


class TestTheReply:
    @pytest.mark.parametrize(
        ("language", "hidden"),
        [("id", "angka yang mirip nomor HP kami tutup"), ("su", "angka nu siga nomer HP ditutup"), ("en", "is hidden")],
    )
    def test_who_wrote_a_number_is_told_when_it_is_given(self, market: Market, language: str, hidden: str) -> None:
        code = market.ask_by_text("0812 ya")
        with market.runtime.database.begin() as connection:
            contact.change_contact(connection, BUYER, language=language)
        (reply,) = market.sms(BUYER, f"JAWAB {code} lalu 345 67001")
        assert hidden in reply
        assert codes.show(code) in reply
        assert len(reply) <= 160

    def test_nobody_else_is(self, market: Market) -> None:
        code = market.ask_by_text()
        for said in ("saya ambil 2 kg, 25rb ya", "tanggal 17-08-2026 jam 08.30", "RT 02 RW 03"):
            assert "ditutup" not in market.sms(BUYER, f"JAWAB {code} {said}")[0]
            assert f'"{said}"' in market.inbox(SELLER)[-1]
