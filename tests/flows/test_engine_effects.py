"""What a dialogue does to the world: in whose name, how often, and that a replay does it no second time."""

from __future__ import annotations

from flows.effects import ChangeContact, OpenInquiry, OpenTicket, SendMessage
from tests.fakes import CODE, FakeHost, caller
from tests.flows.small import begin, catalog, go_on, play

REPORT = """start = "w"
[node.w]
ask = "What?"
accept = { text = {} }
save = "what"
next = "t"
[node.t]
create.ticket = { kind = "report", category = "jalan", description = "{what}" }
next = "s"
[node.s]
send.contact = "Yours: {ticket.code}"
send.officers = "New: {ticket.code}"
next = "m"
[node.m]
menu = "Made {ticket.code}. Another?"
options = [{ id = "Yes", goto = "w" }, { id = "No", goto = "e" }]
[node.e]
end = "Last {ticket.code}."
sms = true
"""


def test_each_effect_has_an_origin_of_its_own_that_names_dialogue_node_and_turn() -> None:
    host = FakeHost()
    play(catalog(utama=REPORT), ["Broken", "2"], host, reference="at/session-1")
    assert {origin: type(effect) for origin, effect in host.done.items()} == {
        "at/session-1/utama.t/1.1": OpenTicket,
        "at/session-1/utama.s/1.2": SendMessage,
        "at/session-1/utama.s/1.3": SendMessage,
        "at/session-1/utama.e/2.1": SendMessage,
    }
    assert [effect.to for effect in host.effects if isinstance(effect, SendMessage)] == [
        "contact",
        "officers",
        "contact",
    ]


def test_the_same_input_again_does_nothing_more_and_gives_the_same_bytes() -> None:
    flows, host = catalog(utama=REPORT), FakeHost()
    asked = begin(flows, host)
    once = go_on(flows, asked, host, "Broken")[0]
    again = go_on(flows, asked, host, "Broken")[0]
    assert (again.text, again.session.to_dict()) == (once.text, once.session.to_dict())
    assert len(host.done) == 3


def test_a_whole_dialogue_replayed_gives_the_same_bytes_and_no_second_effect() -> None:
    flows, host, says = catalog(utama=REPORT), FakeHost(), ["Broken", "1", "Dark", "2"]
    first = play(flows, says, host)
    done = dict(host.done)
    assert [turn.text for turn in play(flows, says, host)] == [turn.text for turn in first]
    assert host.done == done


def test_the_same_answers_later_in_the_dialogue_make_another() -> None:
    host = FakeHost()
    turns = play(catalog(utama=REPORT), ["Broken", "1", "Broken", "00", "Broken", "2"], host)
    tickets = [effect for effect in host.effects if isinstance(effect, OpenTicket)]
    assert len(tickets) == 3
    assert f"Made {CODE}." in turns[1].text
    assert turns[-1].text == f"Last {CODE}/3."


def test_there_is_no_way_back_across_an_effect() -> None:
    flows, host = catalog(utama=REPORT), FakeHost()
    asked, made = play(flows, ["Broken"], host)
    assert "0 Back" not in made.text
    assert go_on(flows, made, host, "0")[0].text == made.text
    assert "0 Back" not in asked.text


def test_a_ticket_and_an_inquiry_of_one_node_are_both_made() -> None:
    made = 'create.ticket = { kind = "report", category = "a", description = "b" }\n'
    made += 'create.inquiry = { product = "P1", quantity = "2", question = "c" }'
    flows = catalog(
        utama=f'start = "t"\n[node.t]\n{made}\nnext = "e"\n[node.e]\nend = "{{ticket.code}} {{inquiry.code}}."'
    )
    host = FakeHost()
    assert play(flows, [], host)[0].text == f"{CODE} {CODE}/2."
    assert host.effects == [OpenTicket("report", "a", "b"), OpenInquiry("P1", "2", "c")]


def test_a_changed_contact_speaks_the_new_language_at_once_and_from_then_on() -> None:
    text = """start = "l"
[node.l]
menu = "Bahasa?"
save = "l"
next = "u"
options = [{ value = "su", id = "Sunda", su = "Sunda" }]
[node.u]
update.contact = { language = "{l}" }
next = "m"
[node.m]
menu.id = "Sudah, {contact.language}."
menu.su = "Enggeus, {contact.language}."
options = [{ id = "Ya", su = "Muhun", goto = "e" }]
[node.e]
end.id = "Selesai"
end.su = "Rengse"
"""
    host = FakeHost(contact=caller(language=""))
    turns = play(catalog(languages=("id", "su"), utama=text), ["1", "1"], host)
    assert host.effects == [ChangeContact(language="su")]
    assert [turn.text.split("\n")[0] for turn in turns] == ["Bahasa?", "Enggeus, su.", "Rengse"]


def test_a_message_knows_its_text_in_every_language_and_what_was_answered() -> None:
    text = """start = "s"
[node.s]
send.officers.id = "Dari {contact.first_name}"
send.officers.su = "Ti {contact.first_name}"
next = "e"
[node.e]
end.id = "A"
end.su = "B"
"""
    host = FakeHost()
    flows = catalog(languages=("id", "su"), utama=text)
    play(flows, [], host)
    assert host.effects == [SendMessage("officers", {"id": "Dari Siti", "su": "Ti Siti"}, {})]
