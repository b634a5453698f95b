"""`accept = { date = { from = 0, to = 30 } }`: a day, as `besok`, `17/8`, `17 Agustus 2026`; kept as `2026-08-17`."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from flows.accept import DateInput
from flows.inputs.base import InputContext, Value, Wrong, plain

DAYS = {
    "hari ini": 0, "sekarang": 0, "ayeuna": 0, "poe ieu": 0, "dinten ieu": 0, "today": 0, "now": 0,
    "besok": 1, "besuk": 1, "esok": 1, "sesuk": 1, "isuk": 1, "isukan": 1, "enjing": 1, "tomorrow": 1,
    "lusa": 2, "pageto": 2, "kemarin": -1, "kemaren": -1, "kamari": -1, "yesterday": -1,
    "kemarin dulu": -2, "mangkukna": -2,
}  # fmt: skip
MONTHS = (
    "januari january", "februari pebruari february", "maret march", "april", "mei may", "juni june", "juli july",
    "agustus august agt ags agst", "september", "oktober october", "november nopember", "desember december",
)  # fmt: skip
"""Each month's names in id, su and en; three letters of one are enough."""

ALWAYS = "..."
"""How the open end of a range is shown."""

CENTURIES = 2
"""How many days a year of two digits may mean; more days than that: no year was written."""

_WRITTEN = re.compile(
    r"(?:(?:tgl|tanggal|ping)[. ]*)?([0-9]{1,2})"
    r"(?:[ /.,\-]+([0-9]{1,2})|[ /.,\-]*([a-z]{3,9})\.?)"
    r"(?:[ /.,\-]+([0-9]{4}|[0-9]{2}))?"
)
_ISO = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})")


def parse(raw: str, rule: DateInput, context: InputContext) -> Value | Wrong:
    """A day without a year is the nearest within the rule's range; where the rule has none, the next to come."""
    text, today = without_accents(plain(raw)), context.today
    earliest, latest = _shifted(today, rule.from_), _shifted(today, rule.to)
    days = [today + timedelta(days=DAYS[text])] if text in DAYS else _written(text, today)
    if not days:
        return Wrong("wrong_date")
    fitting = [day for day in days if (earliest or day) <= day <= (latest or day)]
    if not fitting:
        ends = {"from": earliest, "to": latest}
        return Wrong("wrong_date_range", {name: end.isoformat() if end else ALWAYS for name, end in ends.items()})
    if len(fitting) > CENTURIES and earliest is latest is None:
        fitting = [day for day in fitting if day >= today]
    return min(fitting, key=lambda day: (abs((day - today).days), day < today)).isoformat()


def _shifted(today: date, days: int | None) -> date | None:
    """None where there is no bound, or it is beyond the calendar."""
    try:
        return None if days is None else today + timedelta(days=days)
    except OverflowError:
        return None


def _written(text: str, today: date) -> list[date]:
    """The days that a text may mean: several where it names no year, or two digits of one; [] when it is no day."""
    if iso := _ISO.fullmatch(text):
        return _existing([int(iso[1])], int(iso[2]), int(iso[3]))
    found = _WRITTEN.fullmatch(text)
    month = (int(found[2]) if found[2] else month_named(found[3])) if found else 0
    if not found or not month:
        return []
    return _existing(_years(found[4], today), month, int(found[1]))


def _years(written: str | None, today: date) -> list[int]:
    if written is None:
        return [today.year + shift for shift in range(-8, 9)]  # eight: the longest wait for a 29th of February
    return [int(written)] if len(written) == 4 else [1900 + int(written), 2000 + int(written)]


def month_named(text: str) -> int:
    """1 to 12; 0 when it is no month."""
    named = (number for number, names in enumerate(MONTHS, 1) if any(one.startswith(text) for one in names.split()))
    return next(named, 0)


def _existing(years: list[int], month: int, day: int) -> list[date]:
    days = []
    for year in years:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue  # 31/2, or the 29th of February of another year
    return days


def without_accents(text: str) -> str:
    """`pebruari` for `pébruari`."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
