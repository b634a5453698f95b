"""What was said about a ticket, newest first, as an officer and as its villager read it: `Kades 26/11 catat: ...`"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from gateway import notices
from gateway.config import Settings
from models import officer, ticket
from models.base import AnyRow
from models.officer import LEVEL_OF

LONGEST, SHORT = 500, 60
"""Characters of all that is told, because a session must hold it; and of the newest line at a glance."""
NOTHING: Mapping[str, str] = {"changed": "", "history": "", "latest": ""}
"""Of a ticket in a list, and of one whose reader may not know."""
SPOKEN = frozenset({"note", "answer", "addition", "status"})
"""Kinds of events that may have words; what a handover or the stars keep as a note was not said to anybody."""


def for_officer(
    connection: Connection, settings: Settings, language: str, row: AnyRow, events: Sequence[AnyRow], phone: str
) -> dict[str, str]:
    """history: notes, answers, additions and reasons, with who, when and what it was; latest: how the newest begins.
    `events`: newest first; `phone`: who reads.
    """
    names: dict[str, str] = {}

    def lines() -> Iterator[str]:
        for event in events:
            if not (event.note and event.kind in SPOKEN):
                continue
            if event.actor not in names:
                names[event.actor] = _who(connection, settings, language, row, event.actor, phone)
            what = f"ticket.{event.status}" if event.kind == "status" else f"said.{event.kind}"
            yield _line(settings, names[event.actor], event, f" {_word(settings, language, what)}")

    told = list(lines())
    return {"history": _cut("\n".join(told), LONGEST), "latest": _cut(told[0], SHORT) if told else ""}


def for_villager(settings: Settings, language: str, row: AnyRow, events: Sequence[AnyRow]) -> dict[str, str]:
    """history: the office's last answer and what the villager added last; never what officers noted for themselves."""
    answer = _newest(event for event in events if event.kind in {"answer", "status"} and event.actor != row.phone)
    added = _newest(event for event in events if event.kind in {"addition", "status"} and event.actor == row.phone)
    told = [(answer, "who.officer"), (added, "who.you")]
    lines = [_line(settings, _word(settings, language, who), event) for event, who in told if event is not None]
    return {"history": _cut("\n".join(lines), LONGEST), "latest": ""}


def _newest(events: Iterator[AnyRow]) -> AnyRow | None:
    return next((event for event in events if event.note), None)


def _who(connection: Connection, settings: Settings, language: str, row: AnyRow, actor: str, phone: str) -> str:
    """One short word for who did something: you, the villager, or what an officer is for that village."""
    if actor == phone:
        return _word(settings, language, "who.you")
    if actor == row.phone:
        return _word(settings, language, "who.villager")
    roles = [post.role for post in officer.posts_of(connection, actor) if ticket.may_work(row, [post])]
    role = roles[0] if roles else "officer"
    level = LEVEL_OF.get(role, "village")
    word = _word(settings, language, f"who.{role}" if level == "village" else f"level.{level}")
    return word[:1].upper() + word[1:]


def _line(settings: Settings, who: str, event: AnyRow, what: str = "") -> str:
    return f"{who} {_short_day(settings, event.at)}{what}: {' '.join(event.note.split())}"


def _short_day(settings: Settings, at: datetime) -> str:
    """`26/11`."""
    local = at.astimezone(settings.zone)
    return f"{local.day}/{local.month}"


def _word(settings: Settings, language: str, name: str) -> str:
    return notices.in_language(settings.words.get(name, {}), language, settings)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 2].rstrip()}.."
