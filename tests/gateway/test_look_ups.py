"""What a dialogue may look up, and what it may not see."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, select, update

from flows.host import Query
from gateway import look_ups
from gateway.config import Settings
from models import Officer, Product, Seller, Ticket, inquiry, ticket
from tests import calling
from tests.calling import HEAD
from tests.conftest import NOW

PHONE = "+6281234567801"
OTHER = "+6281234567802"
VILLAGE = "36.01.06.2009"
"""Mekarsari in Panimbang."""
FIELDS = {
    "villages": {"code", "name", "district", "regency"},
    "categories": {"code", "name"},
    "products": set(
        "code name category price unit stock village seller status status_text season season_text mine ours stopped".split()
    ),
    "tickets": set(
        "code name status status_text mine ours category category_text village village_code office opened description"
        " sender due late mark changed history latest".split()
    ),
    "inquiries": set("code name status status_text mine side open stopped agreed yes_text reported product quantity opened".split()),
    "officers": {"code", "name", "phone"},
    "takers": {"code", "name", "level"},
    "workload": {"code", "name", "opened", "done", "open", "late", "stars"},
    "kept": {
        "code", "name", "language", "village", "tickets", "inquiries", "messages", "consent", "pin", "hours", "erasure",
    },
    "audience": {"code", "name", "level", "repeated", "people", "segments", "cost"},
    "broadcast": {
        "code", "name", "status", "status_text", "people", "queued", "sent", "delivered", "failed", "stopped", "started",
    },
}  # fmt: skip
OF_SOMEBODY_ELSE = {
    "tickets": {"code", "name", "status", "status_text", "mine", "ours"},
    "inquiries": {"code", "name", "status", "status_text", "mine"},
}
OPERATOR = "+628110000201"
HOSTILE = [
    "'; DROP TABLE product;--",
    "%",
    "_",
    "\\",
    "{contact.phone}",
    "{{7*7}}",
    "%s %(x)s",
    "x" * 5000,
    "😀",
    "\u202e",
]


class Asking:
    """`asking("villages", search="mekarsari")`: what a dialogue of `PHONE` is told."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self.connection, self.settings = connection, settings

    def __call__(self, source: str, phone: str = PHONE, language: str = "id", **asked: Any) -> list[dict[str, Any]]:
        return look_ups.look_up(self.connection, self.settings, Query(source, language, **asked), phone, NOW)

    def names(self, source: str, **asked: Any) -> list[str]:
        return [row["name"] for row in self(source, **asked)]

    def codes(self, source: str, **asked: Any) -> list[str]:
        return [row["code"] for row in self(source, **asked)]


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    """What is written through it is undone."""
    with database.connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def asking(connection: Connection, settings: Settings) -> Asking:
    return Asking(connection, settings)


def open_ticket(connection: Connection, code: str, phone: str = PHONE, **fields: Any) -> None:
    given = {
        "origin": code, "kind": "report", "category": "jalan", "village": VILLAGE, "description": "rahasia",
        "name": "Siti", "created_at": NOW,
    }  # fmt: skip
    ticket.open_ticket(connection, code=code, phone=phone, **(given | fields))


def open_inquiry(connection: Connection, code: str, buyer: str = PHONE, **fields: Any) -> None:
    seller = connection.execute(select(Product.seller).where(Product.code == "E1")).scalar_one()
    given = {
        "origin": code, "product": "E1", "quantity": "2 kg", "question": "rahasia", "seller": seller, "created_at": NOW,
    }  # fmt: skip
    inquiry.open_inquiry(connection, code=code, buyer=buyer, **(given | fields))


@pytest.fixture
def cases(connection: Connection) -> None:
    """A ticket and an inquiry of each of two people."""
    open_ticket(connection, "4821367")
    open_ticket(connection, "5821364", phone=OTHER)
    open_inquiry(connection, "4821375")
    open_inquiry(connection, "5821372", buyer=OTHER)


def test_every_source_has_the_fields_that_are_promised(asking: Asking, cases: None) -> None:
    asked = {
        "villages": {"search": "mekarsari"}, "officers": {"where": {"village": VILLAGE}},
        "categories": {}, "products": {}, "tickets": {}, "inquiries": {}, "workload": {"phone": OPERATOR}, "kept": {},
        "takers": {"phone": OPERATOR, "where": {"ticket": "4821367"}}, "audience": {"phone": HEAD}, "broadcast": {"phone": HEAD},
    }  # fmt: skip
    calling.begin(asking.connection, asking.settings)
    assert asked.keys() == FIELDS.keys() == look_ups.SOURCES.keys()
    for source, fields in FIELDS.items():
        found = asking(source, **asked[source])
        assert found
        assert all(row.keys() == fields for row in found), source


class TestVillages:
    def test_by_name_with_mistakes_and_then_by_district(self, asking: Asking) -> None:
        assert asking.names("villages", search="mekarsri") == ["Mekarsari"] * 12
        (found,) = asking("villages", search="mekar sari panimbang")
        assert found == {
            "code": VILLAGE, "name": "Mekarsari", "district": "Panimbang", "regency": "Kabupaten Pandeglang",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ({}, 0),
            ({"where": {"regency": "Kabupaten Lebak"}}, 0),
            ({"code": VILLAGE}, 1),
            ({"code": "36.99.99.9999"}, 0),
            ({"where": {"district": "panimbang"}}, 6),
            ({"where": {"district": "Sobang", "regency": "kabupaten lebak"}, "limit": 5}, 5),
            ({"where": {"district": "Sobang", "regency": "Kabupaten Serang"}}, 0),
            ({"search": "mekarsari", "where": {"district": "Panimbang"}}, 1),
            ({"search": "mekarsari", "limit": 7}, 7),
        ],
    )
    def test_how_many(self, asking: Asking, asked: dict[str, Any], count: int) -> None:
        assert len(asking("villages", **asked)) == count

    def test_a_district_is_of_one_regency(self, asking: Asking) -> None:
        of_both = asking("villages", where={"district": "Sobang"})
        assert {row["regency"] for row in of_both} == {"Kabupaten Lebak", "Kabupaten Pandeglang"}
        lebak = asking("villages", where={"district": "Sobang", "regency": "Kabupaten Lebak"})
        assert {row["regency"] for row in lebak} == {"Kabupaten Lebak"}


class TestCategories:
    @pytest.mark.parametrize(
        ("language", "name"),
        [
            ("id", "Jalan/jembatan"),
            ("su", "Jalan/sasak"),
            ("en", "Road or bridge"),
            ("jv", "Jalan/jembatan"),
            ("", "Jalan/jembatan"),
        ],
    )
    def test_in_the_language_of_the_caller(self, asking: Asking, language: str, name: str) -> None:
        assert asking("categories", language=language, code="jalan") == [{"code": "jalan", "name": name}]

    @pytest.mark.parametrize(("kind", "first"), [("report", "jalan"), ("letter", "ktp-kk"), ("product", "camilan")])
    def test_of_one_kind_in_the_order_of_the_config(
        self, asking: Asking, settings: Settings, kind: str, first: str
    ) -> None:
        codes = asking.codes("categories", where={"kind": kind})
        assert codes[0] == first
        assert codes == [code for code, one in settings.categories.items() if one.kind == kind]

    def test_by_name(self, asking: Asking) -> None:
        assert asking.codes("categories", search="jembatn") == ["jalan"]
        assert asking.codes("categories", search="listrik", where={"kind": "letter"}) == []


class TestProducts:
    def test_no_number_of_a_seller_is_told(self, asking: Asking) -> None:
        phones = asking.connection.execute(select(Seller.phone)).scalars().all()
        for found in (asking("products"), asking("products", code="E1"), asking("products", search="emping")):
            assert found
            assert not [phone for phone in phones if phone[3:] in str(found)]

    def test_what_is_in_stock_comes_first(self, asking: Asking) -> None:
        asking.connection.execute(update(Product).where(Product.code == "E1").values(stock=0))
        assert asking.codes("products", search="emping") == ["E2", "E1"]
        stocks = [row["stock"] > 0 for row in asking("products")]
        assert stocks == sorted(stocks, reverse=True)
        assert not stocks[-1]

    @pytest.mark.parametrize(
        ("asked", "field", "value"),
        [
            ({"where": {"category": "kain"}}, "category", "kain"),
            ({"where": {"village": VILLAGE}}, "village", "Mekarsari"),
            ({"where": {"category": "laut", "village": VILLAGE}}, "category", "laut"),
            ({"where": {"seller": "+628110000301"}}, "seller", "Ibu Iyam"),
            ({"search": "keripik"}, "category", "camilan"),
        ],
    )
    def test_narrowed(self, asking: Asking, asked: dict[str, Any], field: str, value: str) -> None:
        found = asking("products", **asked)
        assert found
        assert {row[field] for row in found} == {value}

    @pytest.mark.parametrize("search", ["e1", "E1", " e1 "])
    def test_a_code_that_was_typed_is_that_product(self, asking: Asking, search: str) -> None:
        assert asking.codes("products", search=search) == ["E1"]

    def test_a_search_stays_within_what_was_chosen(self, asking: Asking) -> None:
        assert asking.codes("products", search="e1", where={"village": VILLAGE}) == []
        assert asking.codes("products", search="emping", where={"category": "kain"}) == []

    @pytest.mark.parametrize(("limit", "count"), [(0, 0), (3, 3), (1000, 44)])
    def test_no_more_than_was_asked_for(self, asking: Asking, limit: int, count: int) -> None:
        assert len(asking("products", limit=limit)) == count
        assert len(asking("products", search="e", limit=limit)) <= limit

    def test_the_database_gives_no_more_than_is_shown(self, asking: Asking) -> None:
        """A hop must not carry the market of a province."""
        row = asking.connection.execute(select(*Product.__table__.columns).limit(1)).mappings().one()
        many = [{**row, "code": f"X{number}", "name": f"Emping {number}"} for number in range(2000)]
        asking.connection.execute(insert(Product), many)
        with counted(asking.connection) as fetched:
            assert len(asking("products", limit=50)) == 50
        assert fetched == [0, 50], "the caller's posts, and the products"
        with counted(asking.connection) as fetched:
            assert len(asking("products", search="emping", limit=50)) == 50
        assert fetched[-1] == 50


class TestCases:
    @pytest.mark.parametrize(("source", "mine"), [("tickets", "4821-367"), ("inquiries", "4821-375")])
    def test_without_a_code_ones_own(self, asking: Asking, cases: None, source: str, mine: str) -> None:
        assert asking.codes(source) == [mine]
        assert [row["mine"] for row in asking(source)] == [True]
        assert asking(source, phone="+6281299999999") == []

    @pytest.mark.parametrize(("source", "theirs"), [("tickets", "5821364"), ("inquiries", "5821372")])
    @pytest.mark.parametrize("how", ["code", "where", "hyphen"])
    def test_of_somebody_elses_the_status_alone(
        self, asking: Asking, cases: None, source: str, theirs: str, how: str
    ) -> None:
        shown = f"{theirs[:4]}-{theirs[4:]}"
        asked = {"code": {"code": theirs}, "where": {"where": {"code": theirs}}, "hyphen": {"code": shown}}[how]
        (found,) = asking(source, **asked)
        assert found.keys() == OF_SOMEBODY_ELSE[source]
        assert (found["code"], found["name"], found["status"], found["mine"]) == (shown, shown, "new", False)

    def test_a_seller_sees_an_inquiry_without_the_buyer(self, asking: Asking, cases: None) -> None:
        seller = asking.connection.execute(select(Seller.phone).join(Product).where(Product.code == "E1")).scalar_one()
        (found,) = asking("inquiries", phone=seller, code="4821375")
        assert (found["mine"], found["side"]) == (True, "seller")
        assert PHONE[3:] not in str(found)
        assert asking.codes("inquiries", phone=seller) == ["5821-372", "4821-375"]

    def test_what_was_said_is_told_to_whoever_said_it(self, asking: Asking, cases: None) -> None:
        assert [row["description"] for row in asking("tickets")] == ["rahasia"]
        others = [*asking("tickets", code="5821364"), *asking("inquiries"), *asking("inquiries", code="5821372")]
        assert "rahasia" not in str(others)

    @pytest.mark.parametrize("code", ["9999999", "0", "x", *HOSTILE])
    def test_a_code_that_nobody_has(self, asking: Asking, cases: None, code: str) -> None:
        assert asking("tickets", code=code) == asking("inquiries", code=code) == []

    @pytest.mark.parametrize(
        ("language", "text"), [("id", "baru masuk"), ("su", "anyar asup"), ("en", "received"), ("", "baru masuk")]
    )
    def test_the_status_in_the_language_of_the_caller(
        self, asking: Asking, cases: None, language: str, text: str
    ) -> None:
        assert [row["status_text"] for row in asking("tickets", language=language)] == [text]

    def test_a_status_or_category_without_words_is_shown_as_it_is(self, asking: Asking) -> None:
        open_ticket(asking.connection, "4821367", category="gone")
        asking.connection.execute(update(Ticket).values(status="strange"))
        (found,) = asking("tickets")
        assert (found["status_text"], found["category_text"]) == ("strange", "gone")

    def test_the_newest_first_and_no_more_than_was_asked_for(self, asking: Asking) -> None:
        for number in range(5):
            at = NOW + timedelta(days=number)
            open_ticket(asking.connection, f"100000{number}", created_at=at)
            open_inquiry(asking.connection, f"200000{number}", created_at=at)
        assert asking.codes("tickets", limit=3) == ["1000-004", "1000-003", "1000-002"]
        assert asking.codes("inquiries", limit=2) == ["2000-004", "2000-003"]

    def test_the_day_is_that_of_the_village(self, asking: Asking) -> None:
        open_ticket(asking.connection, "4821367", created_at=NOW.replace(hour=17, minute=30))
        assert [row["opened"] for row in asking("tickets")] == ["2026-08-18"]

    def test_searched_by_what_is_shown(self, asking: Asking) -> None:
        open_ticket(asking.connection, "4821367", category="jalan")
        open_ticket(asking.connection, "5821364", category="air")
        assert asking.codes("tickets", search="jembatan") == ["4821-367"]
        assert asking.codes("tickets", search="5821") == ["5821-364"]


class TestOfficers:
    def test_of_a_village_the_operator_first(self, asking: Asking) -> None:
        found = asking("officers", where={"village": VILLAGE})
        rows = asking.connection.execute(select(Officer.phone, Officer.roles).where(Officer.village == VILLAGE)).all()
        roles = {row.phone: row.roles for row in rows}
        assert {row["phone"] for row in found} == roles.keys()
        assert "operator" in roles[found[0]["phone"]]

    def test_without_a_village_nobody(self, asking: Asking) -> None:
        assert asking("officers") == []
        assert asking("officers", where={"village": "nowhere"}) == []

    def test_one_of_them(self, asking: Asking) -> None:
        first = asking("officers", where={"village": VILLAGE})[0]
        assert asking("officers", where={"village": VILLAGE}, code=first["code"]) == [first]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("source", FIELDS)
def test_what_is_typed_is_never_a_query(asking: Asking, cases: None, source: str, hostile: str) -> None:
    fields = ("kind", "category", "village", "seller", "code", "district", "regency")
    asking(source, search=hostile)
    asking(source, code=hostile)
    asking(source, where=dict.fromkeys(fields, hostile))
    assert len(asking("products", limit=1000)) == 44


def test_nothing_takes_longer_than_a_hop_may(database: Engine) -> None:
    with database.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "15s"
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "5s"


@contextlib.contextmanager
def counted(connection: Connection) -> Iterator[list[int]]:
    """The numbers of rows that the statements within it got."""
    fetched: list[int] = []

    def count(_connection: Any, cursor: Any, *_: object) -> None:
        fetched.append(cursor.rowcount)

    event.listen(connection, "after_cursor_execute", count)
    yield fetched
    event.remove(connection, "after_cursor_execute", count)
