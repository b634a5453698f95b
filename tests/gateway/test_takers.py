"""To whom a ticket can be handed over: who is offered, and who is meant by what people say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from flows.host import Query
from gateway import look_ups
from gateway.runtime import Runtime
from tests.village_desk import DISTRICT, HEAD, OPERATOR, PROVINCE, REGENCY, SITI, VILLAGE, VillageDesk, officers

SECOND = "+628110000904"
"""Another operator of Mekarsari, called "operator"; the shipped ones are Asep Sunandar and H. Sarmin."""


class Handover:
    """A ticket of Mekarsari, with a district and a second operator; nobody in the regency and the province."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.desk = VillageDesk(runtime)
        for phone in (SITI, OPERATOR, HEAD, DISTRICT):
            self.desk.meet(phone)
        self.code = self.desk.open()

    def __call__(self, phone: str = OPERATOR, language: str = "id", **asked: str) -> list[dict[str, Any]]:
        query = Query("takers", language, {"ticket": self.code}, **asked)
        with self.runtime.database.connect() as connection:
            return look_ups.look_up(connection, self.runtime.settings, query, phone, self.runtime.clock())

    def offered(self, phone: str = OPERATOR, **asked: str) -> list[str]:
        return [one["code"] for one in self(phone, **asked)]


@pytest.fixture
def handover(runtime: Runtime) -> Iterator[Handover]:
    with officers(runtime.database, VILLAGE, {DISTRICT: "district", SECOND: "operator"}):
        yield Handover(runtime)


def test_levels_above_that_have_officers_then_colleagues(handover: Handover) -> None:
    assert handover.offered() == ["district", SECOND, HEAD]
    assert handover.offered(HEAD) == ["district", OPERATOR, SECOND]
    assert [one["name"] for one in handover()] == ["Kecamatan", "operator", "H. Sarmin"]
    with officers(handover.runtime.database, VILLAGE, {REGENCY: "regency", PROVINCE: "province"}):
        assert handover.offered()[:3] == ["district", "regency", "province"]
        assert [one["name"] for one in handover(language="en")][:2] == ["District", "Regency"]


def test_the_way_back(handover: Handover) -> None:
    assert handover.desk.does(OPERATOR, handover.code, to="district") == "done"
    assert handover.offered(DISTRICT) == ["village"], "nobody else is at the district"
    assert handover(DISTRICT)[0]["name"] == "Desa"
    assert handover.offered(OPERATOR) == [DISTRICT, "village"]


def test_whose_it_is_already_is_not_offered_but_all_of_the_office(handover: Handover) -> None:
    assert handover.desk.does(OPERATOR, handover.code, to=HEAD) == "done"
    assert handover.offered() == ["district", SECOND, "village"]


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("kecamatan", "district"), ("ke kecamatan", "district"), ("camat", "district"), ("Pak Camat", "district"),
        ("ka kacamatan", "district"), ("to the district", "district"), ("kantor camat.", "district"),
        ("kabupaten", "regency"), ("ke kabupaten/kota", "regency"), ("bupati", "regency"), ("Wali Kota", "regency"),
        ("regency", "regency"), ("provinsi", "province"), ("ka propinsi", "province"), ("gubernur", "province"),
        ("kembali ke desa", "village"), ("desa", "village"), ("kecamtan", "district"), ("propinsi", "province"),
    ],
)  # fmt: skip
def test_words_for_a_level(handover: Handover, said: str, level: str) -> None:
    """Also for one that has no officers: then that is what is told."""
    assert handover.offered(search=said)[:1] == [level]
    assert said == "kecamtan" or len(handover(search=said)) == 1


@pytest.mark.parametrize(
    ("said", "phone"),
    [
        ("sarmin", HEAD), ("H. Sarmin", HEAD), ("ke sarmin", HEAD), ("pak haji sarmin", HEAD), ("samrin", HEAD),
        ("kades", HEAD), ("pak lurah", HEAD), ("kepala desa", HEAD), ("asep", ""), ("dedi", ""),
    ],
)  # fmt: skip
def test_a_name(handover: Handover, said: str, phone: str) -> None:
    """Nobody means themselves (Asep)."""
    assert handover.offered(search=said) == ([phone] if phone else [])


def test_an_officer_higher_up_is_found_by_name_and_by_number(handover: Handover) -> None:
    assert handover.desk.does(HEAD, handover.code, note="lihat") == "done"
    with officers(handover.runtime.database, VILLAGE, {PROVINCE: "province"}):
        (found,) = [one for one in handover(search="province") if one["code"] == "province"]
        assert handover(code="province") == [found]
        assert handover.offered(code=PROVINCE) == [PROVINCE]
        assert handover.desk.does(OPERATOR, handover.code, to=PROVINCE) == "done"


@pytest.mark.parametrize("asked", [{}, {"search": "camat"}, {"code": "district"}])
def test_nobody_who_may_not_work_it_is_told(handover: Handover, asked: dict[str, str]) -> None:
    assert handover(SITI, **asked) == []
    handover.code = "1234566"
    assert handover(OPERATOR, **asked) == []
