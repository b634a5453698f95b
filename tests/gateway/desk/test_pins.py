"""PINs at the desk: set, asked, locked after five wrong ones, of which the head hears, taken away where they are forgotten; the
digits are kept nowhere.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from flows.effects import ChangeContact, ForgetPin
from gateway import desk
from gateway.config import Settings
from gateway.desk import Desk, DeskError
from gateway.embedded.locks import until
from gateway.phone_number import masked
from models import AuditEvent, Base, Message, Pin, contact, pin
from models import officer as officer_table
from tests.conftest import NOW
from tests.gateway.desk.conftest import (
    ABOVE,
    HEAD,
    OPERATOR,
    PHONE,
    VILLAGE,
    appoint,
    appoint_above,
    asked_pin,
    of,
    rows,
    speak,
)

DIGITS, OTHER, WRONG = "482913", "111222", "000000"


def later(at: Desk, **by: float) -> Desk:
    return replace(at, now=at.now + timedelta(**by))


def choose(at: Desk, digits: str = DIGITS, origin: str = "o/new") -> str:
    return str(desk.perform(at, ChangeContact(pin=digits), origin)["contact"]["pin"])


def say(at: Desk, digits: str, origin: str = "o/1") -> str:
    return str(desk.perform(at, ChangeContact(unlock=digits), origin)["contact"]["pin"])


def state(at: Desk) -> str:
    return str(desk.known(contact.caller(at.connection, at.phone), at.now)["contact"]["pin"])


@pytest.fixture
def officer(at: Desk) -> Desk:
    """The operator, who chose a PIN thirteen hours ago."""
    choose(later(of(at, OPERATOR), hours=-13))
    return of(at, OPERATOR)


class TestChosen:
    def test_the_first_counts_as_asked_for_twelve_hours(self, at: Desk) -> None:
        assert state(at) == "none"
        assert choose(at) == "open"
        assert [state(later(at, hours=hours)) for hours in (11.99, 12, 13)] == ["open", "closed", "closed"]

    def test_another_takes_its_place_while_it_is_open(self, at: Desk) -> None:
        choose(at)
        assert choose(later(at, hours=1), OTHER) == "open"
        at = later(at, hours=14)
        assert say(at, DIGITS) == "closed"
        assert say(at, OTHER) == "open"

    @pytest.mark.parametrize("why", ["closed", "locked", "just wrong"])
    def test_nobody_changes_one_that_they_have_not_said(self, officer: Desk, why: str) -> None:
        if why == "just wrong":
            say(officer, DIGITS)
            say(officer, WRONG)
        for _ in range(5 if why == "locked" else 0):
            say(officer, WRONG)
        with pytest.raises(DeskError, match="said the one before"):
            choose(officer, OTHER)
        later_on = later(officer, hours=2)
        assert say(later_on, OTHER) == "closed"
        assert say(later_on, DIGITS) == "open"

    @pytest.mark.parametrize(("said", "changed"), [(DIGITS, True), (WRONG, False)])
    def test_the_one_before_and_the_new_one_at_once(self, officer: Desk, said: str, changed: bool) -> None:
        effect = ChangeContact(unlock=said, pin=OTHER)
        if changed:
            assert desk.perform(officer, effect, "o/1")["contact"]["pin"] == "open"
        else:
            with pytest.raises(DeskError):
                desk.perform(officer, effect, "o/1")

    def test_of_two_first_ones_at_once_one_counts(self, database: Engine, settings: Settings) -> None:
        def choose_first(connection: Connection, digits: str) -> str:
            return choose(Desk(connection, settings, "at", PHONE, "sms", "id", NOW), digits)

        def second() -> None:
            with database.begin() as connection, pytest.raises(DeskError, match="first PIN"):
                choose_first(connection, OTHER)

        def waits() -> bool:
            with database.connect() as connection:
                query = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                return bool(connection.execute(query).scalar_one())

        with database.begin() as connection:
            contact.change_contact(connection, PHONE)
        with ThreadPoolExecutor(1) as pool, database.connect() as connection:
            choose_first(connection, DIGITS)
            other = pool.submit(second)
            assert until(waits, 20)
            connection.commit()
            other.result()
            assert (
                say(Desk(connection, settings, "at", PHONE, "sms", "id", NOW + timedelta(hours=13)), DIGITS) == "open"
            )


class TestSaid:
    @pytest.mark.parametrize(
        ("digits", "expected"), [(DIGITS, "open"), (WRONG, "closed"), ("", "closed"), (f" {DIGITS}", "closed")]
    )
    def test_right_or_wrong(self, officer: Desk, digits: str, expected: str) -> None:
        assert say(officer, digits) == state(officer) == expected

    def test_good_for_twelve_hours(self, officer: Desk) -> None:
        say(officer, DIGITS)
        assert [state(later(officer, hours=hours)) for hours in (11.99, 12)] == ["open", "closed"]

    def test_where_there_is_none(self, at: Desk) -> None:
        assert say(at, DIGITS) == "none"
        assert rows(at.connection, Pin) == []

    def test_a_wrong_one_closes_what_was_open(self, officer: Desk) -> None:
        say(officer, DIGITS)
        assert say(officer, WRONG) == "closed"

    def test_it_is_each_phones_own(self, officer: Desk) -> None:
        choose(of(officer, HEAD), OTHER)
        assert say(officer, OTHER) == "closed"


class TestLocked:
    def test_by_five_in_a_row_for_an_hour(self, officer: Desk) -> None:
        said = [say(officer, WRONG, f"o/{number}") for number in range(5)]
        assert said == ["closed"] * 4 + ["locked"]
        assert say(officer, DIGITS) == "locked", "the right one too"
        assert say(later(officer, minutes=59.9), DIGITS) == "locked"
        assert say(later(officer, minutes=60), DIGITS) == "open"

    def test_the_right_one_forgives_those_before(self, officer: Desk) -> None:
        for _ in range(3):
            assert [say(officer, WRONG) for _ in range(4)] == ["closed"] * 4
            assert say(officer, DIGITS) == "open"

    def test_afterwards_there_are_five_again(self, officer: Desk) -> None:
        for _ in range(5):
            say(officer, WRONG)
        after = later(officer, minutes=61)
        assert [say(after, WRONG) for _ in range(5)] == ["closed"] * 4 + ["locked"]

    def test_guesses_at_once_are_counted_one_by_one(self, database: Engine, settings: Settings) -> None:
        def at_desk(connection: Any, now: datetime = NOW) -> Desk:
            return Desk(connection, settings, "at", OPERATOR, "sms", "id", now)

        with database.begin() as connection:
            choose(at_desk(connection, NOW - timedelta(hours=13)))

        def guess(number: int) -> str:
            with database.begin() as connection:
                return say(at_desk(connection), WRONG, f"o/{number}")

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(guess, range(8))) == ["closed"] * 4 + ["locked"] * 4
        with database.connect() as connection:
            assert len(rows(connection, Message)) == 1, "the head hears of it once"


class TestTheHeadHears:
    def heard(self, at: Desk) -> dict[str, str]:
        for number in range(6):
            say(at, WRONG, f"o/{number}")
        return {row["phone"]: row["text"] for row in rows(at.connection, Message)}

    def test_by_the_officers_name_and_not_the_number(self, officer: Desk) -> None:
        speak(officer.connection, HEAD, "en")
        assert self.heard(officer) == {
            HEAD: f"The PIN of Asep Sunandar ({masked(OPERATOR)}) was wrong too often and is locked for an hour. "
            "Please ask whether it was really them."
        }
        (row,) = rows(officer.connection, Message)
        assert (row["village"], row["notice"], row["status"]) == (VILLAGE, "pin_locked_head", "queued")

    def test_once_each_time_it_is_locked(self, officer: Desk) -> None:
        self.heard(officer)
        for number in range(5):
            say(later(officer, hours=2), WRONG, f"o/later/{number}")
        assert len(rows(officer.connection, Message)) == 2

    def test_the_same_origin_tells_once(self, officer: Desk) -> None:
        for hours in (0, 2):
            for _ in range(5):
                say(later(officer, hours=hours), WRONG, "o/same")
        assert len(rows(officer.connection, Message)) == 1

    def test_the_head_of_each_village_and_each_of_several(self, officer: Desk) -> None:
        appoint(officer.connection, "+6281", "head", "operator")
        appoint(officer.connection, OPERATOR, "operator", village="36.01.06.2001", name="Asep")
        appoint(officer.connection, "+6282", "head", village="36.01.06.2001")
        appoint(officer.connection, "+6283", "head", village="36.01.01.2001")
        assert self.heard(officer).keys() == {HEAD, "+6281", "+6282"}

    @pytest.mark.parametrize(
        ("phone", "hears"),
        [
            pytest.param(PHONE, set(), id="of a villager's nobody"),
            pytest.param(ABOVE["district"], set(), id="nor of one who serves no village"),
            pytest.param(HEAD, {OPERATOR}, id="of the head's the operator"),
            pytest.param("+6281", {ABOVE["regency"]}, id="of one who is alone the next level"),
        ],
    )
    def test_else_who_stands_nearest(self, at: Desk, phone: str, hears: set[str]) -> None:
        appoint_above(at.connection)
        appoint(at.connection, "+6281", "operator", village="36.01.01.2001")
        choose(of(later(at, hours=-13), phone))
        assert self.heard(of(at, phone)).keys() == hears
        assert state(of(at, phone)) == "locked"


class TestForgotten:
    OTHERS, COLLEAGUE, TOP = "+6281234567855", "+6281", ABOVE["district"]

    @pytest.fixture
    def people(self, at: Desk) -> Desk:
        """Everybody has chosen a PIN; the caller and OTHERS are villagers, of two villages."""
        appoint_above(at.connection)
        appoint(at.connection, self.COLLEAGUE, "operator")
        contact.change_contact(at.connection, self.OTHERS, village="36.01.01.2001")
        for phone in (PHONE, self.OTHERS, OPERATOR, self.COLLEAGUE, HEAD, *ABOVE.values()):
            asked_pin(at.connection, phone)
        return at

    def forget(self, at: Desk, by: str, whose: str) -> str:
        return str(desk.perform(of(at, by), ForgetPin(whose), "o/1")["result"])

    @pytest.mark.parametrize(
        ("by", "whose", "result"),
        [
            (OPERATOR, PHONE, "done"), (HEAD, PHONE, "done"), (TOP, PHONE, "done"),
            (OPERATOR, OTHERS, "not_yours"), (HEAD, OTHERS, "not_yours"),
            (HEAD, OPERATOR, "done"), (OPERATOR, COLLEAGUE, "not_yours"), (OPERATOR, HEAD, "not_yours"),
            (HEAD, HEAD, "not_yours"), (TOP, HEAD, "done"), (HEAD, TOP, "not_yours"), (ABOVE["province"], TOP, "done"),
            (PHONE, OTHERS, "not_yours"), (PHONE, PHONE, "not_yours"), (HEAD, "+6281234567899", "not_yours"),
        ],
    )  # fmt: skip
    def test_who_may_have_whose_taken_away(self, people: Desk, by: str, whose: str, result: str) -> None:
        before = state(of(people, whose))
        assert self.forget(people, by, whose) == result
        assert state(of(people, whose)) == ("none" if result == "done" else before)
        told = {row["phone"]: row["text"] for row in rows(people.connection, Message)}
        assert told.keys() == ({whose} if result == "done" else set())
        assert len(rows(people.connection, AuditEvent)) == (result == "done")

    def test_of_one_who_is_more_than_an_operator_the_head_may_not(self, people: Desk) -> None:
        appoint(people.connection, self.COLLEAGUE, "operator", village="36.01.01.2001")
        assert self.forget(people, HEAD, self.COLLEAGUE) == "not_yours"

    def test_only_with_a_pin_of_ones_own(self, people: Desk) -> None:
        pin.change(people.connection, HEAD, open_until=None)
        assert self.forget(people, HEAD, PHONE) == "closed"

    def test_it_is_written_down_without_a_number(self, people: Desk) -> None:
        self.forget(people, HEAD, PHONE)
        (row,) = rows(people.connection, AuditEvent)
        assert (row["kind"], row["actor"], row["about"]) == ("pin", masked(HEAD), masked(PHONE))
        (told,) = rows(people.connection, Message)
        assert f"{officer_table.name_of(people.connection, HEAD)} ({masked(HEAD)})" in told["text"]
        assert officer_table.name_of(people.connection, HEAD) != ""


def test_the_digits_are_kept_nowhere(officer: Desk) -> None:
    made = desk.perform(officer, ChangeContact(unlock=DIGITS), "o/1")
    made |= desk.perform(officer, ChangeContact(pin=OTHER), "o/2")
    for number in range(6):
        made |= desk.perform(officer, ChangeContact(unlock="333444"), f"o/{number}")
    kept = [rows(officer.connection, mapper.class_) for mapper in Base.registry.mappers]
    for digits in (DIGITS, OTHER, "333444"):
        assert digits not in str(made)
        assert digits not in str(kept)
    (row,) = rows(officer.connection, Pin)
    assert row["hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
