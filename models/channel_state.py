"""Whether a channel may send, and how much it has sent lately: shared by all workers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from models.base import AnyRow, Base

BURST_SECONDS = 2.0
"""How many seconds' worth of segments a channel that was idle may send at once."""


class ChannelState(Base):
    """`blocked_reason` is why the channel stands still ("" while it may send); a person or a later try lifts it.

    blocked_until  when one message may be tried again
    allowance      segments it may send at once as of `allowance_at` (a token bucket; below 0: a debt)
    """

    __tablename__ = "channel_state"

    channel: Mapped[str] = mapped_column(primary_key=True)
    blocked_reason: Mapped[str] = mapped_column(default="", server_default="")
    blocked_until: Mapped[datetime | None]
    allowance: Mapped[float] = mapped_column(default=0, server_default="0")
    allowance_at: Mapped[datetime | None]


def lock(connection: Connection, channel: str) -> AnyRow:
    """The channel's row, made where it is not there, held until the transaction ends."""
    connection.execute(insert(ChannelState).values(channel=channel).on_conflict_do_nothing())
    row = select(*ChannelState.__table__.columns).where(ChannelState.channel == channel).with_for_update()
    return connection.execute(row).one()


def find(connection: Connection, channel: str) -> AnyRow | None:
    """The channel's row, not held; None where it has never sent."""
    query = select(*ChannelState.__table__.columns).where(ChannelState.channel == channel)
    return connection.execute(query).first()


def allowance(state: AnyRow, rate: float, now: datetime) -> float:
    """Segments that may be sent now, at `rate` a second."""
    if state.allowance_at is None:
        return rate * BURST_SECONDS
    passed: float = max(0.0, (now - state.allowance_at).total_seconds())
    return min(rate * BURST_SECONDS, float(state.allowance) + passed * rate)


def keep_allowance(connection: Connection, channel: str, allowance: float, now: datetime) -> None:
    """What is left after sending. `now` is when it was reckoned."""
    _set(connection, channel, allowance=allowance, allowance_at=now)


def block(connection: Connection, channel: str, reason: str, until: datetime) -> None:
    """Nothing is sent until then; after that one message at a time is tried."""
    _set(connection, channel, blocked_reason=reason, blocked_until=until)


def unblock(connection: Connection, channel: str) -> None:
    """The channel sends again."""
    _set(connection, channel, blocked_reason="", blocked_until=None)


def blocked(connection: Connection) -> dict[str, str]:
    """Channel -> why it stands still. Empty when all of them send."""
    rows = connection.execute(
        select(ChannelState.channel, ChannelState.blocked_reason).where(ChannelState.blocked_reason != "")
    )
    return {row.channel: row.blocked_reason for row in rows}


def _set(connection: Connection, channel: str, **fields: object) -> None:
    connection.execute(update(ChannelState).where(ChannelState.channel == channel).values(**fields))
