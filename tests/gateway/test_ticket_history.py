"""What was said about a ticket can be read by those whose it is, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from flows.host import Query
from gateway import look_ups, ticket_history
from gateway.runtime import Runtime
from models import Pin
from tests.village_desk import ABOVE, DISTRICT, HEAD, OPERATOR, SITI, VILLAGE, VillageDesk, officers

OTHER = "+6281234567802"


class Told:
    """A ticket of Siti's, and what who reads of it."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.desk = VillageDesk(runtime)
        for phone in (SITI, OTHER, OPERATOR, HEAD, DISTRICT):
            self.desk.meet(phone)
        self.code = self.desk.open()

    def says(self, phone: str, days: int = 1, **what: str) -> None:
        """A day later."""
        self.runtime.clock.turn(days=days)  # type: ignore[attr-defined]
        assert self.desk.does(phone, self.code, **what) == "done"

    def read(self, phone: str, language: str = "id") -> dict[str, Any]:
        query = Query("tickets", language, {"code": self.code})
        with self.runtime.database.connect() as connection:
            (found,) = look_ups.look_up(connection, self.runtime.settings, query, phone, self.runtime.clock())
        return found


@pytest.fixture
def told(runtime: Runtime) -> Told:
    return Told(runtime)


def test_an_officer_reads_all_of_it_newest_first(told: Told) -> None:
    told.says(HEAD, note="sudah telepon PLN")
    told.says(OPERATOR, answer="besok kami datang")
    told.says(SITI, add="sekarang  juga\nbanjir")
    told.says(OPERATOR, status="waiting", answer="semen belum datang")
    assert told.read(OPERATOR)["history"].split("\n") == [
        "Anda 21/8 menunggu: semen belum datang",
        "Warga 20/8 tambah: sekarang juga banjir",
        "Anda 19/8 jawab: besok kami datang",
        "Kades 18/8 catat: sudah telepon PLN",
    ]
    assert told.read(OPERATOR)["latest"] == "Anda 21/8 menunggu: semen belum datang"
    assert told.read(OPERATOR)["changed"] == "2026-08-21"
    assert told.read(HEAD, "en")["history"].startswith(
        "Operator 21/8 waiting: semen belum datang\nVillager 20/8 added:"
    )


def test_the_villager_reads_the_last_answer_and_their_own_last_words(told: Told) -> None:
    told.says(SITI, add="yang pertama")
    told.says(SITI, add="sekarang juga banjir")
    told.says(OPERATOR, answer="besok kami datang")
    told.says(OPERATOR, status="resolved", answer="papan sudah dipasang")
    told.says(HEAD, note="RAHASIA, tunggu anggaran")
    read = told.read(SITI)
    assert read["history"].split("\n") == ["Petugas 21/8: papan sudah dipasang", "Anda 19/8: sekarang juga banjir"]
    assert (read["changed"], read["latest"]) == ("2026-08-21", "")


@pytest.mark.parametrize(
    ("role", "word"), [("district", "Kecamatan"), ("regency", "Kabupaten/kota"), ("province", "Provinsi")]
)
def test_who_it_was(told: Told, role: str, word: str) -> None:
    (phone,) = [one for one, its in ABOVE.items() if its == role]
    if phone != DISTRICT:
        told.desk.meet(phone)
    with officers(told.runtime.database, VILLAGE, {phone: role}):
        told.says(phone, note="kami tinjau")
        assert told.read(OPERATOR)["history"].startswith(f"{word} 18/8 catat")
    assert told.read(OPERATOR)["history"].startswith("Petugas 18/8 catat"), "who is an officer no more"


def test_what_was_not_said_to_anybody_is_not_there(told: Told) -> None:
    told.says(OPERATOR, to=HEAD)
    told.says(OPERATOR, status="in_progress")
    assert told.read(OPERATOR)["history"] == ""


def test_nobody_else_reads_it(told: Told) -> None:
    told.says(OPERATOR, answer="besok kami datang")
    assert "history" not in told.read(OTHER)


def test_a_villager_with_a_pin_reads_it_once_it_was_asked(told: Told) -> None:
    told.says(OPERATOR, answer="besok kami datang")
    with told.runtime.database.begin() as connection:
        connection.execute(update(Pin).where(Pin.phone == SITI).values(open_until=told.runtime.clock()))
    assert told.read(SITI)["history"] == ""
    assert told.read(SITI)["category"] == "jalan"


def test_it_is_no_longer_than_a_session_holds(told: Told) -> None:
    for number in range(6):
        told.says(OPERATOR, note=f"{number} {'x' * 290}")
    read = told.read(OPERATOR)
    assert len(read["history"]) == ticket_history.LONGEST
    assert read["history"].startswith("Anda 23/8 catat: 5 xxx")
    assert read["history"].endswith("x..")
    assert len(read["latest"]) == ticket_history.SHORT


def test_a_day_is_one_of_the_village(told: Told) -> None:
    told.runtime.clock.turn(hours=14)  # type: ignore[attr-defined]
    told.says(OPERATOR, days=0, note="tengah malam")
    assert told.read(OPERATOR)["history"] == "Anda 18/8 catat: tengah malam"
