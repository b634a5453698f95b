"""Which of our codes a person has dialled, and what was typed behind it."""

from __future__ import annotations

import pytest

from gateway.config import Settings
from gateway.phone.dialled import Dialled, split


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("*384*36#", Dialled("at", "*384*36#", "")),
        ("*384*36*2*1#", Dialled("at", "*384*36#", "2*1")),
        ("*384*36*2*1", Dialled("at", "*384*36#", "2*1")),
        (" *384 *36# ", Dialled("at", "*384*36#", "")),
        ("*384*36*9#", Dialled("at", "*384*36*9#", "")),  # the longest code wins
        ("*384*36*9*4#", Dialled("at", "*384*36*9#", "4")),
        ("*384*36*99#", Dialled("at", "*384*36#", "99")),  # 99 is an answer, not the code 9
        ("*384*36**#", Dialled("at", "*384*36#", "*")),
        ("*384*36*a b#", Dialled("at", "*384*36#", "ab")),
        ("*500#", Dialled("kedua", "*500#", "")),
        ("*384*361#", None),
        ("*384#", None),
        ("384*36#", None),
        ("#", None),
        ("", None),
    ],
)
def test_the_longest_code_that_fits(typed: str, expected: Dialled | None, settings: Settings) -> None:
    assert split(typed, settings) == expected
