"""Numbers that stay when an option goes, and say where it went."""

from __future__ import annotations

import pytest

from flows.checks import sample
from flows.drawings import tree
from tests.fakes import FakeHost
from tests.flows import village
from tests.flows.small import begin, catalog, go_on, play, shown

MENU = """start = "menu"
[node.menu]
menu = "Which?"
options = [
  { label = "Report", goto = "lapor" },
  { label = "Market", goto = "pasar", number = 3 },
  { label = "Hidden", goto = "lapor", when = "contact.role == 'head'" },
  { label = "Info", goto = "pasar" },
]
retired = [ { number = 2, label = "Letters: at the office." } ]
[node.lapor]
end = "Reported."
[node.pasar]
menu = "Market?"
options = [ { label = "Buy", goto = "lapor" } ]
"""
OPTIONS = village.LAPOR[village.LAPOR.index("options = [") : village.LAPOR.index("\n]\n") + 3]


def test_an_option_keeps_its_number_and_the_others_count_on() -> None:
    (first,) = play(catalog(utama=MENU))
    assert shown([first])[0].startswith("Which? / 1 Report / 3 Market / 4 Info")
    for typed in ("3", "3.", "market"):
        assert shown(play(catalog(utama=MENU), [typed]))[1].startswith("Market?")
    assert shown(play(catalog(utama=MENU), ["4"]))[1].startswith("Market?")
    assert "Not 1 to 4." in shown(play(catalog(utama=MENU), ["5"]))[1]


def test_a_retired_number_says_where_it_went_and_asks_again() -> None:
    turns = play(catalog(utama=MENU), ["2", "1"])
    assert shown(turns)[1].startswith("Letters: at the office. / Which? / 1 Report")
    assert not turns[1].final
    assert turns[2].text == "Reported."


def test_dialled_at_once_it_says_so_and_takes_nothing_of_what_was_dialled_behind_it() -> None:
    flows = catalog(utama=MENU)
    first = begin(flows, deep=True)
    said, after = go_on(flows, first, FakeHost(), "2", "1")
    assert (said.text, said.final) == ("Letters: at the office.", True)
    assert (after.text, after.final) == ("Over.", True)


@pytest.mark.parametrize(
    ("written", "place", "reason"),
    [
        ('goto = "siapa", number = 2', "2", "number = 2: the option before it has 2; numbers rise"),
        ('goto = "siapa", number = 98', "{ value", "this option gets the number 98, which is a key of"),
        ('goto = "siapa", number = 5', "options", "numbers 3, 4 answer nothing: say under \"retired\" where"),
        ('goto = "siapa", number = 0', "0", " than or equal to 1"),
    ],
)  # fmt: skip
def test_the_check_knows_a_number_that_is_none(written: str, place: str, reason: str) -> None:
    files = village.spoilt("lapor.toml", 'goto = "siapa", ', f"{written}, ")
    found = [one for one in village.problems_of(files) if reason in one.reason]
    assert len(found) == 1, village.problems_of(files)
    assert files["lapor.toml"].splitlines()[found[0].line - 1][found[0].column - 1 :].startswith(place)


@pytest.mark.parametrize(
    ("retired", "reason"),
    [
        ('{ number = 2, id = "a", en = "b" }', "number = 2: an option or another retired one has this number"),
        ('{ number = 4, id = "a", en = "b" }, { number = 4, id = "a", en = "b" }', "number = 4: an option or another"),
        ('{ number = 4, id = "a" }', 'this text lacks "en"'),
        ('{ number = 4, id = "a {nobody}", en = "b" }', "nobody"),
        ('{ id = "a", en = "b" }', "number"),
    ],
)
def test_the_check_knows_what_is_wrong_with_a_retired_one(retired: str, reason: str) -> None:
    files = village.spoilt("lapor.toml", OPTIONS, f"{OPTIONS}retired = [ {retired} ]\n")
    assert any(reason in one.reason for one in village.problems_of(files)), village.problems_of(files)


def test_a_menu_that_says_where_all_went_passes() -> None:
    said = OPTIONS.replace('goto = "siapa"', 'goto = "siapa", number = 5')
    gone = ", ".join(f'{{ number = {number}, id = "Pindah.", en = "Moved." }}' for number in (3, 4))
    files = village.spoilt("lapor.toml", OPTIONS, f"{said}retired = [ {gone} ]\n")
    assert village.problems_of(files) == []


def test_menus_are_drawn_with_the_numbers_that_are_dialled() -> None:
    lines = tree(catalog(utama=MENU), "utama", "en", sample.VILLAGES[0])
    assert [(one.number, one.label) for one in lines] == [(1, "Report"), (3, "Market"), (4, "Info")]
    assert [one.label for one in lines[1].lines] == ["Buy"]
