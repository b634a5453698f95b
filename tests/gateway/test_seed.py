"""The first start: what is there then, and that no later start touches it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import phonenumbers
import psycopg
import pytest
from sqlalchemy import Connection, Engine, delete, func, select, update

from gateway import seed
from gateway.config import Environment, Settings
from gateway.phone.people import PEOPLE
from gateway.runtime import connect_database
from gateway.tables.products import CODE
from models import Base, Officer, Product, Seller, Village
from models.migrate import upgrade


@pytest.fixture(scope="module")
def own(environment: Environment) -> Iterator[Engine]:
    """A database of these tests alone, with empty tables."""
    with psycopg.connect(environment.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS seeded WITH (FORCE)")
        connection.execute("CREATE DATABASE seeded")
    engine = connect_database(environment.database_url.replace("/kentongan?", "/seeded?"))
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(own: Engine) -> Iterator[Connection]:
    """What is written through it is undone."""
    with own.connect() as connection:
        yield connection
        connection.rollback()


def count(connection: Connection, model: type[Base]) -> int:
    return int(connection.execute(select(func.count()).select_from(model)).scalar_one())


def everything(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that are filled."""
    return {
        model.__tablename__: sorted(map(tuple, connection.execute(select(*model.__table__.columns))), key=repr)
        for model in (Village, Officer, Seller, Product)
    }


class TestVillages:
    def test_the_desa_of_banten(self, connection: Connection) -> None:
        seed.seed(connection)
        rows = connection.execute(select(*Village.__table__.columns)).all()
        assert len(rows) == 1238
        assert all(row.code.startswith("36.") and row.code[9] == "2" for row in rows), "desa, not kelurahan"
        assert len({row.code[:8] for row in rows}) == 118, "of 155 districts 37 have kelurahan alone"
        names = Counter(row.name for row in rows)
        assert sum(number > 1 for number in names.values()) == 122
        assert names.most_common(1) == [("Mekarsari", 12)]
        assert {row.regency for row in rows} == {
            "Kabupaten Pandeglang", "Kabupaten Lebak", "Kabupaten Tangerang", "Kabupaten Serang",
        }  # fmt: skip

    def test_what_is_not_known_is_left_open(self, connection: Connection) -> None:
        seed.seed(connection)
        assert connection.execute(select(Village.internet, Village.wave).distinct()).all() == [(None, 0)]

    def test_name_district_and_regency_tell_them_all_apart(self, connection: Connection) -> None:
        seed.seed(connection)
        query = select(Village.name, Village.district, Village.regency)
        alike = Counter(tuple(row) for row in connection.execute(query))
        assert max(alike.values()) == 1


class TestDemo:
    def test_it_is_marked_as_such(self, connection: Connection) -> None:
        seed.seed(connection)
        for model in (Officer, Product):
            assert count(connection, model) > 24
            assert connection.execute(select(model.demo).distinct()).scalars().all() == [True]

    def test_its_numbers_belong_to_nobody_and_each_to_one_person(self, connection: Connection) -> None:
        seed.seed(connection)
        officers = connection.execute(select(Officer.phone)).scalars().all()
        sellers = connection.execute(select(Seller.phone)).scalars().all()
        phones = [*officers, *sellers, *(person["phone"] for person in PEOPLE)]
        assert len(phones) == len(set(phones))
        for phone in phones:
            assert phone.startswith("+628110000")
            assert phonenumbers.is_valid_number(phonenumbers.parse(phone))

    def test_every_product_can_be_found_and_bought(self, connection: Connection, settings: Settings) -> None:
        seed.seed(connection)
        rows = connection.execute(select(Product, Village.code).join(Village).join(Seller)).all()
        assert len(rows) == count(connection, Product) == 44
        products = connection.execute(select(*Product.__table__.columns)).all()
        assert all(CODE.fullmatch(row.code) for row in products)
        assert all(settings.categories[row.category].kind == "product" for row in products)
        assert len({row.village for row in products}) == 12

    def test_there_is_none_where_texts_go_to_real_phones(self, connection: Connection) -> None:
        seed.seed(connection, demo=False)
        assert count(connection, Village) == 1238
        assert [count(connection, model) for model in (Officer, Seller, Product)] == [0, 0, 0]


class TestOnce:
    def test_a_second_start_changes_nothing(self, connection: Connection) -> None:
        seed.seed(connection)
        before = everything(connection)
        seed.seed(connection)
        assert everything(connection) == before

    def test_what_was_changed_or_removed_stays_so(self, connection: Connection) -> None:
        seed.seed(connection)
        connection.execute(delete(Product))
        connection.execute(delete(Officer))
        connection.execute(update(Village).where(Village.name == "Mekarsari").values(internet=False, wave=1))
        before = everything(connection)
        seed.seed(connection)
        assert everything(connection) == before
        assert (count(connection, Product), count(connection, Officer)) == (0, 0)

    def test_villages_of_ones_own_are_left_alone(self, connection: Connection) -> None:
        row = {"code": "36.99.01.2001", "name": "Cikaret", "district": "Cibodas", "regency": "Kabupaten Baru"}
        connection.execute(Village.__table__.insert().values(**row))
        seed.seed(connection)
        assert [count(connection, model) for model in (Village, Officer, Seller, Product)] == [1, 0, 0, 0]

    def test_processes_that_start_at_once_fill_once(self, own: Engine) -> None:
        def start(_number: int) -> None:
            with own.begin() as connection:
                seed.seed(connection)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(start, range(4)))
        with own.begin() as connection:
            assert [count(connection, model) for model in (Village, Product)] == [1238, 44]
            for model in (Product, Seller, Officer, Village):
                connection.execute(delete(model))

    def test_a_start_that_breaks_off_leaves_nothing(self, own: Engine) -> None:
        with own.connect() as connection:
            seed.seed(connection)
            connection.rollback()
            assert count(connection, Village) == 0
