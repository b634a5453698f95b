"""Money: whole rupiah, as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import template
from flows.accept import MoneyInput
from flows.inputs import InputContext, Wrong
from flows.inputs.money import parse

TODAY = InputContext(date(2026, 11, 24))
WRONG = Wrong("wrong_money", {"min": 0, "max": 1_000_000_000})

WRITTEN: dict[int, list[str]] = {
    15_000: [
        "15000", "15.000", "15,000", "15 000", "Rp15000", "Rp 15.000", "Rp. 15.000", "Rp.15.000,-", "15.000,-", "15.000,–",
        "rp15.000", "RP 15.000,00", "15,000.00", "15000,00", "IDR 15.000", "15rb", "15 rb", "15 Rb.", "15rb,-", "15 ribu",
        "15 RIBU", "15 rebu", "15ribu rupiah", "Rp 15.000 rupiah", "15k", "15K", "Rp15k", "１５ｒｂ", " 15rb! ", "15,0rb",
        "15.0 rb", "#15.000", "Rp\u00a015.000", "15rb/kg", "Rp 15.000 / ikat",
        "15rb per sisir", "15rb sekilo", "15rb perkilo", "15.000 per kg", "15rb se-ikat", "15rb sakilo", "jadi 15rb", "naik 15rb/kg",
        "turun jadi 15.000", "sekarang 15rb per ikat",
    ],
    15_500: ["15500", "15.500", "15,5rb", "15.5 ribu", "15,5k"],
    1_500_000: ["1500000", "1.500.000", "Rp1.500.000,-", "1,5jt", "1.5 juta", "1,5 Juta rupiah", "1,50jt", "1500rb", "1500 ribu"],
    2_000_000: ["2jt", "2 juta", "2 jt.", "Rp 2 juta"],
    1_000_000_000: ["1 miliar", "1 milyar", "1.000.000.000", "1000jt"],
    500: ["500", "Rp500", "0,5rb", "Rp 500,-"],
    0: ["0", "Rp0", "Rp 0,-"],
}  # fmt: skip


@pytest.mark.parametrize(("value", "typed"), [(value, one) for value, ways in WRITTEN.items() for one in ways])
def test_money(value: int, typed: str) -> None:
    assert parse(typed, MoneyInput(), TODAY) == value


@pytest.mark.parametrize(
    "typed",
    [
        "", "rp", "ribu", "rb", "lima belas ribu", "15.00", "15.5", "1.5", "1.50", "15.0000", "1.500 rb", "1.250 juta", "1,2345jt",
        "15.000.00", "1.5000", "150.00.000", "-15000", "Rp -15.000", "- 15.000", "–15000", "15000-20000", "15rb/2", "/kg",
        "15 kg", "15rbu", "$15", "USD 15", "15 m", "0,0001 rb", "0.5", "15,5", "1jt500", "15rb 500", "٣٠٠٠", "2000000000",
        "9" * 30, "1 miliar juta", "15rb sekarang", "15rb per", "jadi", "tambah 15rb",
    ],
)  # fmt: skip
def test_what_is_no_money_or_could_be_two_amounts(typed: str) -> None:
    assert parse(typed, MoneyInput(), TODAY) == WRONG


@pytest.mark.parametrize(("typed", "fitting"), [("499", False), ("500", True), ("10rb", True), ("10.001", False)])
def test_bounds(typed: str, fitting: bool) -> None:
    found = parse(typed, MoneyInput(min=500, max=10_000), TODAY)
    assert found == Wrong("wrong_money", {"min": 500, "max": 10_000}) or fitting


@given(st.integers(0, 999_999_999))
def test_what_we_write_we_read(value: int) -> None:
    shown = template.render("{price|rupiah}", {"price": value}, "id", lambda _name, value: value)
    assert parse(shown, MoneyInput(), TODAY) == parse(f"{shown},-", MoneyInput(), TODAY) == value


@given(st.integers(1, 9_999), st.sampled_from(["rb", " ribu", "k", " rb."]))
def test_thousands(value: int, unit: str) -> None:
    assert parse(f"{value}{unit}", MoneyInput(), TODAY) == value * 1000


@given(st.integers(1, 999), st.integers(0, 9), st.sampled_from([",", "."]), st.sampled_from(["jt", " juta"]))
def test_tenths_of_a_million(whole: int, tenth: int, point: str, unit: str) -> None:
    assert parse(f"{whole}{point}{tenth}{unit}", MoneyInput(), TODAY) == whole * 1_000_000 + tenth * 100_000
