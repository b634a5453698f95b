"""To be forgotten: no trace of the number stays in any table, in Redis or in the log, and STOP holds all the same."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text

from gateway import conversation, delivery, rights
from gateway.config import Settings
from gateway.runtime import Runtime, connect_redis
from gateway.telco.base import InboundSms, OptOut, UssdHop
from models import AuditEvent, Base, Contact, Erasure, Message, StopHash, Ticket, erasure
from tests import delivering, telco_stub
from tests.conftest import Clock
from tests.telco_stub import Stub
from workers import sweeps

PHONE, OTHER = "+6281234567801", "+6281234567802"
OFFICER, SELLER = "+628110000201", "+628110000302"
CODE = "*384*36#"
GO_ON = threading.Event()
MakeRuntime = Callable[..., Runtime]


@pytest.fixture
def stub() -> Iterator[Stub]:
    with telco_stub.telco_stub() as stub:
        yield stub


@pytest.fixture
def sending(stub: Stub, make_runtime: MakeRuntime, settings: Settings, clock: Clock) -> Runtime:
    return replace(delivering.sending_to(stub.url, make_runtime, settings), clock=clock)


def sms(runtime: Runtime, words: str, phone: str = PHONE) -> str:
    """A text; the newest thing that phone was sent after it."""
    with runtime.database.connect() as connection:
        count = connection.execute(select(func.count()).select_from(Message)).scalar_one()
    conversation.receive(runtime, "at", InboundSms(f"in-{count}", phone, "36000", words, None, ""))
    with runtime.database.connect() as connection:
        theirs = (Message.phone == phone, Message.direction == "out")
        query = select(Message.text).where(*theirs).order_by(Message.id.desc())
        return str(connection.execute(query).scalars().first())


def dial(runtime: Runtime, *inputs: str, phone: str = PHONE, session: str = "s1") -> str:
    typed: list[str] = []
    shown = conversation.hop(runtime, "at", UssdHop(session, CODE, phone, "", "99999"))
    for one in inputs:
        typed.append(one)
        shown = conversation.hop(runtime, "at", UssdHop(session, CODE, phone, "*".join(typed), "99999"))
    return shown.text


def live_a_life(runtime: Runtime, phone: str = PHONE) -> None:
    """Somebody who leaves traces everywhere."""
    dial(runtime, "1", "mekarsari panimbang", "1", "1", phone=phone, session=f"a{phone}")
    spoken = f"0{phone[3:6]}-{phone[6:10]}-{phone[10:]}"
    dial(runtime, "1", "1", f"Jembatan ambruk, hubungi {phone} atau {spoken}", phone=phone, session=f"b{phone}")
    dial(runtime, "3", phone=phone, session=f"c{phone}")
    sms(runtime, "BELI ceplis 3 masih ada?", phone)
    sms(runtime, "LAPOR", phone)
    delivery.drain(runtime, "at", GO_ON)


def traces(connection: Connection, runtime: Runtime, phone: str) -> list[str]:
    """Every table and key with the number in it, in whatever column or form."""
    national = phone.removeprefix("+62")
    found = []
    for table in Base.metadata.tables:
        for (row,) in connection.execute(text(f'SELECT row_to_json(t)::text FROM "{table}" t')):  # noqa: S608 - our tables
            digits = "".join(character for character in row if character.isalnum())
            found += [f"{table}: {row}"] if national in digits else []
    keys = [key.decode() for key in runtime.redis.scan_iter()]
    return found + [key for key in keys if national in key or national in str(dumped(runtime, key))]


def dumped(runtime: Runtime, key: str) -> Any:
    return runtime.redis.get(key) if runtime.redis.type(key) == b"string" else ""


def ask_to_be_forgotten(runtime: Runtime, phone: str = PHONE) -> None:
    assert "Hapus semua data Anda?" in sms(runtime, "HAPUS DATA", phone)
    assert "dihapus dalam 24 jam" in sms(runtime, "1", phone)


def forgotten(runtime: Runtime, clock: Clock, phone: str = PHONE) -> None:
    ask_to_be_forgotten(runtime, phone)
    delivery.drain(runtime, "at", GO_ON)
    clock.turn(hours=24)
    assert sweeps.SWEEPS["erasures"](runtime, GO_ON) == 1


def test_no_trace_stays_and_others_keep_theirs(sending: Runtime, clock: Clock, capfd: Any) -> None:
    live_a_life(sending)
    live_a_life(sending, OTHER)
    with sending.database.connect() as connection:
        before = traces(connection, sending, PHONE)
        tables = {one.partition(":")[0] for one in before}
        assert {"contact", "consent", "ticket", "inquiry", "message", "effect", "ussd_session", "spent"} <= tables
        others = len(traces(connection, sending, OTHER))
    forgotten(sending, clock)
    with sending.database.connect() as connection:
        assert traces(connection, sending, PHONE) == []
        assert len(traces(connection, sending, OTHER)) == others
    said = "".join(capfd.readouterr())
    assert PHONE.removeprefix("+62") not in said


def test_the_reports_stay_without_number_and_name(sending: Runtime, clock: Clock) -> None:
    live_a_life(sending)
    forgotten(sending, clock)
    with sending.database.connect() as connection:
        (kept,) = connection.execute(select(Ticket.phone, Ticket.name, Ticket.description, Ticket.status)).all()
        audited = connection.execute(select(AuditEvent.about, AuditEvent.details, AuditEvent.kind)).one()
    assert kept.phone.startswith("erased-")
    assert (kept.name, kept.description) == ("", "Jembatan ambruk, hubungi **** atau ****")
    assert (audited.about, audited.kind, audited.details["ticket"]) == (kept.phone, "erasure", 1)


def test_nor_in_what_others_wrote(sending: Runtime, clock: Clock) -> None:
    """However they wrote it; what they wrote beside it, and other numbers, stay."""
    live_a_life(sending)
    ways = ("081234567801", "0812-3456-7801", "+62 812 3456 7801", "(0812) 3456.7801")
    dial(sending, "1", "mekarsari panimbang", "1", "1", phone=OTHER, session="d")
    for number, way in enumerate(ways):
        dial(sending, "1", "1", f"Lampu padam, tanya {way} ya, atau 0812-9999-0000", phone=OTHER, session=f"e{number}")
    sms(sending, f"LAPOR {ways[1]}", OTHER)
    delivery.drain(sending, "at", GO_ON)
    sending.redis.flushdb()  # a quarter of an hour later the live dialogues of others are gone
    forgotten(sending, clock)
    with sending.database.connect() as connection:
        assert traces(connection, sending, PHONE) == []
        kept = connection.execute(select(Ticket.description).where(Ticket.phone == OTHER)).scalars().all()
    assert kept == ["Lampu padam, tanya **** ya, atau 0812-9999-0000"] * len(ways)


def test_two_people_cannot_be_told_to_be_the_same_afterwards(sending: Runtime, clock: Clock) -> None:
    for _ in range(2):
        live_a_life(sending)
        forgotten(sending, clock)
        clock.turn(days=1)
    with sending.database.connect() as connection:
        assert len(set(connection.execute(select(Ticket.phone)).scalars())) == 2


def test_stop_outlives_it(sending: Runtime, stub: Stub, clock: Clock) -> None:
    live_a_life(sending)
    ask_to_be_forgotten(sending)
    sms(sending, "STOP")
    delivery.drain(sending, "at", GO_ON)
    clock.turn(hours=24)
    assert sweeps.SWEEPS["erasures"](sending, GO_ON) == 1
    posts = len(stub.posts)
    with sending.database.begin() as connection:
        (hash,) = connection.execute(select(StopHash.hash)).scalars()
        assert PHONE not in hash
    delivering.queue(sending.database, PHONE)
    delivering.queue(sending.database, OTHER)
    delivery.drain(sending, "at", GO_ON)
    told = {phone for post in stub.posts[posts:] for phone in post.phones}
    assert told == {OTHER, SELLER}, "the seller hears that the inquiry is over"
    sms(sending, "MULAI")
    delivery.drain(sending, "at", GO_ON)
    assert stub.posts[-1].phones == (PHONE,)


def test_a_stop_of_before_holds_under_the_next_secret_too(sending: Runtime) -> None:
    old = sending.environment
    with sending.database.begin() as connection:
        erasure.keep_stop(connection, rights.hashes(old, PHONE)[0], sending.clock())
        rotated = old.model_copy(update={"secret_key": "new", "secret_key_previous": old.secret_key})
        assert rights.stopped(connection, rotated, [PHONE, OTHER]) == {PHONE}


def test_start_at_the_telco_lifts_it(sending: Runtime) -> None:
    with sending.database.begin() as connection:
        erasure.keep_stop(connection, rights.hashes(sending.environment, PHONE)[0], sending.clock())
    delivery.record_opt_out(sending, "at", OptOut(PHONE, stopped=False))
    with sending.database.connect() as connection:
        assert not rights.stopped(connection, sending.environment, [PHONE])


def test_nobody_is_forgotten_before_our_last_words_to_them_are_out(sending: Runtime, clock: Clock) -> None:
    live_a_life(sending)
    ask_to_be_forgotten(sending)
    clock.turn(hours=24)
    assert sweeps.SWEEPS["erasures"](sending, GO_ON) == 0
    delivery.drain(sending, "at", GO_ON)
    assert sweeps.SWEEPS["erasures"](sending, GO_ON) == 1
    assert sweeps.SWEEPS["erasures"](sending, GO_ON) == 0


def test_nor_before_the_time_nor_while_redis_is_away(sending: Runtime, clock: Clock) -> None:
    live_a_life(sending)
    ask_to_be_forgotten(sending)
    delivery.drain(sending, "at", GO_ON)
    clock.turn(hours=23)
    assert rights.erase_due(sending) == 0
    clock.turn(hours=1)
    away = replace(sending, redis=connect_redis("unix:///nonexistent/valkey.sock"))
    assert rights.erase_due(away) == 0
    assert rights.erase_due(sending) == 1


def test_asked_twice_the_first_time_counts(sending: Runtime, clock: Clock) -> None:
    live_a_life(sending)
    ask_to_be_forgotten(sending)
    clock.turn(hours=3)
    assert "Permintaan Anda sudah kami terima" in sms(sending, "HAPUS DATA")
    with sending.database.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Erasure)).scalar_one() == 1


def test_no_is_no_and_an_officer_is_told_how(sending: Runtime) -> None:
    live_a_life(sending)
    sms(sending, "HAPUS DATA")
    assert "tidak ada yang dihapus" in sms(sending, "2")
    assert "petugas desa" in sms(sending, "HAPUS DATA", OFFICER)
    with sending.database.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Erasure)).scalar_one() == 0


def test_who_comes_back_is_somebody_new(sending: Runtime, clock: Clock) -> None:
    live_a_life(sending)
    forgotten(sending, clock)
    assert "Pilih bahasa" in dial(sending, session="again")


class TestDataSaya:
    def test_it_says_what_is_kept(self, sending: Runtime) -> None:
        live_a_life(sending)
        said = sms(sending, "DATA SAYA")
        assert "desa Mekarsari, bahasa id, 1 laporan, 1 pesanan," in said
        assert "17 Agustus 2026" in said

    def test_of_a_stranger(self, sending: Runtime) -> None:
        assert "0 laporan, 0 pesanan, 1 SMS. Izin: -" in sms(sending, "DATA SAYA")

    def test_consent_can_be_taken_back(self, sending: Runtime) -> None:
        live_a_life(sending)
        sms(sending, "DATA SAYA")
        assert "Izin ditarik" in sms(sending, "2")
        assert "Izin: -" in sms(sending, "DATA SAYA")


class TestRetention:
    def test_what_is_old_goes_and_what_is_not_stays(self, sending: Runtime, clock: Clock) -> None:
        live_a_life(sending)
        with sending.database.begin() as connection:
            connection.execute(text("UPDATE effect SET at = :now"), {"now": clock()})  # it has the server's own clock
        clock.turn(days=91)
        assert rights.forget_old(sending) > 0
        with sending.database.connect() as connection:
            left = {name: counted(connection, name) for name in ("ussd_session", "effect", "message", "ticket")}
        assert (left["ussd_session"], left["effect"], left["ticket"]) == (0, 0, 1)
        assert left["message"] > 0
        assert rights.forget_old(sending) == 0
        clock.turn(days=275)
        assert rights.forget_old(sending) == left["message"]
        with sending.database.connect() as connection:
            assert [counted(connection, name) for name in ("message", "message_event", "contact")] == [0, 0, 4]
            kinds = connection.execute(select(AuditEvent.about, AuditEvent.details)).all()
        assert {(row.about, row.details["rows"]) for row in kinds} >= {("messages", left["message"])}

    def test_a_ticket_loses_its_people_years_after_it_is_over(self, sending: Runtime, clock: Clock) -> None:
        live_a_life(sending)
        clock.turn(days=1900)
        rights.forget_old(sending)
        with sending.database.begin() as connection:
            assert connection.execute(select(Ticket.phone)).scalar_one() == PHONE, "it is still open"
            connection.execute(text("UPDATE ticket SET status = 'closed', done_at = :now"), {"now": sending.clock()})
        clock.turn(days=1826)
        assert rights.forget_old(sending) == 1
        with sending.database.connect() as connection:
            kept = connection.execute(select(Ticket.phone, Ticket.name)).one()
            actors = connection.execute(text("SELECT actor FROM ticket_event")).scalars().all()
        assert (kept.phone.startswith("forgotten-"), kept.name, set(actors)) == (True, "", {""})

    def test_zero_days_are_for_ever(self, sending: Runtime, clock: Clock) -> None:
        live_a_life(sending)
        kept = sending.settings.retention.model_copy(update={"messages": 0, "sessions": 0, "tickets": 0})
        clock.turn(days=9999)
        assert (
            rights.forget_old(replace(sending, settings=sending.settings.model_copy(update={"retention": kept}))) == 0
        )


def counted(connection: Connection, table: str) -> int:
    return int(connection.execute(select(func.count()).select_from(Base.metadata.tables[table])).scalar_one())


def test_what_the_erasure_names_is_every_table_with_people_in_it() -> None:
    """A new table with a number in it must be thought of here."""
    nobodys = {
        "audit_event", "digest", "channel_state", "message_event", "officer", "publication", "revision", "stop_hash", "village", "ticket_event",
    }  # fmt: skip
    assert Base.metadata.tables.keys() - nobodys <= set(erasure.STEPS)
    assert json.dumps(erasure.STEPS).count(":phone") >= len(erasure.STEPS) - 2
    assert Contact.__tablename__ in erasure.STEPS
