"""What is kept about one person and for how long: how much there is, and what is old enough to go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select, text

from models.base import AnyRow
from models.contact import Consent
from models.inquiry import Inquiry
from models.message import Message
from models.ticket import Ticket

AT_ONCE = 1000
"""Rows looked at in one go."""


def count(connection: Connection, phone: str) -> AnyRow:
    """tickets inquiries messages consent (when the newest was given) of a phone."""
    each = (
        select(func.count()).where(Ticket.phone == phone).scalar_subquery().label("tickets"),
        select(func.count()).where(Inquiry.buyer == phone).scalar_subquery().label("inquiries"),
        select(func.count()).where(Message.phone == phone).scalar_subquery().label("messages"),
        select(func.max(Consent.at)).where(Consent.phone == phone).scalar_subquery().label("consent"),
    )
    return connection.execute(select(*each)).one()


OLD_MESSAGES = """
    SELECT id FROM (SELECT id, created_at, status FROM message ORDER BY id LIMIT :limit) oldest
    WHERE created_at < :before AND status NOT IN ('queued', 'sending')"""
FORGET_MESSAGES = (
    "DELETE FROM message_event WHERE message = ANY(:ids)",
    "DELETE FROM delivery_report WHERE message = ANY(:ids)",
    "DELETE FROM message WHERE id = ANY(:ids)",
)


def forget_messages(connection: Connection, before: datetime) -> int:
    """The oldest texts, with their history and reports: how many."""
    ids = connection.execute(text(OLD_MESSAGES), {"before": before, "limit": AT_ONCE}).scalars().all()
    for statement in FORGET_MESSAGES if ids else ():
        connection.execute(text(statement), {"ids": list(ids)})
    return len(ids)


FORGET_SESSIONS = """
    DELETE FROM ussd_session WHERE (channel, session_id, phone) IN (
        SELECT channel, session_id, phone FROM ussd_session WHERE begun_at < :before ORDER BY begun_at LIMIT :limit)"""
FORGET_EFFECTS = """
    DELETE FROM effect WHERE origin IN (SELECT origin FROM effect WHERE at < :before ORDER BY at LIMIT :limit)"""


def forget_sessions(connection: Connection, before: datetime) -> int:
    """The oldest dialogues over USSD, and what dialogues did: how many."""
    named = {"before": before, "limit": AT_ONCE}
    return sum(connection.execute(text(one), named).rowcount for one in (FORGET_SESSIONS, FORGET_EFFECTS))


NAMELESS = """
    UPDATE ticket SET phone = 'forgotten-' || id, name = '' WHERE id IN (
        SELECT id FROM ticket WHERE done_at < :before AND phone LIKE '+%' ORDER BY done_at LIMIT :limit)"""
FORGET_ACTORS = """
    UPDATE ticket_event SET actor = '' WHERE actor LIKE '+%' AND ticket IN (
        SELECT id FROM ticket WHERE done_at < :before AND phone LIKE 'forgotten-%')"""


def forget_people(connection: Connection, before: datetime) -> int:
    """Whose tickets the oldest were that are over, and who worked them: how many tickets."""
    changed = connection.execute(text(NAMELESS), {"before": before, "limit": AT_ONCE}).rowcount
    if changed:
        connection.execute(text(FORGET_ACTORS), {"before": before})
    return changed
