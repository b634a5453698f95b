"""USSD dialogues: written when one begins and when it ends, so that it can be replayed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Index, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base


class UssdSession(Base):
    """One telco session. Whose it is belongs to its name: an id that comes from another phone is another session.

    began    the first turn: {"session": its `flows.session.Session.to_dict`, "text": the first screen, "final": bool}
    inputs   the journal: every input up to the last that splitting the telco's text at `*` would not surely give
             back, or that was given while Valkey was away; None where there was none
    end_text what the telco's end event said the whole input was
    last_text, last_answer, outcome   set when the dialogue ended
    All three hold something else in the place of a PIN.
    """

    __tablename__ = "ussd_session"
    __table_args__ = (Index("ix_ussd_session_phone_begun_at", "phone", "begun_at"),)

    channel: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    revision: Mapped[str]
    began: Mapped[dict[str, Any]]
    inputs: Mapped[list[str] | None]
    begun_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    ended_at: Mapped[datetime | None]
    last_text: Mapped[str | None]
    last_answer: Mapped[str | None]
    end_text: Mapped[str | None]
    end_status: Mapped[str] = mapped_column(default="", server_default="")
    outcome: Mapped[str] = mapped_column(default="", server_default="")
    hops: Mapped[int] = mapped_column(default=0, server_default="0")
    duration_ms: Mapped[int | None]


def begin(connection: Connection, **fields: object) -> bool:
    """Write the row of a new dialogue; False when another request has begun it already."""
    row = insert(UssdSession).values(**fields).on_conflict_do_nothing().returning(UssdSession.session_id)
    return connection.execute(row).first() is not None


def find(connection: Connection, channel: str, session_id: str, phone: str) -> AnyRow | None:
    """The whole row, or None."""
    return connection.execute(select(*UssdSession.__table__.columns).where(_is(channel, session_id, phone))).first()


def latest(connection: Connection, channel: str, phone: str, since: datetime) -> AnyRow | None:
    """The newest session of a phone that began after `since`."""
    of_phone = (UssdSession.channel == channel, UssdSession.phone == phone, UssdSession.begun_at >= since)
    query = select(*UssdSession.__table__.columns).where(*of_phone).order_by(UssdSession.begun_at.desc()).limit(1)
    return connection.execute(query).first()


def keep_inputs(connection: Connection, channel: str, session_id: str, phone: str, inputs: Sequence[str]) -> None:
    """Journal every input so far; a shorter journal never replaces a longer one."""
    longer = or_(UssdSession.inputs.is_(None), func.jsonb_array_length(UssdSession.inputs) < len(inputs))
    connection.execute(update(UssdSession).where(_is(channel, session_id, phone), longer).values(inputs=list(inputs)))


def close(connection: Connection, channel: str, session_id: str, phone: str, **fields: object) -> None:
    """The dialogue is over: its last text and answer, hops, outcome. The first close counts."""
    still_open = UssdSession.last_text.is_(None)
    connection.execute(update(UssdSession).where(_is(channel, session_id, phone), still_open).values(**fields))


def record_end(connection: Connection, channel: str, session_id: str, phone: str, **fields: object) -> None:
    """What the telco's end event said; a session that we do not know is passed over."""
    connection.execute(update(UssdSession).where(_is(channel, session_id, phone)).values(**fields))


def _is(channel: str, session_id: str, phone: str) -> ColumnElement[bool]:
    return and_(UssdSession.channel == channel, UssdSession.session_id == session_id, UssdSession.phone == phone)
