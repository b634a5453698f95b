"""Village officers: who works the tickets of which village."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Officer(Base):
    """One person in one village. `roles`: operator head district regency province. `demo`: made up, an example."""

    __tablename__ = "officer"

    phone: Mapped[str] = mapped_column(primary_key=True)
    village: Mapped[str] = mapped_column(ForeignKey("village.code"), primary_key=True)
    name: Mapped[str]
    roles: Mapped[list[str]]
    demo: Mapped[bool] = mapped_column(default=False, server_default="false")
