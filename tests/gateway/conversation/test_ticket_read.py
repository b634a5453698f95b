"""A ticket is read on a phone: what was said about it, and never more than the PIN allows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows import codes, gsm7
from gateway.runtime import Runtime
from models import contact, pin
from tests import pins
from tests.conftest import NOW
from tests.gateway.conversation.conftest import VILLAGE, MakePhone, Phone, tickets

OPERATOR, PIN = "+628110000201", "482913"
HOURS = 12
"""How long a PIN is good for."""


@pytest.fixture
def officer(runtime: Runtime) -> Phone:
    """The operator of Mekarsari, whose PIN was asked just now."""
    with runtime.database.begin() as connection:
        contact.change_contact(connection, OPERATOR, language="id", village=VILLAGE)
        pin.keep(connection, OPERATOR, hash=pins.kept(PIN), open_until=NOW + timedelta(hours=HOURS), now=NOW)
    return Phone(runtime, OPERATOR)


@pytest.fixture
def villager(make_phone: MakePhone) -> Phone:
    return make_phone()


@pytest.fixture
def code(villager: Phone, runtime: Runtime) -> str:
    villager.sms("LAPOR jalan jembatan ambruk di RT 02", "report")
    return tickets(runtime)[0][0]


def test_what_was_said_can_be_read_on_both_sides(officer: Phone, villager: Phone, code: str) -> None:
    officer.sms(f"CATAT {code} RAHASIA tunggu anggaran", "1")
    officer.sms(f"JAWAB {code} besok kami datang", "2")
    villager.sms(f"TAMBAH {code} sekarang juga banjir", "3")
    (seen,) = officer.sms(f"LIHAT {code}", "4")
    assert [line for line in seen.split("\n") if " 17/8 " in line or "17/8:" in line] == [
        "Warga 17/8 tambah: sekarang juga banjir",
        "Anda 17/8 jawab: besok kami datang",
        "Anda 17/8 catat: RAHASIA tunggu anggaran",
    ]
    assert gsm7.segments(seen) <= 2
    (checked,) = villager.sms(f"CEK {code}", "5")
    assert checked.split("\n")[1:] == [
        "Status: baru masuk, 17 Agustus 2026.", "Petugas 17/8: besok kami datang", "Anda 17/8: sekarang juga banjir",
    ]  # fmt: skip


def test_a_list_that_was_left_open_asks_the_pin_again(
    runtime: Runtime, officer: Phone, villager: Phone, code: str
) -> None:
    assert codes.show(code) in officer.sms("TIKET", "1")[0]
    runtime.clock.turn(hours=HOURS)  # type: ignore[attr-defined]
    (asked,) = officer.sms("1", "2")
    assert asked.startswith("Ketik PIN Anda")
    assert "jembatan ambruk" in officer.sms(PIN, "3")[0]


def test_and_tells_nothing_when_it_is_searched(runtime: Runtime, officer: Phone, villager: Phone, code: str) -> None:
    officer.sms("TIKET", "1")
    runtime.clock.turn(hours=HOURS)  # type: ignore[attr-defined]
    (found,) = officer.sms("baru", "2")
    assert found.split("\n")[1:] == [f"1 {codes.show(code)}"]


def test_whatever_was_said_a_dialogue_holds_it(runtime: Runtime, officer: Phone, make_phone: MakePhone) -> None:
    """As many characters as may be, of those that take most room."""
    odd = "\U0001f33e" * 300
    make_phone().sms(f"LAPOR jalan {odd}", "report")
    code = tickets(runtime)[0][0]
    for number in range(3):
        officer.sms(f"CATAT {code} {odd}", f"note {number}")
    assert codes.show(code) in officer.sms(f"LIHAT {code}", "look")[0]
    shown = [officer.sms(said, f"then {said[:2]}")[0] for said in ("5", "3", "1", odd)]
    assert shown[-1].startswith(f"Catatan untuk {codes.show(code)} disimpan.")
