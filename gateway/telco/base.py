"""What a telco is. An adapter gets and gives these plain values; nothing else of the house knows a telco's formats.

A second telco is one new file here plus one line in `gateway/telco/__init__.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class BadRequest(Exception):
    """A field is missing or malformed; the message is one plain sentence naming the field."""


@dataclass(frozen=True, slots=True)
class Callback:
    """A request of the telco's as it came. `form`: the first of each field, where it is a form; `headers`: by their
    names in lower case."""

    form: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class UssdHop:
    """One request of a USSD dialogue. `text`: the whole input so far, joined by `*`; `phone`: E.164."""

    session_id: str
    code: str
    phone: str
    text: str
    network: str


@dataclass(frozen=True, slots=True)
class UssdEnd:
    """The telco's word that a session is over. It may never come."""

    session_id: str
    phone: str
    status: str
    text: str
    hops: int
    duration_ms: int
    error: str


@dataclass(frozen=True, slots=True)
class InboundSms:
    """A text from a phone. `sender`: E.164, or a name where an organisation sent it."""

    external_id: str
    sender: str
    to: str
    text: str
    sent_at: datetime | None
    link_id: str


class ReportStatus(StrEnum):
    """What a delivery report says: `SENT` is interim, the others are final."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report. `raw_status`: the telco's own word; `opted_out`: the person is on the telco's block list;
    `phone`: E.164, "" where the telco does not tell it."""

    external_id: str
    status: ReportStatus
    raw_status: str
    reason: str
    opted_out: bool
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OptOut:
    """A person told the telco to stop (or, `stopped=False`, to start again)."""

    phone: str
    stopped: bool


class Outcome(StrEnum):
    """What became of one message of a request.

    ACCEPTED  the telco has it; `external_id` is set (a telco that took it without an id gives "")
    REFUSED   final: this message cannot be sent
    LATER     not taken; try again after a while
    BLOCKED   not taken, and the channel must stop until somebody acts (no money, wrong sender, wrong key)
    UNKNOWN   nobody knows whether it was taken; never send again by itself
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the telco said of one phone. `cost`: as the telco writes it (`"KES 0.8000"`)."""

    phone: str
    outcome: Outcome
    external_id: str = ""
    reason: str = ""
    cost: str = ""
    opted_out: bool = False


class Telco(Protocol):
    """One telco's formats, both ways. `form` is what `fields` gave."""

    batch: int
    """How many phones one request may carry."""

    def fields(self, callback: Callback) -> Mapping[str, str]:
        """What was posted, by field name. Raises BadRequest for what can't be read or is not signed as it must be."""
        ...

    def ussd_hop(self, form: Mapping[str, str]) -> UssdHop: ...
    def ussd_answer(self, text: str, final: bool) -> tuple[str, str]:
        """The body and content type of the answer to a hop."""
        ...

    def ussd_end(self, form: Mapping[str, str]) -> UssdEnd: ...
    def inbound_sms(self, form: Mapping[str, str]) -> InboundSms: ...
    def report(self, form: Mapping[str, str]) -> Report: ...
    def opt_out(self, form: Mapping[str, str]) -> OptOut: ...
    def subscription(self, form: Mapping[str, str]) -> OptOut: ...

    def send(self, text: str, sender: str, phones: Sequence[str]) -> Sequence[Receipt]:
        """Send one text to `phones`: a receipt for each, in their order. Never raises: an error is a receipt."""
        ...
