"""Villages (desa), by Kemendagri code."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base


class Village(Base):
    """`code` such as `36.01.01.2001`; `wave`: the roll-out step in which it joined, 0 before that."""

    __tablename__ = "village"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    district: Mapped[str]
    regency: Mapped[str]
    internet: Mapped[bool | None]
    wave: Mapped[int] = mapped_column(default=0, server_default="0")


def all_villages(connection: Connection) -> Sequence[AnyRow]:
    """code name district regency of every village, by code."""
    columns = (Village.code, Village.name, Village.district, Village.regency)
    return connection.execute(select(*columns).order_by(Village.code)).all()
