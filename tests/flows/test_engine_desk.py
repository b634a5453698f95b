"""What officers need of the engine: PINs that are not kept, changes of tickets, ends that stop, answers to a notice."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from flows.effects import ChangeContact, ChangeTicket, Effect
from tests.fakes import FakeHost, caller
from tests.flows.small import begin, catalog, go_on, play, shown

PIN = "246810"


class Office(FakeHost):
    """A host that knows the ticket 4821369."""

    def _made(self, effect: Effect) -> dict[str, Any]:
        if isinstance(effect, ChangeTicket):
            known = effect.code == "4821369"
            ticket = {"code": "4821-369", "status": effect.status or "new"} if known else {}
            return {"ticket": ticket, "result": "done" if known else "unknown"}
        return super()._made(effect)


CHANGE = """start = "a"
[node.a]
ask = "Code:"
accept = { text = {} }
save = "code"
next = "u"
[node.u]
update.ticket = { code = "{code}", status = "resolved", answer = "For {contact.first_name}" }
next = "b"
[node.b]
branch = [{ when = "result == 'done'", goto = "m" }, { else = "e" }]
[node.m]
menu = "{ticket.code}: {ticket.status}"
options = [{ id = "Good", goto = "e" }]
[node.e]
end = "It is {result}"
"""


def test_a_changed_ticket_and_what_came_of_it_have_names_from_then_on() -> None:
    host = Office()
    assert shown(play(catalog(utama=CHANGE), ["4821369", "1"], host))[1:] == [
        "4821-369: resolved / 1 Good",
        "It is done",
    ]
    assert host.effects == [ChangeTicket("4821369", status="resolved", answer="For Siti")]


def test_a_change_that_is_refused_is_a_result_too() -> None:
    assert play(catalog(utama=CHANGE), ["7152048"], Office())[-1].text == "It is unknown"


def test_there_is_no_way_back_across_a_change_of_a_ticket() -> None:
    flows, host = catalog(utama=CHANGE), Office()
    changed = play(flows, ["4821369"], host)[-1]
    assert go_on(flows, changed, host, "0")[0].text == changed.text


def test_a_change_has_an_origin_and_is_not_made_twice() -> None:
    flows, host = catalog(utama=CHANGE), Office()
    asked = begin(flows, host)
    once, again = (go_on(flows, asked, host, "4821369")[0] for _ in range(2))
    assert once == again
    assert list(host.done) == ["r/utama.u/1.1"]


def test_a_ticket_and_a_contact_may_be_changed_by_one_node() -> None:
    both = 'update.ticket = { code = "4821369" }\nupdate.contact = { name = "Ani" }'
    host = Office()
    play(catalog(utama=f'start = "u"\n[node.u]\n{both}\nnext = "e"\n[node.e]\nend = "Over"'), [], host)
    assert host.effects == [ChangeContact(name="Ani"), ChangeTicket("4821369")]


ASKED = """start = "p"
[node.p]
ask = "PIN:"
accept = "pin"
save = "typed"
next = "q"
[node.q]
ask = "Again:"
accept = "pin"
save = "again"
next = "n"
[node.n]
ask = "Name:"
accept = { text = {} }
save = "name"
next = "u"
[node.u]
update.contact = { FIELD = "{typed}" }
next = "m"
[node.m]
menu = "Good, {name}."
options = [{ id = "Yes", goto = "e" }]
[node.e]
end = "Over"
"""


@pytest.mark.parametrize("field", ["pin", "unlock"])
def test_a_pin_that_was_used_stays_nowhere_in_the_session(field: str) -> None:
    host = FakeHost()
    turns = play(catalog(utama=ASKED.replace("FIELD", field)), [PIN, PIN, "Siti"], host)
    assert asdict(host.effects[0])[field] == PIN
    assert PIN in json.dumps(turns[-2].session.to_dict())
    kept = replace(turns[-1].session, contact={})
    assert PIN not in json.dumps(kept.to_dict())
    assert turns[-1].text.startswith("Good, Siti.")


def test_other_answers_are_not_forgotten() -> None:
    turns = play(catalog(utama=ASKED.replace('FIELD = "{typed}"', 'name = "{name}"')), [PIN, PIN, "Siti"])
    assert turns[-1].session.names == {"typed": PIN, "again": PIN, "name": "Siti"}


STOPS = """start = "c"
[node.c]
call = "dalam"
next = "m"
[node.m]
menu = "Inside?"
options = [{ id = "Yes", goto = "e" }]
[node.e]
end = "Outer"
"""
INNER = """start = "b"
[node.b]
branch = [{ when = "contact.role == ''", goto = "no" }, { else = "yes" }]
[node.no]
end = "Not for you."
stop = true
[node.yes]
end = "Go ahead."
"""


def test_an_end_that_stops_goes_back_to_nobody() -> None:
    turn = begin(catalog(utama=STOPS, dalam=INNER))
    assert (turn.text, turn.final) == ("Not for you.", True)


def test_any_other_end_goes_back_to_who_called() -> None:
    host = FakeHost(contact=caller(role="head"))
    assert begin(catalog(utama=STOPS, dalam=INNER), host).text.startswith("Inside?")


def test_an_end_that_stops_is_sent_by_sms_where_it_says_so() -> None:
    host = FakeHost()
    begin(catalog(utama=STOPS, dalam=INNER.replace("stop = true", "stop = true\nsms = true")), host)
    assert [getattr(effect, "texts", None) for effect in host.effects] == [{"id": "Not for you."}]


ABOUT = """start = "t"
[node.t]
choose = "Which?"
from = "tickets"
where = { code = "{dialogue.about}" }
label = "{code}"
save = "ticket"
single = true
empty = "e"
next = "m"
[node.m]
menu = "{ticket.code}: solved?"
options = [{ id = "Yes", goto = "e", when = "dialogue.about != ''" }, { id = "No", goto = "e" }]
[node.e]
end = "Over"
"""


def test_an_answer_to_a_notice_knows_what_it_was_about_to_the_end() -> None:
    tickets = [{"code": code, "name": code} for code in ("4821369", "7152048")]
    flows, host = catalog(utama=ABOUT), FakeHost({"tickets": tickets})
    asked = begin(flows, host, medium="sms", about="7152048")
    assert asked.text == "7152048: solved?\n1 Yes\n2 No"
    home = go_on(flows, asked, host, "00")[0]
    assert home.text == asked.text


def test_a_dialogue_that_answers_no_notice_is_about_nothing() -> None:
    host = FakeHost({"tickets": [{"code": "", "name": "x"}]})
    assert begin(catalog(utama=ABOUT), host).text == ": solved?\n1 No"


HOME = """start = "b"
[node.b]
branch = [{ when = "contact.role == ''", goto = "c" }, { else = "c" }]
[node.c]
call = "dalam"
"""
MENU = """start = "m"
[node.m]
menu = "What?"
options = [{ id = "This", goto = "n" }, { id = "That", goto = "u" }, { id = "End", goto = "e" }]
[node.n]
ask = "Name:"
accept = { text = {} }
save = "n"
next = "m"
[node.u]
update.contact = { name = "Ani" }
next = "n"
[node.e]
end = "Over"
"""


def test_a_first_screen_that_another_flow_shows_has_no_way_to_itself() -> None:
    turns = play(catalog(utama=HOME, dalam=MENU), ["1", "00", "2"])
    assert shown(turns) == [
        "What? / 1 This / 2 That / 3 End",
        "Name: / 0 Back / 00 Home",
        "What? / 1 This / 2 That / 3 End",
        "Name: / 00 Home",
    ]
