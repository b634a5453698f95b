"""Writing down what became of messages that were sent: one transaction for a whole batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ARRAY, Connection, Text, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from models import message
from models.among import among
from models.message import Message, MessageEvent


@dataclass(frozen=True, slots=True)
class Settled:
    """The new state of a message. `next_attempt_at`: of one that goes back to `queued`, else None;
    `counts`: whether this attempt is one of those after which we give up."""

    id: int
    status: str
    reason: str = ""
    external_id: str | None = None
    cost: Decimal | None = None
    currency: str = ""
    next_attempt_at: datetime | None = None
    counts: bool = True


def settle(connection: Connection, settled: Sequence[Settled], now: datetime) -> None:
    """A message whose status may not be followed by the new one (its lease has ended, say) stays as it is."""
    if not settled:
        return
    rows = [
        {
            "of": one.id, "to": one.status, "before": message.before(one.status), "why": one.reason, "at": now,
            "external": one.external_id, "price": one.cost, "in": one.currency, "next": one.next_attempt_at,
            "less": 0 if one.counts else 1,
        }
        for one in settled
    ]  # fmt: skip
    connection.execute(_SETTLE, rows)


_changed = (
    update(Message)
    .where(Message.id == bindparam("of"), Message.status == func.any(bindparam("before", type_=ARRAY(Text))))
    .values(
        status=bindparam("to"),
        reason=bindparam("why"),
        external_id=bindparam("external"),
        cost=bindparam("price"),
        currency=bindparam("in"),
        next_attempt_at=func.coalesce(bindparam("next"), Message.next_attempt_at),
        attempts=Message.attempts - bindparam("less"),
        lease_until=None,
    )
    .returning(Message.id, Message.status, Message.reason)
    .cte("changed")
)
_SETTLE = insert(MessageEvent).from_select(
    ["message", "status", "reason", "at"],
    select(_changed.c.id, _changed.c.status, _changed.c.reason, bindparam("at")),
)


def taken_ids(connection: Connection, channel: str, external_ids: Sequence[str]) -> set[str]:
    """Those of the telco's ids that a message of this channel has already."""
    ours = (Message.direction == "out", Message.channel == channel, among(Message.external_id, external_ids))
    return {id for id in connection.execute(select(Message.external_id).where(*ours)).scalars() if id}
