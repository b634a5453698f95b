"""Tickets and inquiries as a dialogue may look them up (`flows/host.py`): whole for those whose they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from flows import codes
from flows.host import Query
from gateway import notices, phone_number, ticket_history
from gateway.config import Settings
from gateway.look_up_parts import Found, day, like
from models import contact, inquiry, officer, pin, ticket
from models.base import AnyRow
from models.officer import Post


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who looks a ticket up, and what they may see of it.

    posts   what they are an officer for
    pin     whether it was asked lately: a phone that was left lying about tells nothing of a ticket to work
    """

    connection: Connection
    settings: Settings
    language: str
    phone: str
    now: datetime
    posts: Sequence[Post]
    pin: pin.State


def tickets(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    """The caller's own, the one of a code, or with `queue` those that the caller has to work as an officer."""
    posts, caller = officer.posts_of(connection, phone), contact.caller(connection, phone)
    asked = pin.state(caller["open_until"], caller["locked_until"], now, is_set=caller["has_pin"])
    if query.where.get("queue"):
        rows = ticket.queue_of(connection, posts, phone, query.limit)
        rows = [row for row in rows if query.code.replace("-", "") in {"", row.code}]
    else:
        wanted = query.code or query.where.get("code", "")
        rows = _one_or_own(connection, wanted, phone, ticket.ticket_by_code, ticket.tickets_of, query.limit)
    reader = _Reader(connection, settings, query.language, phone, now, posts, asked)
    found = [_ticket(reader, row, alone=len(rows) == 1) for row in rows]
    return like(query.search, found, "category_text", "status_text")


def _ticket(reader: _Reader, row: AnyRow, *, alone: bool) -> dict[str, Any]:
    """Whole for the villager whose it is, and for its officers whose PIN was asked; `alone`: with what was said."""
    mine, ours = row.phone == reader.phone, ticket.may_work(row, reader.posts)
    whose = {"mine": mine, "ours": ours}
    case = _case(reader.settings, reader.language, "ticket", row) | whose
    if not (mine or (ours and reader.pin == "open")):
        return case
    said = _said(reader, row, **whose) if alone else ticket_history.NOTHING
    return {**case, **_whole(reader, row), **said}


def _whole(reader: _Reader, row: AnyRow) -> dict[str, Any]:
    settings, category = reader.settings, reader.settings.categories.get(row.category)
    text = notices.in_language(category.name, reader.language, settings) if category else row.category
    late = row.status in ticket.OPEN and row.due_at is not None and row.due_at < reader.now
    return {
        "category": row.category, "category_text": text, "village": row.village_name,
        "opened": day(settings, row.created_at), "description": row.description,
        "sender": f"{phone_number.masked(row.phone)} {row.name}".strip(),
        "due": day(settings, row.due_at) if row.due_at else "", "late": late,
        "village_code": row.village, "office": notices.office(settings, row, row.level, reader.language),
        "mark": "!" if late or (row.urgent and row.status in ticket.OPEN) else "",
    }  # fmt: skip


def _said(reader: _Reader, row: AnyRow, *, mine: bool, ours: bool) -> dict[str, str]:
    """What was said about it, to an officer or to the villager; nothing to a villager whose PIN must be asked."""
    events = ticket.events(reader.connection, row.id)
    told = ticket_history.NOTHING
    if ours and reader.pin == "open":
        told = ticket_history.for_officer(
            reader.connection, reader.settings, reader.language, row, events, reader.phone
        )
    elif mine and reader.pin in {"none", "open"}:
        told = ticket_history.for_villager(reader.settings, reader.language, row, events)
    changed = next((event.at for event in events if event.kind == "status"), row.created_at)
    return {**told, "changed": day(reader.settings, changed)}


def inquiries(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    """The caller's own, as a buyer or as a seller, or the one of a code."""
    wanted = query.code or query.where.get("code", "")
    rows = _one_or_own(connection, wanted, phone, inquiry.inquiry_by_code, inquiry.inquiries_of, query.limit)
    if query.where.get("open"):
        rows = [row for row in rows if row.status in inquiry.OPEN]

    def shown(row: AnyRow) -> dict[str, Any]:
        mine = phone in {row.buyer, row.seller_phone}
        case = _case(settings, query.language, "inquiry", row) | {"mine": mine}
        if not mine:
            return case
        side, stopped = ("buyer", row.seller_stopped) if row.buyer == phone else ("seller", row.buyer_stopped)
        more = {"product": row.product_name, "quantity": row.quantity, "opened": day(settings, row.created_at)}
        agreed = {"buyer": row.buyer_agreed_at is not None, "seller": row.seller_agreed_at is not None}
        more |= {"side": side, "open": row.status in inquiry.OPEN, "stopped": stopped, "agreed": agreed[side]}
        said_yes = _said_yes(settings, query.language, row, agreed, side)
        return case | more | {"reported": row.reported_at is not None, "yes_text": said_yes}

    return like(query.search, [shown(row) for row in rows], "product", "status_text")


def _said_yes(settings: Settings, language: str, row: AnyRow, agreed: Mapping[str, bool], side: str) -> str:
    """A comma and who of the two has said yes, while the other has not; else ""."""
    said = [one for one, yes in agreed.items() if yes]
    if row.status not in inquiry.OPEN or len(said) != 1:
        return ""
    word = "inquiry.you_agreed" if said == [side] else f"inquiry.{said[0]}_agreed"
    return f", {notices.in_language(settings.words.get(word, {}), language, settings)}"


def _one_or_own(
    connection: Connection,
    code: str,
    phone: str,
    by_code: Callable[[Connection, str], AnyRow | None],
    own: Callable[[Connection, str, int], Sequence[AnyRow]],
    limit: int,
) -> Sequence[AnyRow]:
    if not code:
        return own(connection, phone, limit)
    one = by_code(connection, code.replace("-", ""))
    return [one] if one else []


def _case(settings: Settings, language: str, kind: str, row: AnyRow) -> dict[str, Any]:
    """What anybody may know of a ticket or inquiry: its status."""
    code = codes.show(row.code)
    word = notices.in_language(settings.words.get(f"{kind}.{row.status}", {}), language, settings)
    return {"code": code, "name": code, "status": row.status, "status_text": word or row.status}
