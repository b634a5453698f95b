"""PINs on USSD: the telco's text has them in every later hop, and still nothing that lasts holds one."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import redis
from sqlalchemy import select

from gateway import conversation
from gateway.conversation import replay
from gateway.desk.pins import HASHER
from gateway.runtime import Runtime
from gateway.telco.base import UssdEnd
from models import Base, Contact, TicketEvent, UssdSession, pin
from tests import pins
from tests.conftest import NOW
from tests.gateway.conversation.conftest import VILLAGE, MakePhone, Phone, tickets
from tests.gateway.conversation.test_ussd import without_database, without_redis

OPERATOR = "+628110000201"
PIN, WRONG, NEW = "482913", "771177", "314159"
HASH = pins.kept(PIN)


@pytest.fixture
def officer(runtime: Runtime, make_phone: MakePhone) -> Phone:
    """The operator of Mekarsari, where somebody has reported something. The PIN must be asked."""
    make_phone().sms("LAPOR jalan jembatan ambruk di RT 02", "report")
    with runtime.database.begin() as connection:
        connection.execute(Contact.__table__.insert().values(phone=OPERATOR, language="id", village=VILLAGE))
        pin.keep(connection, OPERATOR, hash=HASH, open_until=NOW, now=NOW)
    return Phone(runtime, OPERATOR)


def work(runtime: Runtime) -> list[str]:
    """Find the ticket by its code, after a wrong PIN and the right one, and answer the villager."""
    return ["2", WRONG, PIN, tickets(runtime)[0][0], "3", "Besok kami datang*ya"]


def row(runtime: Runtime) -> Any:
    with runtime.database.connect() as connection:
        return connection.execute(select(*UssdSession.__table__.columns)).one()


def everything(runtime: Runtime) -> str:
    """Every row of every table."""
    with runtime.database.connect() as connection:
        return str([connection.execute(select(table)).all() for table in Base.metadata.tables.values()])


def test_one_that_was_typed_while_the_database_was_away_is_kept_nowhere(officer: Phone, runtime: Runtime) -> None:
    officer.dial()
    officer.answer("2")
    officer.runtime = without_database(runtime)
    assert officer.answer(PIN).final
    assert PIN not in str([runtime.redis.get(key) for key in runtime.redis.scan_iter("ussd:*")])


def answers(runtime: Runtime) -> list[str]:
    with runtime.database.connect() as connection:
        return list(connection.execute(select(TicketEvent.note).where(TicketEvent.kind == "answer")).scalars())


def hang_up(runtime: Runtime, phone: Phone, typed: list[str]) -> None:
    """What the telco says when it is over."""
    end = UssdEnd(phone.session, phone.number, "Success", "*".join(typed), len(typed), 100, "")
    conversation.end(runtime, "at", end)


def assert_no_pin(runtime: Runtime) -> None:
    kept = everything(runtime)
    assert not [digits for digits in (PIN, WRONG, NEW) if digits in kept]


@pytest.mark.parametrize("flushed", [None, 1, 2, 3, 4, 5, 6, "always", "away"])
def test_nothing_that_lasts_holds_one(
    runtime: Runtime, officer: Phone, redis_client: redis.Redis, flushed: int | str | None
) -> None:
    if flushed == "away":
        officer.runtime = without_redis(runtime)
    officer.dial()
    for count, given in enumerate(work(runtime)):
        if flushed in {count, "always"}:
            redis_client.flushall()
        said = officer.answer(given)
        assert_no_pin(runtime)
    assert said.final
    assert answers(runtime) == ["Besok kami datang*ya"]
    assert row(runtime).last_text == "*".join(["2", *["######"] * 2, *work(runtime)[3:]])
    with runtime.database.connect() as connection:
        kept = pin.lock(connection, OPERATOR)
    assert kept is not None
    assert kept.tries == 0


def test_the_same_hop_again_says_the_same(runtime: Runtime, officer: Phone, redis_client: redis.Redis) -> None:
    officer.dial()
    said = [officer.answer(given) for given in work(runtime)]
    texts = ["*".join(work(runtime)[:count]) for count in range(1, len(said) + 1)]
    redis_client.flushall()
    assert officer.post(texts[-1]) == said[-1]
    assert "*" not in officer.post(texts[-1] + "*1").text, "it is over"
    assert answers(runtime) == ["Besok kami datang*ya"]
    assert_no_pin(runtime)


def test_an_earlier_hop_again_in_mid_dialogue(runtime: Runtime, officer: Phone, redis_client: redis.Redis) -> None:
    officer.dial()
    said = [officer.answer(given) for given in work(runtime)[:5]]
    for count, expected in enumerate(said, 1):
        redis_client.flushall()
        assert officer.post("*".join(work(runtime)[:count])) == expected
    assert_no_pin(runtime)


@pytest.mark.parametrize("typed", ["77117", "77*11*77", "rahasia", "7711 77", "0"])
def test_what_is_no_pin_is_not_kept_either(
    runtime: Runtime, officer: Phone, redis_client: redis.Redis, typed: str
) -> None:
    officer.dial()
    asked = officer.answer("2", typed)
    inputs = row(runtime).inputs
    assert typed not in str(inputs[1:])
    redis_client.flushall()
    assert officer.post(f"2*{typed}") == asked
    if typed != "0":
        assert "Ketik kode" in officer.answer(PIN).text
    assert_no_pin(runtime)


def test_a_new_one(runtime: Runtime, officer: Phone, redis_client: redis.Redis) -> None:
    officer.dial()
    for given in ("4", "2", PIN, NEW, WRONG, NEW, NEW):
        redis_client.flushall()
        said = officer.answer(given)
        assert_no_pin(runtime)
    assert "sudah berlaku" in said.text
    with runtime.database.connect() as connection:
        kept = pin.lock(connection, OPERATOR)
    assert kept is not None
    assert HASHER.verify(kept.hash, NEW)


def test_dialled_at_once(runtime: Runtime, officer: Phone, redis_client: redis.Redis) -> None:
    channel = runtime.settings.channels["at"].model_copy(update={"ussd": {"*384*36#": "rekap"}})
    fields = {name: getattr(runtime, name) for name in Runtime.__dataclass_fields__}
    settings = runtime.settings.model_copy(update={"channels": {"at": channel}})
    officer.runtime = Runtime(**{**fields, "settings": settings})
    said = officer.dial(f"{WRONG}*{PIN}")
    assert "7 hari ini: 1 masuk" in said.text
    assert (row(runtime).inputs, row(runtime).last_text) == (["######"] * 2, "######*######")
    assert_no_pin(runtime)
    redis_client.flushall()
    assert officer.post(f"{WRONG}*{PIN}") == said


@pytest.mark.parametrize("after", [2, 3, 5, 6])
def test_what_the_telco_says_at_the_end(runtime: Runtime, officer: Phone, after: int) -> None:
    officer.dial()
    typed = work(runtime)[:after]
    officer.answer(*typed)
    hang_up(runtime, officer, [*typed, "98"])
    assert_no_pin(runtime)
    kept = ["######" if given in {PIN, WRONG} else given for given in typed]
    assert row(runtime).end_text == "*".join([*kept, "98"])


@pytest.mark.parametrize("flushed", [False, True])
def test_a_dropped_dialogue_with_one_is_offered_only_while_it_is_at_hand(
    runtime: Runtime, officer: Phone, redis_client: redis.Redis, flushed: bool
) -> None:
    typed = [*work(runtime)[:4], "00", "5", "1", "1"]
    officer.dial()
    officer.answer(*typed)
    hang_up(runtime, officer, typed)
    if flushed:
        redis_client.flushall()
    officer.session = "ATUid_2"
    said = officer.dial().text
    assert ("Petugas desa" in said) is flushed, said
    assert_no_pin(runtime)


class TestKept:
    """What is kept of a text, and which texts it was made of."""

    JOURNAL = ("2", "######", "a*b", "######*######", "?")

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("2*111111*a*b*22*333*?", "2*######*a*b*######*######*?"),
            ("2**a*b***?", "2*######*a*b*######*######*?"),
            ("2*111111*a*b*22*333*?*4*5", "2*######*a*b*######*######*?*4*5"),
            ("3*482913", "2*######*a*b*######*######*?"),
            ("", "2*######*a*b*######*######*?"),
        ],
    )
    def test_without_the_pins(self, text: str, kept: str) -> None:
        assert replay.without_pins(text, self.JOURNAL) == kept

    @pytest.mark.parametrize("journal", [None, [], ["1", "a*b"]])
    def test_without_a_pin_all_of_it(self, journal: list[str] | None) -> None:
        assert replay.without_pins("1*a*b*482913", journal) == "1*a*b*482913"

    @pytest.mark.parametrize(
        ("kept", "text", "whole", "beginning"),
        [
            ("", "", True, False), ("", "1", False, False), ("1", "1", True, False), ("1", "1*2", False, True),
            ("1", "12", False, False), ("1*######", "1*482913", True, False), ("1*######", "1*482913*2", False, True),
            ("1*######", "1", False, False), ("1*######*.", "1*482913*x", False, False), ("a\n", "a\n", True, False),
            ("a", "a\n", False, False),
        ],
    )  # fmt: skip
    def test_which_texts_it_was_made_of(self, kept: str, text: str, whole: bool, beginning: bool) -> None:
        assert (replay.is_of(kept, text), replay.is_of(kept, text, more=True)) == (whole, beginning)

    def test_any_mixture(self) -> None:
        for one in itertools.product(("1", "######", "a*b", ""), repeat=3):
            text = "*".join("482913" if given == "######" else given for given in one)
            assert replay.is_of("*".join(one), text)
            assert PIN not in replay.without_pins(text, one) or "######" not in one
