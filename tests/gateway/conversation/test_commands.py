"""Every command of officers and villagers, in every language, with everything that goes wrong with one by text:
a short helpful answer each, and nothing changed that must not be."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import select, text

from flows import codes, gsm7
from flows.effects import OpenTicket
from gateway import desk
from gateway.runtime import Runtime
from models import Erasure, Message, Pin, Ticket, TicketEvent, contact, pin
from tests import pins
from tests.gateway.conversation.conftest import VILLAGE, MakePhone, Phone

OFFICER, HEAD, ELSEWHERE = "+628110000201", "+628110000202", "+628110000203"
"""Of Mekarsari, its head, and of another village."""
VILLAGER, OTHER = "+6281234567001", "+6281234567002"
LANGUAGES = ("id", "su", "en")
EVERYBODYS = {"JAWAB", "TOLAK"}
"""Words that buyers and sellers use too: what the code names decides."""
HELP = {"id": "BANTUAN", "su": "PITULUNG", "en": "HELP"}
DIGITS = "246810"
HASH = pins.kept(DIGITS)

OFFICERS = {
    "LIHAT": {"id": "LIHAT", "su": "TINGALI", "en": "VIEW"},
    "PROSES": {"id": "PROSES", "su": "GARAP", "en": "PROCESS"},
    "TUNGGU": {"id": "TUNGGU", "su": "ANTOSAN", "en": "WAIT"},
    "SELESAI": {"id": "SELESAI", "su": "RENGSE", "en": "DONE"},
    "TOLAK": {"id": "TOLAK", "su": "TOLAK", "en": "REJECT"},
    "CATAT": {"id": "CATAT", "su": "CATET", "en": "NOTE"},
    "JAWAB": {"id": "JAWAB", "su": "WALER", "en": "ANSWER"},
    "ALIH": {"id": "ALIH", "su": "ALIHKEUN", "en": "HANDOVER"},
}
VILLAGERS = {
    "TAMBAH": {"id": "TAMBAH", "su": "TAMBIH", "en": "ADD"},
    "BATAL": {"id": "BATAL", "su": "BOLAY", "en": "CANCEL"},
    "BELUM": {"id": "BELUM", "su": "TACAN", "en": "REOPEN"},
}
SAID = {"ALIH": "kecamatan", "BATAL": "", "LIHAT": "", "PROSES": ""}
"""What stands behind the code; of most commands a sentence."""

Setting = Callable[[str], "Desk"]


class Desk:
    """A ticket of a villager in Mekarsari, its officer, and another village's officer, who all speak `language`."""

    def __init__(self, runtime: Runtime, make_phone: MakePhone, language: str) -> None:
        self.runtime = runtime
        self.villager = make_phone(VILLAGER, language=language)
        self.other = make_phone(OTHER, language=language)
        self.officer, self.stranger = Phone(runtime, OFFICER), Phone(runtime, ELSEWHERE)
        self.set_up(OFFICER, ELSEWHERE, language=language)
        with runtime.database.begin() as connection:
            at = desk.Desk(connection, runtime.settings, "at", VILLAGER, "sms", language, runtime.clock())
            made = desk.perform(at, OpenTicket("report", "jalan", "jembatan ambruk di RT 02"), "report")
        self.code = str(made["ticket"]["code"]).replace("-", "")

    def set_up(self, *phones: str, language: str) -> None:
        """People whose PIN was asked lately."""
        now = self.runtime.clock()
        with self.runtime.database.begin() as connection:
            for phone in phones:
                contact.change_contact(connection, phone, language=language, village=VILLAGE)
                pin.keep(connection, phone, hash=HASH, open_until=now.replace(year=2027), now=now)

    def lock_up(self) -> None:
        with self.runtime.database.begin() as connection:
            pin.change(connection, OFFICER, open_until=None)

    def state(self) -> Any:
        with self.runtime.database.connect() as connection:
            tickets = connection.execute(select(*Ticket.__table__.columns)).all()
            events = connection.execute(select(TicketEvent.kind, TicketEvent.status, TicketEvent.note)).all()
            told = Message.notice.not_in(["", "pin_locked_head"])  # the warning of a locked PIN is looked at by itself
            others = connection.execute(select(Message.id).where(told)).all()
        return tickets, events, others


@pytest.fixture
def setting(runtime: Runtime, make_phone: MakePhone) -> Setting:
    return lambda language: Desk(runtime, make_phone, language)


def short(replies: list[str]) -> str:
    """The one reply, which fits two messages and holds no number of anybody."""
    (reply,) = replies
    assert gsm7.segments(reply) <= 2, reply
    assert not any(number in reply for number in (VILLAGER, OTHER, OFFICER, ELSEWHERE))
    return reply


def words(name: str, commands: dict[str, dict[str, str]], language: str, code: str) -> str:
    return f"{commands[name][language]} {code} {SAID.get(name, 'sudah kami lihat ke sana')}".strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OFFICERS)
class TestOfficers:
    def test_with_the_code(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        assert codes.show(at.code) in short(at.officer.sms(words(name, OFFICERS, language, at.code)))
        assert name in {"LIHAT", "ALIH"} or len(at.state()[1]) == 2

    def test_with_no_code_it_is_the_ticket_that_was_seen_last(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        at.officer.sms(f"{OFFICERS['LIHAT'][language]} {at.code}")
        assert codes.show(at.code) in short(at.officer.sms(words(name, OFFICERS, language, "")))

    def test_with_the_code_in_two_words(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        code = f"{at.code[:4]} {at.code[4:]}"
        assert codes.show(at.code) in short(at.officer.sms(words(name, OFFICERS, language, code)))
        assert all(at.code[4:] not in note for _, _, note in at.state()[1])

    def test_what_is_refused_changes_nothing(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        before = at.state()
        shown, said = codes.show(at.code), words(name, OFFICERS, language, at.code)
        for who, phone, told in (
            ("of another village", at.stranger, shown),
            ("a villager", at.other, shown if name in EVERYBODYS else HELP[language]),
        ):
            reply = short(phone.sms(said))
            assert (told in reply, "jembatan" in reply, at.state() == before) == (True, False, True), (who, reply)
        assert "4821-367" in short(at.officer.sms(OFFICERS[name][language])), "there is none yet, so it is asked"
        assert at.state() == before, "none yet"
        at.officer.sms(f"{OFFICERS['LIHAT'][language]} {at.code}")
        before = at.state()
        wrong = at.code[:-1] + str((int(at.code[-1]) + 1) % 10)
        assert "4821-367" in short(at.officer.sms(words(name, OFFICERS, language, wrong)))
        assert at.state() == before, "a wrong check digit"
        at.lock_up()
        assert "PIN" in short(at.officer.sms(words(name, OFFICERS, language, at.code)))
        assert at.state() == before, "the PIN was not asked lately"

    def test_a_move_that_is_not_allowed(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        at.officer.sms(words("TOLAK", OFFICERS, language, at.code))
        before = at.state()
        assert codes.show(at.code) in short(at.officer.sms(words(name, OFFICERS, language, at.code)))
        assert name in {"LIHAT", "CATAT"} or at.state()[0] == before[0]

    def test_with_a_thousand_characters(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        short(at.officer.sms(f"{OFFICERS[name][language]} {at.code} " + "sangat panjang " * 70))
        notes = [note for _, _, note in at.state()[1]]
        assert all(len(note) <= 300 for note in notes)


def by_turns(commands: Iterable[str]) -> list[tuple[str, str]]:
    """Each command in one language, and each language with several commands: what begins at the PIN is one flow."""
    return list(zip(commands, itertools.cycle(LANGUAGES), strict=False))


@pytest.mark.parametrize(("name", "language"), by_turns(OFFICERS))
def test_a_command_with_a_wrong_pin_and_with_five(setting: Setting, name: str, language: str) -> None:
    at = setting(language)
    at.lock_up()
    before = at.state()
    asked = short(at.officer.sms(words(name, OFFICERS, language, at.code)))
    assert "PIN" in asked
    for _ in range(5):
        said = short(at.officer.sms("111111"))
    assert "PIN" in said
    assert at.state() == before
    assert "PIN" in short(at.officer.sms(words(name, OFFICERS, language, at.code))), "it is locked"
    with at.runtime.database.connect() as connection:
        warned = connection.execute(select(Message.text).where(Message.phone == HEAD)).scalars().all()
        kept = connection.execute(text("SELECT count(*) FROM message WHERE text LIKE '%111111%'")).scalar_one()
    assert (sum("PIN" in one for one in warned), kept) == (1, 0)
    assert at.state() == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VILLAGERS)
class TestVillagers:
    def test_what_is_refused_changes_nothing(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        before = at.state()
        reply = short(at.other.sms(words(name, VILLAGERS, language, at.code)))
        assert codes.show(at.code) in reply
        assert "jembatan" not in reply
        assert at.state() == before, "of somebody else"
        wrong = at.code[:-1] + str((int(at.code[-1]) + 1) % 10)
        assert "4821-367" in short(at.villager.sms(words(name, VILLAGERS, language, wrong)))
        assert at.state() == before, "a wrong check digit"

    def test_with_no_code_it_is_the_last_report(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        assert codes.show(at.code) in short(at.villager.sms(words(name, VILLAGERS, language, "")))

    def test_with_a_thousand_characters(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        short(at.villager.sms(f"{VILLAGERS[name][language]} {at.code} " + "sangat panjang " * 70))
        assert all(len(note) <= 300 for _, _, note in at.state()[1])


OFFICES = {
    "TIKET": {"id": "TIKET", "su": "TIKET", "en": "TICKETS"},
    "REKAP": {"id": "REKAP", "su": "RINGKASAN", "en": "SUMMARY"},
    "PETUGAS": {"id": "PETUGAS", "su": "PETUGAS", "en": "OFFICER"},
    "LUPAPIN": {"id": "LUPAPIN", "su": "HILAPPIN", "en": "FORGOTPIN"},
    "SIAR": {"id": "SIAR", "su": "WAWARAN", "en": "BROADCAST"},
    "SETUJUI": {"id": "SETUJUI G1", "su": "SETUJUI G1", "en": "APPROVE G1"},
}
"""Commands of officers that are about no ticket; SIAR is the head's."""
OWN = {
    "PIN": {"id": "PIN", "su": "SANDI", "en": "PIN"},
    "DATA": {"id": "DATA SAYA", "su": "DATA ABDI", "en": "MY DATA"},
    "HAPUS": {"id": "HAPUS DATA", "su": "PUPUS DATA", "en": "DELETE DATA"},
}
"""What everybody may ask about themselves."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OFFICES)
class TestOffices:
    def test_by_a_villager(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        before = at.state()
        reply = short(at.other.sms(OFFICES[name][language]))
        where_to_go = {"id": "kantor desa", "su": "kantor desa", "en": "village office"}
        known = {"LUPAPIN": where_to_go, "SETUJUI": {"id": "petugas", "su": "patugas", "en": "officers"}}
        assert known.get(name, HELP)[language] in reply
        assert at.state() == before

    def test_with_a_thousand_characters(self, setting: Setting, name: str, language: str) -> None:
        at = setting(language)
        at.set_up(HEAD, language=language)
        before = at.state()
        head = Phone(at.runtime, HEAD)
        assert short(head.sms(f"{OFFICES[name][language]} " + "sangat panjang " * 70))
        assert at.state() == before


@pytest.mark.parametrize(("name", "language"), by_turns(OFFICES))
def test_another_command_with_a_wrong_pin_and_with_five(setting: Setting, name: str, language: str) -> None:
    at = setting(language)
    at.set_up(HEAD, language=language)
    head = Phone(at.runtime, HEAD)
    with at.runtime.database.begin() as connection:
        pin.change(connection, HEAD, open_until=None)
    before = at.state()
    said = [short(head.sms(OFFICES[name][language] + (" kerja bakti jam 7" if name == "SIAR" else "")))]
    for _ in range(2):  # from a menu or a price the way leads to the PIN
        if "PIN" not in said[-1] or name == "PETUGAS":
            said.append(short(head.sms("1")))
    said += [short(head.sms("111111")) for _ in range(5)]
    assert all("PIN" in one for one in said[-5:]), said
    assert "jembatan" not in " ".join(said)
    assert at.state() == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OWN)
class TestOnesOwn:
    @pytest.mark.parametrize("more", ["", " sekarang", " " + "sangat panjang " * 70])
    def test_is_answered_and_nothing_done_yet(self, setting: Setting, name: str, language: str, more: str) -> None:
        at = setting(language)
        before = at.state()
        assert short(at.villager.sms(OWN[name][language] + more))
        assert short(at.villager.sms("12"))
        assert at.state() == before
        with at.runtime.database.connect() as connection:
            assert connection.execute(select(Erasure.phone)).all() == []
            assert connection.execute(select(Pin.phone).where(Pin.phone == VILLAGER)).all() == []
