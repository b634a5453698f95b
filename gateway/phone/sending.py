"""Africa's Talking's `POST /version1/messaging`, from the other side: what it answers, as TELCO.md has it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.gsm7 import segments
from gateway.config import Settings
from gateway.phone import inbox, journal, reports
from gateway.phone.forms import new_message_id
from gateway.phone.store import Store

PRICE = 150
"""Rupiah for one segment."""

PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164; the telco looks no closer."""


class Refused(Exception):
    """The whole request is refused: HTTP status and plain text."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it goes to each phone. `parts`: segments."""

    channel: str
    sender: str
    text: str
    parts: int


def take(
    store: Store, settings: Settings, form: Mapping[str, str], api_key: str | None, now: datetime
) -> dict[str, Any]:
    """Take one request: every text is in its phone's inbox, its reports are due. Raises Refused."""
    if not api_key:
        raise Refused(401, "The supplied authentication is invalid")
    for field in ("username", "to", "message"):
        if not form.get(field):
            raise Refused(400, f"Must have {field} in your request")
    channel = channel_of(settings, form.get("from", ""))
    sender = form.get("from") or settings.channels[channel].short_code
    text = Text(channel, sender, form["message"], segments(form["message"]))
    phones = [phone for phone in dict.fromkeys(to.strip() for to in form["to"].split(",")) if phone]
    with store.open() as database:
        recipients = [_take_one(database, text, phone, now) for phone in phones]
    taken = sum(recipient["statusCode"] == 101 for recipient in recipients)
    price = cost(text.parts * taken)
    summary = f"Sent to {taken}/{len(recipients)} Total Cost: {price} Message parts: {text.parts}"
    return {"SMSMessageData": {"Message": summary, "Recipients": recipients}}


def _take_one(database: sqlite3.Connection, text: Text, phone: str, now: datetime) -> dict[str, Any]:
    if not PHONE.fullmatch(phone):
        return _recipient(403, phone, "InvalidPhoneNumber", "0", "None")
    id_, price = new_message_id(), cost(text.parts)
    inbox.keep(database, direction="in", external_id=id_, phone=phone, other=text.sender, text=text.text, at=now)
    journal.write(
        database,
        kind="send",
        phone=phone,
        form={"from": text.sender, "to": phone, "message": text.text},
        status=201,
        answer=f"101 Success, {price}, {id_}",
        at=now,
        external_id=id_,
    )
    reports.plan(database, external_id=id_, channel=text.channel, phone=phone, now=now)
    return _recipient(101, phone, "Success", price, id_)


def _recipient(code: int, phone: str, status: str, price: str, external_id: str) -> dict[str, Any]:
    return {"statusCode": code, "number": phone, "status": status, "cost": price, "messageId": external_id}


def cost(parts: int) -> str:
    """As the telco writes money: `IDR 150.0000`."""
    return f"IDR {parts * PRICE:.4f}"


def channel_of(settings: Settings, sender: str) -> str:
    """The channel that sends under this name; an unknown one is taken for the first channel's."""
    for name, channel in settings.channels.items():
        if sender and sender in {channel.sender, channel.short_code}:
            return name
    return next(iter(settings.channels))
