"""USSD hops against real PostgreSQL and Valkey: promises 1, 2, 5, 6, 9 and 10 of DESIGN.md."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis
from sqlalchemy import create_engine, func, select, text

from gateway import conversation
from gateway.runtime import Runtime, connect_redis
from gateway.telco.base import UssdHop
from models import Effect, UssdSession
from tests.gateway.conversation.conftest import PHONE, MakePhone, Phone, outbox, tickets

REPORT = ("1", "1", "Jembatan ambruk di RT 02")


def without_redis(runtime: Runtime) -> Runtime:
    """The same runtime, its Redis gone."""
    return replace(runtime, redis=connect_redis("redis://127.0.0.1:1/0"))


def test_a_report_from_the_home_menu_makes_a_ticket_and_tells_everyone(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    assert "Lapor" in phone.dial().text
    last = phone.answer(*REPORT)
    code, category, description = tickets(runtime)[0]
    assert last.final
    assert f"{code[:4]}-{code[4:]}" in last.text
    assert (category, description) == ("jalan", "Jembatan ambruk di RT 02")
    told = dict(outbox(runtime))
    assert f"{code[:4]}-{code[4:]}" in told[PHONE]
    assert any("Jembatan ambruk" in text for number, text in outbox(runtime) if number != PHONE)
    assert not any(PHONE in text for number, text in outbox(runtime) if number != PHONE)


def test_a_newcomer_is_asked_once(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone(known=False)
    phone.dial()
    home = phone.answer("1", "mekarsari panimbang", "1", "1")
    assert "Lapor" in home.text
    phone.session = "ATUid_2"
    assert phone.dial().text == home.text


@pytest.mark.parametrize("times", [2, 10])
def test_the_same_hop_at_once_acts_once(make_phone: MakePhone, runtime: Runtime, times: int) -> None:
    phone = make_phone()
    phone.dial()
    phone.answer(*REPORT[:-1])
    whole = "*".join(REPORT)
    with ThreadPoolExecutor(times) as pool:
        answers = list(pool.map(lambda _: phone.post(whole), range(times)))
    assert len(set(answers)) == 1
    assert len(tickets(runtime)) == 1


def test_the_first_hop_at_once_begins_once(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone(known=False)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: phone.post(""), range(10)))
    assert len(set(answers)) == 1
    with runtime.database.connect() as connection:
        assert connection.execute(select(func.count()).select_from(UssdSession)).scalar() == 1


@pytest.mark.parametrize("flush", [False, True])
def test_the_last_hop_an_hour_later_says_the_same(
    make_phone: MakePhone, runtime: Runtime, redis_client: redis.Redis, flush: bool
) -> None:
    phone = make_phone()
    phone.dial()
    last = phone.answer(*REPORT)
    runtime.clock.turn(hours=1)  # type: ignore[attr-defined]
    if flush:
        redis_client.flushall()
    assert phone.post("*".join(REPORT)) == last
    assert len(tickets(runtime)) == 1


def test_an_earlier_hop_again_says_what_it_said_and_moves_nothing(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    home = phone.dial()
    category = phone.answer("1")
    phone.answer("1")
    assert phone.post("1") == category
    assert phone.post("") == home
    assert phone.answer(REPORT[2]).final
    assert len(tickets(runtime)) == 1


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_flush_in_mid_dialogue_does_not_show(
    make_phone: MakePhone, runtime: Runtime, redis_client: redis.Redis, at: int
) -> None:
    phone = make_phone()
    phone.dial()
    shown = []
    for index, one in enumerate((*REPORT[:2], "Jembatan * ambruk * parah")):
        if index == at:
            redis_client.flushall()
        shown.append(phone.answer(one).text)
    assert [category for _, category, _ in tickets(runtime)] == ["jalan"]
    assert tickets(runtime)[0][2] == "Jembatan * ambruk * parah"


def test_a_newcomers_registration_survives_a_flush(
    make_phone: MakePhone, runtime: Runtime, redis_client: redis.Redis
) -> None:
    phone = make_phone(known=False)
    phone.dial()
    phone.answer("2", "mekarsari panimbang", "1", "1")
    redis_client.flushall()
    assert phone.answer(*REPORT).final
    assert tickets(runtime)[0][2] == REPORT[2]


def test_without_redis_everything_is_journaled(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    with_redis = [phone.dial().text, *(phone.answer(one).text for one in REPORT[:2])]
    alone = Phone(without_redis(runtime), session="ATUid_2")
    offered = alone.dial()
    assert "1" in offered.text
    alone.session = "ATUid_3"
    alone.answer("2") if "Lapor" not in offered.text else None
    third = Phone(without_redis(runtime), number="+6281234567003", session="ATUid_4")
    third.dial()
    last = third.answer("1", "mekarsari panimbang", "1", "1", "1", "1", "Sasak * rusak")
    assert last.final
    assert third.post("*".join(third.typed)) == last
    assert [description for _, _, description in tickets(runtime)] == ["Sasak * rusak"]
    assert with_redis[0]


def test_a_star_in_an_answer_stays(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    phone.dial()
    assert phone.answer("1", "1", "Telp *123# tidak bisa * RT 02").final
    assert tickets(runtime)[0][2] == "Telp *123# tidak bisa * RT 02"


@pytest.mark.parametrize("known", [True, False])
def test_a_deep_dial_goes_straight_to_its_screen(make_phone: MakePhone, known: bool) -> None:
    deep = make_phone(known=known).dial("2*1")
    by_hand = make_phone("+6281234567002", session="ATUid_2")
    by_hand.dial()
    assert deep.text == by_hand.answer("2", "1").text


def test_a_dropped_dialogue_is_offered_again_with_everything_typed(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    phone.dial()
    question = phone.answer("1", "1")
    phone.session = "ATUid_2"
    runtime.clock.turn(minutes=29)  # type: ignore[attr-defined]
    offer = phone.dial()
    assert "Lapor" not in offer.text
    assert phone.answer("1").text == question.text
    assert phone.answer(REPORT[2]).final
    assert tickets(runtime)[0][1:] == ("jalan", REPORT[2])


def test_a_new_beginning_can_be_chosen(make_phone: MakePhone) -> None:
    phone = make_phone()
    home = phone.dial()
    phone.answer("1", "1")
    phone.session = "ATUid_2"
    phone.dial()
    assert phone.answer("2").text == home.text


def test_after_half_an_hour_nothing_is_offered(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    home = phone.dial()
    phone.answer("1", "1")
    phone.session = "ATUid_2"
    runtime.clock.turn(minutes=31)  # type: ignore[attr-defined]
    assert phone.dial().text == home.text


def test_nor_is_a_look_at_ones_tickets(make_phone: MakePhone) -> None:
    phone = make_phone()
    home = phone.dial()
    phone.answer(*REPORT)
    phone.session = "ATUid_2"
    phone.dial()
    assert "Tambah keterangan" in phone.answer("4", "1", "1").text
    phone.session = "ATUid_3"
    assert phone.dial().text == home.text


def test_a_finished_or_merely_opened_dialogue_is_not_offered(make_phone: MakePhone) -> None:
    phone = make_phone()
    home = phone.dial()
    phone.answer(*REPORT)
    for session in ("ATUid_2", "ATUid_3"):
        phone.session = session
        assert phone.dial().text == home.text


def without_database(runtime: Runtime) -> Runtime:
    """The same runtime, its database gone."""
    dead = create_engine("postgresql+psycopg://postgres@127.0.0.1:1/x", connect_args={"connect_timeout": 1})
    return replace(runtime, database=dead)


@pytest.mark.parametrize("again", [False, True])
def test_what_was_typed_while_the_database_was_away_need_not_be_typed_again(
    make_phone: MakePhone, runtime: Runtime, again: bool
) -> None:
    phone = make_phone()
    phone.dial()
    phone.answer("1", "1")
    phone.runtime = without_database(runtime)
    assert phone.answer("Jembatan *ambruk* di RT 02").final
    phone.runtime = runtime
    if again:  # the telco sends that hop once more: it is answered, and nothing is left to offer
        assert phone.post("*".join(phone.typed)).final
    phone.session = "ATUid_2"
    offer = phone.dial()
    assert ("Lapor" in offer.text) == again
    assert again or phone.answer("1").final
    assert [row[1:] for row in tickets(runtime)] == [("jalan", "Jembatan *ambruk* di RT 02")]


def test_without_the_database_it_says_so_kindly_and_recovers(make_phone: MakePhone, runtime: Runtime) -> None:
    make_phone()
    gone = Phone(without_database(runtime), session="ATUid_9").dial()
    assert gone.final
    assert "Error" not in gone.text
    assert "Lapor" in Phone(runtime, session="ATUid_10").dial().text


@pytest.mark.parametrize(
    "said",
    [
        "{{7*7}} {contact.phone} %s %(x)s ${x}",
        "'; DROP TABLE ticket; --",
        "é à ñ … “kutip” – strip",
        "banjir 🌊🌊 di RT 03",
        "x" * 300,
        "حريق في القرية",
    ],
)
def test_what_was_typed_is_kept_letter_for_letter(make_phone: MakePhone, runtime: Runtime, said: str) -> None:
    phone = make_phone()
    phone.dial()
    assert phone.answer("1", "1", said).final
    assert tickets(runtime)[0][2] == said


def test_control_characters_and_right_to_left_marks_are_dropped(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    phone.dial()
    phone.answer("1", "1", "Jalan\x07 rusak\u202e\x1b[31m")
    assert tickets(runtime)[0][2] == "Jalan rusak[31m"


def test_a_session_id_from_another_phone_is_another_session(make_phone: MakePhone, runtime: Runtime) -> None:
    mine = make_phone()
    other = make_phone("+6281234567002", language="en", session=mine.session)
    mine.dial()
    question = mine.answer("2", "1", "1", "Siti Aminah")
    third = make_phone("+6281234567003", language="en", session=mine.session)
    assert third.post("*".join(mine.typed)).text.startswith("What for?"), "in their own language, so their own"
    assert "Report a problem" in other.post("").text
    assert "What is the problem" in other.post("1").text
    assert mine.post("*".join(mine.typed)) == question
    assert mine.answer("beasiswa").final
    other.typed = ["1"]
    assert other.answer("1", "Bridge broken in RT 02").final
    assert [description for _, _, description in tickets(runtime)] == ["beasiswa", "Bridge broken in RT 02"]


def test_a_late_duplicate_after_a_flush_does_not_set_the_dialogue_back(
    make_phone: MakePhone, runtime: Runtime, redis_client: redis.Redis
) -> None:
    phone = make_phone()
    phone.dial()
    phone.answer("2", "1", "1")
    redis_client.flushall()
    phone.post("2")
    assert phone.answer("Siti Aminah", "beasiswa").final
    assert [description for _, _, description in tickets(runtime)] == ["beasiswa"]


def test_an_older_state_that_comes_back_is_not_believed(
    make_phone: MakePhone, runtime: Runtime, redis_client: redis.Redis
) -> None:
    phone = make_phone()
    phone.dial()
    phone.answer("2")
    (key,) = redis_client.keys("ussd:*")
    older = redis_client.get(key)
    Phone(without_redis(runtime), session=phone.session, typed=phone.typed).answer("1", "1", "Siti Aminah")
    assert redis_client.get(key) == older
    assert phone.answer("beasiswa").final
    assert [description for _, _, description in tickets(runtime)] == ["beasiswa"]


@pytest.mark.parametrize("flush", [False, True])
def test_after_the_end_nothing_more_happens(
    make_phone: MakePhone, runtime: Runtime, redis_client: redis.Redis, flush: bool
) -> None:
    phone = make_phone()
    phone.dial()
    phone.answer(*REPORT)
    if flush:
        redis_client.flushall()
    assert "sudah selesai" in phone.answer("1").text
    assert len(tickets(runtime)) == 1


def test_a_deep_dial_that_says_everything_is_over_at_once(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    last = phone.dial("*".join((*REPORT, "9")))
    assert last.final
    assert "diterima" in last.text
    assert phone.dial("*".join((*REPORT, "9"))) == last
    assert [description for _, _, description in tickets(runtime)] == [REPORT[-1]]


@pytest.mark.parametrize(
    ("dialled", "then"),
    [("1*" * 2000 + "1", None), ("", "9*9"), ("", "*" * 3000), ("*" * 3000, None)],
)
def test_a_text_that_nobody_can_have_typed_is_answered_kindly(
    make_phone: MakePhone, redis_client: redis.Redis, dialled: str, then: str | None
) -> None:
    phone = make_phone()
    shown = phone.dial(dialled)
    if then is not None:
        redis_client.flushall()
        shown = phone.post(then)
    assert shown.text
    assert "Error" not in shown.text


def test_a_code_that_no_flow_belongs_to_is_answered_kindly(runtime: Runtime) -> None:
    answer = conversation.hop(runtime, "at", UssdHop("ATUid_1", "*111#", PHONE, "", ""))
    assert answer.final
    assert answer.text == "Kode ini tidak dilayani. Silakan hubungi *384*36#"


def test_a_deep_dial_may_come_as_a_longer_code(make_phone: MakePhone, runtime: Runtime) -> None:
    make_phone()

    def post(text: str, code: str = "*384*36*1*1#") -> str:
        return conversation.hop(runtime, "at", UssdHop("ATUid_long", code, PHONE, text, "")).text

    assert "Tulis masalah" in post("")
    assert "diterima" in post("Jembatan ambruk di RT 02")
    assert "diterima" in post("Jembatan ambruk di RT 02"), "the same hop again"
    assert [ticket[1:] for ticket in tickets(runtime)] == [("jalan", "Jembatan ambruk di RT 02")]
    assert "tidak dilayani" in post("", "*384*361#")


def test_every_effect_is_kept_by_its_origin(make_phone: MakePhone, runtime: Runtime) -> None:
    phone = make_phone()
    phone.dial()
    phone.answer(*REPORT)
    with runtime.database.connect() as connection:
        origins = list(connection.execute(select(Effect.origin)).scalars())
    assert origins
    assert all(origin.startswith(f"at/ATUid_1/{PHONE}/lapor.") for origin in origins)


def test_a_dialogue_stays_on_its_revision(
    make_phone: MakePhone, runtime: Runtime, make_runtime: object, settings: object, tmp_path: object
) -> None:
    from pathlib import Path

    phone = make_phone()
    phone.dial()
    question = phone.answer("1")
    folder = Path(str(tmp_path))
    for name, content in runtime.catalogs.current.files.items():
        (folder / name).write_text(content.replace("Apa yang ingin", "Apa yang mau"), encoding="utf-8")
    newer = make_runtime(settings=settings.model_copy(update={"flows": folder}))  # type: ignore[operator, attr-defined]
    assert newer.catalogs.current.revision != runtime.catalogs.current.revision
    moved = Phone(newer, session=phone.session, typed=phone.typed)
    moved.answer("1")
    assert moved.answer("0").text == question.text
    other = make_phone("+6281234567009", session="ATUid_7")
    assert "Apa yang mau" in Phone(newer, number=other.number, session=other.session).post("1").text


def test_an_end_event_is_kept_and_an_unknown_one_harms_nothing(make_phone: MakePhone, runtime: Runtime) -> None:
    from gateway.telco.base import UssdEnd

    phone = make_phone()
    phone.dial()
    phone.answer("1", "1")
    for session in (phone.session, "nobody"):
        conversation.end(runtime, "at", UssdEnd(session, PHONE, "Incomplete", "1*1", 3, 20_000, ""))
    with runtime.database.connect() as connection:
        rows = connection.execute(text("SELECT end_status, end_text FROM ussd_session")).all()
    assert [tuple(row) for row in rows] == [("Incomplete", "1*1")]
