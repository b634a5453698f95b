"""Who may take a ticket over, as a dialogue may look them up (`flows/host.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rapidfuzz import utils
from sqlalchemy import Connection

from flows.host import Query
from gateway import notices
from gateway.config import Settings
from gateway.look_up_parts import Found, like
from models import officer, ticket
from models.base import AnyRow
from models.officer import LEVELS

CALLED: Mapping[str, str] = {
    "village": "desa lembur village",
    "district": "kecamatan kacamatan camat kec district subdistrict",
    "regency": "kabupaten kota kab bupati walikota wali regency city",
    "province": "provinsi propinsi prov gubernur province",
    "operator": "operator admin",
    "head": "kades lurah kuwu kepala kapala desa head",
}
"""What people say for a level, and for what an officer of a village is; in all languages."""
NOISE = frozenset(
    "ke ka to the kepada kanggo pada at of bapak bpk pak pa ibu bu mr mrs petugas patugas officer balik deui kembali"
    " back orang kantor office".split()
)
"""Words beside a name or a level that do not tell it from others."""


def takers(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    """Who else may work the ticket `where["ticket"]`: levels above that have officers, then colleagues, then the way
    back; where something was typed, of all levels and everybody who serves that village.
    """
    row = ticket.ticket_by_code(connection, query.where.get("ticket", "").replace("-", ""))
    if row is None or not ticket.may_work(row, officer.posts_of(connection, phone)):
        return []
    everybody = {level: officer.officers_at(connection, row.village, level) for level in LEVELS}
    others = {level: [one for one in people if one.phone != phone] for level, people in everybody.items()}
    if query.search:
        return _meant(settings, query, others)
    if query.code:
        return [_shown(one) for one in _all(settings, query.language, others) if one["code"] == query.code]
    return [_shown(one) for one in _offered(settings, query.language, row, others)]


Others = Mapping[str, Sequence[AnyRow]]
"""Level -> its officers, without who asks."""


def _offered(settings: Settings, language: str, row: AnyRow, others: Others) -> Iterator[dict[str, Any]]:
    here = LEVELS.index(row.level)
    staffed = [level for level in LEVELS if others[level]]
    back = [level for level in staffed if LEVELS.index(level) < here or (level == row.level and row.assignee)]
    yield from (_level(settings, language, level) for level in staffed if LEVELS.index(level) > here)
    yield from (_person(one, row.level) for one in others[row.level] if one.phone != row.assignee)
    yield from (_level(settings, language, level) for level in reversed(back))


def _meant(settings: Settings, query: Query, others: Others) -> Found:
    """A level where nothing but words for one was typed, also one that has no officers; else whoever is called so."""
    typed = {word for word in utils.default_process(query.search).split() if word not in NOISE}
    for level in LEVELS:
        if typed and typed <= set(CALLED[level].split()):
            return [_shown(_level(settings, query.language, level))]
    found = like(query.search, _all(settings, query.language, others), "called", noise=NOISE)
    return [_shown(one) for one in found]


def _all(settings: Settings, language: str, others: Others) -> Found:
    people = {one.phone: _person(one, level) for level in reversed(LEVELS) for one in others[level]}
    return [*(_level(settings, language, level) for level in LEVELS), *people.values()]


def _level(settings: Settings, language: str, level: str) -> dict[str, Any]:
    word = notices.in_language(settings.words.get(f"level.{level}", {}), language, settings)
    return {"code": level, "name": word[:1].upper() + word[1:], "level": level, "called": CALLED[level]}


def _person(one: AnyRow, level: str) -> dict[str, Any]:
    called = " ".join(CALLED.get(role, "") for role in one.roles)
    return {"code": one.phone, "name": one.name, "level": level, "called": called}


def _shown(one: Mapping[str, Any]) -> dict[str, Any]:
    return {field: one[field] for field in ("code", "name", "level")}
