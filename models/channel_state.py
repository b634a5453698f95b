"""Whether a channel may send, and how much it has sent lately: shared by all workers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ChannelState(Base):
    """`blocked_reason` is why the channel stands still ("" while it may send); a person or a later try lifts it.

    `allowance`: segments it may send at once as of `allowance_at` (a token bucket).
    """

    __tablename__ = "channel_state"

    channel: Mapped[str] = mapped_column(primary_key=True)
    blocked_reason: Mapped[str] = mapped_column(default="", server_default="")
    blocked_until: Mapped[datetime | None]
    allowance: Mapped[float] = mapped_column(default=0, server_default="0")
    allowance_at: Mapped[datetime | None]
