"""The six digits that guard what only one person may do with a phone that others can pick up."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base

State = Literal["none", "closed", "open", "locked"]
"""none: there is no PIN yet; closed: it must be asked; open: it was asked lately; locked: too many were wrong."""


class Pin(Base):
    """`hash`: Argon2id, never the digits. `tries`: wrong ones in a row. `open_until`: how long it need not be asked."""

    __tablename__ = "pin"

    phone: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    open_until: Mapped[datetime | None]
    locked_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]


def state(open_until: datetime | None, locked_until: datetime | None, now: datetime, *, is_set: bool) -> State:
    """What those columns mean at `now`."""
    if not is_set:
        return "none"
    if locked_until is not None and locked_until > now:
        return "locked"
    return "open" if open_until is not None and open_until > now else "closed"


def lock(connection: Connection, phone: str) -> AnyRow | None:
    """The phone's PIN, and nobody else tries or changes it until this transaction is over; None: it has none."""
    query = select(*Pin.__table__.columns).where(Pin.phone == phone)
    return connection.execute(query.with_for_update()).first()


def keep(
    connection: Connection, phone: str, *, hash: str, open_until: datetime, now: datetime, first: bool = False
) -> bool:
    """A new PIN in the place of the one before. False, and nothing kept, where it is not the `first` after all."""
    fields = {"hash": hash, "tries": 0, "open_until": open_until, "locked_until": None, "changed_at": now}
    row = insert(Pin).values(phone=phone, **fields)
    key = [Pin.phone]
    once = row.on_conflict_do_nothing(index_elements=key)
    kept = once if first else row.on_conflict_do_update(index_elements=key, set_=fields)
    return connection.execute(kept.returning(Pin.phone)).first() is not None


def remove(connection: Connection, phone: str) -> bool:
    """False where there was none."""
    return connection.execute(delete(Pin).where(Pin.phone == phone).returning(Pin.phone)).first() is not None


def change(connection: Connection, phone: str, **fields: object) -> None:
    """Set `tries`, `open_until`, `locked_until`."""
    connection.execute(update(Pin).where(Pin.phone == phone).values(**fields))
