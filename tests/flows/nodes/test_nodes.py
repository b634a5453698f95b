"""Each kind of node, alone."""

from __future__ import annotations

import pytest

from flows.effects import ChangeContact, SendMessage
from flows.host import Query
from tests.fakes import FakeHost, caller
from tests.flows.small import catalog, go_on, play, shown

END = '[node.e]\nend = "{x} done"\n'
PRODUCTS = [
    {"code": f"P{n}", "name": name, "price": price, "stock": n, "seller": "Ibu", "village": "Desa"}
    for n, (name, price) in enumerate([("Gula aren", 25000), ("Gula semut", 35000), ("Kopi", 40000)], 1)
]


class TestMenu:
    FLOW = f"""start = "m"
[node.m]
menu = "M"
save = "x"
next = "e"
options = [
  {{ value = "a", id = "Alpha" }},
  {{ value = "b", id = "Beta", when = "contact.role == 'operator'" }},
  {{ value = "c", id = "Gamma", goto = "o" }},
]
[node.o]
end = "other {{x}}"
{END}"""

    @pytest.mark.parametrize(
        ("typed", "said"), [("1", "a done"), ("alpha", "a done"), ("2", "other c"), ("c", "other c")]
    )
    def test_an_option_saves_its_value_and_leads_to_its_goto_or_on(self, typed: str, said: str) -> None:
        assert play(catalog(utama=self.FLOW), [typed])[-1].text == said

    def test_options_are_shown_and_numbered_where_their_condition_holds(self) -> None:
        flows = catalog(utama=self.FLOW)
        assert shown(play(flows)) == ["M / 1 Alpha / 2 Gamma"]
        officer = FakeHost(contact=caller(role="operator"))
        assert shown(play(flows, ["2"], officer)) == ["M / 1 Alpha / 2 Beta / 3 Gamma", "b done"]

    def test_an_option_that_is_not_shown_is_not_taken_by_name_either(self) -> None:
        assert play(catalog(utama=self.FLOW), ["beta"])[-1].text.startswith("Not 1 to 2.")


class TestChoose:
    FLOW = """start = "c"
[node.c]
choose = "C"
from = "products"
label = "{name} {price|rupiah}"
save = "p"
empty = "none"
next = "e"
[node.none]
end = "none"
[node.e]
end = "{p.name} {p.stock} {p}."
"""

    def host(self) -> FakeHost:
        return FakeHost({"products": PRODUCTS})

    def test_the_list_is_shown_and_a_number_takes_the_whole_record(self) -> None:
        turns = play(catalog(utama=self.FLOW), ["2"], self.host())
        assert shown(turns) == [
            "C / 1 Gula aren Rp25.000 / 2 Gula semut Rp35.000 / 3 Kopi Rp40.000",
            "Gula semut 2 Gula semut.",
        ]

    def test_typing_narrows_and_back_widens_again(self) -> None:
        screens = shown(play(catalog(utama=self.FLOW), ["gula", "semut", "0"], self.host()))
        assert screens[1] == "C / 1 Gula aren Rp25.000 / 2 Gula semut Rp35.000 / 0 Back / 00 Home"
        assert screens[2] == "C / 1 Gula semut Rp35.000 / 0 Back / 00 Home"
        assert screens[3].startswith("C / 1 Gula aren Rp25.000 / 2 Gula semut Rp35.000 / 3 Kopi")

    def test_a_number_means_what_was_shown_also_when_the_list_has_changed_since(self) -> None:
        flows, host = catalog(utama=self.FLOW), self.host()
        first = play(flows, [], host)[0]
        host.records = {"products": [PRODUCTS[2], PRODUCTS[1]]}
        assert go_on(flows, first, host, "3")[0].text == "Kopi 3 Kopi."
        assert go_on(flows, first, host, "1")[0].text.startswith("No 1.")

    def test_a_whole_name_is_taken_without_asking(self) -> None:
        assert play(catalog(utama=self.FLOW), [" KOPI. "], self.host())[-1].text == "Kopi 3 Kopi."

    def test_what_nothing_is_called_is_said(self) -> None:
        assert play(catalog(utama=self.FLOW), ["zzz"], self.host())[-1].text.startswith("No zzz.\nC\n1 Gula aren")

    def test_a_search_that_found_something_ends_the_wrong_tries(self) -> None:
        screens = shown(play(catalog(utama=self.FLOW), ["zzz", "yyy", "gula", "zzz"], self.host()))
        assert "No" not in screens[3]
        assert "Help" not in screens[4]

    def test_nothing_to_choose_leads_to_empty(self) -> None:
        assert play(catalog(utama=self.FLOW))[0].text == "none"

    def test_the_only_one_is_taken_where_the_author_says_so(self) -> None:
        one = FakeHost({"products": PRODUCTS[2:]})
        assert play(catalog(utama=self.FLOW), [], one)[0].text.startswith("C\n1 Kopi")
        single = self.FLOW.replace('empty = "none"', 'empty = "none"\nsingle = true')
        assert play(catalog(utama=single), [], one)[0].text == "Kopi 3 Kopi."

    def test_typed_lists_nothing_before_something_was_typed(self) -> None:
        typed = catalog(utama=self.FLOW.replace('empty = "none"', 'empty = "none"\ntyped = true'))
        host = self.host()
        turns = play(typed, [], host)
        assert (turns[0].text, host.asked) == ("C", [])
        assert shown(go_on(typed, turns[0], host, "gula", "0")) == [
            "C / 1 Gula aren Rp25.000 / 2 Gula semut Rp35.000 / 0 Back / 00 Home", "C",
        ]  # fmt: skip

    def test_where_and_search_are_filled_with_what_is_known(self) -> None:
        text = self.FLOW.replace(
            'empty = "none"',
            'empty = "none"\nwhere = { village = "{contact.village}" }\nsearch = "{contact.first_name}"',
        )
        host = FakeHost()
        play(catalog(utama=text), [], host)
        assert host.asked == [Query("products", "id", {"village": "36.01"}, "Siti")]


class TestAsk:
    def ask(self, accept: str, more: str = "") -> str:
        return f'start = "a"\n[node.a]\nask = "A"\naccept = {accept}\n{more}save = "x"\nnext = "e"\n{END}'

    @pytest.mark.parametrize(
        ("accept", "typed", "said"),
        [
            ("{ text = {} }", "  a*b {x} ", "a*b {x} done"),
            ("{ number = { min = 1 } }", "1.500", "1500 done"),
            ("{ money = { min = 500 } }", "15rb", "15000 done"),
            ('"phone"', "0812-3456-7890", "+6281234567890 done"),
            ("{ date = { from = 0, to = 30 } }", "besok", "2026-11-25 done"),
            ('"code"', "4821-369", "4821369 done"),
            ('{ pattern = "[0-9]{4}", hint = "four" }', " 1234 ", "1234 done"),
        ],
    )
    def test_each_way_to_accept(self, accept: str, typed: str, said: str) -> None:
        assert play(catalog(utama=self.ask(accept)), [typed])[-1].text == said

    def test_a_pin_is_taken_and_never_shown(self) -> None:
        flow = 'start = "a"\n[node.a]\nask = "A"\naccept = "pin"\nsave = "x"\nnext = "u"\n[node.u]\n'
        host = FakeHost()
        play(
            catalog(utama=flow + 'update.contact = { pin = "{x}" }\nnext = "e"\n[node.e]\nend = "Done."'),
            ["12 34 56"],
            host,
        )
        assert host.effects == [ChangeContact(pin="123456")]

    def test_the_hint_says_what_is_wanted(self) -> None:
        flow = self.ask('{ pattern = "[0-9]{4}" }', 'hint = "four digits"\n')
        assert play(catalog(utama=flow), ["abc"])[-1].text == "Not four digits.\nA"


class TestBranch:
    FLOW = """start = "b"
[node.b]
branch = [
  { when = "contact.role == 'operator'", goto = "o" },
  { when = "contact.village == ''", goto = "v" },
  { else = "e" },
]
[node.o]
end = "operator"
[node.v]
end = "nowhere"
[node.e]
end = "else"
"""

    @pytest.mark.parametrize(
        ("known", "said"),
        [
            ({}, "else"),
            ({"role": "operator"}, "operator"),
            ({"village": ""}, "nowhere"),
            ({"role": "operator", "village": ""}, "operator"),
        ],
    )
    def test_the_first_condition_that_holds(self, known: dict[str, str], said: str) -> None:
        assert play(catalog(utama=self.FLOW), [], FakeHost(contact=caller(**known)))[0].text == said


class TestCall:
    INNER = 'start = "a"\n[node.a]\nask = "Inner?"\naccept = { text = {} }\nsave = "x"\nnext = "i"\n[node.i]\nend = "inner end {x}"\n'

    def outer(self, follower: str) -> str:
        menu = '[node.m]\nmenu = "Outer"\noptions = [{ id = "In", goto = "c" }, { id = "Out", goto = "o" }]\n'
        ends = '[node.o]\nend = "out"\n' + (END if follower else "")
        return f'start = "m"\n{menu}[node.c]\ncall = "dalam"\n{follower}{ends}'

    def test_with_next_it_comes_back_with_the_answers_and_says_no_last_words(self) -> None:
        flows = catalog(utama=self.outer('next = "e"\n'), dalam=self.INNER)
        turns = play(flows, ["1", "hello"])
        assert shown(turns)[1:] == ["Inner? / 0 Back / 00 Home", "hello done"]

    def test_without_next_it_ends_there(self) -> None:
        turns = play(catalog(utama=self.outer(""), dalam=self.INNER), ["1", "hello"])
        assert turns[-1].text == "inner end hello"
        assert turns[-1].final

    @pytest.mark.parametrize("follower", ["", 'next = "e"\n'])
    def test_back_leads_out_of_it_and_home_to_the_first_flow(self, follower: str) -> None:
        flows = catalog(utama=self.outer(follower), dalam=self.INNER)
        for key in ("0", "00"):
            turns = play(flows, ["1", key, "2"])
            assert turns[2].text.startswith("Outer")
            assert turns[3].text == "out"


class TestUpdateSendEnd:
    def test_update_names_the_fields_that_change(self) -> None:
        flow = f'start = "u"\n[node.u]\nupdate.contact = {{ name = "Ani", consent = "yes" }}\nnext = "e"\n{END}'
        host = FakeHost()
        turn = play(catalog(utama=flow.replace("{x}", "{contact.name}")), [], host)[0]
        assert host.effects == [ChangeContact(name="Ani", consent="yes")]
        assert turn.text == "Ani done"

    @pytest.mark.parametrize(("medium", "count"), [("ussd", 1), ("sms", 0)])
    def test_the_last_words_go_out_as_a_text_unless_they_are_one(self, medium: str, count: int) -> None:
        host = FakeHost()
        turn = play(catalog(utama='start = "e"\n[node.e]\nend = "Bye."\nsms = true'), [], host, medium=medium)[0]
        assert turn.final
        assert host.effects == [SendMessage("contact", {"id": "Bye."}, {})] * count
