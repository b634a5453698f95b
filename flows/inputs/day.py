"""`accept = { date = { from = 0, to = 30 } }`: a day, as `besok`, `17/8`, `17 Agustus 2026`; kept as `2026-08-17`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from flows.definition import DateInput
from flows.inputs.base import InputContext, Value, Wrong, plain

DAYS = {
    "hari ini": 0, "sekarang": 0, "ayeuna": 0, "poe ieu": 0, "dinten ieu": 0, "today": 0,
    "besok": 1, "besuk": 1, "esok": 1, "isuk": 1, "isukan": 1, "enjing": 1, "tomorrow": 1,
    "lusa": 2, "pageto": 2, "kemarin": -1, "kamari": -1, "yesterday": -1,
}  # fmt: skip
MONTHS = {
    "jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8, "agt": 8,
    "ags": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12,
}  # fmt: skip

_WRITTEN = re.compile(r"([0-9]{1,2})[ /.\-]+([0-9]{1,2}|[a-z]{3,10})(?:[ /.\-]+([0-9]{4}|[0-9]{2}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def parse(raw: str, rule: DateInput, context: InputContext) -> Value | Wrong:
    text = plain(raw)
    earliest = context.today + timedelta(days=rule.from_) if rule.from_ is not None else date.min
    latest = context.today + timedelta(days=rule.to) if rule.to is not None else date.max
    days = [context.today + timedelta(days=DAYS[text])] if text in DAYS else _written(text, context.today)
    if not days:
        return Wrong("wrong_date")
    fitting = [day for day in days if earliest <= day <= latest]
    if not fitting:
        return Wrong("wrong_date_range", {"from": earliest.isoformat(), "to": latest.isoformat()})
    coming = [day for day in fitting if day >= context.today]
    return (coming or fitting)[0].isoformat()


def _written(text: str, today: date) -> list[date]:
    """The days that a text may mean, nearest first where it names no year; [] when it is no day."""
    if iso := _ISO.fullmatch(text):
        return _existing([(int(iso[1]), int(iso[2]), int(iso[3]))])
    found = _WRITTEN.fullmatch(text)
    month = _month(found[2]) if found else None
    if not found or not month:
        return []
    if found[3]:
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return _existing([(year, month, int(found[1]))])
    days = _existing([(today.year + shift, month, int(found[1])) for shift in (-1, 0, 1)])
    return sorted(days, key=lambda day: abs((day - today).days))


def _month(text: str) -> int | None:
    return int(text) if text.isdigit() else MONTHS.get(text[:3])


def _existing(parts: list[tuple[int, int, int]]) -> list[date]:
    days = []
    for year, month, day in parts:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue  # 31/2, or the 29th of February of another year
    return days
