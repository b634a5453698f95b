"""Whole numbers, PINs and codes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import codes
from flows.accept import CodeInput, NumberInput, PinInput
from flows.inputs import InputContext, Wrong, code, number, pin

TODAY = InputContext(date(2026, 11, 24))
RULE = NumberInput(min=0, max=10_000_000)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2", 2), ("2.", 2), ("#2", 2), (" 2 ", 2), ("(2)", 2), ("2!", 2), ("２", 2), ("+2", 2), ("02", 2), ("0", 0),
        ("1.500", 1500), ("1,500", 1500), ("1 500", 1500), ("1.500.000", 1_500_000), ("1500000", 1_500_000),
        ("10.000.", 10_000), ("1\u00a0500", 1500), ("2 kg", 2), ("2kg", 2), ("12 Bungkus.", 12), ("1.500 gram", 1500),
        ("habis", 0), ("Seep.", 0), ("sold out", 0), ("tinggal 5 kg", 5), ("jadi 5", 5), ("ada 12", 12),
    ],
)  # fmt: skip
def test_numbers(typed: str, value: int) -> None:
    assert number.parse(typed, RULE, TODAY) == value


@pytest.mark.parametrize(
    "typed",
    [
        "tambah 5", "kurang 2", "habis 2", "jadi", "2 kali", "kg", "kg 2", "2 kg lagi", "dua", "1.5", "1,5", "1 2", "1.50", "0.500", "1.5000", "1.500,000", "12.34.567", "1234.567", "-5", "- 5", "–5",
        "2-3", "2/3", "½", "²a", "٣", "1e3", "0x10", "9" * 16, "10000001",
    ],
)  # fmt: skip
def test_no_numbers(typed: str) -> None:
    assert number.parse(typed, RULE, TODAY) == Wrong("wrong_number", {"min": 0, "max": 10_000_000})


@pytest.mark.parametrize(("typed", "value"), [("0", None), ("1", 1), ("100", 100), ("101", None), ("1.000", None)])
def test_bounds(typed: str, value: int | None) -> None:
    wrong = Wrong("wrong_number", {"min": 1, "max": 100})
    assert number.parse(typed, NumberInput(min=1, max=100), TODAY) == (wrong if value is None else value)


def test_below_zero_where_the_rule_allows_it() -> None:
    assert number.parse("-5", NumberInput(min=-10), TODAY) == -5
    assert number.parse("–5", NumberInput(min=-10), TODAY) == -5
    assert number.parse("2-5", NumberInput(min=-10), TODAY) == Wrong("wrong_number", {"min": -10, "max": 1_000_000})


@given(st.integers(0, 10_000_000), st.sampled_from(["{}", "{:,}", " #{}. ", "+{}"]))
def test_however_it_is_written(value: int, form: str) -> None:
    assert number.parse(form.format(value), RULE, TODAY) == value
    assert number.parse(form.format(value).replace(",", "."), RULE, TODAY) == value


@pytest.mark.parametrize("typed", ["123456", " 123456 ", "123 456", "12-34-56", "123.456", "#123456.", "１２３４５６"])
def test_pins(typed: str) -> None:
    assert pin.parse(typed, PinInput(), TODAY) == "123456"


def test_a_pin_keeps_its_zeros() -> None:
    assert pin.parse("000001", PinInput(), TODAY) == "000001"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "enam angka", "123,456"])
def test_no_pins(typed: str) -> None:
    assert pin.parse(typed, PinInput(), TODAY) == Wrong("wrong_pin")


@pytest.mark.parametrize("typed", ["4821369", "4821-369", "#4821 369", " 4821–369. ", "４８２１-３６９", "(4821-369)"])
def test_codes(typed: str) -> None:
    assert code.parse(typed, CodeInput(), TODAY) == "4821369"


@pytest.mark.parametrize("typed", ["", "4821368", "4821", "laporan 4821369", "4821369 4821369"])
def test_no_codes(typed: str) -> None:
    assert code.parse(typed, CodeInput(), TODAY) == Wrong("wrong_code")


@given(st.text("0123456789", min_size=6, max_size=9))
def test_a_code_as_it_was_read_out(digits: str) -> None:
    made = codes.with_check_digit(digits)
    assert code.parse(codes.show(made), CodeInput(), TODAY) == made
