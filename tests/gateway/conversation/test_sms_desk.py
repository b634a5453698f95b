"""The village desk by text: answers to notices, PINs that are not kept, keywords of officers, codes left out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from flows import codes
from gateway.conversation import keywords
from gateway.desk.pins import HASHER
from gateway.runtime import Runtime
from models import Base, Contact, Message, Officer, Ticket, TicketEvent, message, pin
from tests import pins
from tests.conftest import NOW, MakeRuntime
from tests.gateway.conversation.conftest import PHONE, VILLAGE, MakePhone, Phone, tickets

OPERATOR, HEAD = "+628110000201", "+628110000202"
PIN, WRONG = "482913", "771177"
HASH = pins.kept(PIN)


class Texting(Phone):
    """A phone whose messages have ids that say nothing."""

    def sms(self, text: str, external_id: str = "") -> list[str]:
        return super().sms(text, external_id or f"sms-{len(came_in(self.runtime))}")


@pytest.fixture
def officer(runtime: Runtime) -> Phone:
    """The operator of Mekarsari, whose PIN must be asked."""
    give_pin(runtime, OPERATOR)
    return Texting(runtime, OPERATOR)


def give_pin(runtime: Runtime, phone: str, *, asked: bool = False) -> None:
    until = NOW + timedelta(days=99) if asked else NOW
    with runtime.database.begin() as connection:
        connection.execute(insert(Contact).values(phone=phone, language="id", village=VILLAGE))
        pin.keep(connection, phone, hash=HASH, open_until=until, now=NOW)


@pytest.fixture
def code(make_phone: MakePhone, runtime: Runtime) -> str:
    """A report of a villager."""
    make_phone().sms("LAPOR jalan jembatan ambruk di RT 02", "report")
    return tickets(runtime)[0][0]


def ticket_of(runtime: Runtime, code: str) -> Any:
    with runtime.database.connect() as connection:
        return connection.execute(select(*Ticket.__table__.columns).where(Ticket.code == code)).one()


def everything(runtime: Runtime) -> str:
    """Every row of every table."""
    with runtime.database.connect() as connection:
        return str([connection.execute(select(table)).all() for table in Base.metadata.tables.values()])


def came_in(runtime: Runtime) -> list[str]:
    with runtime.database.connect() as connection:
        query = select(Message.text).where(Message.direction == "in").order_by(Message.id)
        return list(connection.execute(query).scalars())


def resolve(runtime: Runtime, code: str, **by: float) -> None:
    """Its officer says that it is done."""
    give_pin(runtime, HEAD, asked=True)
    Texting(runtime, HEAD).sms(f"SELESAI {code} sudah diperbaiki")
    assert ticket_of(runtime, code).status == "resolved"
    runtime.clock.turn(**by)  # type: ignore[attr-defined]


class TestAnswerToANotice:
    @pytest.mark.parametrize("said", ["1", "1.", "Sudah beres", "sudah"])
    def test_it_is_solved(self, runtime: Runtime, code: str, said: str) -> None:
        resolve(runtime, code)
        assert "bintang 1" in Texting(runtime).sms(said)[0]
        assert ticket_of(runtime, code).status == "closed"
        assert "bintang 4 dari Anda" in Texting(runtime).sms("4")[0]
        assert ticket_of(runtime, code).stars == 4

    def test_both_answers_in_one_text(self, runtime: Runtime, code: str) -> None:
        resolve(runtime, code)
        assert "bintang 5 dari Anda" in Texting(runtime).sms("1 5")[0]
        assert (ticket_of(runtime, code).status, ticket_of(runtime, code).stars) == ("closed", 5)

    def test_it_is_not(self, runtime: Runtime, code: str) -> None:
        resolve(runtime, code)
        assert "belum beres" in Texting(runtime).sms("2")[0]
        assert "dibuka lagi" in Texting(runtime).sms("Masih bocor di tengah")[0]
        assert ticket_of(runtime, code).status == "reopened"
        with runtime.database.connect() as connection:
            notes = connection.execute(select(TicketEvent.note)).scalars().all()
        assert "Masih bocor di tengah" in notes

    @pytest.mark.parametrize("said", ["belum datang orangnya", "tacan aya nu datang"])
    def test_the_not_stays_in_what_officers_read(self, runtime: Runtime, code: str, said: str) -> None:
        Texting(runtime).sms(said)
        assert any(text.endswith(f"tambahan dari warga: {said}") for text in Texting(runtime, HEAD).inbox())
        resolve(runtime, code)
        Texting(runtime).sms(said)
        assert ticket_of(runtime, code).status == "reopened"
        assert any(text.endswith(f"belum beres. {said}") for text in Texting(runtime, HEAD).inbox())

    @pytest.mark.parametrize("said", ["sudah tapi masih banyak ranting", "tos tapi teu acan sadayana", "sudah belum?"])
    def test_a_yes_with_a_but_closes_nothing(self, runtime: Runtime, code: str, said: str) -> None:
        resolve(runtime, code)
        assert "masih ada yang belum?" in Texting(runtime).sms(said)[0]
        assert ticket_of(runtime, code).status == "resolved"

    def test_a_report_that_was_begun_before_goes_on(self, runtime: Runtime, code: str) -> None:
        Texting(runtime).sms("LAPOR listrik")
        resolve(runtime, code, minutes=1)
        Texting(runtime).sms("tiang listrik miring di RT 3")
        assert tickets(runtime)[-1][1:] == ("listrik", "tiang listrik miring di RT 3")
        assert ticket_of(runtime, code).status == "resolved"

    def test_with_kind_words(self, runtime: Runtime, code: str) -> None:
        resolve(runtime, code)
        Texting(runtime).sms("1 makasih pak")
        assert "bintang 5 dari Anda" in Texting(runtime).sms("bintang 5 hatur nuhun")[0]

    def test_not_yet_with_words_is_about_the_one_that_was_asked(self, runtime: Runtime, code: str) -> None:
        Texting(runtime).sms("LAPOR air sumur desa kering")
        resolve(runtime, code)
        assert "dibuka lagi" in Texting(runtime).sms("BELUM masih bocor di tengah")[0]
        assert ticket_of(runtime, code).status == "reopened"

    def test_what_is_no_answer_asks_again(self, runtime: Runtime, code: str) -> None:
        resolve(runtime, code)
        assert "1 Sudah beres" in Texting(runtime).sms("terima kasih pak")[0]
        assert ticket_of(runtime, code).status == "resolved"

    def test_for_fourteen_days(self, runtime: Runtime, code: str) -> None:
        resolve(runtime, code, days=14, seconds=1)
        assert Texting(runtime).sms("1")[0].startswith("Kirim SMS: LAPOR")

    def test_a_keyword_is_a_keyword(self, runtime: Runtime, code: str) -> None:
        resolve(runtime, code)
        assert "1 Jalan" in Texting(runtime).sms("LAPOR")[0]

    def test_of_two_it_is_the_last(self, runtime: Runtime, code: str) -> None:
        Texting(runtime).sms("LAPOR air sumur desa kering")
        second = tickets(runtime)[1][0]
        for one in (second, code):
            if one == code:
                resolve(runtime, one)
            else:
                give_pin(runtime, OPERATOR, asked=True)
                Texting(runtime, OPERATOR).sms(f"SELESAI {one} sudah diisi")
        Texting(runtime).sms("1")
        assert [ticket_of(runtime, one).status for one in (second, code)] == ["resolved", "closed"]

    def test_a_notice_that_asks_nothing_is_not_answered(self, runtime: Runtime, code: str) -> None:
        with runtime.database.begin() as connection:
            message.queue(
                connection,
                now=NOW,
                channel="at",
                phone=PHONE,
                text="Kabar",
                origin="x",
                notice="ticket_waiting_villager",
            )
        assert Texting(runtime).sms("1")[0].startswith("Kirim SMS: LAPOR")

    def test_nobody_else_answers_for_them(self, runtime: Runtime, code: str, make_phone: MakePhone) -> None:
        resolve(runtime, code)
        make_phone("+6281234567002").sms("1")
        assert ticket_of(runtime, code).status == "resolved"


class TestPin:
    def test_it_is_asked_and_not_kept(self, runtime: Runtime, officer: Phone, code: str) -> None:
        assert "PIN" in officer.sms(f"SELESAI {code} sudah diperbaiki")[0]
        assert ticket_of(runtime, code).status == "new"
        assert codes.show(code) in officer.sms(PIN)[0]
        assert ticket_of(runtime, code).status == "resolved"
        assert PIN not in everything(runtime)
        assert came_in(runtime)[-1] == "******"

    def test_it_is_asked_again_of_who_answers_after_it_ran_out(
        self, runtime: Runtime, officer: Phone, code: str
    ) -> None:
        officer.sms(f"LIHAT {code}")
        assert "ambruk" in officer.sms(PIN)[0]
        runtime.clock.turn(hours=13)  # type: ignore[attr-defined]
        (reply,) = officer.sms("1")
        assert "Ketik PIN" in reply
        assert "ambruk" in officer.sms(PIN)[0]
        assert ticket_of(runtime, code).status == "new"

    @pytest.mark.parametrize("typed", [WRONG, "77117", "7711 77", "77-11-77.", "PINku 771177 pak", "tujuh"])
    def test_whatever_answers_the_question(self, runtime: Runtime, officer: Phone, code: str, typed: str) -> None:
        officer.sms(f"SELESAI {code} sudah diperbaiki")
        assert "PIN" in officer.sms(typed)[0]
        assert typed not in came_in(runtime)
        assert typed not in everything(runtime)

    @pytest.mark.parametrize(
        "typed", [WRONG, f" {WRONG}. ", f"PIN {WRONG}", f"sandi: {WRONG}", f"PIN {PIN} {WRONG}", f"TIKET {WRONG}"]
    )
    def test_one_that_nobody_asked_for(self, runtime: Runtime, officer: Phone, code: str, typed: str) -> None:
        officer.sms(typed)
        assert WRONG not in everything(runtime)
        assert came_in(runtime)[-1] == "******"

    def test_one_that_is_taken_for_a_search_is_not_said_back(self, runtime: Runtime, make_phone: MakePhone) -> None:
        make_phone().sms("DESA")
        assert "belum ketemu" in Texting(runtime).sms(WRONG)[0]
        assert WRONG not in everything(runtime)

    @pytest.mark.parametrize(
        "typed", ["CEK 4821367", "4821367", "BELI E1 10", "25000", "Rp 150.000", "LAPOR jalan 123456"]
    )
    def test_other_numbers_are_kept(self, runtime: Runtime, officer: Phone, code: str, typed: str) -> None:
        officer.sms(typed)
        assert came_in(runtime)[-1] == typed

    def test_it_does_not_answer_a_notice(self, runtime: Runtime, code: str) -> None:
        resolve(runtime, code)
        assert Texting(runtime).sms(WRONG)[0].startswith("Kirim SMS: LAPOR")
        assert WRONG not in everything(runtime)

    def test_not_even_where_we_fail(self, runtime: Runtime, officer: Phone, code: str) -> None:
        officer.sms(f"SELESAI {code} sudah diperbaiki")
        with runtime.database.begin() as connection:
            pin.change(connection, OPERATOR, hash="broken")
        assert officer.sms(PIN)[0].startswith("Maaf, pesan Anda belum bisa kami proses.")
        assert PIN not in everything(runtime)
        assert came_in(runtime)[-1] == "******"

    def test_a_new_one(self, runtime: Runtime, officer: Phone) -> None:
        for typed in ("PIN", PIN, "314159", "314159"):
            said = officer.sms(typed)
        assert "sudah berlaku" in said[0]
        assert "314159" not in everything(runtime)
        with runtime.database.connect() as connection:
            kept = pin.lock(connection, OPERATOR)
        assert kept is not None
        assert HASHER.verify(kept.hash, "314159")

    def test_five_wrong_ones_lock_it_and_the_head_hears(self, runtime: Runtime, officer: Phone, code: str) -> None:
        officer.sms(f"SELESAI {code} sudah diperbaiki")
        said = [officer.sms(WRONG)[0] for _ in range(5)]
        assert ["dikunci karena" in one for one in said] == [False] * 4 + [True]
        assert [text for text in Texting(runtime, HEAD).inbox() if text.startswith("PIN petugas Asep Sunandar")]
        assert ticket_of(runtime, code).status == "new"
        assert "dikunci" in officer.sms(f"SELESAI {code} sudah diperbaiki")[0]
        assert WRONG not in everything(runtime)


class TestTheCodeLeftOut:
    def test_it_is_the_ticket_that_they_saw_last(self, runtime: Runtime, code: str, make_phone: MakePhone) -> None:
        give_pin(runtime, OPERATOR, asked=True)
        phone = Texting(runtime, OPERATOR)
        make_phone("+6281234567002").sms("LAPOR air sumur kering sekali")
        phone.sms(f"LIHAT {code}")
        assert codes.show(code) in phone.sms("SELESAI sudah diperbaiki tadi")[0]
        assert [row[0] for row in statuses(runtime)] == ["resolved", "new"]

    def test_after_news_of_another_it_is_asked(self, runtime: Runtime, code: str, make_phone: MakePhone) -> None:
        give_pin(runtime, OPERATOR, asked=True)
        phone = Texting(runtime, OPERATOR)
        phone.sms(f"LIHAT {code}")
        make_phone("+6281234567002").sms("LAPOR air sumur kering sekali")
        assert "Ketik kode tiket" in phone.sms("SELESAI sudah diperbaiki tadi")[0]
        phone.sms(code)
        assert [row[0] for row in statuses(runtime)] == ["resolved", "new"]

    def test_where_there_is_none_it_is_asked(self, runtime: Runtime, code: str) -> None:
        give_pin(runtime, OPERATOR, asked=True)
        phone = Texting(runtime, OPERATOR)
        assert "Ketik kode tiket" in phone.sms("SELESAI sudah diperbaiki tadi")[0]
        assert ticket_of(runtime, code).status == "new"


def test_after_news_of_another_ticket_a_command_without_a_code_asks_which(runtime: Runtime, code: str) -> None:
    give_pin(runtime, HEAD, asked=True)
    head = Texting(runtime, HEAD)
    head.sms(f"LIHAT {code}")
    Texting(runtime).sms("DARURAT rumah kebakaran")
    assert "Ketik kode tiket" in head.sms("PROSES")[0]
    assert {row.status for row in statuses(runtime)} == {"new"}


def test_a_command_with_the_number_in_the_list(runtime: Runtime, code: str) -> None:
    Texting(runtime).sms("LAPOR air sumur kering")
    give_pin(runtime, HEAD, asked=True)
    head = Texting(runtime, HEAD)
    listed = head.sms("TIKET")[0].splitlines()
    second = listed[2].split()[1].replace("-", "")
    head.sms("SELESAI 2 sudah diisi")
    assert ticket_of(runtime, second).status == "resolved"
    assert sorted(row.status for row in statuses(runtime)) == ["new", "resolved"]


@pytest.mark.parametrize("said", ["kebakaran rumah saya", "Tolong, kebakaran di RT 2"])
def test_a_cry_for_help(make_phone: MakePhone, runtime: Runtime, said: str) -> None:
    make_phone().sms(said)
    ((_, category, description),) = tickets(runtime)
    assert category == "darurat"
    assert description.startswith("kebakaran")


def statuses(runtime: Runtime) -> list[Any]:
    with runtime.database.connect() as connection:
        return list(connection.execute(select(Ticket.status).order_by(Ticket.id)).all())


@pytest.mark.parametrize(
    ("roles", "role", "there"),
    [
        ([], "", True), ([], "officer", False), ([], "head", False), (["operator"], "officer", True),
        (["operator"], "operator", True), (["operator"], "head", False), (["head", "operator"], "head", True),
        (["province"], "officer", True),
    ],
)  # fmt: skip
def test_a_keyword_for_some_is_not_there_for_others(
    make_runtime: MakeRuntime, runtime: Runtime, roles: list[str], role: str, there: bool
) -> None:
    word = runtime.settings.keywords["REKAP"].model_copy(update={"role": role})
    settings = runtime.settings.model_copy(update={"keywords": {**runtime.settings.keywords, "REKAP": word}})
    assert (keywords.find(settings, "REKAP", roles) is not None) is there
    with runtime.database.begin() as connection:
        if roles:
            connection.execute(insert(Officer).values(phone=PHONE, village="36.01.01.2001", name="A", roles=roles))
    try:
        said = Texting(make_runtime(settings=settings)).sms("REKAP")
    finally:
        with runtime.database.begin() as connection:
            connection.execute(Officer.__table__.delete().where(Officer.phone == PHONE))
    help_ = "Petugas: TIKET" if roles else "Kirim SMS: LAPOR"
    assert said[0].startswith(help_) is not there
