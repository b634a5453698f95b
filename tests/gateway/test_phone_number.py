"""One way to write a number down, and one to show it to somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.phone_number import BadPhoneNumber, masked, parse

E164 = "+6281234567890"


@pytest.mark.parametrize(
    "raw",
    [
        E164, "6281234567890", "081234567890", "81234567890", "0812-3456-7890", "+62 812 3456 7890", "(0812) 3456.7890",
        " 0812 3456 7890 ", "0062 812 3456 7890", "tel:+6281234567890", "０８１２３４５６７８９０", "+62\u00a0812–3456–7890",
        "\u202a+6281234567890\u202c",
    ],
)  # fmt: skip
def test_the_usual_ways_of_writing_it(raw: str) -> None:
    assert parse(raw, "ID") == E164


@pytest.mark.parametrize(
    ("raw", "region", "phone"),
    [
        ("(0254) 201234", "ID", "+62254201234"),
        ("+1 202-555-0143", "ID", "+12025550143"),
        ("(202) 555-0143", "US", "+12025550143"),
        ("+254711082000", "ID", "+254711082000"),
    ],
)
def test_it_is_read_as_if_dialled_there(raw: str, region: str, phone: str) -> None:
    assert parse(raw, region) == phone


@pytest.mark.parametrize(
    "raw",
    ["", " ", "x", "0", "112", "36000", "*384*36#", "0812", "+62", "KENTONGAN", "0812-CALLNOW", "08123456789012345",
     "+999123456789", "0812\x003456", "'; DROP TABLE contact;--", "{contact.phone}", "9" * 10_000],
)  # fmt: skip
def test_what_is_no_number(raw: str) -> None:
    with pytest.raises(BadPhoneNumber) as caught:
        parse(raw, "ID")
    assert str(caught.value) == f"{raw!r} is not a phone number"


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_is_refused(raw: str) -> None:
    try:
        phone = parse(raw, "ID")
    except BadPhoneNumber:
        return
    assert phone.startswith("+")
    assert phone[1:].isascii()
    assert phone[1:].isdigit()
    assert parse(phone, "ID") == phone


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        (E164, "+6281****890"),
        ("+628123456789", "+6281****789"),
        ("+62254201234", "+6225****234"),
        ("+62811000201", "+6281****201"),
        ("+12025550143", "+1202****143"),
        ("+6222123456", "****"),
        ("+29022222", "****"),
        ("36000", "****"),
        ("", "****"),
    ],
)
def test_masked(phone: str, shown: str) -> None:
    assert masked(phone) == shown


@given(st.integers(0, 10**15))
def test_at_least_four_digits_stay_hidden(number: int) -> None:
    phone = f"+{number}"
    shown = masked(phone).replace("*", "")
    assert len(phone) - len(shown) >= min(4, len(phone))


def test_telling_callers_apart() -> None:
    assert masked("+6281234567890") != masked("+6281234567891")
