"""Villages (desa), by Kemendagri code."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select
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


def villages(connection: Connection, *, code: str = "", district: str = "", regency: str = "") -> Sequence[AnyRow]:
    """code name district regency of the villages of that code, district and regency, by code; all without any."""
    query = select(Village.code, Village.name, Village.district, Village.regency).order_by(Village.code)
    if code:
        query = query.where(Village.code == code)
    if district:
        query = query.where(func.lower(Village.district) == district.lower())
    if regency:
        query = query.where(func.lower(Village.regency) == regency.lower())
    return connection.execute(query).all()


def wave_of(connection: Connection, code: str) -> int | None:
    """In which step of the roll-out a village joined, 0 before that."""
    return connection.execute(select(Village.wave).where(Village.code == code)).scalar()


def joined_by(connection: Connection, wave: int) -> int:
    """How many villages are of the waves 1 to that."""
    query = select(func.count()).select_from(Village).where(Village.wave.between(1, wave))
    return connection.execute(query).scalar_one()


def first_of(connection: Connection, area: str) -> AnyRow | None:
    """name district regency of the first village whose code begins so."""
    query = select(Village.name, Village.district, Village.regency).where(Village.code.startswith(area))
    return connection.execute(query.order_by(Village.code).limit(1)).first()
