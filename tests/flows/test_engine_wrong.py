"""A wrong input: the question again with what was wrong; after three, the way out. And keys that always work."""

from __future__ import annotations

import pytest

from flows.limits import LIMITS
from flows.navigation import Navigation
from tests.fakes import FakeHost
from tests.flows.small import begin, catalog, go_on, play, shown

THREE = """start = "a"
[node.a]
menu = "Which?"
save = "a"
next = "b"
options = [{ value = "x", id = "Ex" }, { value = "y", id = "Why" }]
[node.b]
ask = "Text:"
accept = { text = { min = 3, max = 20 } }
save = "b"
next = "c"
[node.c]
ask = "How many?"
accept = { number = { min = 0, max = 9 } }
save = "c"
next = "e"
[node.e]
end = "{a} {b} {c}."
"""


def test_what_was_wrong_is_said_and_after_three_times_the_way_out() -> None:
    screens = shown(play(catalog(utama=THREE), ["7", "zzz", "?", "9", "1"]))
    question = "Which? / 1 Ex / 2 Why"
    assert screens[1:3] == [f"Not 1 to 2. / {question}"] * 2
    assert screens[3:5] == [f"Not 1 to 2. / Help: 00. / {question}"] * 2
    assert screens[5] == "Text: / 0 Back / 00 Home"


def test_wrong_inputs_are_counted_anew_at_each_question() -> None:
    screens = shown(play(catalog(utama=THREE), ["7", "7", "1", "x", "x", "x"]))
    assert [("Help" in screen) for screen in screens] == [False] * 6 + [True]
    assert screens[4].startswith("Under 3. / Text:")


@pytest.mark.parametrize("nothing", ["", " ", "\u200e", "\x00"])
def test_nothing_typed_is_a_wrong_input_too(nothing: str) -> None:
    screens = shown(play(catalog(utama=THREE), [nothing] * 3))
    assert screens[1] == "Nothing. / Which? / 1 Ex / 2 Why"
    assert screens[3] == "Nothing. / Help: 00. / Which? / 1 Ex / 2 Why"


def test_too_long_an_input_is_refused_before_anything_reads_it() -> None:
    screens = shown(play(catalog(utama=THREE), ["x" * (LIMITS.answer + 1)]))
    assert screens[-1].startswith(f"Over {LIMITS.answer}. / Which?")


@pytest.mark.parametrize(("most", "told"), [(300, 300), (60, 60), (LIMITS.answer, LIMITS.answer)])
def test_how_long_it_may_be_is_told_of_the_question_at_hand(most: int, told: int) -> None:
    flows = catalog(utama=THREE.replace("max = 20", f"max = {most}"))
    screens = shown(play(flows, ["1", "x" * (LIMITS.answer + 1)]))
    assert screens[-1].startswith(f"Over {told}. / Text:")


def test_back_and_home() -> None:
    turns = play(catalog(utama=THREE), ["1", "abc", "00", "2", "0", "0", "1", "def", "0"])
    assert [turn.text.split("\n")[0] for turn in turns] == [
        "Which?", "Text:", "How many?", "Which?", "Text:", "Which?", "Which?", "Text:", "How many?", "x def 0.",
    ]  # fmt: skip
    assert turns[-1].final


def test_home_forgets_what_was_answered() -> None:
    flows, host = catalog(utama=THREE), FakeHost()
    home = play(flows, ["1", "abc", "00"], host)[-1]
    assert home.session.names == {}
    assert home.text == begin(flows, host).text


def test_zero_is_an_answer_where_it_can_be_one() -> None:
    turns = play(catalog(utama=THREE), ["1", "abc", "0"])
    assert shown(turns)[2] == "How many? / 00 Home"
    assert turns[-1].text == "x abc 0."


def test_the_keys_are_those_of_the_settings() -> None:
    flows = catalog(navigation=Navigation(back="#", home="*", more="9"), utama=THREE)
    screens = shown(play(flows, ["1", "#", "1", "abc", "*", "0"]))
    assert screens[1] == "Text: / # Back / * Home"
    assert [screen.split(" / ")[0] for screen in screens[2:6]] == ["Which?", "Text:", "How many?", "Which?"]
    assert screens[6].startswith("Not 1 to 2.")


def test_a_text_message_spends_no_room_on_the_keys_but_they_work() -> None:
    turns = play(catalog(utama=THREE), ["1", "0"], medium="sms")
    assert shown(turns)[1:] == ["Text:", "Which? / 1 Ex / 2 Why"]


def test_what_is_over_stays_over() -> None:
    flows, host = catalog(utama=THREE), FakeHost()
    last = play(flows, ["1", "abc", "3"], host)[-1]
    for said in ("", "1", "0", "00", "98"):
        after = go_on(flows, last, host, said)[0]
        assert (after.text, after.final) == ("Over.", True)
