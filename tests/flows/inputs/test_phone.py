"""Phone numbers: any Indonesian way of writing them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.accept import PhoneInput
from flows.inputs import InputContext, Wrong
from flows.inputs.phone import e164, parse

TODAY = InputContext(date(2026, 11, 24))


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890", "0812-3456-7890", "0812 3456 7890", "0812.3456.7890", "(0812) 34567890", "0812–3456–7890",
        "6281234567890", "62 812-3456-7890", "+6281234567890", "+62 812 3456 7890", "+62-812-3456-7890", "+62 (0)812 3456 7890",
        "+62 0812 3456 7890", "62-0812-3456-7890", "006281234567890", "00 62 812 3456 7890", "81234567890", "812 3456 7890",
        " 081234567890. ", "#081234567890", "HP: 0812 3456 7890", "hp 081234567890", "tel:+6281234567890", "wa.me/6281234567890",
        "０８１２３４５６７８９０", "\u202a+62\u00a0812-3456-7890\u202c", "No. WA 0812 3456 7890", "＋６２８１２３４５６７８９０",
    ],
)  # fmt: skip
def test_one_number_however_it_is_written(typed: str) -> None:
    assert e164(typed, "ID") == parse(typed, PhoneInput(), TODAY) == "+6281234567890"


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("(021) 5551234", "+62215551234"),
        ("0254 200123", "+62254200123"),
        ("+254711000000", "+254711000000"),
        ("+1 201 555 0123", "+12015550123"),
        ("0878-1234-567", "+628781234567"),
    ],
)
def test_other_numbers(typed: str, phone: str) -> None:
    assert e164(typed, "ID") == phone


def test_the_region_is_where_it_is_dialled() -> None:
    assert e164("0711000000", "KE") == "+254711000000"
    assert parse("0711000000", PhoneInput(), InputContext(TODAY.today, "KE")) == "+254711000000"


@pytest.mark.parametrize(
    "typed",
    [
        "", "0", "110", "36000", "0812", "0812345", "0812345678901234", "0812-CALLNOW", "0812ABCDEFGH", "KANTORDESA", "+", "+62",
        "++6281234567890x", "0812 3456 7890 Budi", "00", "٠٨١٢", "0812-3456-7890 / 0813-3456-7890 a", "+99912345678",
    ],
)  # fmt: skip
def test_no_numbers(typed: str) -> None:
    assert e164(typed, "ID") is None
    assert parse(typed, PhoneInput(), TODAY) == Wrong("wrong_phone")


@given(
    st.from_regex(r"\A8(1[1-3]|5[2-9]|7[78]|9[5-9])[0-9]{8}\Z"),
    st.sampled_from(["0", "62", "+62", "+62 ", ""]),
    st.data(),
)
def test_gaps_do_not_matter(number: str, prefix: str, data: st.DataObject) -> None:
    gap = data.draw(st.sampled_from(["", " ", "-", "."]))
    written = prefix + gap.join([number[:3], number[3:7], number[7:]])
    assert e164(written, "ID") == e164(f"+62{number}", "ID")
