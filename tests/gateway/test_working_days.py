"""Which days are working days, and when a deadline ends: over weekends, Indonesian holidays, and midnight in Jakarta."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gateway import working_days
from gateway.config import Settings

JAKARTA = "+07:00"


def told(settings: Settings, **rules: Any) -> Settings:
    return settings.model_copy(update={"desk": settings.desk.model_copy(update=rules)})


@pytest.mark.parametrize(
    ("day", "rules", "works"),
    [
        ("2026-08-14", {}, True),  # a Friday
        ("2026-08-15", {}, False),
        ("2026-08-16", {}, False),
        ("2026-08-17", {}, False),  # Independence Day, a Monday
        ("2026-08-18", {}, True),
        ("2026-08-25", {}, False),  # the Prophet's birthday
        ("2026-12-25", {}, False),
        ("2027-01-01", {}, False),
        ("2026-02-17", {}, False),  # Imlek
        ("2026-03-19", {}, False),  # Nyepi
        ("2026-08-17", {"holidays": ""}, True),
        ("2026-08-17", {"holidays": "US"}, True),
        ("2026-07-04", {"holidays": "US", "working_weekdays": (6,)}, False),
        ("2026-08-15", {"working_weekdays": (1, 2, 3, 4, 5, 6)}, True),
        ("2026-08-14", {"working_weekdays": (7,)}, False),
        ("2026-08-16", {"working_weekdays": (7,)}, True),
    ],
)
def test_working_days(settings: Settings, day: str, rules: dict[str, Any], works: bool) -> None:
    assert working_days.is_working_day(told(settings, **rules), date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-08-19T10:00", 0, "2026-08-19T16:00"),
        ("2026-08-19T15:59", 0, "2026-08-19T16:00"),
        ("2026-08-19T16:00", 0, "2026-08-20T16:00"),
        ("2026-08-19T00:00", 0, "2026-08-19T16:00"),
        ("2026-08-19T23:59", 0, "2026-08-20T16:00"),
        ("2026-08-14T15:59", 0, "2026-08-14T16:00"),
        ("2026-08-14T16:00", 0, "2026-08-18T16:00"),  # Friday evening, over the weekend and the holiday after it
        ("2026-08-15T08:00", 0, "2026-08-18T16:00"),
        ("2026-08-17T08:00", 0, "2026-08-18T16:00"),
        ("2026-08-19T15:59", 1, "2026-08-20T16:00"),
        ("2026-08-19T16:00", 1, "2026-08-20T16:00"),
        ("2026-08-14T10:00", 1, "2026-08-18T16:00"),
        ("2026-08-15T10:00", 1, "2026-08-18T16:00"),
        ("2026-08-17T10:00", 1, "2026-08-18T16:00"),
        ("2026-08-21T10:00", 1, "2026-08-24T16:00"),
        ("2026-08-24T10:00", 1, "2026-08-26T16:00"),
        ("2026-08-14T10:00", 5, "2026-08-24T16:00"),
        ("2026-08-14T10:00", 6, "2026-08-26T16:00"),
        ("2026-12-24T10:00", 5, "2027-01-04T16:00"),  # Christmas and New Year are Fridays
        ("2026-12-31T16:00", 0, "2027-01-04T16:00"),
    ],
)
def test_the_end_of_a_working_day_in_jakarta(settings: Settings, start: str, days: int, end: str) -> None:
    found = working_days.after(settings, datetime.fromisoformat(start + JAKARTA).astimezone(UTC), days)
    assert found == datetime.fromisoformat(end + JAKARTA)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("rules", "end"),
    [
        ({"closes_at": 14}, "2026-08-20T14:00"),
        ({"closes_at": 23}, "2026-08-20T23:00"),
        ({"working_weekdays": (1,)}, "2026-08-24T16:00"),
        ({"working_weekdays": (2,)}, "2026-09-01T16:00"),  # the Tuesday before is a holiday
        ({"working_weekdays": (2,), "holidays": ""}, "2026-08-25T16:00"),
    ],
)
def test_as_config_says(settings: Settings, rules: dict[str, Any], end: str) -> None:
    start = datetime.fromisoformat("2026-08-19T10:00" + JAKARTA)
    assert working_days.after(told(settings, **rules), start, 1) == datetime.fromisoformat(end + JAKARTA)


def test_the_day_is_that_of_the_timezone(settings: Settings) -> None:
    start = datetime(2026, 8, 19, 16, 30, tzinfo=UTC)  # half past eleven at night in Jakarta, next day in Jayapura
    there = settings.model_copy(update={"timezone": "Asia/Jayapura"})
    assert working_days.after(settings, start, 0) == datetime(2026, 8, 20, 9, 0, tzinfo=UTC)
    assert working_days.after(there, start, 1) == datetime(2026, 8, 21, 7, 0, tzinfo=UTC)


def test_more_days_never_end_earlier(settings: Settings) -> None:
    start = datetime(2026, 12, 21, 3, 0, tzinfo=UTC)  # a working day: from another, 0 and 1 end on the same
    ends = [working_days.after(settings, start, days) for days in range(366)]
    assert ends == sorted(set(ends))
    assert all(working_days.is_working_day(settings, end.astimezone(settings.zone).date()) for end in ends)
