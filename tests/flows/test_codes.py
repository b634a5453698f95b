"""The codes of tickets and inquiries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import codes

digits = st.text("0123456789", min_size=6, max_size=11)
MADE = codes.with_check_digit("482136")


def test_the_check_digit_is_damms() -> None:
    assert codes.with_check_digit("572") == "5724"  # the example of Damm's thesis
    assert MADE == "4821369"


@pytest.mark.parametrize(
    "typed",
    [
        "4821369",
        "4821-369",
        "#4821-369",
        " 4821 369 ",
        "4 8 2 1 3 6 9",
        "4821.369",
        "4821–369",
        "４８２１３６９",
        "4821-369.",
    ],
)
def test_forgiving(typed: str) -> None:
    assert codes.check(typed) == MADE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "4821",
        "482136",
        "4821368",
        "48213691",
        "4821-36O",
        "abcdefg",
        "4821369x",
        "٤٨٢١٣٦٩",
        "-",
        "1" * 13,
        "+4821369",
    ],
)
def test_what_is_no_code(typed: str) -> None:
    assert codes.check(typed) is None


@given(digits)
def test_what_is_made_is_found_as_it_is_shown(body: str) -> None:
    code = codes.with_check_digit(body)
    assert codes.check(code) == codes.check(codes.show(code)) == code


@given(digits, st.data())
def test_one_wrong_digit_is_seen(body: str, data: st.DataObject) -> None:
    code = codes.with_check_digit(body)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[place]]))
    assert codes.check(code[:place] + other + code[place + 1 :]) is None


@given(digits, st.data())
def test_two_neighbours_changed_round_are_seen(body: str, data: st.DataObject) -> None:
    code = codes.with_check_digit(body)
    place = data.draw(st.integers(0, len(code) - 2))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert codes.check(swapped) == (code if swapped == code else None)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("4821369", "4821-369"),
        ("48213690", "4821-3690"),
        ("482136907", "482-136-907"),
        ("4821369075", "4821-369-075"),
        ("48213690752", "4821-3690-752"),
        ("482136907521", "4821-3690-7521"),
        ("", ""),
    ],
)
def test_show(code: str, shown: str) -> None:
    assert codes.show(code) == shown


@given(st.text("0123456789", min_size=7, max_size=12))
def test_groups_can_be_read_out(code: str) -> None:
    groups = codes.show(code).split("-")
    assert "".join(groups) == code
    assert {len(group) for group in groups} <= {3, 4}
