"""Show 9 of the dialogue: sixteen connections play 1,000 dialogues, and everybody sees their own data alone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.black_box.handset import Handset, Line
from tests.black_box.service import ROOT, Service
from tests.black_box.villager import MARK, Villager

pytestmark = pytest.mark.black_box(seconds=60)

CONNECTIONS, EACH = 16, 8
"""128 villagers, each of whom dials nine times: 1,152 dialogues."""


def villages() -> Iterator[dict[str, str]]:
    """As shipped."""
    with (ROOT / "gateway" / "data" / "villages.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def play(line: Line, people: list[Villager]) -> None:
    """Everybody on one connection, in turns, so that each hop is another caller's than the one before."""
    for one in people:
        one.report_as_a_newcomer()
    for one in people:
        one.ask_for_a_letter()
        one.read_about_the_village()
    for one, other in zip(people, [*people[1:], people[0]], strict=True):
        one.ask_a_seller()
        one.look_at_own()
        one.look_at_somebody_elses(sorted(other.codes)[0])
    for one in people:
        one.look_by_code()
        one.go_on_after_being_cut_off()
    line.close()


def played(service: Service) -> list[Villager]:
    """All that was played."""
    places = list(villages())[:: 1238 // (CONNECTIONS * EACH)]
    crowds: list[list[Villager]] = []
    for connection in range(CONNECTIONS):
        line = service.line()
        ids = range(connection * EACH, (connection + 1) * EACH)
        crowds.append([Villager(Handset(line), f"zq{id:04}", places[id]["name"], places[id]["district"]) for id in ids])
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda people: play(people[0].phone.line, people), crowds))
    return [one for people in crowds for one in people]


def test_nobody_sees_anything_of_another(service: Service) -> None:
    """All in one: to play it takes longest, and several test processes would play it each."""
    people = played(service)
    records = {what: service.export(what) for what in ("tickets", "inquiries", "messages")}
    every_code_is_given_once(people)
    every_record_is_its_callers_letter_for_letter(people, records)
    every_message_is_its_receivers(people, records["messages"])


def every_code_is_given_once(people: list[Villager]) -> None:
    codes = [code for one in people for code in one.codes]
    assert len(codes) == len(set(codes)) == 4 * len(people)


def every_record_is_its_callers_letter_for_letter(
    people: list[Villager], records: dict[str, list[dict[str, Any]]]
) -> None:
    for one in people:
        tickets = [ticket for ticket in records["tickets"] if ticket["phone"] == one.phone.number]
        assert [ticket["description"] for ticket in sorted(tickets, key=lambda each: each["created_at"])] == one.said
        (inquiry,) = [each for each in records["inquiries"] if each["buyer"] == one.phone.number]
        assert inquiry["message"] == f"Bisa diantar, {one.mark}?"
        assert {each["code"] for each in (*tickets, inquiry)} == one.codes


def every_message_is_its_receivers(people: list[Villager], messages: list[dict[str, Any]]) -> None:
    by_phone = {one.phone.number: one for one in people}
    seen = 0
    for message in messages:
        one = by_phone.get(message["phone"])
        if one is not None:
            assert {word.lower() for word in MARK.findall(message["text"])} <= {one.mark}
            assert any(code in message["text"] for code in one.codes), message
            seen += 1
    assert seen == 4 * len(people), "one for each ticket and each question"
