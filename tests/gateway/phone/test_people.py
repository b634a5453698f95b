"""The phones on offer, from the real tables."""

from __future__ import annotations

from collections.abc import Callable

import phonenumbers
import pytest
from sqlalchemy import Engine, create_engine, insert, select, update

from gateway.phone import people
from gateway.phone.people import PEOPLE, Phone, officers, sellers
from models.officer import Officer
from models.product import Product, Seller
from models.village import Village


def test_the_made_up_people_have_numbers_of_the_demo_range() -> None:
    for person in PEOPLE:
        assert person["phone"].startswith("+6281100001")
        number = phonenumbers.parse(person["phone"])
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == person["phone"]
    assert len({person["phone"] for person in PEOPLE}) == len(PEOPLE)


def test_officers_come_with_their_village(database: Engine) -> None:
    with database.connect() as connection:
        rows = connection.execute(select(Officer.phone, Officer.name, Village.name).join(Village)).all()
    assert rows
    expected = sorted((phone, f"{name} ({village})") for phone, name, village in rows)
    assert sorted((officer["phone"], officer["name"]) for officer in officers(database)) == expected


def test_sellers_come_once_each(database: Engine) -> None:
    with database.connect() as connection:
        phones = connection.execute(select(Seller.phone).join(Product).distinct()).scalars().all()
    assert phones
    assert sorted(seller["phone"] for seller in sellers(database)) == sorted(phones)
    assert all(seller["name"].endswith(")") for seller in sellers(database))


def test_of_very_many_the_demo_is_shown(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.connect() as connection:
        demo = connection.execute(select(Officer.phone).where(Officer.demo)).scalars().all()
        village = connection.execute(select(Village.code).order_by(Village.name).limit(1)).scalar_one()
    real = {"phone": "+6281299990001", "village": village, "name": "A A", "roles": ["operator"], "demo": False}
    monkeypatch.setattr(people, "SHOWN", len(demo))
    with database.begin() as connection:
        connection.execute(insert(Officer).values(real))
    try:
        assert sorted({officer["phone"] for officer in officers(database)}) == sorted(set(demo))
    finally:
        with database.begin() as connection:
            connection.execute(Officer.__table__.delete().where(Officer.phone == real["phone"]))


@pytest.mark.parametrize("offered", [officers, sellers])
def test_nobody_while_the_database_is_away(offered: Callable[[Engine], list[Phone]]) -> None:
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 1})
    assert offered(away) == []


def test_a_name_is_shown_as_it_was_written(database: Engine) -> None:
    with database.connect() as connection:
        phone, name = connection.execute(select(Seller.phone, Seller.name).join(Product).limit(1)).one()
    odd = "Bu <b>'; é"
    with database.begin() as connection:
        connection.execute(update(Seller).where(Seller.phone == phone).values(name=odd))
    try:
        assert [seller["name"].rpartition(" (")[0] for seller in sellers(database) if seller["phone"] == phone] == [odd]
    finally:
        with database.begin() as connection:
            connection.execute(update(Seller).where(Seller.phone == phone).values(name=name))
