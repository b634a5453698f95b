"""Claiming messages to send: one short transaction that holds the channel, so that limits count for all workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from models import broadcast, budget, channel_state, message, officer
from models.among import among
from models.base import AnyRow
from models.budget import Purse
from models.contact import Contact
from models.message import Message

CANDIDATES = 128
"""Due messages looked at in one claim."""
PROBE_EVERY = timedelta(minutes=5)
"""A blocked channel tries one message this often."""
WAIT_FOR_SECONDS = 0.25
"""A channel that is out of allowance waits until it has this many seconds' worth."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a claim keeps to.

    rate      segments a second
    requests  how many requests may be under way at once, each to at most `batch` phones
    day       the local date, whose budgets count; `next_day`: when the next one begins
    budgets   segments a day by scope (`channel`, `village`, `contact`, `officer`); 0: no limit
    stopped   those of some phones who had said STOP before their number was forgotten
    """

    rate: float
    requests: int
    batch: int
    lease: timedelta
    day: date
    next_day: datetime
    budgets: dict[str, int]
    stopped: Callable[[Connection, Collection[str]], set[str]]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until its lease ends. `attempts` counts this one too."""

    id: int
    phone: str
    segments: int
    attempts: int
    purses: tuple[Purse, ...]


@dataclass(slots=True)
class Request:
    """One text to some phones, each of them once: the telco's receipts are told apart by phone."""

    text: str
    messages: list[Claimed] = field(default_factory=list)


@dataclass(slots=True)
class Claim:
    """`wait`: seconds until the rate allows more; `blocked`: why the channel stands still;
    `stopped`: to phones that have opted out; `ended`: of call-outs that were stopped meanwhile;
    `over`: messages left for tomorrow, by the budget that is spent."""

    requests: list[Request] = field(default_factory=list)
    wait: float = 0.0
    blocked: str = ""
    stopped: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    over: dict[Purse, list[int]] = field(default_factory=dict)

    @property
    def messages(self) -> Iterator[Claimed]:
        return (message for request in self.requests for message in request.messages)


def claim(connection: Connection, channel: str, terms: Terms, now: datetime) -> Claim:
    """Due messages of `channel`, marked `sending`: theirs who commits this transaction."""
    state = channel_state.lock(connection, channel)
    if state.blocked_reason:
        if state.blocked_until > now:
            return Claim(blocked=state.blocked_reason)
        channel_state.block(connection, channel, state.blocked_reason, now + PROBE_EVERY)
    planned = _plan(_due(connection, channel, now, limit=1 if state.blocked_reason else CANDIDATES), terms)
    taking = _Taking(connection, channel, terms, planned, channel_state.allowance(state, terms.rate, now))
    for row, request in planned:
        if not taking.take(row, request):
            break
    taking.claim.requests = [request for request in taking.claim.requests if request.messages]
    _write(connection, taking.claim, terms, now)
    channel_state.keep_allowance(connection, channel, taking.allowance, now)
    budget.charge(connection, terms.day, taking.charged)
    return taking.claim


def _due(connection: Connection, channel: str, now: datetime, limit: int) -> Sequence[AnyRow]:
    of_channel = (Message.direction == "out", Message.status == "queued", Message.channel == channel)
    wanted = (
        Message.id, Message.phone, Message.text, Message.segments, Message.attempts, Message.origin, Message.village,
        Message.broadcast, Message.priority,
    )  # fmt: skip
    query = select(*wanted).where(*of_channel, Message.next_attempt_at <= now)
    order = (Message.priority, Message.next_attempt_at, Message.id)
    return connection.execute(query.order_by(*order).limit(limit).with_for_update(skip_locked=True)).all()


def _plan(rows: Sequence[AnyRow], terms: Terms) -> list[tuple[AnyRow, int]]:
    """Those rows, most urgent first, that go into the requests of one claim, each with the number of its request."""
    requests: list[tuple[str, set[str]]] = []
    planned = []
    for row in rows:
        fits = (
            number
            for number, (text, phones) in enumerate(requests)
            if text == row.text and len(phones) < terms.batch and row.phone not in phones
        )
        number = next(fits, len(requests))
        if number == terms.requests:
            continue
        if number == len(requests):
            requests.append((row.text, set()))
        requests[number][1].add(row.phone)
        planned.append((row, number))
    return planned


class _Taking:
    """One claim being put together, message by message, most urgent first."""

    def __init__(
        self, connection: Connection, channel: str, terms: Terms, planned: list[tuple[AnyRow, int]], allowance: float
    ) -> None:
        self.claim = Claim([Request("") for _ in range(terms.requests)])
        self.allowance = allowance
        self.charged: Counter[Purse] = Counter()
        self._channel, self._terms = channel, terms
        phones = {row.phone for row, _ in planned}
        self._officers = officer.among_phones(connection, phones)
        self._opted_out = _opted_out(connection, phones) | terms.stopped(connection, phones)
        self._ended = broadcast.stopped_among(connection, {row.broadcast for row, _ in planned if row.broadcast})
        purses = {purse for row, _ in planned for purse in self._purses(row)}
        self._spent = budget.spent(connection, terms.day, purses)

    def take(self, row: AnyRow, request: int) -> bool:
        """Decide on one message; False when the rate allows no more."""
        if row.phone in self._opted_out and not (row.origin or "").endswith(message.STOP_SUFFIX):
            self.claim.stopped.append(row.id)
            return True
        if row.broadcast in self._ended:
            self.claim.ended.append(row.id)
            return True
        purses = self._purses(row)
        if spent := next((purse for purse in purses if self._is_over(purse, row.segments)), None):
            self.claim.over.setdefault(spent, []).append(row.id)
            return True
        if self.allowance <= 0:
            enough = max(1.0, self._terms.rate * WAIT_FOR_SECONDS)
            self.claim.wait = (enough - self.allowance) / self._terms.rate
            return False
        self.claim.requests[request].text = row.text
        self.claim.requests[request].messages.append(Claimed(row.id, row.phone, row.segments, row.attempts + 1, purses))
        self.allowance -= row.segments
        self.charged.update(dict.fromkeys(purses, row.segments))
        return True

    def _purses(self, row: AnyRow) -> tuple[Purse, ...]:
        keys = {"channel": self._channel}
        if row.priority != message.URGENT:
            own = "officer" if row.phone in self._officers else "contact"
            keys |= {"village": row.village, own: row.phone}
        return tuple((scope, key) for scope, key in keys.items() if key)

    def _is_over(self, purse: Purse, segments: int) -> bool:
        limit = self._terms.budgets[purse[0]]
        return limit > 0 and self._spent.get(purse, 0) + self.charged[purse] + segments > limit


def _opted_out(connection: Connection, phones: set[str]) -> set[str]:
    """Those who said STOP. Their rows are held until this transaction ends, so that no STOP commits in between;
    for that each phone needs a row: one that has none gets an empty one."""
    asked = select(Contact.phone, Contact.opted_out_at).order_by(Contact.phone).with_for_update(read=True)
    found = connection.execute(asked.where(among(Contact.phone, phones))).all()
    missing = sorted(phones - {row.phone for row in found})
    if missing:
        connection.execute(insert(Contact).on_conflict_do_nothing(), [{"phone": phone} for phone in missing])
        found = [*found, *connection.execute(asked.where(among(Contact.phone, missing)))]
    return {row.phone for row in found if row.opted_out_at is not None}


def _write(connection: Connection, claim: Claim, terms: Terms, now: datetime) -> None:
    message.move(connection, claim.stopped, "stopped", now=now, reason="the phone has opted out")
    message.move(connection, claim.ended, "stopped", now=now, reason=broadcast.STOPPED)
    for (scope, _), ids in claim.over.items():
        reason = f"the {scope}'s budget of {terms.budgets[scope]} segments a day is spent"
        later = update(Message).where(among(Message.id, ids)).values(next_attempt_at=terms.next_day, reason=reason)
        connection.execute(later)
    ids = [claimed.id for claimed in claim.messages]
    message.move(
        connection, ids, "sending", now=now, attempts=Message.attempts + 1, attempted_at=now,
        lease_until=now + terms.lease,
    )  # fmt: skip
