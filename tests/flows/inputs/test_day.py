"""Dates: `besok`, `17/8`, `17 Agustus 2026`."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from flows.accept import DateInput
from flows.inputs import InputContext, Wrong
from flows.inputs.day import parse

TODAY = InputContext(date(2026, 11, 24))
days = st.dates(date(1950, 1, 1), date(2049, 12, 31))


def rule(earliest: int | None = None, latest: int | None = None) -> DateInput:
    return DateInput.model_validate({"from": earliest, "to": latest})


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hari ini", "2026-11-24"), ("Hari  INI.", "2026-11-24"), ("sekarang", "2026-11-24"), ("ayeuna", "2026-11-24"),
        ("today", "2026-11-24"), ("poe ieu", "2026-11-24"), ("poé ieu", "2026-11-24"),
        ("besok", "2026-11-25"), ("BESOK!", "2026-11-25"), ("besuk", "2026-11-25"), ("isukan", "2026-11-25"),
        ("tomorrow", "2026-11-25"), ("esok", "2026-11-25"), ("lusa", "2026-11-26"), ("pageto", "2026-11-26"),
        ("kemarin", "2026-11-23"), ("kamari", "2026-11-23"), ("yesterday", "2026-11-23"),
    ],
)  # fmt: skip
def test_words(typed: str, day: str) -> None:
    assert parse(typed, rule(), TODAY) == day


@pytest.mark.parametrize(
    "typed",
    [
        "17/8/2026", "17-8-2026", "17.8.2026", "17 8 2026", "17/08/2026", "17 / 8 / 2026", "17/8/26", "17-08-26", "2026-08-17",
        "2026/8/17", "17 agustus 2026", "17 Agustus 2026", "17 AGUSTUS 2026", "17 Agt 2026", "17 Agu 2026", "17 ags 2026",
        "17 agt. 2026", "17 August 2026", "17 aug 26", "17agustus 2026", "17-Agustus-2026", "17–8–2026", "(17/8/2026)",
        "tgl 17/8/2026", "Tanggal 17 Agustus 2026", "tgl. 17 agustus 2026", "１７／８／２０２６", " 17/8/2026. ", "17, agustus, 2026",
    ],
)  # fmt: skip
def test_however_a_day_is_written(typed: str) -> None:
    assert parse(typed, rule(), TODAY) == "2026-08-17"


@pytest.mark.parametrize(
    ("typed", "earliest", "latest", "day"),
    [
        # the nearest within the range
        ("17/8", -365, 0, "2026-08-17"),
        ("17/8", 0, 365, "2027-08-17"),
        ("17 agustus", -400, 400, "2026-08-17"),
        ("20/11", -30, 30, "2026-11-20"),
        ("28 nov", -30, 30, "2026-11-28"),
        ("3 Januari", -30, 60, "2027-01-03"),
        ("3/1", None, 0, "2026-01-03"),
        ("3/1", 0, None, "2027-01-03"),
        ("24/11", None, 0, "2026-11-24"),
        ("24/11", 0, 0, "2026-11-24"),
        ("25/11", -40000, -30, "2025-11-25"),
        ("29/2", 0, None, "2028-02-29"),
        ("29/2", None, 0, "2024-02-29"),
        # no range: the next to come
        ("17/8", None, None, "2027-08-17"),
        ("24/11", None, None, "2026-11-24"),
        ("25 desember", None, None, "2026-12-25"),
        ("29 feb", None, None, "2028-02-29"),
        # two digits of a year: the nearest that is meant
        ("17/8/85", None, None, "1985-08-17"),
        ("17/8/30", None, None, "2030-08-17"),
        ("17/8/30", None, 0, "1930-08-17"),
        ("17/8/85", 0, None, "2085-08-17"),
        # bounds beyond the calendar
        ("besok", -(10**9), 10**9, "2026-11-25"),
        ("1/1/0001", -(10**12), 10**12, "0001-01-01"),
    ],
)  # fmt: skip
def test_a_day_without_its_year(typed: str, earliest: int | None, latest: int | None, day: str) -> None:
    assert parse(typed, rule(earliest, latest), TODAY) == day


@pytest.mark.parametrize(
    ("typed", "earliest", "latest", "shown"),
    [
        ("kemarin", 0, 30, ("2026-11-24", "2026-12-24")),
        ("25/12", 0, 30, ("2026-11-24", "2026-12-24")),
        ("17/8/2026", 0, 30, ("2026-11-24", "2026-12-24")),
        ("besok", None, 0, ("...", "2026-11-24")),
        ("kemarin", 0, None, ("2026-11-24", "...")),
    ],
)
def test_outside_the_range(typed: str, earliest: int | None, latest: int | None, shown: tuple[str, str]) -> None:
    expected = Wrong("wrong_date_range", {"from": shown[0], "to": shown[1]})
    assert parse(typed, rule(earliest, latest), TODAY) == expected


@pytest.mark.parametrize("typed", ["24/12", "24/11", "lusa"])
def test_the_ends_of_the_range_belong_to_it(typed: str) -> None:
    assert isinstance(parse(typed, rule(0, 30), TODAY), str)


@pytest.mark.parametrize(
    "typed",
    [
        "", "17", "agustus", "32/1", "31/2", "30 februari", "29/2/2026", "0/5", "17/0", "17/13", "8/17/2026", "17/8/226", "17/8/20266",
        "17 desa", "17 ma", "17 marmut", "17 agustusan", "besok pagi", "minggu depan", "17/8 jam 10", "2026-13-01", "10:30",
        "12.30", "17 8 2026 5", "٣/٤", "1.500", "1/1/0000", "be sok",
    ],
)  # fmt: skip
def test_no_days(typed: str) -> None:
    found = parse(typed, rule(), TODAY)
    assert found == Wrong("wrong_date") or typed == found


@given(
    days, st.sampled_from(["id", "su", "en"]), st.sampled_from(["d MMMM y", "d MMM y", "d/M/y", "dd-MM-y", "y-MM-dd"])
)
def test_what_we_write_we_read(day: date, language: str, form: str) -> None:
    assert parse(format_date(day, form, locale=language), rule(), TODAY) == day.isoformat()


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(-400, 400))
def test_a_day_within_half_a_year_is_found_without_its_year(today: date, shift: int) -> None:
    """Typed without its year, a day comes out as itself when nothing nearer has the same day and month."""
    day = today + timedelta(days=max(-180, min(180, shift)))
    assert parse(f"{day.day}/{day.month}", rule(-500, 500), InputContext(today)) == day.isoformat()


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), days)
def test_the_next_to_come(today: date, day: date) -> None:
    found = parse(f"{day.day} {day.month}", rule(), InputContext(today))
    assert isinstance(found, str)
    coming = date.fromisoformat(found)
    assert coming >= today
    assert (coming.day, coming.month) == (day.day, day.month)
    assert (coming - today).days <= (366 if (day.day, day.month) != (29, 2) else 8 * 366)
