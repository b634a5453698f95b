"""Random dialogues, each on two phones at once: what happens to Valkey and to the telco's hops meanwhile never shows."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from tests.black_box.handset import CODE, Handset, Screen
from tests.black_box.service import Service

pytestmark = pytest.mark.black_box(seconds=50)

DIALOGUES, LONGEST = 3, 20
TYPED = [
    "jembatan rusak di RT 2", "Siti Aminah", "3", "gula aren", "mekarsari panimbang", "beasiswa", "0", "00", "98", "99",
    "", " ", "*", "**", "a*b", "-1", "1.", "#1", "Jalan", "jalan * parah", "x" * 301, "x" * 600, "{{7*7}}", "%s", "\u202e",
    "é…🌊", "'; --", "9" * 30, "4821-367", "\n", "\x07", "٣", "１", "LAPOR", "null", "tidak", "*" * 1000,
]  # fmt: skip


def masked(screen: Screen) -> Screen:
    """Two phones get two codes."""
    return Screen(re.sub(r"\d{4}-\d{3}", "....-...", screen.text), screen.final)


def hang_up(service: Service, phone: Handset) -> None:
    """The telco's end event."""
    form = {
        "date": "2026-11-24 01:02:03", "sessionId": phone.session, "serviceCode": CODE, "networkCode": "99999",
        "phoneNumber": phone.number, "status": "Incomplete", "cost": "0", "durationInMillis": "1000", "hopsCount": "3",
        "input": phone.text, "lastAppResponse": "",
    }  # fmt: skip
    assert service.line("ussd-end").post(form).status == 200


class Pair:
    """A phone that is disturbed, and one that does the same and is left alone."""

    def __init__(self, service: Service, seed: int) -> None:
        self.service = service
        self.random = random.Random(seed)
        self.disturbed, self.quiet = service.phone(), service.phone()
        self.shown: dict[str, Screen] = {}

    def play(self) -> None:
        self.shown = {}
        screen = self.same(self.disturbed.dial(), self.quiet.dial())
        for _ in range(self.random.randint(1, LONGEST)):
            if screen.final:
                return
            typed = self.choice(screen)
            if self.random.random() < 0.3:
                self.service.empty_valkey()
            screen = self.same(self.disturbed.answer(typed), self.quiet.answer(typed))
            self.telco_sends_again()
        for phone in (self.disturbed, self.quiet):
            hang_up(self.service, phone)

    def choice(self, screen: Screen) -> str:
        options = re.findall(r"^(\d+) ", screen.text, re.MULTILINE)
        return self.random.choice(options if options and self.random.random() < 0.6 else TYPED)

    def same(self, one: Screen, other: Screen) -> Screen:
        assert masked(one) == masked(other), self.disturbed.text
        self.shown[self.disturbed.text] = one
        return one

    def telco_sends_again(self) -> None:
        """Any hop of before, and one with the session's id that comes from another phone."""
        if self.random.random() < 0.3:
            text, screen = self.random.choice(list(self.shown.items()))
            assert self.disturbed.post(text) == screen, text
        if self.random.random() < 0.1:
            stranger = Handset(self.disturbed.line, session=self.disturbed.session)
            assert "Pilih bahasa" in stranger.post("").text


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_happens_meanwhile_shows(service: Service, seed: int) -> None:
    pair = Pair(service, seed)
    for _ in range(DIALOGUES):
        pair.play()
    for what in ("tickets", "inquiries"):
        made = Counter(row.get("phone", row.get("buyer")) for row in service.export(what))
        assert made[pair.disturbed.number] == made[pair.quiet.number]
