"""What a dialogue may look up (`flows.host.Query`), source by source: fields as `flows/host.py` lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from flows import codes
from flows.host import Query
from gateway import broadcasts, notices, phone_number
from gateway.config import Settings
from gateway.name_search import ranked
from gateway.product_look_ups import products
from models import contact, erasure, inquiry, kept, officer, ticket, village
from models.base import AnyRow
from models.officer import Post

NOISE = frozenset("desa ds kecamatan kec kabupaten kab".split())
"""Words before the name of a village or a district that do not tell it from others."""

WEEK = timedelta(days=7)

Found = list[dict[str, Any]]


def look_up(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    """The records that match, best first, at most `query.limit`. `phone`: who asks, and so sees their own cases."""
    return SOURCES[query.source](connection, settings, query, phone, now)[: query.limit]


def _villages(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    where = {field: query.where.get(field, "") for field in ("district", "regency")}
    if not (query.code or query.search or where["district"]):
        return []
    rows = [row._asdict() for row in village.villages(connection, code=query.code, **where)]
    return _like(query.search, rows, "district", "regency")


def _categories(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    kind = query.where.get("kind", "")
    rows = [
        {"code": code, "name": notices.in_language(one.name, query.language, settings)}
        for code, one in settings.categories.items()
        if kind in {"", one.kind} and query.code in {"", code}
    ]
    return _like(query.search, rows)


def _tickets(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    posts = officer.posts_of(connection, phone)
    if query.where.get("queue"):
        rows = ticket.queue_of(connection, posts, phone, query.limit)
        rows = [row for row in rows if query.code.replace("-", "") in {"", row.code}]
    else:
        wanted = query.code or query.where.get("code", "")
        rows = _one_or_own(connection, wanted, phone, ticket.ticket_by_code, ticket.tickets_of, query.limit)
    return _like(
        query.search, [_ticket(settings, query, row, posts, phone, now) for row in rows], "category_text", "status_text"
    )


def _ticket(
    settings: Settings, query: Query, row: AnyRow, posts: Sequence[Post], phone: str, now: datetime
) -> dict[str, Any]:
    """Whole for the villager whose it is and for its officers."""

    def shown(row: AnyRow) -> dict[str, Any]:
        category = settings.categories.get(row.category)
        text = notices.in_language(category.name, query.language, settings) if category else row.category
        late = row.status in ticket.OPEN and row.due_at is not None and row.due_at < now
        return {
            "category": row.category, "category_text": text, "village": row.village_name,
            "opened": _day(settings, row.created_at), "description": row.description,
            "sender": f"{phone_number.masked(row.phone)} {row.name}".strip(),
            "due": _day(settings, row.due_at) if row.due_at else "", "late": late,
            "village_code": row.village, "mark": "!" if late or (row.urgent and row.status in ticket.OPEN) else "",
        }  # fmt: skip

    mine, ours = row.phone == phone, ticket.may_work(row, posts)
    return _case(settings, query, "ticket", row, mine or ours, shown) | {"mine": mine, "ours": ours}


def _inquiries(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    wanted = query.code or query.where.get("code", "")
    rows = _one_or_own(connection, wanted, phone, inquiry.inquiry_by_code, inquiry.inquiries_of, query.limit)

    def shown(row: AnyRow) -> dict[str, Any]:
        side = "buyer" if row.buyer == phone else "seller"
        more = {"product": row.product_name, "quantity": row.quantity, "opened": _day(settings, row.created_at)}
        return more | {"side": side, "open": row.status in inquiry.OPEN}

    if query.where.get("open"):
        rows = [row for row in rows if row.status in inquiry.OPEN]
    owned = [(row, phone in {row.buyer, row.seller_phone}) for row in rows]
    cases = [_case(settings, query, "inquiry", row, mine, shown) | {"mine": mine} for row, mine in owned]
    return _like(query.search, cases, "product", "status_text")


def _officers(connection: Connection, settings: Settings, query: Query, phone: str, now: datetime) -> Found:
    rows = officer.officers_of(connection, query.where.get("village", ""))
    shown = [{"code": row.phone, "name": row.name, "phone": row.phone} for row in rows]
    return _like(query.search, [row for row in shown if query.code in {"", row["code"]}])


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
            "consent": _day(settings, counted.consent) if counted.consent and caller["consent"] else "-",
            "hours": settings.rights.erase_after_hours, "erasure": _day(settings, due) if due else "",
        }
    ]  # fmt: skip


SOURCES: Mapping[str, Callable[[Connection, Settings, Query, str, datetime], Found]] = {
    "villages": _villages,
    "categories": _categories,
    "products": products,
    "tickets": _tickets,
    "inquiries": _inquiries,
    "officers": _officers,
    "workload": _workload,
    "kept": _kept,
    "audience": broadcasts.audience,
    "broadcast": broadcasts.last,
}


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


def _like(search: str, rows: Found, *fields: str) -> Found:
    """The rows that `search` means, best first, by `name` and what stands in `fields`; all without a search."""
    if not search:
        return rows
    notes = [" ".join(str(row.get(field, "")) for field in fields) for row in rows]
    return [rows[index] for index in ranked(search, [row["name"] for row in rows], notes, NOISE)]


def _day(settings: Settings, at: datetime) -> str:
    """As a local date: `2026-08-17`."""
    return at.astimezone(settings.zone).date().isoformat()


def _case(
    settings: Settings, query: Query, kind: str, row: AnyRow, whole: bool, more: Callable[[AnyRow], dict[str, Any]]
) -> dict[str, Any]:
    """A ticket or inquiry as a dialogue may see it: where it may not see it whole, the status alone."""
    code = codes.show(row.code)
    word = notices.in_language(settings.words.get(f"{kind}.{row.status}", {}), query.language, settings)
    case = {"code": code, "name": code, "status": row.status, "status_text": word or row.status}
    return case | more(row) if whole else case
