"""Africa's Talking's forms, field by field, and its reading of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.phone import forms
from gateway.phone.forms import Answer, Call, Screen

NOON = datetime(2026, 11, 24, 12, 0, 5, 250_000, UTC)
CALL = Call("ATUid_1", "at", "+628110000101", "*384*36#", "", NOON)


@pytest.mark.parametrize(
    ("begun", "answers", "text"),
    [
        ("", [], ""),
        ("", ["1"], "1"),
        ("", ["1", "2", "Jembatan ambruk"], "1*2*Jembatan ambruk"),
        ("2*1", ["5"], "2*1*5"),
        ("", ["*", "1"], "**1"),
        ("", ["a*b", "c"], "a*b*c"),
        ("", ["1", ""], "1*"),
        ("", ["", "1"], "1"),  # the network cannot tell an empty first input from none
    ],
)
def test_the_input_is_cumulative(begun: str, answers: list[str], text: str) -> None:
    call = replace(CALL, text=begun)
    for answer in answers:
        call = call.typed(answer)
    assert call.text == text
    assert forms.hop_form(call)["text"] == text


def test_a_hop_carries_exactly_the_fields_of_the_telco() -> None:
    assert forms.hop_form(CALL) == {
        "sessionId": "ATUid_1",
        "serviceCode": "*384*36#",
        "phoneNumber": "+628110000101",
        "networkCode": "99999",
        "text": "",
    }


@pytest.mark.parametrize(
    ("answer", "screen"),
    [
        (Answer(200, "CON Halo\n1 Ya"), Screen("Halo\n1 Ya", final=False)),
        (Answer(200, "END Sampai jumpa"), Screen("Sampai jumpa", final=True)),
        (Answer(200, "CON "), Screen("", final=False)),
        (Answer(200, ""), Screen("", final=True, failed=True)),
        (Answer(200, "halo"), Screen("", final=True, failed=True)),
        (Answer(200, " CON halo"), Screen("", final=True, failed=True)),
        (Answer(200, "CONhalo"), Screen("", final=True, failed=True)),
        (Answer(404, "CON halo"), Screen("", final=True, failed=True)),
        (Answer(500, "END rahasia"), Screen("", final=True, failed=True)),
        (Answer(0, ""), Screen("", final=True, failed=True)),
    ],
)
def test_what_the_network_makes_of_an_answer(answer: Answer, screen: Screen) -> None:
    assert forms.read_answer(answer) == screen


def test_a_hop_counts_itself_and_keeps_the_answer() -> None:
    posted = []

    def post(channel: str, kind: str, form: Mapping[str, str]) -> Answer:
        posted.append((channel, kind, form))
        return Answer(200, "CON Halo")

    call, screen = forms.hop(CALL, post)
    assert posted == [("at", "ussd", forms.hop_form(CALL))]
    assert screen == Screen("Halo", final=False)
    assert (call.hops, call.last, call.session_id) == (1, "CON Halo", CALL.session_id)


@pytest.mark.parametrize(
    ("screen", "status", "error"),
    [
        (Screen("Sampai jumpa", final=True), "Success", None),
        (Screen("Apa?", final=False), "Incomplete", None),
        (Screen("", final=True, failed=True), "Failed", "Invalid response from the application"),
    ],
)
def test_an_end_event_says_how_it_ended(screen: Screen, status: str, error: str | None) -> None:
    call = replace(CALL, text="1*2", hops=3, last="END Sampai jumpa")
    form = forms.end_form(call, screen, NOON + timedelta(seconds=7, milliseconds=5))
    assert form.pop("errorMessage", None) == error
    assert form == {
        "date": "2026-11-24T12:00:12Z",
        "sessionId": "ATUid_1",
        "serviceCode": "*384*36#",
        "networkCode": "99999",
        "phoneNumber": "+628110000101",
        "status": status,
        "cost": "IDR 0.0000",
        "durationInMillis": "7005",
        "hopsCount": "3",
        "input": "1*2",
        "lastAppResponse": "END Sampai jumpa",
    }


def test_a_text_has_an_id_and_a_link_of_its_own() -> None:
    first = forms.sms_form("+628110000101", "36000", "LAPOR é…🙂", NOON)
    second = forms.sms_form("+628110000101", "36000", "LAPOR é…🙂", NOON)
    assert first["id"] != second["id"]
    assert first["linkId"] != second["linkId"]
    assert {name: value for name, value in first.items() if name not in {"id", "linkId"}} == {
        "date": "2026-11-24T12:00:05Z",
        "from": "+628110000101",
        "to": "36000",
        "text": "LAPOR é…🙂",
        "networkCode": "99999",
    }


def test_a_report_names_its_message() -> None:
    assert forms.report_form("ATXid_1", "+628110000101", "Sent") == {
        "id": "ATXid_1",
        "status": "Sent",
        "phoneNumber": "+628110000101",
        "networkCode": "99999",
        "retryCount": "0",
    }


@pytest.mark.parametrize(("make", "prefix"), [(forms.new_session_id, "ATUid_"), (forms.new_message_id, "ATXid_")])
def test_ids_look_like_the_telcos_and_never_repeat(make: Callable[[], str], prefix: str) -> None:
    made = {make() for _ in range(100)}
    assert len(made) == 100
    assert all(one.startswith(prefix) and len(one) == 38 for one in made)
