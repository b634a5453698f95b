"""Who else may work a ticket, for the golden dialogues of ALIH."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flows.host import Query
from gateway.takers import CALLED
from tests.flows.banten import settings


def takers(query: Query, staffed: Sequence[str], officers: Sequence[str]) -> list[dict[str, Any]]:
    """The levels that have officers, and people; whoever types a word of a level means it, also without any."""
    names = {level: settings().words[f"level.{level}"][query.language].capitalize() for level in CALLED if _is(level)}
    levels = [{"code": level, "name": name, "level": level} for level, name in names.items()]
    people = [{"code": f"+62812000{n}", "name": name, "level": "village"} for n, name in enumerate(officers)]
    if query.search:
        typed = query.search.casefold().split()[-1]
        meant = [one for one in levels if typed in CALLED[one["level"]].split()]
        return meant or [one for one in people if typed in one["name"].casefold()]
    shown = [one for one in levels if one["level"] in staffed] + people
    return [one for one in shown if query.code in {"", one["code"]}]


def _is(level: str) -> bool:
    return f"level.{level}" in settings().words
