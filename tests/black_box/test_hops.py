"""Show 4 of the dialogue: one hop, whatever the telco does with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.black_box.handset import CODE, Handset, Line, read, size
from tests.black_box.service import Service

pytestmark = pytest.mark.black_box(seconds=15)

REPORT = ("1", "1", "Jembatan ambruk di RT 02")
TIMES = 10


def at_once(phone: Handset, text: str) -> list[bytes]:
    """The answers to the same hop posted ten times at the same moment."""
    lines = [Line(phone.line.url) for _ in range(TIMES)]
    with ThreadPoolExecutor(TIMES) as pool:
        replies = list(pool.map(lambda line: line.post(phone.form(text)), lines))
    for line in lines:
        line.close()
    for reply in replies:
        read(reply)
    return [reply.body for reply in replies]


def test_a_report_is_a_ticket(service: Service) -> None:
    phone = service.phone()
    assert "Lapor masalah" in phone.register().text
    last = phone.answer(*REPORT)
    assert last.final
    (ticket,) = service.export("tickets", phone.number)
    assert ticket["description"] == REPORT[-1]
    assert ticket["code"] in last.text


def test_the_same_hop_ten_times_at_once_is_one_ticket_and_ten_equal_answers(service: Service) -> None:
    phone = service.phone()
    phone.register()
    phone.answer(*REPORT[:-1])
    whole = f"{phone.text}*{REPORT[-1]}"
    answers = at_once(phone, whole)
    assert len(set(answers)) == 1
    assert len(service.export("tickets", phone.number)) == 1
    service.empty_valkey()
    assert set(at_once(phone, whole)) == set(answers), "and again when nothing of it is in memory"
    assert len(service.export("tickets", phone.number)) == 1


def test_every_hop_of_a_first_call_ten_times_at_once_gives_ten_equal_answers(service: Service) -> None:
    phone = service.phone()
    typed = ("", "2", "mekarsari panimbang", "1", "1", *REPORT)
    for count in range(1, len(typed) + 1):
        whole = "*".join(typed[1:count])
        assert len(set(at_once(phone, whole))) == 1, whole
    assert len(service.export("tickets", phone.number)) == 1


@pytest.mark.parametrize("emptied", [False, True])
def test_the_last_hop_again_says_the_same(service: Service, emptied: bool) -> None:
    """Live sessions are kept in Valkey for a quarter of an hour; after an hour the answer comes from PostgreSQL."""
    phone = service.phone()
    phone.register()
    last = phone.answer(*REPORT)
    if emptied:
        service.empty_valkey()
    assert phone.post(phone.text) == last
    assert len(service.export("tickets", phone.number)) == 1


@pytest.mark.parametrize("emptied", [False, True])
def test_each_earlier_hop_again_says_what_it_said_and_moves_nothing(service: Service, emptied: bool) -> None:
    phone = service.phone()
    shown = {"": phone.dial()}
    for one in ("3", "mekarsari panimbang", "1", "1", "2", "1", "1", "Siti Aminah"):
        screen = phone.answer(one)
        shown[phone.text] = screen
    for text, screen in shown.items():
        if emptied:
            service.empty_valkey()
        assert phone.post(text) == screen, text
    assert phone.answer("beasiswa").final
    (ticket,) = service.export("tickets", phone.number)
    assert (ticket["category"], ticket["description"]) == ("ktp-kk", "beasiswa")


@pytest.mark.parametrize("known", [True, False])
def test_a_deep_dial_goes_straight_to_its_screen(service: Service, known: bool) -> None:
    """`*384*36*2*1#` arrives as the service code and the text `2*1`."""
    deep, by_hand = service.phone(), service.phone()
    by_hand.register()
    expected = by_hand.answer("2", "1")
    if known:
        deep.register()
    assert deep.dial("2*1") == expected
    assert "KTP" in expected.text


def test_a_deep_dial_goes_on_to_a_ticket(service: Service) -> None:
    phone = service.phone()
    phone.register()
    phone.dial("1*2")
    assert phone.answer("Air mati sejak Senin").final
    (ticket,) = service.export("tickets", phone.number)
    assert (ticket["category"], ticket["description"]) == ("air", "Air mati sejak Senin")


def test_a_dropped_dialogue_is_offered_again_with_what_was_typed(service: Service) -> None:
    phone = service.phone()
    phone.register()
    question = phone.answer("2", "1", "1", "Siti Aminah")
    offer = phone.dial()
    assert "Lanjutkan" in offer.text
    assert phone.answer("1") == question
    assert phone.answer("beasiswa").final
    assert [ticket["description"] for ticket in service.export("tickets", phone.number)] == ["beasiswa"]


def test_the_client_counts_what_a_screen_takes() -> None:
    assert size("a" * 160) == (160, 160)
    assert size("{" * 80) == (160, 160)
    assert size("ş" + "a" * 69) == (70, 70)
    assert size("🌊") == (2, 70)
    assert CODE == "*384*36#"
