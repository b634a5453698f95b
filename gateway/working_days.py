"""Which days are working days, and when a deadline of some of them ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from gateway.config import Settings


def is_working_day(settings: Settings, day: date) -> bool:
    """Neither a day of rest nor a public holiday."""
    rules = settings.desk
    return day.isoweekday() in rules.working_weekdays and day not in _holidays(rules.holidays, day.year)


def after(settings: Settings, start: datetime, days: int) -> datetime:
    """The end of the working day that is `days` working days after `start`'s, in UTC; 0: today's, or the next one's."""
    day = start.astimezone(settings.zone).date()
    if days == 0 and start >= _end(settings, day):
        day += timedelta(days=1)
    while days or not is_working_day(settings, day):
        day += timedelta(days=1)
        days -= bool(days) and is_working_day(settings, day)
    return _end(settings, day)


def before(settings: Settings, moment: datetime) -> datetime:
    """The last end of a working day before `moment`, in UTC."""
    day = moment.astimezone(settings.zone).date()
    while not is_working_day(settings, day) or _end(settings, day) >= moment:
        day -= timedelta(days=1)
    return _end(settings, day)


def _end(settings: Settings, day: date) -> datetime:
    return datetime.combine(day, time(settings.desk.closes_at), settings.zone).astimezone(UTC)


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()
