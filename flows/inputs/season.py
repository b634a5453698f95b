"""`accept = "season"`: from which month to which, as `11-2`, `nov-feb`, `november sampai februari`; kept as `11-2`.

All the year (`-`, `semua`, `sepanjang tahun`, `1-12`) is kept as `-`; a single month as `12-12`.
"""

from __future__ import annotations

import re
from itertools import pairwise

from flows.accept import SeasonInput
from flows.inputs.base import InputContext, Value, Wrong, folded
from flows.inputs.day import month_named, without_accents

ALL_YEAR = "-"
MONTHS = 12
SHORTEST = 3
"""Letters that are enough of a month's name."""

ALWAYS = frozenset(
    (
        "semua", "semua bulan", "sepanjang tahun", "setahun", "setahun penuh", "terus", "ada terus", "selalu",
        "selalu ada", "setiap bulan", "tiap bulan", "sapanjang taun", "sataun", "salawasna", "unggal bulan",
        "saban bulan", "all", "all year", "all the year", "always", "year round", "every month",
    )
)  # fmt: skip
BETWEEN = frozenset(
    "bulan musim usum dari mulai ti from sampai sampe s d sd hingga ke dugi nepi tepi ka to until till through dan"
    " jeung sareng and month".split()
)
"""Words around the months, which say nothing more."""

_STRANGE = re.compile(r"[^a-z0-9 ./,&+\-]")


def parse(raw: str, rule: SeasonInput, context: InputContext) -> Value | Wrong:
    """Two months are the first and the last; more of them must follow each other (`11, 12, 1`)."""
    text = without_accents(folded(raw)).strip(" .,!\"'")
    if text == ALL_YEAR or text in ALWAYS:
        return ALL_YEAR
    words = [word for word in re.findall(r"[^\W\d_]+|[0-9]+", text) if word not in BETWEEN]
    months = [_month(word) for word in words]
    if _STRANGE.search(text) or not months or not all(months) or not (len(months) == 2 or _follow(months)):
        return Wrong("wrong_season")
    first, last = months[0], months[-1]
    return ALL_YEAR if len(months) > 1 and last % MONTHS + 1 == first else f"{first}-{last}"


def _follow(months: list[int]) -> bool:
    return all(one % MONTHS + 1 == other for one, other in pairwise(months))


def _month(word: str) -> int:
    """1 to 12; 0 where it is no month."""
    if word.isdigit():
        return int(word) if 1 <= int(word) <= MONTHS else 0
    return month_named(word) if len(word) >= SHORTEST else 0
