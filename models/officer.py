"""Village officers: who works the tickets of which village."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base

ROLES = ("operator", "head", "district", "regency", "province")
"""What an officer can be, in the order in which a village turns to them."""


class Officer(Base):
    """One person in one village. `roles`: some of `ROLES`. `demo`: made up, an example."""

    __tablename__ = "officer"

    phone: Mapped[str] = mapped_column(primary_key=True)
    village: Mapped[str] = mapped_column(ForeignKey("village.code"), primary_key=True)
    name: Mapped[str]
    roles: Mapped[list[str]]
    demo: Mapped[bool] = mapped_column(default=False, server_default="false")


def officers_of(connection: Connection, village: str) -> Sequence[AnyRow]:
    """phone name roles of a village's officers: the operator first, then as in `ROLES`, then by name."""
    columns = (Officer.phone, Officer.name, Officer.roles)
    rows = connection.execute(select(*columns).where(Officer.village == village)).all()
    return sorted(rows, key=lambda row: (_rank(row.roles), row.name, row.phone))


def _rank(roles: Sequence[str]) -> int:
    return min((ROLES.index(role) for role in roles if role in ROLES), default=len(ROLES))
