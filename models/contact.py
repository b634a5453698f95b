"""The people who dial and text, by phone number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Contact(Base):
    """`phone` is E.164. `opted_out_at` is set while STOP holds. `helped_at`: when the help text last went out."""

    __tablename__ = "contact"

    phone: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(default="", server_default="")
    name: Mapped[str] = mapped_column(default="", server_default="")
    village: Mapped[str | None] = mapped_column(ForeignKey("village.code"), index=True)
    opted_out_at: Mapped[datetime | None]
    helped_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class Consent(Base):
    """Each yes or no to being kept and called, with its wording. The newest one counts."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(ForeignKey("contact.phone"), index=True)
    given: Mapped[bool]
    wording: Mapped[str]
    medium: Mapped[str]
    origin: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
