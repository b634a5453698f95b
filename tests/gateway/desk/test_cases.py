"""Codes, and what a message speaks of."""

from __future__ import annotations

import re

import pytest

from flows import codes
from flows.effects import Effect
from gateway import desk
from gateway.desk import Desk, cases
from models import Inquiry, Ticket
from tests.gateway.desk.conftest import INQUIRY, TICKET, rows


def test_they_are_seven_digits_with_a_check_digit_and_none_twice(at: Desk) -> None:
    for number in range(30):
        desk.perform(at, TICKET, f"t/{number}")
        desk.perform(at, INQUIRY, f"i/{number}")
    found = [row["code"] for model in (Ticket, Inquiry) for row in rows(at.connection, model)]
    assert len(set(found)) == 60
    assert all(re.fullmatch(r"[1-9][0-9]{6}", code) and codes.check(code) == code for code in found)


@pytest.mark.parametrize("effect", [TICKET, INQUIRY], ids=["by a ticket", "by an inquiry"])
def test_one_that_is_taken_is_drawn_again_and_grows_longer(
    at: Desk, monkeypatch: pytest.MonkeyPatch, effect: Effect
) -> None:
    monkeypatch.setattr(cases.secrets, "randbelow", lambda _limit: 0)
    desk.perform(at, effect, "o/1")
    desk.perform(at, TICKET, "o/2")
    taken, longer = codes.with_check_digit("100000"), codes.with_check_digit("1000000")
    found = {row["code"] for model in (Ticket, Inquiry) for row in rows(at.connection, model)}
    assert found == {taken, longer}
