"""What dialogues have done, by origin: the same input again finds it instead of doing it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Effect(Base):
    """`origin` is `reference/flow.node/turn.number`; `made` is what the dialogue was told."""

    __tablename__ = "effect"

    origin: Mapped[str] = mapped_column(primary_key=True)
    made: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


def claim_origin(connection: Connection, origin: str) -> dict[str, Any] | None:
    """None when `origin` is ours to act on; else what it made before.

    Where another transaction is acting on it at this moment, waits until that one is over.
    """
    mine = insert(Effect).values(origin=origin, made={}).on_conflict_do_nothing().returning(Effect.origin)
    if connection.execute(mine).first() is not None:
        return None
    return made_by(connection, origin)


def made_by(connection: Connection, origin: str) -> dict[str, Any] | None:
    """What `origin` made; None when it has done nothing."""
    return connection.execute(select(Effect.made).where(Effect.origin == origin)).scalar()


def record_made(connection: Connection, origin: str, made: Mapping[str, Any]) -> None:
    """Keep what a claimed origin made, in the transaction that made it."""
    connection.execute(update(Effect).where(Effect.origin == origin).values(made=dict(made)))
