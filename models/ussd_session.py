"""USSD dialogues: written when one begins and when it ends, so that it can be replayed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class UssdSession(Base):
    """One telco session.

    began    the dialogue's state before the first input (`flows.session.Session.to_dict`)
    inputs   every input so far, kept only where splitting the telco's text at `*` would not give them back,
             or while Valkey is away; None otherwise
    end_text what the telco's end event said the whole input was
    last_text, last_answer, outcome   set when the dialogue ended
    """

    __tablename__ = "ussd_session"
    __table_args__ = (Index("ix_ussd_session_phone_begun_at", "phone", "begun_at"),)

    channel: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(primary_key=True)
    phone: Mapped[str]
    code: Mapped[str]
    revision: Mapped[str]
    began: Mapped[dict[str, Any]]
    inputs: Mapped[list[str] | None]
    begun_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]
    last_text: Mapped[str | None]
    last_answer: Mapped[str | None]
    end_text: Mapped[str | None]
    end_status: Mapped[str] = mapped_column(default="", server_default="")
    outcome: Mapped[str] = mapped_column(default="", server_default="")
    hops: Mapped[int] = mapped_column(default=0, server_default="0")
    duration_ms: Mapped[int | None]
