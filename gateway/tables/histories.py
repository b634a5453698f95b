"""What happened to a ticket or an inquiry, as a field of its row: `[{"at", "kind", "status", "actor_role", "note"}]`,
the oldest first. Who did it is told by what they are, never by their number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Subquery, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute

from models import InquiryEvent, TicketEvent, officer

Row = Mapping[str, Any]
Role = Callable[[Row, Row], str]
"""(the record, one event of it) -> what its actor is."""

PARTS = ("at", "kind", "status", "actor", "note")
BY_VILLAGERS = frozenset({"new", "closed", "reopened"})
"""Statuses that whoever opened a ticket gives it."""


def of_tickets() -> Subquery:
    """`record` and `history`: the events of each ticket, gone through once for all of them."""
    return _gathered(TicketEvent, TicketEvent.ticket)


def of_inquiries() -> Subquery:
    """The same of each inquiry."""
    return _gathered(InquiryEvent, InquiryEvent.inquiry)


def _gathered(events: type[TicketEvent | InquiryEvent], record: InstrumentedAttribute[int]) -> Subquery:
    parts = func.jsonb_build_array(*(getattr(events, name) for name in PARTS))
    history = func.jsonb_agg(aggregate_order_by(parts, events.id)).label("history")
    return select(record.label("record"), history).group_by(record).subquery()


def roles(connection: Connection, name: str) -> Role:
    """Who did what in the records of the table `name`."""
    if name != "tickets":
        return _side
    posts = officer.all_posts(connection)

    def role(row: Row, event: Row) -> str:
        by_status = event["kind"] == "status" and event["status"] in BY_VILLAGERS
        villagers = by_status or event["kind"] in {"addition", "stars"}
        if event["actor"] == row["phone"] and villagers:
            return "villager"
        theirs = [post.role for post in posts.get(event["actor"], ()) if row["village"].startswith(post.area)]
        return (theirs or ["officer"])[0] if event["actor"] else "gateway"

    return role


def _side(row: Row, event: Row) -> str:
    sides = {row["buyer"]: "buyer", row["seller"]: "seller", "": "gateway"}
    return sides.get(event["actor"], "")


def told(row: Row, role: Role) -> list[dict[str, str]]:
    """The history of a record, from the events that its query gave."""
    events = (dict(zip(PARTS, event, strict=True)) for event in row["history"] or ())
    return [
        {
            "at": rfc3339(datetime.fromisoformat(event["at"])), "kind": event["kind"], "status": event["status"],
            "actor_role": role(row, event), "note": event["note"],
        }
        for event in events
    ]  # fmt: skip


def readable(events: list[dict[str, str]]) -> str:
    """In one cell, a line each: `2026-08-17T03:00:00.000000Z head note: sudah telepon PLN`."""
    lines = []
    for event in events:
        what = event["status"] if event["kind"] == "status" else event["kind"]
        said = f": {' '.join(event['note'].split())}" if event["note"] else ""
        lines.append(f"{event['at']} {event['actor_role']} {what}{said}")
    return "\n".join(lines)


def rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
