"""How many segments went out today, by channel, village and phone: counted as they are claimed. What is urgent counts
for its channel alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.among import among
from models.base import Base

Purse = tuple[str, str]
"""Scope (`channel`, `village`, `contact`, or `officer` for the phone of one) and which one of them."""


class Spent(Base):
    """`day`: local date; `segments`: handed to the telco on it."""

    __tablename__ = "spent"

    day: Mapped[date] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    segments: Mapped[int]


def spent(connection: Connection, day: date, purses: Collection[Purse]) -> dict[Purse, int]:
    """Segments by purse, of at least these; one that is not in it has spent nothing."""
    scopes, keys = {scope for scope, _ in purses}, {key for _, key in purses}
    asked = (Spent.day == day, among(Spent.scope, scopes), among(Spent.key, keys))
    rows = connection.execute(select(Spent.scope, Spent.key, Spent.segments).where(*asked))
    return {(row.scope, row.key): row.segments for row in rows}


def charge(connection: Connection, day: date, amounts: Mapping[Purse, int]) -> None:
    """Add segments to purses."""
    rows = [
        {"day": day, "scope": scope, "key": key, "segments": segments}
        for (scope, key), segments in sorted(amounts.items())
    ]
    if not rows:
        return
    statement = insert(Spent)
    more = Spent.segments + statement.excluded.segments
    connection.execute(
        statement.on_conflict_do_update(index_elements=[Spent.day, Spent.scope, Spent.key], set_={"segments": more}),
        rows,
    )


def refund(connection: Connection, day: date, amounts: Mapping[Purse, int]) -> None:
    """Take back what was charged for messages that the telco did not take."""
    for (scope, key), segments in sorted(amounts.items()):
        purse = (Spent.day == day, Spent.scope == scope, Spent.key == key)
        connection.execute(update(Spent).where(*purse).values(segments=func.greatest(0, Spent.segments - segments)))


def forget(connection: Connection, before: date) -> int:
    """Delete the counts of days before that one: how many."""
    return connection.execute(delete(Spent).where(Spent.day < before)).rowcount
