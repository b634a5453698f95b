"""What was done to records beyond their own history: erased, forgotten, let in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class AuditEvent(Base):
    """Append-only. `kind`: erasure, retention, pin (one that was forgotten); `actor`: who wanted it ("" for the clock);
    `about`: whom or what; neither ever a whole phone number; `details`: numbers by table.
    """

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]
    actor: Mapped[str] = mapped_column(default="", server_default="")
    about: Mapped[str]
    details: Mapped[dict[str, Any]]


def record(
    connection: Connection, *, at: datetime, kind: str, about: str, details: dict[str, Any], actor: str = ""
) -> None:
    connection.execute(insert(AuditEvent).values(at=at, kind=kind, actor=actor, about=about, details=details))
