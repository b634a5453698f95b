"""Dialogues by text message: they last a day and cannot be replayed, so their state is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base


class Dialogue(Base):
    """At most one per phone and channel; `state` is `flows.session.Session.to_dict`. `asked_at`: when its question was
    asked that is open.
    """

    __tablename__ = "dialogue"

    channel: Mapped[str] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]


def open_dialogue(connection: Connection, channel: str, phone: str, since: datetime) -> AnyRow | None:
    """state and asked_at of a phone's dialogue; None when it has none that was asked anything after `since`."""
    is_open = (Dialogue.channel == channel, Dialogue.phone == phone, Dialogue.asked_at > since)
    return connection.execute(select(Dialogue.state, Dialogue.asked_at).where(*is_open)).first()


def keep_dialogue(connection: Connection, channel: str, phone: str, state: dict[str, Any], asked_at: datetime) -> None:
    """Begin a phone's dialogue or go on with it."""
    row = insert(Dialogue).values(channel=channel, phone=phone, state=state, asked_at=asked_at)
    again = row.on_conflict_do_update(
        index_elements=[Dialogue.channel, Dialogue.phone], set_={"state": state, "asked_at": asked_at}
    )
    connection.execute(again)


def end_dialogue(connection: Connection, channel: str, phone: str) -> None:
    """The dialogue is over."""
    connection.execute(delete(Dialogue).where(Dialogue.channel == channel, Dialogue.phone == phone))


def states(connection: Connection) -> Sequence[dict[str, Any]]:
    """The state of every dialogue that is open."""
    return connection.execute(select(Dialogue.state)).scalars().all()


def delete_dropped(connection: Connection, since: datetime) -> int:
    """Forget the dialogues with which nobody went on after `since`: how many."""
    return connection.execute(delete(Dialogue).where(Dialogue.asked_at <= since)).rowcount
