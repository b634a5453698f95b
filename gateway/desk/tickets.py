"""Tickets at the desk: opened by villagers, worked by officers; who is told of what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flows import codes
from flows.effects import ChangeTicket, OpenTicket
from flows.host import Query
from gateway import look_ups, notices, working_days
from gateway.config import Settings
from gateway.desk import pins
from gateway.desk.base import Desk, DeskError
from gateway.desk.cases import draw_code
from gateway.desk.ticket_notices import phones_at, reached, tell_officers, tell_villager, workers
from models import contact, officer, ticket
from models.base import AnyRow
from models.officer import LEVELS

BY_VILLAGERS = frozenset({"closed", "reopened", "withdrawn"})
"""What whoever opened a ticket may make of it; every other status is the officers'."""
DONE = frozenset({"resolved", "rejected", "closed", "withdrawn"})
STARS = frozenset("12345")


class Heard(NamedTuple):
    """Of what was done with a ticket: how many officers are told, and whether its villager is (`tell_villager`)."""

    heard: int = 0
    told: str = ""


def open_ticket(desk: Desk, effect: OpenTicket, origin: str) -> dict[str, Any]:
    """A ticket, routed to the first level at which an SMS reaches an officer, the village before those above it: they
    hear of it. Where it reaches nobody the village has it, and the caller can be told so.
    """
    caller = contact.caller(desk.connection, desk.phone)
    if caller["village"] is None:
        raise DeskError("a ticket needs the caller's village: the flow must ask for it first")
    category = desk.settings.categories.get(effect.category)
    if category is None:
        raise DeskError(f"there is no category {effect.category!r} in config.toml")
    level, phones = _first_reached(desk, caller["village"])
    code = draw_code(desk)
    ticket.open_ticket(
        desk.connection, code=code, origin=origin, kind=effect.kind, category=effect.category,
        village=caller["village"], phone=desk.phone, name=effect.name or caller["name"] or "",
        description=effect.description, created_at=desk.now, channel=desk.channel,
        level=level, level_at=desk.now,
        urgent=category.urgent, due_at=deadline(desk.settings, effect.category, desk.now),
    )  # fmt: skip
    contact.change_contact(desk.connection, desk.phone, last_ticket=code)
    row = ticket.ticket_by_code(desk.connection, code)
    assert row is not None  # noqa: S101 - opened above
    made = {"code": codes.show(code), "status": "new", "category": effect.category, "description": effect.description}
    made |= {"category_text": desk.in_language(category.name), "level": level}
    heard = tell_officers(desk, row, "ticket_opened_officer", phones, origin)
    return {"ticket": made | {"office": notices.office(desk.settings, row, level, desk.language), "heard": heard}}


def _first_reached(desk: Desk, village: str) -> tuple[str, list[str]]:
    """The level that a village's new ticket comes to, and the phones of those who hear of it there."""
    for level in LEVELS:
        if phones := reached(desk, phones_at(desk, village, level)):
            return level, phones
    return LEVELS[0], []


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
    if row is None:
        return {"ticket": {}, "result": "unknown"}
    result, heard = _refusal(desk, row, effect), Heard()
    if not result:
        result, heard = _done(desk, row, effect, origin)
    if result == "done":
        contact.change_contact(desk.connection, desk.phone, last_ticket=code)
    query = Query("tickets", desk.language, {"code": code})
    found = look_ups.look_up(desk.connection, desk.settings, query, desk.phone, desk.now)
    return {"ticket": found[0] | (heard._asdict() if result == "done" else {}), "result": result}


def _refusal(desk: Desk, row: AnyRow, effect: ChangeTicket) -> str:
    """Why the caller may not; "" where they may. Who does both parts must be both, and an officer's PIN open."""
    villagers, officers = _is_villagers(effect), _is_officers(effect)
    if villagers and row.phone != desk.phone:
        return "not_yours"
    if officers and not ticket.may_work(row, officer.posts_of(desk.connection, desk.phone)):
        return "not_yours"
    if officers and not pins.is_open(desk):
        return "closed"
    return "" if _may_follow(desk, row, effect) else "not_allowed"


def _is_villagers(effect: ChangeTicket) -> bool:
    return effect.status in BY_VILLAGERS or effect.add is not None or effect.stars is not None


def _is_officers(effect: ChangeTicket) -> bool:
    """Also where nothing is said: then the ticket was looked at."""
    said = any(part is not None for part in (effect.note, effect.answer, effect.to))
    return said or (bool(effect.status) and effect.status not in BY_VILLAGERS) or not _is_villagers(effect)


def _may_follow(desk: Desk, row: AnyRow, effect: ChangeTicket) -> bool:
    """Whether the ticket's status lets all of it happen, so that never a part of it does."""
    after = effect.status or row.status
    return not (
        (effect.status and effect.status not in ticket.TRANSITIONS.get(row.status, ()))
        or (effect.status == "reopened" and _is_over(desk, row))
        or (effect.add is not None and after not in ticket.OPEN)
        or (effect.to is not None and not {row.status, after} <= {*ticket.OPEN})
        or (effect.stars is not None and (effect.stars not in STARS or after not in {"resolved", "closed"}))
        or (effect.answer and row.status not in ticket.TRANSITIONS)
    )


def _is_over(desk: Desk, row: AnyRow) -> bool:
    """Whether it is too late to reopen it: the days count anew once it is closed after it was resolved."""
    since = ticket.status_since(desk.connection, row)
    return since is not None and desk.now > since + timedelta(days=desk.settings.desk.reopen_days)


def _done(desk: Desk, row: AnyRow, effect: ChangeTicket, origin: str) -> tuple[str, Heard]:
    """What came of it, and who hears of it."""
    fields, takers = _taken_by(desk, row, effect.to)
    if effect.to is not None and not takers:
        return "unknown", Heard()
    mine: dict[str, Any] = {"actor": desk.phone, "at": desk.now}
    answered = _answered(desk, row) if _is_officers(effect) else {}
    if effect.status:
        times, said = _times(desk, row, effect.status), effect.answer or effect.add or ""
        ticket.change(
            desk.connection, row, kind="status", status=effect.status, note=said, **mine, **{**answered, **times}
        )
    if effect.to is not None:
        status = "assigned" if not effect.status and "assigned" in ticket.TRANSITIONS[row.status] else ""
        ticket.change(desk.connection, row, kind="handover", note=effect.to, status=status, **mine, **fields)
    if effect.stars:
        ticket.change(desk.connection, row, kind="stars", note=effect.stars, stars=int(effect.stars), **mine)
    with_status = {} if effect.status else {"answer": effect.answer, "addition": effect.add}
    for kind, text in {"note": effect.note, **with_status}.items():
        if text:
            ticket.change(desk.connection, row, kind=kind, note=text, **mine, **answered)
    changed = ticket.ticket_by_code(desk.connection, row.code)
    assert changed is not None  # noqa: S101 - it is locked
    others = reached(desk, [phone for phone in takers if phone != desk.phone])
    taken = tell_officers(desk, changed, "ticket_handover_officer", others, origin)
    heard = _tell_of(desk, changed, effect, origin, moved=changed.level != row.level)
    return "done", heard._replace(heard=heard.heard + taken)


def _answered(desk: Desk, row: AnyRow) -> dict[str, Any]:
    """What the first thing changes that an officer does: an emergency is no longer due in minutes."""
    if row.answered_at is not None:
        return {}
    due = {"due_at": deadline(desk.settings, row.category, desk.now, answered=True), "reminded_at": None}
    return {"answered_at": desk.now, **(due if row.urgent else {})}


def _times(desk: Desk, row: AnyRow, status: str) -> dict[str, Any]:
    """What else a status changes: a reopened ticket has a new deadline, at the level where it was, and no stars: they
    were for what turned out not to be done.
    """
    if status == "reopened":
        due = deadline(desk.settings, row.category, desk.now)
        nothing = dict.fromkeys(("done_at", "reminded_at", "answered_at", "stars"))
        return {"due_at": due, "level_at": desk.now, **nothing}
    return {"done_at": desk.now} if status in DONE else {}


def _taken_by(desk: Desk, row: AnyRow, to: str | None) -> tuple[dict[str, Any], list[str]]:
    """What a handover changes, and the phones of those who get it: of a level, or of one officer who serves the
    ticket's village. Nobody where there is nobody such.
    """
    by_level = {one: [] if to is None else phones_at(desk, row.village, one) for one in LEVELS}
    if to in LEVELS:
        return {"level": to, "level_at": desk.now, "assignee": None, "reminded_at": None}, by_level[to]
    level = next((one for one, phones in by_level.items() if to in phones), None)
    if to is None or level is None:
        return {}, []
    moved = {} if level == row.level else {"level": level, "level_at": desk.now}
    return {"assignee": to, "reminded_at": None, **moved}, [to]


def _tell_of(desk: Desk, row: AnyRow, effect: ChangeTicket, origin: str, *, moved: bool) -> Heard:
    """The villager hears what officers did, the officers what the villager did: as far as config.toml has a notice.

    Nobody hears of what they did themselves, who may be both. `moved`: another level has the ticket now.
    """
    said = effect.answer or effect.add or effect.stars or ""
    if _is_villagers(effect):
        event = effect.status or ("addition" if effect.add else "")
        others = [phone for phone in workers(desk, row) if phone != desk.phone]
        return Heard(tell_officers(desk, row, f"ticket_{event}_officer", others, origin, said=said))
    given = "handover" if moved else "assigned" if effect.to else ""
    event = effect.status or ("answer" if effect.answer else given)
    level = row.level if moved else _level_of(desk, row)
    return Heard(told=tell_villager(desk, row, f"ticket_{event}_villager", origin, said=said, level=level))


def _level_of(desk: Desk, row: AnyRow) -> str:
    """For which level the officer who is the caller acts: the one whose turn it is, where they sit there too."""
    levels = [one.level for one in officer.posts_of(desk.connection, desk.phone) if row.village.startswith(one.area)]
    return row.level if row.level in levels else next(iter(levels), row.level)
