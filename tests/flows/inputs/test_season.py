"""Seasons: from which month to which, as people write it."""

from __future__ import annotations

from datetime import date

import pytest

from flows.accept import SeasonInput
from flows.inputs import InputContext, Wrong, season

TODAY = InputContext(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("11-2", "11-2"), ("11/2", "11-2"), ("11 2", "11-2"), ("11, 2", "11-2"), ("11\u20132", "11-2"), ("06-08", "6-8"),
        ("nov-feb", "11-2"), ("Nov - Feb", "11-2"), ("november sampai februari", "11-2"), ("dari bulan 11 s/d bulan 2", "11-2"),
        ("Nopember dugi ka P\u00e9bruari", "11-2"), ("from May to July", "5-7"), ("11, 12, 1", "11-1"), ("juni dan juli.", "6-7"),
        ("12", "12-12"), ("bulan 12", "12-12"), ("Desember", "12-12"), ("-", "-"), ("semua", "-"), ("Sepanjang tahun.", "-"),
        ("salawasna", "-"), ("all year", "-"), ("1-12", "-"), ("4-3", "-"),
    ],
)  # fmt: skip
def test_seasons(typed: str, value: str) -> None:
    assert season.parse(typed, SeasonInput(), TODAY) == value


@pytest.mark.parametrize(
    "typed",
    ["", "13-2", "0", "0-2", "kapan saja", "2-11-2026", "3, 9, 12", "ma-me", "--", "\u0661\u0661-\u0662", "sampai"],
)
def test_no_seasons(typed: str) -> None:
    assert season.parse(typed, SeasonInput(), TODAY) == Wrong("wrong_season")
