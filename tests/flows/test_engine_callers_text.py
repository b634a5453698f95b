"""A caller's text is data: it comes back as it was typed, or not at all, and means nothing on the way."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean import BIDI
from flows.effects import OpenTicket, SendMessage
from flows.gsm7 import transliterate
from tests.fakes import FakeHost
from tests.flows.small import catalog, play

ECHO = """start = "a"
[node.a]
ask = "Say:"
accept = { text = { max = 60 } }
save = "said"
next = "b"
[node.b]
branch = [{ when = "said == 'secret' && contact.role == 'operator'", goto = "o" }, { else = "t" }]
[node.o]
end = "operators only"
[node.t]
create.ticket = { kind = "report", category = "a", description = "{said}" }
next = "e"
[node.e]
end = "Said: {said}"
sms = true
"""


def echoed(typed: str) -> tuple[str, str, str]:
    """What the phone shows, what the ticket and what the message say."""
    host = FakeHost()
    screen = play(catalog(utama=ECHO), [typed], host)[-1].text.removeprefix("Said: ")
    ticket, message = host.effects
    assert isinstance(ticket, OpenTicket)
    assert isinstance(message, SendMessage)
    return screen, ticket.description, message.texts["id"].removeprefix("Said: ")


@pytest.mark.parametrize(
    "typed",
    [
        "{{7*7}}", "{contact.phone}", "{said}", "{said|upper}", "{ticket.code}", "%s %d %(x)s", "${7*7}", "#{7*7}", "<b>x</b>",
        "'; DROP TABLE ticket; --", "' || true || '", "' == '' || contact.role == '", "a*b**c", "é ñ ü", "\\n \\x00 \\u202e", "..", "{", "}{",
    ],
)  # fmt: skip
def test_it_comes_back_as_it_was_typed(typed: str) -> None:
    assert echoed(typed) == (typed, typed, typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x1bb\x07", "ab"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u2066b\u2069", "ab"),
        ("x\ud800y", "xy"),
        ("a\x7f\x9fb", "ab"),
    ],
)
def test_what_nobody_sees_does_not_come_back(typed: str, kept: str) -> None:
    assert echoed(typed) == (kept, kept, kept)


@pytest.mark.parametrize("typed", ["\u00ad", "\u200b\ufeff", "\u2060 \u00ad", "\x00"])
def test_what_nobody_sees_is_no_answer(typed: str) -> None:
    host = FakeHost()
    assert play(catalog(utama=ECHO), [typed], host)[-1].text == "Nothing.\nSay:"
    assert host.effects == []


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip() not in {"", "0", "00", "98"}))
def test_any_text_is_kept_letter_for_letter_but_for_what_nobody_sees(typed: str) -> None:
    wanted = "".join(
        one for one in typed if one == "\n" or (one not in BIDI and unicodedata.category(one) not in {"Cc", "Cs"})
    ).strip()
    if wanted in {"0", "00", "98"} or not transliterate(wanted).strip():
        return
    host = FakeHost()
    turn = play(catalog(utama=ECHO), [typed], host)[-1]
    assert turn.session.names["said"] == wanted
    assert [effect.description for effect in host.effects if isinstance(effect, OpenTicket)] == [wanted]


@settings(deadline=None)
@given(st.lists(st.text(max_size=600), max_size=6))
def test_no_input_raises(says: list[str]) -> None:
    turns = play(catalog(utama=ECHO), says)
    assert all(turn.text for turn in turns)
