"""Dialogues by text message: they last a day and cannot be replayed, so their state is here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Dialogue(Base):
    """At most one per phone and channel; `state` is `flows.session.Session.to_dict`."""

    __tablename__ = "dialogue"

    channel: Mapped[str] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]


def open_dialogue(connection: Connection, channel: str, phone: str, now: datetime) -> dict[str, Any] | None:
    """The state of a phone's dialogue; None when it has none or it has lasted too long."""
    is_open = (Dialogue.channel == channel, Dialogue.phone == phone, Dialogue.expires_at > now)
    return connection.execute(select(Dialogue.state).where(*is_open)).scalar()


def keep_dialogue(
    connection: Connection, channel: str, phone: str, state: dict[str, Any], expires_at: datetime
) -> None:
    """Begin a phone's dialogue or go on with it."""
    row = insert(Dialogue).values(channel=channel, phone=phone, state=state, expires_at=expires_at)
    again = row.on_conflict_do_update(
        index_elements=[Dialogue.channel, Dialogue.phone], set_={"state": state, "expires_at": expires_at}
    )
    connection.execute(again)


def end_dialogue(connection: Connection, channel: str, phone: str) -> None:
    """The dialogue is over."""
    connection.execute(delete(Dialogue).where(Dialogue.channel == channel, Dialogue.phone == phone))


def delete_expired(connection: Connection, now: datetime) -> int:
    """Forget the dialogues that nobody went on with in time: how many."""
    return connection.execute(delete(Dialogue).where(Dialogue.expires_at <= now)).rowcount
