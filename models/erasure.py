"""A person's right to be forgotten (UU 27/2022, art. 8): who asked for it, and how the number leaves every table.

What the archives law (UU 43/2009) has a village keep, tickets and their history, stays without number and name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.among import among
from models.base import Base


class Erasure(Base):
    """Somebody who wants to be forgotten. The row goes with the rest."""

    __tablename__ = "erasure"

    phone: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)


class StopHash(Base):
    """A number that was forgotten while STOP held, as a keyed hash: nobody reads it back, and STOP still holds."""

    __tablename__ = "stop_hash"

    hash: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def ask(connection: Connection, phone: str, now: datetime, due_at: datetime) -> None:
    """Have a phone forgotten at `due_at`; the first asking counts."""
    connection.execute(insert(Erasure).values(phone=phone, asked_at=now, due_at=due_at).on_conflict_do_nothing())


def asked(connection: Connection, phone: str) -> datetime | None:
    """When a phone will be forgotten; None where nobody asked."""
    return connection.execute(select(Erasure.due_at).where(Erasure.phone == phone)).scalar()


def due(connection: Connection, now: datetime, limit: int) -> Sequence[str]:
    """Phones that shall be forgotten by now."""
    query = select(Erasure.phone).where(Erasure.due_at <= now).order_by(Erasure.due_at).limit(limit)
    return connection.execute(query).scalars().all()


def take(connection: Connection, phone: str) -> bool:
    """Whether that phone is ours to forget, in this transaction."""
    query = select(Erasure.phone).where(Erasure.phone == phone).with_for_update(skip_locked=True)
    return connection.execute(query).first() is not None


def keep_stop(connection: Connection, hash: str, now: datetime) -> None:
    connection.execute(insert(StopHash).values(hash=hash, at=now).on_conflict_do_nothing())


def lift_stop(connection: Connection, hashes: Sequence[str]) -> None:
    """They want messages again."""
    connection.execute(delete(StopHash).where(among(StopHash.hash, hashes)))


def stopped(connection: Connection, hashes: Sequence[str]) -> set[str]:
    """Those of the hashes whose owners had said STOP."""
    return set(connection.execute(select(StopHash.hash).where(among(StopHash.hash, hashes))).scalars())


NUMBERS = r"(\+?[0-9][0-9 .\-]{6,}[0-9])"
"""What may be a phone number in a text: eight digits or more, however they are set apart."""

STEPS: dict[str, str] = {
    "ticket": """UPDATE ticket SET phone = CAST(:token AS text), name = '', origin = CAST(:token AS text) || '/' || id,
        description = regexp_replace(description, :numbers, '****', 'g') WHERE phone = :phone""",
    "ticket_event": """UPDATE ticket_event SET note = regexp_replace(note, :numbers, '****', 'g'),
        actor = CASE WHEN actor = :phone THEN CAST(:token AS text) ELSE actor END
        WHERE actor = :phone OR ticket IN (SELECT id FROM ticket WHERE phone = CAST(:token AS text))""",
    "inquiry": """UPDATE inquiry SET buyer = CAST(:token AS text), origin = CAST(:token AS text) || '/' || id,
        question = regexp_replace(question, :numbers, '****', 'g') WHERE buyer = :phone""",
    "inquiry_event": """UPDATE inquiry_event SET note = regexp_replace(note, :numbers, '****', 'g'),
        actor = CASE WHEN actor = :phone THEN CAST(:token AS text) ELSE actor END
        WHERE actor = :phone OR inquiry IN (SELECT id FROM inquiry WHERE buyer = CAST(:token AS text))
        OR inquiry IN (SELECT i.id FROM inquiry i JOIN seller s ON s.id = i.seller WHERE s.phone = :phone)""",
    "others' messages": """UPDATE message SET text = '' WHERE phone <> :phone AND text <> '' AND (
        ticket IN (SELECT id FROM ticket WHERE phone = CAST(:token AS text))
        OR inquiry IN (SELECT id FROM inquiry WHERE buyer = CAST(:token AS text))
        OR inquiry IN (SELECT i.id FROM inquiry i JOIN seller s ON s.id = i.seller WHERE s.phone = :phone))""",
    "origins": "UPDATE message SET origin = NULL WHERE origin LIKE :inside",
    "message": "UPDATE message SET phone = CAST(:token AS text), text = '', origin = NULL WHERE phone = :phone",
    "product": """UPDATE product SET stock = 0, status = 'paused'
        WHERE seller IN (SELECT id FROM seller WHERE phone = :phone)""",
    "seller": "UPDATE seller SET phone = CAST(:token AS text), name = '' WHERE phone = :phone",
    "broadcast": """UPDATE broadcast SET by = CASE WHEN by = :phone THEN CAST(:token AS text) ELSE by END,
        reached = CASE WHEN reached <> :phone THEN reached WHEN all_queued_at IS NULL THEN left(reached, -1) ELSE '' END
        WHERE by = :phone OR reached = :phone""",
    "delivery_report": "DELETE FROM delivery_report WHERE phone = :phone",
    "effect": "DELETE FROM effect WHERE origin LIKE :inside OR made::text LIKE :inside",
    "ussd_session": "DELETE FROM ussd_session WHERE phone = :phone",
    "dialogue": "DELETE FROM dialogue WHERE phone = :phone",
    "pin": "DELETE FROM pin WHERE phone = :phone",
    "spent": "DELETE FROM spent WHERE scope IN ('contact', 'officer') AND key = :phone",
    "consent": "DELETE FROM consent WHERE phone = :phone",
    "contact": "DELETE FROM contact WHERE phone = :phone",
    "erasure": "DELETE FROM erasure WHERE phone = :phone",
}
"""Table -> how the number leaves it, in an order in which nothing is left pointing at nothing.

How far a call-out has come is told by a phone: without its last digit it comes before that one, and what was queued is
not queued again.
"""

WRITTEN: Sequence[tuple[str, str, str]] = (
    ("message", "text", "text"), ("ticket", "description", "text"), ("ticket_event", "note", "text"),
    ("inquiry", "question", "text"), ("inquiry_event", "note", "text"),
    ("broadcast", "said", "text"), ("broadcast", "texts", "jsonb"), ("dialogue", "state", "jsonb"),
    ("ussd_session", "inputs", "jsonb"), ("ussd_session", "last_text", "text"), ("ussd_session", "last_answer", "text"),
    ("ussd_session", "end_text", "text"), ("effect", "made", "jsonb"),
)  # fmt: skip
"""Table, column and its type, where other people may have written the number."""


def is_under_way(connection: Connection, phone: str) -> bool:
    """Whether a message to that phone waits or is being sent, the last words to them too."""
    query = "SELECT 1 FROM message WHERE phone = :phone AND status IN ('queued', 'sending') LIMIT 1"
    return connection.execute(text(query), {"phone": phone}).first() is not None


def erase(connection: Connection, phone: str, token: str, written: str) -> dict[str, Any]:
    """Let a number leave every table: how many rows of each. `token`, which is nobody's, stands in its place.

    `written`: the regular expression of the number as others may have written it; `****` stands for that.
    """
    named = {"phone": phone, "token": token, "inside": f"%{phone}%", "numbers": NUMBERS}
    counts = {table: _run(connection, step, named) for table, step in STEPS.items()}
    for table, column, type in WRITTEN:
        counts[f"{table}.{column}"] = connection.execute(
            text(f"""UPDATE {table} SET {column} = regexp_replace({column}::text, :written, '****', 'g')::{type}
                WHERE {column}::text ~ :written"""),  # noqa: S608 - of the table above
            {"written": written},
        ).rowcount
    return {table: count for table, count in counts.items() if count}


def _run(connection: Connection, step: str, named: dict[str, str]) -> int:
    used = {name: value for name, value in named.items() if f":{name}" in step}
    return connection.execute(text(step), used).rowcount
