"""What a dialogue may look up (`flows.host.Query`), source by source: fields as `flows/host.py` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from flows.host import Query
from gateway import broadcasts, notices
from gateway.case_look_ups import inquiries, tickets
from gateway.config import Settings
from gateway.look_up_parts import Found, day, like
from gateway.product_look_ups import products
from gateway.takers import takers
from models import contact, erasure, kept, officer, ticket, village

WEEK = timedelta(days=7)


def look_up(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    """The records that match, best first, at most `query.limit`. `phone`: who asks, and so sees their own cases."""
    return SOURCES[query.source](connection, settings, query, phone, now)[: query.limit]


def _villages(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    where = {field: query.where.get(field, "") for field in ("district", "regency")}
    if not (query.code or query.search or where["district"]):
        return []
    rows = [row._asdict() for row in village.villages(connection, code=query.code, **where)]
    return like(query.search, rows, "district", "regency")


def _categories(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    kind = query.where.get("kind", "")
    rows = [
        {"code": code, "name": notices.in_language(one.name, query.language, settings)}
        for code, one in settings.categories.items()
        if kind in {"", one.kind} and query.code in {"", code}
    ]
    return like(query.search, rows)


def _officers(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    rows = officer.officers_of(connection, query.where.get("village", ""))
    shown = [{"code": row.phone, "name": row.name, "phone": row.phone} for row in rows]
    return like(query.search, [row for row in shown if query.code in {"", row["code"]}])


def _workload(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    posts = officer.posts_of(connection, phone)
    if not posts:
        return []
    counted = ticket.workload(connection, posts, now - WEEK, now)
    stars = "-" if counted.stars is None else f"{counted.stars:.1f}".replace(".", ",")
    numbers = {name: getattr(counted, name) for name in ("opened", "done", "open", "late")}
    return [{"code": posts[0].area, "name": posts[0].area, **numbers, "stars": stars}]


def _kept(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    caller, counted = contact.caller(connection, phone), kept.count(connection, phone)
    due = erasure.asked(connection, phone)
    return [
        {
            "code": "1", "name": caller["name"] or "-", "language": caller["language"] or "-",
            "village": caller["village_name"] or "-", "pin": caller["has_pin"],
            "tickets": counted.tickets, "inquiries": counted.inquiries, "messages": counted.messages,
            "consent": day(settings, counted.consent) if counted.consent and caller["consent"] else "-",
            "hours": settings.rights.erase_after_hours, "erasure": day(settings, due) if due else "",
        }
    ]  # fmt: skip


SOURCES: Mapping[str, Callable[[Connection, Settings, Query, str, datetime], Found]] = {
    "villages": _villages,
    "categories": _categories,
    "products": products,
    "tickets": tickets,
    "inquiries": inquiries,
    "officers": _officers,
    "takers": takers,
    "workload": _workload,
    "kept": _kept,
    "audience": broadcasts.audience,
    "broadcast": broadcasts.last,
}
