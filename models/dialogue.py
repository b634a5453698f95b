"""Dialogues by text message: they last a day and cannot be replayed, so their state is here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Dialogue(Base):
    """At most one per phone and channel; `state` is `flows.session.Session.to_dict`."""

    __tablename__ = "dialogue"

    channel: Mapped[str] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]
