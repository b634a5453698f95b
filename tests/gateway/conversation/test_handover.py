"""ALIH by text: to whom, in the words that people use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from flows import codes
from gateway.runtime import Runtime
from models import Ticket, contact, pin
from tests import pins
from tests.conftest import NOW
from tests.gateway.conversation.conftest import MakePhone, Phone, tickets
from tests.village_desk import DISTRICT, HEAD, OPERATOR, VILLAGE, officers


@pytest.fixture
def officer(runtime: Runtime) -> Iterator[Phone]:
    """The operator of Mekarsari, whose PIN was asked just now; its district has an officer too."""
    with runtime.database.begin() as connection:
        contact.change_contact(connection, OPERATOR, language="id", village=VILLAGE)
        pin.keep(connection, OPERATOR, hash=pins.kept("1"), open_until=NOW + timedelta(hours=1), now=NOW)
    with officers(runtime.database, VILLAGE, {DISTRICT: "district"}):
        yield Phone(runtime, OPERATOR)


@pytest.fixture
def code(make_phone: MakePhone, runtime: Runtime) -> str:
    make_phone().sms("LAPOR jalan jembatan ambruk di RT 02", "report")
    return tickets(runtime)[0][0]


def whose(runtime: Runtime) -> tuple[str, str | None]:
    with runtime.database.connect() as connection:
        row = connection.execute(select(Ticket.level, Ticket.assignee)).one()
        return row.level, row.assignee


@pytest.mark.parametrize(
    ("said", "to", "told"),
    [
        ("ALIH {} camat", ("district", None), "Kecamatan"), ("ALIH {} ke kecamatan", ("district", None), "Kecamatan"),
        ("alihkeun {} ka kacamatan", ("district", None), "Kecamatan"),
        ("HANDOVER {} to the district", ("district", None), "Kecamatan"),
        ("ALIH {} sarmin", ("village", HEAD), "H. Sarmin"), ("ALIH {} ke pak sarmn", ("village", HEAD), "H. Sarmin"),
        ("ALIH {} ke kades", ("village", HEAD), "H. Sarmin"),
    ],
)  # fmt: skip
def test_all_in_one_text(
    runtime: Runtime, officer: Phone, code: str, said: str, to: tuple[str, str | None], told: str
) -> None:
    (answer,) = officer.sms(said.format(code), "1")
    assert f"{codes.show(code)} Jalan/jembatan dialihkan ke {told}." in answer
    assert whose(runtime) == to


def test_where_nobody_is(runtime: Runtime, officer: Phone, code: str) -> None:
    assert officer.sms(f"ALIH {code} gubernur", "1")[0].startswith("Belum ada petugas di sana.")
    assert whose(runtime) == ("village", None)


@pytest.mark.parametrize("said", ["ALIH {}", "ALIH {} dedi", "ALIH {} asep"])
def test_only_others_are_listed(runtime: Runtime, officer: Phone, code: str, said: str) -> None:
    """Asep Sunandar is who asks."""
    assert officer.sms(said.format(code), "1")[0].split("\n")[-2:] == ["1 Kecamatan", "2 H. Sarmin"]
    officer.sms("2", "2")
    assert whose(runtime) == ("village", HEAD)
