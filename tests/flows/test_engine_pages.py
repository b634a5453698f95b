"""Screens of several pages: nothing is shown twice or left out, whichever page is shown and whatever stands above it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import catalog as catalogs
from flows.catalog import Catalog
from flows.engine import EngineError, Turn
from flows.gsm7 import segments
from tests.fakes import FakeHost, caller
from tests.flows.small import begin, catalog, go_on, play, shown

NAVIGATION = {"0 Back", "00 Home", "98 More"}
NUMBERS = [
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
    "dua belas",
]


def long_menu(count: int, width: int = 14, before: str = "") -> Catalog:
    options = ", ".join(f'{{ id = "{word.ljust(width, "x")}" }}' for word in NUMBERS[:count])
    menu = f'[node.m]\nmenu = "Which of these?"\nnext = "e"\noptions = [{options}]\n[node.e]\nend = "Done."\n'
    return catalog(utama=f'start = "{"a" if before else "m"}"\n{before}{menu}')


ASK_FIRST = '[node.a]\nask = "Name?"\naccept = "text"\nsave = "n"\nnext = "m"\n'.replace('"text"', "{ text = {} }")


def leafed(flows: Catalog, turn: Turn, host: FakeHost) -> list[Turn]:
    """The page of `turn`, and all after it."""
    turns = [turn]
    while turns[-1].text.endswith("98 More") or "\n98 More\n" in turns[-1].text:
        turns += go_on(flows, turns[-1], host, "98")
        assert len(turns) < 30, "the pages have no end"
    return turns


def options_of(turns: list[Turn]) -> list[str]:
    return [line for turn in turns for line in turn.text.split("\n") if line[0].isdigit() and line not in NAVIGATION]


@settings(deadline=None)
@given(st.integers(2, 12), st.integers(1, 40), st.sampled_from(["", ASK_FIRST]), st.sampled_from(["", "zzz", "99"]))
def test_leafing_shows_every_option_once(count: int, width: int, before: str, wrong: str) -> None:
    flows, host = long_menu(count, width, before), FakeHost()
    turns = play(flows, ["Siti"] * bool(before) + [wrong] * bool(wrong), host)
    pages = leafed(flows, turns[-1], host)
    assert [int(line.split()[0]) for line in options_of(pages)] == list(range(1, count + 1))
    asked = sum("Which of these?" in page.text for page in pages)
    assert asked == 1 or (wrong and len(pages) == 1), "what was wrong may take the place of a question that was read"


def test_what_was_wrong_does_not_push_the_options_from_the_screen() -> None:
    question = "We keep your number and your village, only to serve you, and you can stop at any time you like. Agreed?"
    options = 'options = [{ label = "Yes", goto = "e" }, { label = "No", goto = "e" }]'
    flows = catalog(utama=f'start = "m"\n[node.m]\nmenu = "{question}"\n{options}\n[node.e]\nend = "Done."')
    screens = [turn.text for turn in play(flows, ["5", "x", "y"], FakeHost())]
    assert screens[0] == f"{question}\n1 Yes\n2 No"
    assert screens[1] == f"Not 1 to 2.\n{question}\n1 Yes\n2 No"
    assert screens[3] == f"Not 1 to 2.\nHelp: 00.\n{question}\n1 Yes\n2 No"
    longer = question.replace("at any time you like", "at any time you like by sending us a text")
    flows = catalog(utama=f'start = "m"\n[node.m]\nmenu = "{longer}"\n{options}\n[node.e]\nend = "Done."')
    assert play(flows, ["5", "x", "y"], FakeHost())[3].text == "Not 1 to 2.\nHelp: 00.\n1 Yes\n2 No"


def test_a_blank_screen_of_a_revision_that_an_older_check_let_through_reaches_no_phone() -> None:
    strict = catalog(utama='start = "e"\n[node.e]\nend = "Hi {contact.name}"')
    kept = {name: text.replace("Hi ", "") for name, text in strict.files.items()}
    flows = catalogs.reread(kept, languages=strict.languages, navigation=strict.navigation)
    with pytest.raises(EngineError, match="blank"):
        begin(flows, FakeHost(contact=caller(name="")))


def test_the_first_screen_of_all_turns_its_pages_both_ways() -> None:
    flows, host = long_menu(12, 24), FakeHost()
    down = leafed(flows, begin(flows, host), host)
    assert len(down) == 3
    up = go_on(flows, down[-1], host, *["0"] * (len(down) - 1))
    assert [turn.text for turn in up] == [turn.text for turn in reversed(down[:-1])]
    assert "0 Back" not in down[0].text
    assert all(turn.text.endswith("0 Back") for turn in down[1:])
    assert go_on(flows, down[0], host, "0")[0].text == down[0].text


def test_the_last_page_has_no_more() -> None:
    flows, host = long_menu(12), FakeHost()
    last = leafed(flows, begin(flows, host), host)[-1]
    assert shown(go_on(flows, last, host, "98"))[0].startswith("Not 1 to 12.")


def test_what_was_wrong_goes_on_standing_above_the_first_page() -> None:
    flows, host = long_menu(12), FakeHost()
    wrong = play(flows, ["zzz"], host)[-1]
    second, first = go_on(flows, wrong, host, "98", "0")
    assert wrong.text.startswith("Not 1 to 12.\nWhich of these?")
    assert first.text == wrong.text
    assert "Not 1" not in second.text


def test_an_option_of_any_page_can_be_chosen_on_any() -> None:
    flows = long_menu(12)
    for says in (["12"], ["98", "1"], ["98", "98", "5"]):
        assert play(flows, says)[-1].final


def test_by_text_a_page_of_a_list_is_one_sms_and_what_is_read_two() -> None:
    listed = (
        'start = "c"\n[node.c]\nchoose = "Who?"\nfrom = "officers"\nwhere = { village = "36.01" }\nlabel = "{name}"\n'
        'save = "o"\nempty = "e"\nnext = "e"\n[node.e]\nend = "Over."\n'
    )
    people = [{"code": str(n), "name": f"Somebody {n} of a long name", "village": "36.01"} for n in range(12)]
    host = FakeHost({"officers": people})
    flows = catalog(utama=listed)
    turns = leafed(flows, begin(flows, host, medium="sms"), host)
    assert [segments(turn.text) for turn in turns] == [1] * len(turns)
    assert sum(turn.text.count("Somebody") for turn in turns) == 12
    read = begin(catalog(utama=f'start = "e"\n[node.e]\nend = "{"kata " * 50}"\n'), host, medium="sms")
    assert (segments(read.text), read.final) == (2, True)


@pytest.mark.parametrize("medium", ["ussd", "sms"])
def test_a_long_end_is_over_on_its_last_page(medium: str) -> None:
    flows = catalog(utama=f'start = "e"\n[node.e]\nend = "{"kata " * 150}selesai"\n')
    host = FakeHost()
    turns = leafed(flows, begin(flows, host, medium=medium), host)
    assert [turn.final for turn in turns] == [False] * (len(turns) - 1) + [True]
    assert " ".join(turn.text.removesuffix("98 More") for turn in turns).split() == ["kata"] * 150 + ["selesai"]
    assert go_on(flows, turns[0], host, "0")[0].text == turns[0].text


def test_a_question_for_a_number_that_may_be_zero_turns_its_pages_by_the_first_menu() -> None:
    accept = "accept = { number = { min = 0 } }"
    flows = catalog(
        utama=f'start = "a"\n[node.a]\nask = "{"kata " * 50}"\n{accept}\nsave = "n"\nnext = "e"\n[node.e]\nend = "{{n}}."'
    )
    host = FakeHost()
    pages = leafed(flows, begin(flows, host), host)
    assert [page.text.split("\n")[-1] for page in pages] == ["98 More", "00 Home"]
    assert go_on(flows, pages[-1], host, "00")[0].text == pages[0].text
    assert go_on(flows, pages[-1], host, "0")[0].text == "0."


def test_leafing_looks_up_once() -> None:
    flows = catalog(utama='start = "c"\n[node.c]\nchoose = "Which?"\nfrom = "officers"\nwhere = { village = "36.01" }\nlabel = "{name}"\n'
                          'save = "c"\nempty = "e"\nnext = "e"\n[node.e]\nend = "Done."')  # fmt: skip
    officers = [{"code": str(n), "name": f"Officer number {n}", "phone": "+62", "village": "36.01"} for n in range(12)]
    host = FakeHost({"officers": officers})
    turns = play(flows, [], host)
    before = len(host.asked)
    go_on(flows, turns[0], host, "98")
    assert len(host.asked) == before + 1
