"""Free text: letter for letter."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.accept import TextInput
from flows.clean import cleaned
from flows.inputs import InputContext, Wrong
from flows.inputs.text import parse

TODAY = InputContext(date(2026, 11, 24))


@pytest.mark.parametrize(
    "typed",
    [
        "Jembatan ambruk di RT 02",
        "*1*2# masih *rusak*",
        "é … ç “kutip” – €",
        "🌾👨\u200d👩\u200d👧🇮🇩",
        "{{7*7}} {contact.phone} {name|upper} %s %(x)s $x",
        "'; DROP TABLE ticket; -- \\n \\x00",
        '<b>tebal</b> & "kutip"',
        "baris satu\nbaris dua",
        "dua  spasi",
        "0",
        "e\u0301",
        "１２",
        "...titik...",
        "a" * 300,
        "🌾" * 300,
    ],
)
def test_kept_as_typed(typed: str) -> None:
    assert parse(typed, TextInput(), TODAY) == typed
    assert parse(f" \n{typed}\u00a0 ", TextInput(), TODAY) == typed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("\u202eterbalik\u202c", "terbalik"),
        ("a\u2066b\u2069c\u200ed\u200fe", "abcde"),
        ("satu\r\ndua", "satu\ndua"),
        ("\x00 tepi \x00", "tepi"),
        ("a\ud800b", "ab"),
    ],
)
def test_what_nobody_sees_is_dropped(typed: str, kept: str) -> None:
    assert parse(typed, TextInput(), TODAY) == kept


@pytest.mark.parametrize(
    ("typed", "phrase", "values"),
    [
        ("", "wrong_text_short", {"min": 5}),
        ("abcd", "wrong_text_short", {"min": 5}),
        ("  abcd  ", "wrong_text_short", {"min": 5}),
        ("abcd\u202e", "wrong_text_short", {"min": 5}),
        ("🌾🌾🌾🌾", "wrong_text_short", {"min": 5}),
        ("a" * 11, "wrong_text_long", {"max": 10}),
        ("🌾" * 11, "wrong_text_long", {"max": 10}),
    ],
)
def test_too_short_or_too_long(typed: str, phrase: str, values: dict[str, int]) -> None:
    assert parse(typed, TextInput(min=5, max=10), TODAY) == Wrong(phrase, values)


@pytest.mark.parametrize("typed", ["abcde", "a" * 10, "🌾" * 10, " " + "a" * 10 + " "])
def test_characters_are_counted(typed: str) -> None:
    assert parse(typed, TextInput(min=5, max=10), TODAY) == typed.strip()


@given(st.text(max_size=400))
def test_nothing_is_ever_cut(typed: str) -> None:
    found = parse(typed, TextInput(min=0, max=300), TODAY)
    whole = cleaned(typed).strip()
    assert found == (whole if len(whole) <= 300 else Wrong("wrong_text_long", {"max": 300}))
