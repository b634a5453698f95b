"""Conditions: what holds, what is not known yet, and what fails while it is read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.condition import BadCondition, compiled, holds, names

KNOWN: dict[str, Any] = {
    "contact": {"village": "36.01", "role": "", "roles": ["head"], "consent": True, "name": "Ibu Siti"},
    "product": {"stock": 0, "name": "Gula"}, "quantity": 3, "category": "jalan",
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("contact.village != ''", True), ("contact.village == ''", False), ("contact.role == 'operator'", False),
        ("'head' in contact.roles", True), ("contact.consent", True), ("!contact.consent", False), ("quantity > 2", True),
        ("quantity > 2 && category == 'air'", False), ("category == 'air' || category == 'jalan'", True),
        ("size(product) > 0 && product.stock == 0", True), ("contact.name.startsWith('Ibu')", True), ("contact.name.contains('Siti') && contact.name.matches('^I')", True),
        ("contact.name.startsWith('Pak')", False), ("ticket.code.startsWith('4')", False),
        ("ticket == ''", True), ("size(ticket) > 0", False), ("ticket.code == ''", True), ("ticket.mine == true", False),
        ("contact.nothing == ''", True), ("category == 'contact.village'", False),
        ("quantity > 'x'", False), ("category > 3", False), ("category", False), ("1", False), ("1 / 0 == 1", False),
    ],
)  # fmt: skip
def test_holds(source: str, expected: bool) -> None:
    assert holds(source, KNOWN) is expected


@pytest.mark.parametrize("source", ["", "contact.", "a ==", "a = b", "'open", "a b"])
def test_what_does_not_compile_says_so_in_one_line(source: str) -> None:
    with pytest.raises(BadCondition) as refused:
        compiled(source)
    assert "\n" not in str(refused.value)


def test_the_names_that_it_reads() -> None:
    assert names("contact.village == '' && size(product) > 0 && quantity < 3") == {"contact", "product", "quantity"}


@given(st.text())
def test_a_value_is_never_read_as_a_condition(typed: str) -> None:
    assert holds("category == 'x'", {"category": typed}) is (typed == "x")


def test_reading_changes_nothing() -> None:
    known = {"contact": {"village": "36.01"}}
    assert holds("contact.district == '' && ticket.code == ''", known)
    assert known == {"contact": {"village": "36.01"}}
