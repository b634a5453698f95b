"""Text messages against real PostgreSQL: promises 3 and 7 of DESIGN.md."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from flows.definition import Flow
from gateway.runtime import Runtime
from models import Inquiry
from tests.gateway.conversation.conftest import MakePhone, Phone, outbox, tickets


def test_all_answers_in_one_text(make_phone: MakePhone, runtime: Runtime) -> None:
    (reply,) = make_phone().sms("LAPOR jalan jembatan ambruk di RT 02")
    code, category, description = tickets(runtime)[0]
    assert f"{code[:4]}-{code[4:]}" in reply
    assert (category, description) == ("jalan", "jembatan ambruk di RT 02")


@pytest.mark.parametrize(
    ("typed", "quantity", "question"),
    [
        ("BELI ceplis 3 masih ada?", "3", "masih ada?"),
        ("beli Ceplis Melinjo 12 bisa diantar ke Serang besok?", "12", "bisa diantar ke Serang besok?"),
        ("BELI cepliss malinjo 2 kirim", "2", "kirim"),
        ("BELI C3 2 kirim", "2", "kirim"),
    ],
)
def test_an_inquiry_in_one_text(
    make_phone: MakePhone, runtime: Runtime, typed: str, quantity: str, question: str
) -> None:
    (reply,) = make_phone().sms(typed)
    assert "tentang Ceplis melinjo sudah dikirim ke penjual" in reply
    with runtime.database.connect() as connection:
        made = connection.execute(select(Inquiry.product, Inquiry.quantity, Inquiry.question)).one()
    assert tuple(made) == ("C3", quantity, question)


def test_an_inquiry_by_texts_asks_only_for_what_is_missing(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    assert "Rp15.000/bungkus" in phone.sms("BELI ceplis")[0]
    phone = make_phone("+6281234567002")
    assert "Tulis pesan untuk penjual" in phone.sms("BELI ceplis 3")[0]
    assert "sudah dikirim" in phone.sms("masih ada?")[0]
    phone = make_phone("+6281234567003")
    assert "Perlu berapa bungkus?" in phone.sms("BELI ceplis melinjo masih ada?")[0]
    assert "sudah dikirim" in phone.sms("3")[0]
    with runtime.database.connect() as connection:
        asked = connection.execute(select(Inquiry.quantity, Inquiry.question).order_by(Inquiry.id)).all()
    assert [tuple(one) for one in asked] == [("3", "masih ada?")] * 2


def test_what_was_said_with_a_name_that_several_have_is_kept(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    assert "1 Gula" in phone.sms("BELI gula aren 2 bisa diantar?")[0]
    assert "sudah dikirim" in phone.sms("1")[0]
    with runtime.database.connect() as connection:
        asked = connection.execute(select(Inquiry.quantity, Inquiry.question)).one()
    assert tuple(asked) == ("2", "bisa diantar?")


def test_a_number_may_come_with_its_unit(make_phone: MakePhone, runtime: Runtime) -> None:
    assert "sudah dikirim" in make_phone().sms("BELI ceplis 2 bungkus masih ada?")[0]
    with runtime.database.connect() as connection:
        asked = connection.execute(select(Inquiry.quantity, Inquiry.question)).one()
    assert tuple(asked) == ("2", "masih ada?")


class TestAVillageAmongMany:
    def test_another_name_is_another_search(self, make_phone: MakePhone) -> None:
        phone = make_phone()
        assert "1 Mekarsari, Cinangka" in phone.sms("DESA mekarsari cinangka")[0]
        assert "1 Mekarsari, Anyar" in phone.sms("Mekarsari Anyar")[0]

    def test_the_keyword_again_begins_anew(self, make_phone: MakePhone) -> None:
        phone = make_phone()
        phone.sms("DESA mekarsari cinangka")
        assert "1 Mekarsari, Anyar" in phone.sms("DESA Mekarsari, Anyar")[0]

    def test_another_district_takes_the_place_of_the_last(self, make_phone: MakePhone) -> None:
        phone = make_phone()
        phone.sms("DESA mekarsari")
        assert "1 Mekarsari, Anyar" in phone.sms("anyar")[0]
        assert "1 Mekarsari, Rajeg" in phone.sms("rajeg")[0]
        assert "'zzz' belum ketemu" in phone.sms("zzz")[0]


@pytest.mark.parametrize("typed", ["bisa diantar", "Bisa diantar besok?", "Masa begitu"])
def test_a_usual_word_is_no_misspelt_keyword(make_phone: MakePhone, typed: str) -> None:
    assert make_phone().sms(typed)[0].startswith("Kirim SMS: LAPOR")


def test_home_is_the_main_menu_also_by_text(make_phone: MakePhone) -> None:
    phone = make_phone()
    assert "Mau cek apa?" in phone.sms("STATUS")[0]
    assert "Kentongan Mekarsari" in phone.sms("00")[0]
    assert "Apa yang ingin dilaporkan?" in phone.sms("1")[0]


def test_products_are_looked_for_at_once(make_phone: MakePhone) -> None:
    phone = make_phone()
    assert "Ceplis melinjo Rp15.000" in phone.sms("PRODUK ceplis")[0]
    assert "1 Lihat menurut jenis" in phone.sms("PRODUK")[0]


@pytest.mark.parametrize("typed", ["lapor", "  ...Lapor!", "ADUAN", "LAPPOR"])
def test_a_dialogue_by_texts(make_phone: MakePhone, runtime: Runtime, typed: str) -> None:
    phone = make_phone()
    (question,) = phone.sms(typed)
    assert "1 Jalan" in question
    phone.sms("1")
    phone.sms("Jembatan ambruk di RT 02")
    assert tickets(runtime)[0][1:] == ("jalan", "Jembatan ambruk di RT 02")


def test_only_what_is_missing_is_asked(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    (question,) = phone.sms("LAPOR ada pohon tumbang menutup jalan raya")
    assert "1 Jalan" in question
    assert not tickets(runtime)
    phone.sms("1")
    assert tickets(runtime)[0][1:] == ("jalan", "ada pohon tumbang menutup jalan raya")


def test_a_dialogue_lasts_a_day(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    phone.sms("LAPOR")
    runtime.clock.turn(hours=23)  # type: ignore[attr-defined]
    (question,) = phone.sms("1")
    runtime.clock.turn(hours=25)  # type: ignore[attr-defined]
    assert phone.sms("Jembatan ambruk di RT 02") != [question]
    assert not tickets(runtime)


def test_the_same_text_at_once_acts_once(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: phone.sms("LAPOR jalan jembatan ambruk", "the-same"), range(10)))
    assert len(tickets(runtime)) == 1
    assert len(phone.inbox()) == 1


@pytest.mark.parametrize("word", ["STOP", "stop.", "Berhenti", "EUREUN"])
def test_stop_is_confirmed_once_and_ends_the_dialogue(make_phone: MakePhone, runtime: Runtime, word: str) -> None:
    phone = make_phone()
    phone.sms("LAPOR")
    assert len(phone.sms(word)) == 1
    with runtime.database.connect() as connection:
        from models.contact import caller

        assert caller(connection, phone.number)["opted_out_at"] is not None
    phone.sms("1")
    assert not tickets(runtime)


def test_start_lifts_it(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    phone.sms("STOP")
    phone.sms("MULAI")
    with runtime.database.connect() as connection:
        from models.contact import caller

        assert caller(connection, phone.number)["opted_out_at"] is None


def test_help_goes_out_a_few_times_an_hour(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    said = [len(phone.sms(one)) for one in ("halo", "apa kabar", "hei", "saya", "lagi")]
    assert said == [1, 1, 1, 0, 0]
    runtime.clock.turn(minutes=61)  # type: ignore[attr-defined]
    assert len(phone.sms("halo lagi")) == 1


def test_whoever_asks_for_help_gets_it(make_phone: MakePhone) -> None:
    phone = make_phone()
    phone.sms("halo")
    assert len(phone.sms("BANTUAN")) == 1


@pytest.mark.parametrize("sender", ["36000", "TELKOMSEL", "Bank-X", "+12"])
def test_names_and_our_own_numbers_get_no_reply(runtime: Runtime, sender: str) -> None:
    assert Phone(runtime, sender).sms("LAPOR jalan rusak sekali") == []
    assert outbox(runtime) == []


def test_two_gateways_fall_silent(make_phone: MakePhone, runtime: Runtime) -> None:
    """Another gateway answers whatever we say: with our own words, or with a help of its own."""
    phone = make_phone()
    said = phone.sms("halo")
    rounds = 0
    while said and rounds < 100:
        rounds += 1
        said = phone.sms(said[0] if rounds % 2 else f"Maaf, kami tidak mengerti {rounds}", f"r{rounds}")
    assert rounds < 5


def test_a_loop_inside_a_dialogue_is_bounded(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    phone.sms("LAPOR")
    for number in range(100):
        phone.sms(f"robot {number}", f"r{number}")
    assert len(phone.inbox()) <= runtime.settings.limits.replies_per_contact_hour


def test_a_keyword_interrupts_a_question_that_it_does_not_answer(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    phone.sms("LAPOR")
    (reply,) = phone.sms("CEK 4821367")
    assert "1 Jalan" not in reply
    phone.sms("LAPOR jalan")
    phone.sms("CEK")
    assert not tickets(runtime)


def test_somebody_elses_code_tells_the_status_alone(make_phone: MakePhone, runtime: Runtime) -> None:
    make_phone().sms("LAPOR jalan jembatan rahasia ambruk")
    code = tickets(runtime)[0][0]
    other = make_phone("+6281234567002")
    (reply,) = other.sms(f"CEK {code}")
    assert "baru" in reply.casefold()
    assert "rahasia" not in reply
    assert "Jalan" not in reply
    (own,) = Phone(runtime).sms(f"CEK {code[:4]}-{code[4:]}")
    assert "Jalan" in own


def test_a_newcomer_is_asked_for_the_village_first(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone(known=False)
    (first,) = phone.sms("LAPOR jalan jembatan ambruk di RT 02")
    assert not tickets(runtime)
    for said in ("mekarsari panimbang", "1", "1"):
        phone.sms(said)
    assert tickets(runtime)[0][2] == "jembatan ambruk di RT 02"
    assert first


@pytest.mark.parametrize(
    "said", ["{{7*7}} %s {contact.phone} *", "é … emoji 🌊", "'; DROP TABLE message; --", "a" * 290]
)
def test_what_was_said_is_kept_letter_for_letter(make_phone: MakePhone, runtime: Runtime, said: str) -> None:
    make_phone().sms(f"LAPOR jalan {said}")
    assert tickets(runtime)[0][2] == said


class Mistaken(dict[str, Flow]):
    """Flows that nobody can look at: a mistake of ours, in the middle of a turn."""

    def __getitem__(self, name: str) -> Flow:
        raise RuntimeError(f"a mistake about {name}")


def test_a_mistake_of_ours_is_told_and_the_text_kept(make_phone: MakePhone, runtime: Runtime) -> None:
    phone, good = make_phone(), runtime.catalogs.current
    runtime.catalogs.current = replace(good, flows=Mistaken())
    (reply,) = phone.sms("LAPOR jalan jembatan ambruk")
    assert reply == "Maaf, pesan Anda belum bisa kami proses. Silakan kirim lagi sebentar lagi."
    runtime.catalogs.current = good
    phone.sms("LAPOR jalan jembatan ambruk", "again")
    assert [description for _, _, description in tickets(runtime)] == ["jembatan ambruk"]
