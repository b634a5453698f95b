"""Calling out: what would go to whom and at what cost, and beginning it. Sending it is `gateway/delivery.py`'s."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from flows import gsm7
from flows.host import Query
from gateway import notices
from gateway.config import Settings
from models import broadcast, officer, village
from models.base import AnyRow
from models.officer import AREA, Post

KINDS: Mapping[str, str] = {"village": "call", "district": "warning", "regency": "warning"}
"""By how large the area is."""
SHOWN = 40
"""Characters of its text by which a call-out is known again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A call-out as it would go out now.

    area      the beginning of the codes of its villages; `name`: what it is called
    texts     language -> what is sent
    people    language -> to how many
    without   areas in it that had the same text just before; `repeated`: all of it had
    price     rupiah for a segment
    """

    area: str
    name: str
    level: str
    said: str
    texts: Mapping[str, str]
    people: Mapping[str, int]
    without: Sequence[str]
    repeated: bool
    price: int

    @property
    def count(self) -> int:
        return sum(self.people.values())

    @property
    def segments(self) -> int:
        """Of all messages together."""
        first = next(iter(self.texts.values()))
        return sum(count * gsm7.segments(self.texts.get(said, first)) for said, count in self.people.items())

    @property
    def cost(self) -> int:
        """About how much, in rupiah."""
        return self.segments * self.price


def plan(connection: Connection, settings: Settings, area: str, said: str, now: datetime) -> Plan | None:
    """What calling out `said` would be; None where no village has such a code."""
    place = village.first_of(connection, area)
    if place is None:
        return None
    level = _level(area)
    since = now - timedelta(minutes=settings.broadcast.same_text_minutes)
    same = [one.area for one in broadcast.begun_since(connection, area, since) if _plain(one.said) == _plain(said)]
    without = sorted({one for one in same if one != area and one.startswith(area)})
    name = {"village": place.name, "district": place.district, "regency": place.regency}[level]
    return Plan(
        area=area, name=name, level=level, said=said, texts=_texts(settings, level, place, said),
        people=broadcast.audience(connection, area, without) if said else {}, without=without,
        repeated=any(area.startswith(one) for one in same), price=settings.broadcast.price_per_segment,
    )  # fmt: skip


def begin(
    connection: Connection, settings: Settings, channel: str, by: str, origin: str, plan: Plan, now: datetime
) -> int:
    """Have a plan carried out: the call-out's id. Its messages go out after the caller's commit."""
    texts = {said: {"text": text, "segments": gsm7.segments(text)} for said, text in plan.texts.items()}
    texts[""] = texts[settings.languages[0]]
    return broadcast.begin(
        connection, origin=origin, channel=channel, by=by, area=plan.area, without=list(plan.without),
        kind=KINDS[plan.level], said=plan.said, texts=texts, people=plan.count, segments=plan.segments, cost=plan.cost,
        now=now,
    )  # fmt: skip


def posts(connection: Connection, settings: Settings, phone: str) -> list[Post]:
    """Where somebody may call out: one post for each area."""
    may = (post for post in officer.posts_of(connection, phone) if post.role in settings.broadcast.roles)
    return list({post.area: post for post in may}.values())


def audience(
    connection: Connection, settings: Settings, query: Query, phone: str, now: datetime
) -> list[dict[str, Any]]:
    """Look-up: each area to which the caller may call out, with people and cost once there is a text."""
    found = []
    for post in posts(connection, settings, phone):
        wanted = query.code or query.where.get("area", "")
        if wanted not in {"", post.area}:
            continue
        asked = plan(connection, settings, post.area, query.where.get("text", ""), now)
        if asked is not None:
            numbers = {"people": asked.count, "segments": asked.segments, "cost": asked.cost}
            shown = {"code": asked.area, "name": asked.name, "level": asked.level, "repeated": asked.repeated}
            found.append(shown | numbers)
    return found


def last(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> list[dict[str, Any]]:
    """Look-up: the latest call-out of the caller or to an area of theirs."""
    row = broadcast.last(connection, phone, [post.area for post in posts(connection, settings, phone)])
    return [shown(connection, settings, row, query.language)] if row else []


def shown(connection: Connection, settings: Settings, row: AnyRow, language: str) -> dict[str, Any]:
    """A call-out as a dialogue sees it, with how far it has come."""
    word = notices.in_language(settings.words.get(f"broadcast.{row.status}", {}), language, settings)
    said = row.said if len(row.said) <= SHOWN else f"{row.said[: SHOWN - 2].rstrip()}.."
    return {
        "code": str(row.id), "name": said, "status": row.status, "status_text": word or row.status,
        "people": row.people, "started": row.started_at.astimezone(settings.zone).date().isoformat(),
        **broadcast.progress(connection, row),
    }  # fmt: skip


def _level(area: str) -> str:
    return next((level for level, length in AREA.items() if len(area) >= length and level in KINDS), "regency")


def _plain(said: str) -> str:
    """What makes two texts the same: neither case nor punctuation nor white space tells them apart."""
    letters = unicodedata.normalize("NFKC", said).casefold()
    words = "".join(" " if unicodedata.category(one).startswith("P") else one for one in letters).split()
    return " ".join(words or letters.split())


def _texts(settings: Settings, level: str, place: AnyRow, said: str) -> dict[str, str]:
    """Who speaks, what, and how to have no more of it where that costs nothing."""
    names = {"village": place._asdict(), "broadcast": {"text": said}}
    texts = {}
    for language in settings.languages:
        text = gsm7.transliterate(notices.text(settings, f"broadcast_{level}", language, names))
        longer = f"{text}\n{gsm7.transliterate(notices.text(settings, 'broadcast_stop', language, names))}"
        texts[language] = longer if gsm7.segments(longer) == gsm7.segments(text) else text
    return texts
