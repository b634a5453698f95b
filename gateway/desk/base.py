"""What the handlers of all effects share: the desk itself, and telling people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from flows.session import Medium
from gateway import notices, outbox, phone_number
from gateway.config import Settings
from models import contact, message, pin

URGENT, REPLY, NOTICE = message.URGENT, 0, 1
"""Message priorities: an emergency first, and what a person waits for before what we tell by ourselves."""


class DeskError(Exception):
    """An effect that cannot be carried out: the flow or the records are wrong. The caller gets a kind end."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an effect is carried out: in whose name, on which channel, in which transaction. `phone` is "" where the
    gateway acts by itself.
    """

    connection: Connection
    settings: Settings
    channel: str
    phone: str
    medium: Medium
    language: str
    now: datetime

    def in_language(self, words: Mapping[str, str], language: str | None = None) -> str:
        return notices.in_language(words, language or self.language, self.settings)

    def tell(
        self, phone: str, text: str, origin: str, village: str | None, *, priority: int = NOTICE, **linked: Any
    ) -> None:
        """Put a text into the outbox; `linked`: ticket, inquiry, notice."""
        outbox.queue(
            self.connection, channel=self.channel, phone=phone, text=text, priority=priority, origin=origin,
            now=self.now, village=village, **linked,
        )  # fmt: skip

    def language_of(self, phone: str) -> str:
        """The language in which somebody is told something: not the caller's where theirs is not known."""
        if phone == self.phone:
            return self.language
        return notices.spoken(self.settings, phone, contact.caller(self.connection, phone)["language"])


def shown(caller: Mapping[str, Any], phone: str, name: str = "") -> dict[str, str]:
    """A person as somebody else may see them."""
    return {"name": name or caller["name"] or "", "masked": phone_number.masked(phone)}


def known(caller: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A row of `models.contact.caller` as the names `contact` and `village` of a dialogue."""
    roles = [role for one in caller["roles"] or [] for role in one]
    name = caller["name"] or ""
    village = {"code": caller["village"], "name": caller["village_name"]}
    village |= {key: caller[key] for key in ("district", "regency")}
    return {
        "contact": {
            "phone": caller["phone"], "name": name, "first_name": name.split(" ")[0],
            "language": caller["language"] or "",
            "village": caller["village"] or "", "role": roles[0] if roles else "", "roles": roles,
            "consent": caller["consent"] is True, "known": bool(caller["language"]),
            "pin": pin.state(caller["open_until"], caller["locked_until"], now, is_set=caller["has_pin"]),
            "last_ticket": caller["last_ticket"] or "", "last_inquiry": caller["last_inquiry"] or "",
        },
        "village": village if caller["village"] else {},
    }  # fmt: skip
