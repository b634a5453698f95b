"""Patterns: RE2, the whole input, any case."""

from __future__ import annotations

from datetime import date

import pytest

from flows.accept import PatternInput
from flows.inputs import InputContext, Wrong
from flows.inputs.pattern import BadPattern, compiled, parse

TODAY = InputContext(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("pattern", "typed", "kept"),
    [
        ("[0-9]{16}", "3603011708450001", "3603011708450001"),
        ("[0-9]{16}", " 3603011708450001\n", "3603011708450001"),
        ("[0-9]{4}", "１２３４", "1234"),
        ("rt [0-9]+", "RT 02", "RT 02"),
        ("[a-z]+", "Ciomas", "Ciomas"),
        ("é+", "ÉÉ", "ÉÉ"),
        ("ya|tidak", "TIDAK", "TIDAK"),
        ("a.c", "a\u202ebc", "abc"),
        (".*", "a" * 500, "a" * 500),
        ("", "  ", ""),
    ],
)
def test_matches(pattern: str, typed: str, kept: str) -> None:
    assert parse(typed, PatternInput(pattern=pattern), TODAY) == kept


@pytest.mark.parametrize(
    ("pattern", "typed"),
    [
        ("[0-9]{16}", "360301170845000"),
        ("[0-9]{16}", "36030117084500011"),
        ("[0-9]{4}", "1234 5"),
        ("[0-9]{4}", "x1234"),
        ("ya|tidak", "yatidak"),
        ("a|ab", "abc"),
        ("[0-9]+", "1\n2"),
        ("[a-z]+", ""),
        (".", "\ud800"),
    ],
)
def test_the_whole_input_must_match(pattern: str, typed: str) -> None:
    assert parse(typed, PatternInput(pattern=pattern), TODAY) == Wrong("wrong_pattern")


def test_a_pattern_that_would_hang_elsewhere() -> None:
    assert parse("a" * 500 + "!", PatternInput(pattern="(a*)*(a*)*(a*)*b"), TODAY) == Wrong("wrong_pattern")


@pytest.mark.parametrize("pattern", ["[0-9", "(", "a{2,1}", "(?=a)", r"(a)\1", "*a", "a**", r"\p{No such}", "a{1001}"])
def test_what_re2_does_not_take(pattern: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadPattern, match=r"\w"):
        compiled(pattern)
    assert capfd.readouterr() == ("", "")
