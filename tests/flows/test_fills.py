"""A keyword with all its answers: what each node takes of the words, and what is left for the next."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.effects import OpenTicket
from flows.engine import Turn
from tests.fakes import FakeHost
from tests.flows.small import catalog, go_on, play

FLOW = """start = "c"
[node.c]
menu = "What?"
save = "category"
next = "d"
options = [
  { value = "jalan", id = "Jalan/jembatan", su = "Sasak" },
  { value = "air", id = "Air bersih", su = "Cai beresih" },
  { value = "lain", id = "Lain", su = "Sejen" },
]
[node.d]
ask = "Tell:"
accept = { text = { min = 5, max = 60 } }
save = "description"
next = "t"
[node.t]
create.ticket = { kind = "report", category = "{category}", description = "{description}" }
next = "e"
[node.e]
end = "Done, {ticket.code}."
"""
LANGUAGES = ("id", "su")


def told(
    rest: str, text: str = FLOW, fills: tuple[str, ...] = ("category", "description")
) -> tuple[FakeHost, list[Turn]]:
    host = FakeHost()
    return host, play(catalog(languages=LANGUAGES, utama=text), [], host, medium="sms", fills=fills, rest=rest)


def made(host: FakeHost) -> list[tuple[str, str]]:
    return [(effect.category, effect.description) for effect in host.effects if isinstance(effect, OpenTicket)]


@pytest.mark.parametrize(
    ("rest", "category", "description"),
    [
        ("jalan jembatan ambruk di RT 02", "jalan", "jembatan ambruk di RT 02"),
        ("JALAN, jembatan ambruk", "jalan", "jembatan ambruk"),
        ("1 jembatan ambruk", "jalan", "jembatan ambruk"),
        ("#1 jembatan ambruk", "jalan", "jembatan ambruk"),
        ("jalan/jembatan ambruk total", "jalan", "ambruk total"),
        ("cai beresih teu ngocor", "air", "teu ngocor"),
        ("jembatan ambruk di RT 02", "jalan", "jembatan ambruk di RT 02"),
        ("Jembatan ambruk di RT 02", "jalan", "Jembatan ambruk di RT 02"),
        ("jembatan, ambruk", "jalan", "jembatan, ambruk"),
        ("sas. ruksak di RT 02", "jalan", "sas. ruksak di RT 02"),
        ("cai teu ngocor", "air", "cai teu ngocor"),
        ("air  keruh sekali", "air", "keruh sekali"),
        ("jalan a*b {contact.phone} %s é 'x'", "jalan", "a*b {contact.phone} %s é 'x'"),
    ],
)
def test_one_text_is_a_whole_report(rest: str, category: str, description: str) -> None:
    host, turns = told(rest)
    assert turns[0].final
    assert made(host) == [(category, description)]


@pytest.mark.parametrize("rest", ["jembatan", "jalan", "1", "air bersih"])
def test_a_category_alone_leaves_the_description_to_be_asked(rest: str) -> None:
    host, turns = told(rest)
    assert turns[0].text == "Tell:"
    assert host.effects == []


@pytest.mark.parametrize("rest", ["jalna rusak parah", "pohon tumbang", "jalannya rusak"])
def test_words_that_name_nothing_wait_for_the_description(rest: str) -> None:
    """One wrong letter may be meant as a category or as the report: the menu asks, and nothing that was typed is lost."""
    host, turns = told(rest)
    assert turns[0].text.startswith("What?")
    last = go_on(catalog(languages=LANGUAGES, utama=FLOW), turns[0], host, "1")[-1]
    assert last.final
    assert made(host) == [("jalan", rest)]


def test_no_words_at_all_begin_at_the_beginning() -> None:
    assert told("")[1][0].text.startswith("What?")
    assert told("   ")[1][0].text.startswith("What?")


def test_a_description_that_is_wrong_is_asked_again_with_why() -> None:
    assert told("jalan aduh")[1][0].text == "Under 5.\nTell:"
    assert told(f"jalan {'x' * 61}")[1][0].text.startswith("wrong_text_long")


def test_a_wait_for_another_answer_between_does_not_lose_the_words() -> None:
    text = FLOW.replace('next = "d"\noptions', 'next = "n"\noptions').replace(
        "[node.d]", '[node.n]\nask = "How many?"\naccept = { number = { min = 1 } }\nsave = "n"\nnext = "d"\n[node.d]'
    )
    flows = catalog(languages=LANGUAGES, utama=text)
    host = FakeHost()
    asked = play(flows, [], host, medium="sms", fills=("category", "description"), rest="jembatan ambruk sekali")[0]
    assert asked.text == "How many?"
    assert go_on(flows, asked, host, "3")[0].final
    assert made(host) == [("jalan", "jembatan ambruk sekali")]


def test_a_free_text_need_not_be_the_last() -> None:
    host, turns = told("satu dua tiga", text=FLOW.replace('start = "c"', 'start = "d"').replace('next = "t"', 'next = "c"', 1)
                       .replace('next = "d"\noptions', 'next = "t"\noptions'), fills=("description", "category"))  # fmt: skip
    assert turns[0].text.startswith("What?")
    assert host.effects == []


def test_home_forgets_the_words() -> None:
    flows = catalog(languages=LANGUAGES, utama=FLOW)
    host, turns = told("pohon tumbang di jalan")
    home, asked = go_on(flows, turns[0], host, "00", "2")
    assert home.text.startswith("What?")
    assert asked.text == "Tell:"


def test_a_choice_among_records_takes_the_words_that_name_one() -> None:
    text = """start = "p"
[node.p]
choose = "Which?"
from = "products"
label = "{name}"
save = "product"
single = true
empty = "none"
next = "n"
[node.none]
end = "None"
[node.n]
ask = "How many?"
accept = { number = { min = 1 } }
save = "n"
next = "e"
[node.e]
end = "{product.name}: {n}"
"""
    products = [{"code": "P1", "name": "Gula aren"}, {"code": "P2", "name": "Kopi"}]
    flows, host = catalog(utama=text), FakeHost({"products": products})
    for rest, said in [("gula aren 12", "Gula aren: 12"), ("kopi 3", "Kopi: 3")]:
        assert play(flows, [], host, medium="sms", fills=("product", "n"), rest=rest)[0].text == said


SALE = """start = "n"
[node.n]
ask = "What?"
accept = { pattern = "[^0-9;/]{2,24}", hint = "no digits" }
save = "name"
next = "p"
[node.p]
ask = "Price?"
accept = { money = { min = 100 } }
save = "price"
next = "u"
[node.u]
ask = "Unit?"
accept = { pattern = "[a-z]{1,9}", hint = "kg" }
save = "unit"
next = "s"
[node.s]
ask = "Stock?"
accept = { number = { min = 0 } }
save = "stock"
next = "e"
[node.e]
end = "{name}: {price}/{unit}, {stock}"
"""


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("gula aren; 25rb/kg; 40", "gula aren: 25000/kg, 40"),
        ("gula aren;25rb/kg;40", "gula aren: 25000/kg, 40"),
        ("gula aren 25rb/kg 40", "gula aren: 25000/kg, 40"),
        ("gula aren ; Rp 25.000 / kg ; 40;", "gula aren: 25000/kg, 40"),
        ("gula aren; 25rb; kg; 0", "gula aren: 25000/kg, 0"),
        ("gula aren; 25rb; 40", "Unit?"),
        ("gula aren", "Price?"),
        ("gula aren; murah; 40", "Price?"),
        ("; ; ;", "What?"),
        (";;;", "What?"),
    ],
)
def test_a_semicolon_ends_what_is_typed_and_a_stroke_an_amount(rest: str, said: str) -> None:
    fills = ("name", "price", "unit", "stock")
    turn = play(catalog(utama=SALE), [], FakeHost(), medium="sms", fills=fills, rest=rest)[0]
    assert turn.text.split("\n")[-1] == said


CODED = """start = "b"
[node.b]
branch = [ { when = "dialogue.coded", goto = "c" }, { else = "w" } ]
[node.c]
end = "code"
[node.w]
end = "words"
"""


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("4821369 sudah", "code"), ("4821-369", "code"), ("4821 369 sudah", "code"), ("4821396", "code"),
        ("", "words"), ("sudah 4821369", "words"), ("12 ikat", "words"), ("G12", "words"),
    ],
)  # fmt: skip
def test_whether_the_words_begin_with_a_code(rest: str, said: str) -> None:
    turn = play(catalog(utama=CODED), [], FakeHost(), medium="sms", fills=("code",), rest=rest)[0]
    assert turn.text == said
    assert play(catalog(utama=CODED), [], FakeHost(), medium="sms", rest=rest)[0].text == "words"


WORDS = st.lists(
    st.sampled_from(["jalan", "jembatan", "air", "1", "cai", "rusak", "RT", "02", "a*b", "{x}", "é", "😀"]), max_size=9
)


@settings(deadline=None)
@given(WORDS)
def test_no_word_but_the_name_of_an_option_is_ever_lost(words: list[str]) -> None:
    host, turns = told(" ".join(words))
    if turns[0].final:
        [(_, description)] = made(host)
        assert " ".join(words).endswith(description)
        lost = " ".join(words).removesuffix(description).strip()
        assert lost in {"", "jalan", "air", "1", "02"}
