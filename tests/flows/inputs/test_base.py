"""What all readers of inputs share, and that each of them takes whatever is typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.accept import Accept, PatternInput
from flows.inputs import PARSERS, InputContext, Wrong
from flows.inputs.base import folded, plain
from flows.part import Part
from flows.phrases import NAMES

TODAY = InputContext(date(2026, 11, 24))
RULES: dict[str, Part] = {
    kind: PatternInput(pattern="[a-z ]+") if kind == "pattern" else Accept.model_validate(kind).rule for kind in PARSERS
}
typed = st.one_of(
    st.text(max_size=60),
    st.text("0123456789 .,-/+rpbjtk", max_size=20),
    st.text("０１２٣²½…–\u202e\u200f\x00\n🌾é*%{}", max_size=20),
)


def test_every_kind_of_a_flow_file_has_its_reader() -> None:
    assert set(PARSERS) == set(Accept.model_fields)


@pytest.mark.parametrize("kind", PARSERS)
@given(raw=typed)
def test_whatever_is_typed_is_a_value_or_wrong(kind: str, raw: str) -> None:
    found = PARSERS[kind](raw, RULES[kind], TODAY)
    if isinstance(found, Wrong):
        assert set(NAMES[found.phrase]) - {"hint"} <= set(found.values)
    else:
        assert isinstance(found, str | int)


@pytest.mark.parametrize("kind", PARSERS)
@given(raw=typed)
def test_what_was_read_is_read_again_as_the_same(kind: str, raw: str) -> None:
    """A value that comes back as an input (a replay, a resumed dialogue) stays what it is."""
    found = PARSERS[kind](raw, RULES[kind], TODAY)
    if not isinstance(found, Wrong):
        assert PARSERS[kind](str(found), RULES[kind], TODAY) == found


@pytest.mark.parametrize("kind", [kind for kind in PARSERS if kind != "text"])
@pytest.mark.parametrize(
    "raw", ["", " ", ".", "-", "#", "?!", "\u202e", "\x00", "\n", "🌾", "{{7*7}}", "%s", "'; DROP TABLE"]
)
def test_nothing_is_no_answer(kind: str, raw: str) -> None:
    if (kind, raw) == ("season", "-"):
        return  # all the year
    assert isinstance(PARSERS[kind](raw, RULES[kind], TODAY), Wrong)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("", ""),
        ("  Jalan \t RUSAK\n", "jalan rusak"),
        ("１２", "12"),
        ("Ma’af – “ya”", "ma'af - \"ya"),
        ("#1.", "1"),
        ("(2)", "2"),
        ("...3!?", "3"),
        ("15.000,-", "15.000"),
        ("a.b-c", "a.b-c"),
        ("\u202e4\u200f\x07", "4"),
        ("ﬁle", "file"),
        ("...", ""),
    ],
)
def test_plain(raw: str, read: str) -> None:
    assert plain(raw) == read


def test_folded_keeps_the_punctuation() -> None:
    assert folded(" –５  Ekor… ") == "-5 ekor..."


@given(st.text(max_size=60))
def test_plain_twice_is_once(raw: str) -> None:
    assert plain(plain(raw)) == plain(raw)
