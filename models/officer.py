"""Village officers: who works the tickets of which village."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base


class Officer(Base):
    """One person in one village. `roles`: operator head district regency province. `demo`: made up, an example."""

    __tablename__ = "officer"

    phone: Mapped[str] = mapped_column(primary_key=True)
    village: Mapped[str] = mapped_column(ForeignKey("village.code"), primary_key=True)
    name: Mapped[str]
    roles: Mapped[list[str]]
    demo: Mapped[bool] = mapped_column(default=False, server_default="false")


def officers_of(connection: Connection, village: str) -> Sequence[AnyRow]:
    """phone name roles of a village's officers."""
    columns = (Officer.phone, Officer.name, Officer.roles)
    return connection.execute(select(*columns).where(Officer.village == village).order_by(Officer.phone)).all()
