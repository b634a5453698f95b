"""How the telco's cumulative text is read again."""

from __future__ import annotations

import pytest

from gateway.conversation import replay
from gateway.conversation.replay import MOST_INPUTS, Lost
from gateway.host import Caller, DeskHost
from gateway.runtime import Runtime
from models import ussd_session
from tests.gateway.conversation.conftest import PHONE, MakePhone

DESCRIPTION = ["1", "1"]
"""From the home menu to the question for a description."""


def inputs(runtime: Runtime, make_phone: MakePhone, text: str, journal: list[str] | None) -> list[str]:
    """What `text` is read as."""
    phone = make_phone()
    phone.dial()
    live = runtime.redis.get(f"ussd:at:{phone.session}:{phone.number}")
    assert live, "the dialogue that is rebuilt has begun"
    host = DeskHost(runtime, Caller("at", PHONE, "ussd", "id"))
    try:
        with runtime.database.connect() as connection:
            row = ussd_session.find(connection, "at", phone.session, phone.number)
        assert row
        return replay.rebuild(runtime.catalogs, replay.first_turn(row.began), text, journal, host)[2]
    finally:
        host.close()


@pytest.mark.parametrize(
    ("text", "journal", "expected"),
    [
        ("", None, []),
        ("1", None, ["1"]),
        ("1*1", None, ["1", "1"]),
        ("1*1*a*b", None, ["1", "1", "a*b"]),
        ("1*1*ambruk*parah sekali", None, ["1", "1", "ambruk*parah sekali"]),
        ("1*1**", None, ["1", "1", "*"]),
        ("1*2*", None, ["1", "2", ""]),
        ("9*9", None, ["9*9"]),
        ("1*1*a*b", [*DESCRIPTION, "a*b"], [*DESCRIPTION, "a*b"]),
        ("1*1*a*b*0", [*DESCRIPTION, "a*b"], [*DESCRIPTION, "a*b", "0"]),
        ("1*1*a*b*c*d", [*DESCRIPTION, "a*b"], [*DESCRIPTION, "a*b", "c*d"]),
        ("1*1*a*b*0*1*c*d", [*DESCRIPTION, "a*b"], [*DESCRIPTION, "a*b", "0", "1", "c*d"]),
        ("1", [*DESCRIPTION, "a*b"], ["1"]),
    ],
)
def test_readings_of_a_text(
    runtime: Runtime, make_phone: MakePhone, text: str, journal: list[str] | None, expected: list[str]
) -> None:
    assert inputs(runtime, make_phone, text, journal) == expected


@pytest.mark.parametrize("text", ["9", "9*9", "1*1*a", "1*1*a*c"])
def test_a_text_that_does_not_begin_as_the_journal_does_is_lost(
    runtime: Runtime, make_phone: MakePhone, text: str
) -> None:
    with pytest.raises(Lost):
        inputs(runtime, make_phone, text, [*DESCRIPTION, "a*b"])


def test_thousands_of_stars_are_one_input_and_cost_little(runtime: Runtime, make_phone: MakePhone) -> None:
    found = inputs(runtime, make_phone, "1*0*" * 1000 + "1", None)
    assert len(found) == MOST_INPUTS + 1
    with pytest.raises(Lost):
        replay.play(runtime.catalogs, None, ["1"] * (MOST_INPUTS + 1), None)  # type: ignore[arg-type]
