"""Tickets at the desk: opened by villagers, worked by officers; who is told of what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flows import codes
from flows.effects import ChangeTicket, OpenTicket
from flows.host import Query
from gateway import look_ups, notices, working_days
from gateway.config import Settings
from gateway.desk.base import Desk, DeskError, shown
from gateway.desk.cases import draw_code
from models import contact, officer, pin, ticket
from models.base import AnyRow
from models.officer import LEVELS

BY_OFFICERS = frozenset({"assigned", "in_progress", "waiting", "resolved", "rejected"})
BY_VILLAGERS = frozenset({"closed", "reopened"})
"""Who may give a ticket that status."""
DONE = frozenset({"resolved", "rejected", "closed"})


def open_ticket(desk: Desk, effect: OpenTicket, origin: str) -> dict[str, Any]:
    """A ticket, routed to the officers of the caller's village, who hear of it by SMS."""
    caller = contact.caller(desk.connection, desk.phone)
    if caller["village"] is None:
        raise DeskError("a ticket needs the caller's village: the flow must ask for it first")
    category = desk.settings.categories.get(effect.category)
    if category is None:
        raise DeskError(f"there is no category {effect.category!r} in config.toml")
    code = draw_code(desk)
    ticket.open_ticket(
        desk.connection, code=code, origin=origin, kind=effect.kind, category=effect.category,
        village=caller["village"], phone=desk.phone, name=effect.name or caller["name"] or "",
        description=effect.description, created_at=desk.now, channel=desk.channel, level_at=desk.now,
        urgent=category.urgent, due_at=deadline(desk.settings, effect.category, desk.now),
    )  # fmt: skip
    contact.change_contact(desk.connection, desk.phone, last_ticket=code)
    row = ticket.ticket_by_code(desk.connection, code)
    assert row is not None  # noqa: S101 - opened above
    tell_officers(desk, row, "ticket_opened_officer", workers(desk, row), origin)
    made = {"code": codes.show(code), "status": "new", "category": effect.category, "description": effect.description}
    return {"ticket": made | {"category_text": desk.in_language(category.name)}}


def deadline(settings: Settings, category: str, now: datetime, *, answered: bool = False) -> datetime:
    """By when a ticket of that category should be resolved; an urgent one should first be answered, in minutes."""
    rules = settings.categories.get(category)
    if rules is not None and rules.urgent and not answered:
        return now + timedelta(minutes=settings.desk.urgent_minutes)
    own = rules.deadline if rules is not None else None
    return working_days.after(settings, now, settings.desk.deadline_working_days if own is None else own)


def change_ticket(desk: Desk, effect: ChangeTicket, origin: str) -> dict[str, Any]:
    """What an officer or the villager does with a ticket, if they may; who else it matters to is told."""
    code = effect.code.replace("-", "")
    row = ticket.lock(desk.connection, code)
    result = "unknown" if row is None else _refusal(desk, row, effect) or _done(desk, row, effect, origin)
    if result == "done":
        contact.change_contact(desk.connection, desk.phone, last_ticket=code)
    query = Query("tickets", desk.language, {"code": code})
    found = look_ups.look_up(desk.connection, desk.settings, query, desk.phone, desk.now)
    return {"ticket": found[0] if found else {}, "result": result}


def _refusal(desk: Desk, row: AnyRow, effect: ChangeTicket) -> str:
    """Why the caller may not; "" where they may."""
    villagers = effect.status in BY_VILLAGERS or effect.add is not None or effect.stars is not None
    if villagers and row.phone == desk.phone:
        return _villagers_refusal(desk, row, effect)
    if villagers or not ticket.may_work(row, officer.posts_of(desk.connection, desk.phone), desk.phone):
        return "not_yours"
    caller = contact.caller(desk.connection, desk.phone)
    asked = pin.state(caller["open_until"], caller["locked_until"], desk.now, is_set=caller["has_pin"])
    if asked != "open":
        return "closed"
    return "not_allowed" if effect.answer and row.status == "rejected" and not effect.status else ""


def _villagers_refusal(desk: Desk, row: AnyRow, effect: ChangeTicket) -> str:
    over = row.done_at is not None and desk.now > row.done_at + timedelta(days=desk.settings.desk.reopen_days)
    if effect.status == "reopened" and over:
        return "not_allowed"
    if effect.add is not None and not effect.status and row.status not in ticket.OPEN:
        return "not_allowed"
    return "not_allowed" if effect.stars is not None and row.status not in {"resolved", "closed"} else ""


def _done(desk: Desk, row: AnyRow, effect: ChangeTicket, origin: str) -> str:
    mine: dict[str, Any] = {"actor": desk.phone, "at": desk.now}
    answered = _answered(desk, row)
    if effect.status:
        said = effect.answer or effect.note or effect.add or ""
        fields: dict[str, Any] = {**answered, **_times(desk, row, effect.status)}
        if not ticket.change(desk.connection, row, kind="status", status=effect.status, note=said, **mine, **fields):
            return "not_allowed"
    if effect.to and row.status not in ticket.OPEN:
        return "not_allowed"
    if effect.to and not _hand_over(desk, row, effect.to, origin):
        return "unknown"
    if effect.stars:
        ticket.change(desk.connection, row, kind="stars", note=effect.stars, stars=int(effect.stars), **mine)
    for kind, text in {"note": effect.note, "answer": effect.answer, "addition": effect.add}.items():
        if text and not effect.status:
            ticket.change(desk.connection, row, kind=kind, note=text, **mine, **answered)
    _tell_of(desk, row, effect, origin)
    return "done"


def _answered(desk: Desk, row: AnyRow) -> dict[str, Any]:
    """What the first thing changes that an officer does: an emergency is no longer due in minutes."""
    if row.phone == desk.phone or row.answered_at is not None:
        return {}
    due = {"due_at": deadline(desk.settings, row.category, desk.now, answered=True), "reminded_at": None}
    return {"answered_at": desk.now, **(due if row.urgent else {})}


def _times(desk: Desk, row: AnyRow, status: str) -> dict[str, Any]:
    """What else a status changes: a reopened ticket has a new deadline, at the level where it was."""
    if status == "reopened":
        due = deadline(desk.settings, row.category, desk.now)
        return {"done_at": None, "due_at": due, "level_at": desk.now, "reminded_at": None, "answered_at": None}
    return {"done_at": desk.now} if status in DONE else {}


def _hand_over(desk: Desk, row: AnyRow, to: str, origin: str) -> bool:
    """Give a ticket to a level, or to one officer who serves its village. False where there is nobody such."""
    if to in LEVELS:
        people = list(officer.officers_at(desk.connection, row.village, to))
        fields: dict[str, Any] = {"level": to, "level_at": desk.now, "assignee": None, "reminded_at": None}
    else:
        everyone = (one for level in LEVELS for one in officer.officers_at(desk.connection, row.village, level))
        people = [one for one in everyone if one.phone == to][:1]
        fields = {"assignee": to, "reminded_at": None}
    if not people:
        return False
    status = "assigned" if row.status == "new" else ""
    ticket.change(
        desk.connection, row, kind="handover", note=to, status=status, actor=desk.phone, at=desk.now, **fields
    )
    told = [one.phone for one in people if one.phone != desk.phone]
    tell_officers(desk, row, "ticket_handover_officer", told, origin)
    return True


def _tell_of(desk: Desk, row: AnyRow, effect: ChangeTicket, origin: str) -> None:
    """The villager hears what officers did, the officers what the villager did: as far as config.toml has a notice."""
    said = effect.answer or effect.add or effect.stars or ""
    if row.phone == desk.phone:
        event = effect.status or ("addition" if effect.add else "")
        tell_officers(desk, row, f"ticket_{event}_officer", workers(desk, row), origin, said=said)
    else:
        event = effect.status or ("answer" if effect.answer else "")
        tell_villager(desk, row, f"ticket_{event}_villager", origin, said=said, status=effect.status or "")


def workers(desk: Desk, row: AnyRow) -> list[str]:
    """Phones of the officers whose turn it is."""
    if row.assignee:
        return [row.assignee]
    return [one.phone for one in officer.officers_at(desk.connection, row.village, row.level)]


def tell_officers(desk: Desk, row: AnyRow, notice: str, phones: Iterable[str], origin: str, *, said: str = "") -> None:
    """The notice, where config.toml has it, to each of `phones` in their language."""
    if notice not in desk.settings.notices:
        return
    sender = contact.caller(desk.connection, row.phone)
    for phone in phones:
        language = desk.language_of(phone)
        told = _told(desk, row, language, said) | {"contact": shown(sender, row.phone, row.name)}
        text = notices.text(desk.settings, notice, language, told)
        desk.tell(phone, text, f"{origin}/officer/{phone}", row.village, ticket=row.id, notice=notice)


def tell_villager(desk: Desk, row: AnyRow, notice: str, origin: str, *, said: str = "", status: str = "") -> None:
    """The notice, where config.toml has it, to whoever opened the ticket."""
    if notice not in desk.settings.notices:
        return
    language = desk.language_of(row.phone)
    text = notices.text(desk.settings, notice, language, _told(desk, row, language, said, status))
    desk.tell(row.phone, text, f"{origin}/villager", row.village, ticket=row.id, notice=notice)


def _told(desk: Desk, row: AnyRow, language: str | None, said: str, status: str = "") -> dict[str, Any]:
    category = desk.settings.categories.get(row.category)
    status = status or row.status
    return {
        "ticket": {
            "code": codes.show(row.code), "status": status, "category": row.category, "description": row.description,
            "status_text": desk.in_language(desk.settings.words.get(f"ticket.{status}", {}), language),
            "category_text": desk.in_language(category.name, language) if category else row.category,
            "due": row.due_at.astimezone(desk.settings.zone).date().isoformat() if row.due_at else "",
            "said": said,
        },
        "village": {"name": row.village_name, "district": row.district},
    }  # fmt: skip
