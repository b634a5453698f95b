"""`ask.default`: what a text message need not say, and when it is not taken in the place of what was said."""

from __future__ import annotations

import pytest

from flows import codes
from flows.engine import Turn
from tests.fakes import FakeHost, caller
from tests.flows.small import catalog, go_on, play

LAST, OTHER = codes.with_check_digit("123456"), codes.with_check_digit("482136")
FLOW = """start = "c"
[node.c]
ask = "Code:"
accept = "code"
default = "{contact.last_ticket}"
save = "code"
next = "d"
[node.d]
ask = "Words:"
accept = { text = { min = 3, max = 60 } }
save = "said"
next = "e"
[node.e]
end = "{code}: {said}"
"""


def told(rest: str, last: str = LAST, *says: str, **more: object) -> list[Turn]:
    host = FakeHost(contact=caller(last_ticket=last))
    return play(catalog(utama=FLOW), says, host, **{"medium": "sms", "fills": ("code", "said"), "rest": rest, **more})


@pytest.mark.parametrize(
    ("rest", "answer"),
    [
        ("jembatan sudah diperbaiki", f"{LAST}: jembatan sudah diperbaiki"),
        ("2 jembatan diperbaiki", f"{LAST}: 2 jembatan diperbaiki"),
        ("RT 02 sudah terang", f"{LAST}: RT 02 sudah terang"),
        (f"{OTHER} sudah terang", f"{OTHER}: sudah terang"),
        (f"{codes.show(OTHER)} sudah terang", f"{OTHER}: sudah terang"),
        (f"{codes.show(OTHER).replace('-', ' ')} sudah terang", f"{OTHER}: sudah terang"),
        (f"#{OTHER}. sudah terang", f"{OTHER}: sudah terang"),
        (f"{OTHER}\nsudah terang", f"{OTHER}: sudah terang"),
        (f"{OTHER}sudah terang", f"{OTHER}: sudah terang"),
        (f"{codes.show(OTHER)}Sudah terang", f"{OTHER}: Sudah terang"),
        (f"{OTHER} 3 rumah terang", f"{OTHER}: 3 rumah terang"),
        ("", "Words:"),
        (OTHER, "Words:"),
    ],
)
def test_the_code_that_is_said_counts_else_the_default(rest: str, answer: str) -> None:
    assert told(rest)[0].text == answer


@pytest.mark.parametrize("slip", ["4821396", "4821-396", "4821 396", "48213b9"])
@pytest.mark.parametrize("last", [LAST, ""])
def test_a_code_with_a_slip_in_it_is_asked_about_and_the_words_wait(slip: str, last: str) -> None:
    asked, over = told(f"{slip} sudah terang", last, OTHER)
    assert asked.text == "wrong_code\nCode:"
    assert over.text == f"{OTHER}: sudah terang"


@pytest.mark.parametrize("rest", [f"{OTHER} halo", f"{codes.show(OTHER).replace('-', ' ')} apa kabar", f"{OTHER}halo"])
def test_words_behind_a_code_that_is_all_do_no_harm(rest: str) -> None:
    flow = 'start = "c"\n[node.c]\nask = "Code:"\naccept = "code"\nsave = "code"\nnext = "e"\n[node.e]\nend = "Code {code}"\n'
    host = FakeHost(contact=caller())
    turns = play(catalog(utama=flow), [], host, medium="sms", fills=("code",), rest=rest)
    assert turns[0].text == f"Code {OTHER}"


def test_without_a_default_the_words_wait_too() -> None:
    asked, over = told("sudah terang di RT 02", "", OTHER)
    assert asked.text == "Code:"
    assert over.text == f"{OTHER}: sudah terang di RT 02"


def test_a_default_that_the_question_does_not_take_is_asked_about() -> None:
    assert told("sudah terang", "12")[0].text == "wrong_code\nCode:"


def test_whoever_is_not_texting_a_keyword_is_asked() -> None:
    assert told("", fills=())[0].text == "Code:"
    assert told("", medium="ussd", fills=())[0].text == "Code:"


def test_what_was_typed_as_an_answer_is_never_replaced_by_it() -> None:
    host = FakeHost(contact=caller(last_ticket=LAST))
    flows = catalog(utama=FLOW)
    asked = play(flows, [], host, medium="sms", fills=("code", "said"), rest="4821396")[0]
    assert go_on(flows, asked, host, "sudah")[0].text == "wrong_code\nCode:"
