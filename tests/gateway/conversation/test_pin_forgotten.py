"""LUPAPIN: who asks is checked before anything is asked, and nothing is cleared by a phone that was left lying about."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from gateway.runtime import Runtime
from models import Pin, contact, pin
from tests import pins
from tests.conftest import NOW
from tests.gateway.conversation.conftest import PHONE, VILLAGE, MakePhone, Phone

OPERATOR, OWN = "+628110000201", "482913"
LOCAL = "0812-3456-7001"


@pytest.fixture
def officer(runtime: Runtime, make_phone: MakePhone) -> Phone:
    """The operator of Mekarsari, whose PIN must be asked; a villager there has one too."""
    make_phone()
    with runtime.database.begin() as connection:
        contact.change_contact(connection, OPERATOR, language="id", village=VILLAGE)
        for phone in (OPERATOR, PHONE):
            pin.keep(connection, phone, hash=pins.kept(OWN), open_until=NOW, now=NOW)
    return Phone(runtime, OPERATOR)


def has_pin(runtime: Runtime) -> bool:
    with runtime.database.connect() as connection:
        return connection.execute(select(Pin.phone).where(Pin.phone == PHONE)).first() is not None


@pytest.mark.parametrize("said", ["LUPAPIN", f"LUPAPIN {LOCAL}", "LUPAPIN 0812"])
def test_a_villager_is_asked_nothing(runtime: Runtime, officer: Phone, said: str) -> None:
    (told,) = Phone(runtime, PHONE).sms(said, "1")
    assert told.startswith("Lupa PIN? Datang ke kantor desa.")


@pytest.mark.parametrize("said", ["LUPAPIN", f"LUPAPIN {LOCAL}", "LUPAPIN 0812"])
def test_an_officer_is_asked_their_own_pin_first(runtime: Runtime, officer: Phone, said: str) -> None:
    assert officer.sms(said, "1") == ["Ketik PIN Anda (6 angka):"]
    asked = officer.sms(OWN, "2")[0]
    assert ("Hapus PIN" in asked) is (LOCAL in said)
    assert ("Nomor HP siapa" in asked) is (LOCAL not in said)


def test_it_is_asked_again_where_it_has_run_out_meanwhile(runtime: Runtime, officer: Phone) -> None:
    for number, said in enumerate((f"LUPAPIN {LOCAL}", OWN)):
        officer.sms(said, str(number))
    runtime.clock.turn(hours=12)  # type: ignore[attr-defined]
    assert officer.sms("1", "3")[0].startswith("PIN Anda sendiri perlu diketik lagi.")
    assert has_pin(runtime)
    for number, said in enumerate((f"LUPAPIN {PHONE}", OWN, "1"), 4):
        (told,) = officer.sms(said, str(number))
    assert "dihapus" in told
    assert not has_pin(runtime)
