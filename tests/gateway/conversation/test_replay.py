"""How the telco's cumulative text is read again."""

from __future__ import annotations

import pytest

from gateway.conversation.replay import readings


@pytest.mark.parametrize(
    ("text", "journal", "expected"),
    [
        ("", None, [[]]),
        ("1", None, [["1"]]),
        ("1*2", None, [["1", "2"], ["1*2"]]),
        ("1*2*", None, [["1", "2", ""], ["1", "2*"], ["1*2*"]]),
        ("1*a*b", ["1", "a*b"], [["1", "a*b"]]),
        ("1*a*b*2", ["1", "a*b"], [["1", "a*b", "2"]]),
        ("1*a*b*c*d", ["1", "a*b"], [["1", "a*b", "c*d"]]),
        ("1", ["1", "a*b"], [["1"]]),
        ("a*b", [], [["a*b"]]),
        ("9*9", ["1", "a*b"], []),
    ],
)
def test_readings_of_a_text(text: str, journal: list[str] | None, expected: list[list[str]]) -> None:
    assert list(readings(text, journal)) == expected
