"""The made-up village of `[[test]]`: what is there can be found as a caller would find it."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from flows import codes
from flows.checks.sample import CALLING_OUT, INQUIRY, RECORDS, TICKET, Sample
from flows.definition import Source
from flows.effects import (
    ChangeContact,
    ChangeInquiry,
    ChangeProduct,
    ChangeTicket,
    Effect,
    OpenBroadcast,
    OpenInquiry,
    OpenTicket,
)
from flows.example import Given
from flows.host import Query
from tests.flows import village


@pytest.mark.parametrize(
    ("source", "code"),
    [("tickets", TICKET), ("inquiries", INQUIRY), ("products", "G12"), ("villages", "36.00.01.2001")],
)
@pytest.mark.parametrize("written", ["as shown", "digits alone"])
def test_a_record_is_found_by_its_code(source: str, code: str, written: str) -> None:
    typed = code if written == "as shown" else code.replace("-", "")
    host = Sample("id")
    for query in (Query(source, "id", code=typed), Query(source, "id", {"code": typed})):
        assert [one["code"] for one in host.look_up(query)] == [code]


@pytest.mark.parametrize("source", RECORDS)
def test_nobody_elses_code_finds_anything(source: str) -> None:
    role = "head" if source in CALLING_OUT else ""
    assert Sample("id", role=role).look_up(Query(source, "id", code="1234566")) == []
    assert len(Sample("id", role=role).look_up(Query(source, "id"))) == len(RECORDS[source])


def test_codes_have_their_check_digit_and_are_those_of_what_is_made() -> None:
    assert codes.check(TICKET)
    assert codes.check(INQUIRY)
    host = Sample("id")
    assert host.perform(OpenTicket("report", "a", "b"), "o")["ticket"]["code"] == TICKET
    assert host.perform(OpenInquiry("P", "1", "c"), "o")["inquiry"]["code"] == INQUIRY


def test_a_ticket_is_the_villagers_own_and_the_officers_to_work() -> None:
    for role, mine in (("", True), ("operator", False)):
        host = Sample("id", role=role)
        [found] = host.look_up(Query("tickets", "id", {"queue": "mine"}))
        assert (found["mine"], found["ours"]) == (mine, not mine)
        assert host.contact["roles"] == ([role] if role else [])


def test_an_officers_pin_was_asked_already_unless_it_is_said() -> None:
    assert Sample("id").contact["pin"] == "none"
    assert Sample("id", role="head").contact["pin"] == "open"
    assert Sample("id", role="head", pin="locked").contact["pin"] == "locked"
    for given in (ChangeContact(unlock="123456"), ChangeContact(pin="123456")):
        host = Sample("id", role="head", pin="closed")
        assert host.perform(given, "o")["contact"]["pin"] == "open"


def test_a_changed_ticket_has_its_new_status() -> None:
    made = Sample("id", role="head").perform(ChangeTicket("4821369", status="closed"), "o")
    assert (made["result"], made["ticket"]["code"], made["ticket"]["status"]) == ("done", TICKET, "closed")


OFFICERS = """title = "T"
start = "b"
[node.b]
branch = [{ when = "contact.role == 'head' && contact.pin == 'closed'", goto = "p" }, { else = "u" }]
[node.p]
ask = "PIN:"
accept = "pin"
save = "pin"
next = "x"
[node.x]
update.contact = { unlock = "{pin}" }
next = "u"
[node.u]
update.ticket = { code = "4821369", status = "closed", note = "{contact.role}" }
next = "e"
[node.e]
end = "{result}, {ticket.status}, {contact.pin}"
[[test]]
name = "t"
"""


@pytest.mark.parametrize(
    "example",
    [
        'dialog = [["", "done, closed, none"]]\nmakes = { ticket_change = { code = "4821369", note = "" } }',
        'role = "head"\ndialog = [["", "done, closed, open"]]\nmakes = { ticket_change = { note = "head" } }',
        'role = "head"\npin = "closed"\ndialog = [["", "PIN:"], ["123456", "done, closed, open"]]',
        'role = "operator"\npin = "closed"\ndialog = [["", "done, closed, closed"]]',
        'pin = "locked"\ndialog = [["", "done, closed, locked"]]',
    ],
)
def test_a_test_may_be_of_an_officer_with_a_pin_and_tell_what_a_ticket_becomes(example: str) -> None:
    files = {"utama.toml": OFFICERS + example, "phrases.toml": village.PHRASES}
    assert [str(one) for one in village.problems_of(files, entries=("utama",), fills={})] == []
    wrong = files | {"utama.toml": (OFFICERS + example).replace("done, closed", "undone")}
    [problem] = village.problems_of(wrong, entries=("utama",), fills={})
    assert "it should show" in str(problem) or "at first" in str(problem)


def given(**told: Any) -> Given:
    return Given.model_validate(told)


def test_what_may_be_given_are_the_records_of_which_there_are_any() -> None:
    assert Given.model_fields.keys() - {"contact", "result"} == RECORDS.keys() == set(get_args(Source))


def test_records_that_are_given_stand_for_those_of_the_village() -> None:
    host = Sample("id", given=given(products=[{"name": "Kopi", "stock": 0}, {"code": "K2", "mine": True}], tickets=[]))
    first, second = host.look_up(Query("products", "id"))
    assert (first["name"], first["stock"], first["unit"]) == ("Kopi", 0, "kg")
    assert (second["code"], second["mine"]) == ("K2", True)
    assert host.look_up(Query("tickets", "id")) == []
    assert len(host.look_up(Query("villages", "id"))) == len(RECORDS["villages"])


def test_what_a_test_says_of_a_record_goes_before_what_is_usual() -> None:
    host = Sample("id", role="operator", given=given(tickets=[{"ours": False, "status": "resolved"}]))
    [found] = host.look_up(Query("tickets", "id"))
    assert (found["ours"], found["mine"], found["status"]) == (False, False, "resolved")
    made = host.perform(ChangeTicket("4821369", status="closed"), "o")["ticket"]
    assert (made["ours"], made["status"]) == (False, "closed")


@pytest.mark.parametrize(
    ("effect", "name", "left"),
    [
        (OpenInquiry("P", "1", "c"), "inquiry", {}),
        (ChangeTicket("4821369", status="closed"), "ticket", {"status": "new", "mine": True}),
        (ChangeProduct("G12", price="1"), "product", {"price": 25_000}),
        (ChangeInquiry("7152048", agree="yes"), "inquiry", {"status": "new"}),
        (OpenBroadcast("36.00.01.2001", "Kerja bakti"), "broadcast", {}),
    ],
)
def test_what_did_not_come_to_be_done_changes_nothing(effect: Effect, name: str, left: dict[str, Any]) -> None:
    made = Sample("id", given=given(result="not_allowed")).perform(effect, "o")
    assert made["result"] == "not_allowed"
    assert made[name] == made[name] | left
    assert bool(made[name]) == bool(left)


def test_the_caller_may_be_given() -> None:
    host = Sample("id", given=given(contact={"name": "Ani Baru", "village": "36.00.02.2001"}))
    assert (host.contact["first_name"], host.village["district"]) == ("Ani", "Warunggede")
