"""From a telco's receipt to the new state of a message."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import structlog
from sqlalchemy import Connection

from gateway.telco.base import Outcome, Receipt
from models import budget, channel_state, contact, delivery_report, outcome
from models.budget import Purse
from models.claim import PROBE_EVERY, Claimed
from models.outcome import Settled

log = structlog.get_logger(__name__)

FIRST_RETRY = timedelta(seconds=15)
FACTOR = 3
LONGEST_RETRY = timedelta(hours=2)
SPREAD = 0.2
"""How much earlier or later a retry may come, so that a thousand of them do not come at once."""

COST = re.compile(r"([A-Z]{3})? ?([0-9]{1,9}(?:\.[0-9]{1,6})?)")

Sent = Sequence[tuple[Claimed, Receipt]]


def record(connection: Connection, channel: str, sent: Sent, day: date, give_up_after: int, now: datetime) -> None:
    """Write down what became of a batch, give early reports to their messages, stop or restart the channel.

    Rows are locked in the order of a claim: channel, messages, contacts, budgets.
    """
    _block_or_unblock(connection, channel, [receipt for _, receipt in sent], now)
    ids = [receipt.external_id for _, receipt in sent if receipt.external_id]
    delivery_report.lock_ids(connection, channel, ids)
    known = outcome.taken_ids(connection, channel, ids)
    settled = []
    for message, receipt in sent:
        settled.append(settle(message, receipt, known, give_up_after, now))
        known.add(receipt.external_id)
    outcome.settle(connection, settled, now)
    delivery_report.match(connection, channel, ids, now)
    for phone in sorted({receipt.phone for _, receipt in sent if receipt.opted_out}):
        contact.change_contact(connection, phone, opted_out_at=now)
    budget.refund(connection, day, _not_taken(sent))


def settle(message: Claimed, receipt: Receipt, known: set[str], give_up_after: int, now: datetime) -> Settled:
    """`known`: the telco's ids that other messages have already; an id twice is nobody's."""
    match receipt.outcome:
        case Outcome.ACCEPTED:
            external_id = receipt.external_id if receipt.external_id not in known else ""
            cost, currency = parse_cost(receipt.cost)
            return Settled(message.id, "sent", external_id=external_id or None, cost=cost, currency=currency)
        case Outcome.REFUSED:
            return Settled(message.id, "refused", receipt.reason)
        case Outcome.UNKNOWN:
            return Settled(message.id, "unknown", receipt.reason)
        case Outcome.BLOCKED:
            return Settled(message.id, "queued", receipt.reason, next_attempt_at=now, counts=False)
        case Outcome.LATER:
            if message.attempts >= give_up_after:
                return Settled(message.id, "failed", f"gave up after {message.attempts} attempts: {receipt.reason}")
            later = now + retry_after(message.id, message.attempts)
            return Settled(message.id, "queued", receipt.reason, next_attempt_at=later)


def retry_after(id: int, attempts: int) -> timedelta:
    """15 s, 45 s, 2 min ... 2 h, give or take a fifth; the same for the same message and attempt."""
    wait = min(LONGEST_RETRY, FIRST_RETRY * int(FACTOR ** min(attempts - 1, 10)))
    chance = zlib.crc32(f"{id}/{attempts}".encode()) / 0xFFFFFFFF
    return wait * (1 - SPREAD + 2 * SPREAD * chance)


def parse_cost(cost: str) -> tuple[Decimal | None, str]:
    """`"KES 0.8000"` -> `(Decimal("0.8000"), "KES")`; what is not a cost: `(None, "")`."""
    found = COST.fullmatch(cost.strip())
    return (Decimal(found[2]), found[1] or "") if found else (None, "")


def _block_or_unblock(connection: Connection, channel: str, receipts: Sequence[Receipt], now: datetime) -> None:
    reasons = [receipt.reason for receipt in receipts if receipt.outcome is Outcome.BLOCKED]
    if reasons:
        channel_state.lock(connection, channel)
        channel_state.block(connection, channel, reasons[0], now + PROBE_EVERY)
        log.error("the telco stops the channel, its messages stay queued", channel=channel, reason=reasons[0])
    elif any(receipt.outcome in {Outcome.ACCEPTED, Outcome.REFUSED} for receipt in receipts):
        state = channel_state.find(connection, channel)
        if state and state.blocked_reason:
            channel_state.unblock(connection, channel)
            log.info("the channel sends again", channel=channel)


def _not_taken(sent: Sent) -> Counter[Purse]:
    """What comes back into the purses: nobody was charged for these."""
    back: Counter[Purse] = Counter()
    for message, receipt in sent:
        if receipt.outcome in {Outcome.LATER, Outcome.BLOCKED, Outcome.REFUSED}:
            back.update(dict.fromkeys(message.purses, message.segments))
    return back
