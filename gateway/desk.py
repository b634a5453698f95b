"""Carries out what a dialogue asked for: exactly one handler per effect type."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from flows import codes
from flows.effects import ChangeContact, Effect, OpenInquiry, OpenTicket, SendMessage
from flows.session import Medium
from gateway import notices, outbox, phone_number
from gateway.config import Settings
from models import contact, inquiry, officer, product, ticket

REPLY, NOTICE = 0, 1
"""Message priorities: what a person waits for goes before what we tell by ourselves."""


class DeskError(Exception):
    """An effect that cannot be carried out: the flow or the records are wrong. The caller gets a kind end."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an effect is carried out: in whose name, on which channel, in which transaction."""

    connection: Connection
    settings: Settings
    channel: str
    phone: str
    medium: Medium
    language: str
    now: datetime


def perform(desk: Desk, effect: Effect, origin: str) -> dict[str, Any]:
    """Carry out `effect` in the desk's transaction; what it made, as plain values."""
    return HANDLERS[type(effect)](desk, effect, origin)


def open_ticket(desk: Desk, effect: OpenTicket, origin: str) -> dict[str, Any]:
    """A ticket, routed to the officers of the caller's village, who hear of it by SMS."""
    caller = contact.caller(desk.connection, desk.phone)
    if caller["village"] is None:
        raise DeskError("a ticket needs the caller's village: the flow must ask for it first")
    category = desk.settings.categories.get(effect.category)
    if category is None:
        raise DeskError(f"there is no category {effect.category!r} in config.toml")
    code = _draw_code(desk)
    opened = ticket.open_ticket(
        desk.connection, code=code, origin=origin, kind=effect.kind, category=effect.category,
        village=caller["village"], phone=desk.phone, name=effect.name or caller["name"] or "",
        description=effect.description, created_at=desk.now,
    )  # fmt: skip
    shown = {"code": codes.show(code), "status": "new", "category": effect.category, "description": effect.description}
    for member in officer.officers_of(desk.connection, caller["village"]):
        said = contact.caller(desk.connection, member.phone)["language"]
        told = {
            "ticket": shown | {"category_text": _in_language(category.name, said, desk.settings)},
            "village": {"name": caller["village_name"], "district": caller["district"]},
            "contact": _caller_shown(desk, caller, effect.name),
        }
        text = notices.text(desk.settings, "ticket_opened_officer", said, told)
        _tell(desk, member.phone, text, f"{origin}/officer/{member.phone}", caller["village"], ticket=opened.id)
    return {"ticket": shown | {"category_text": _in_language(category.name, desk.language, desk.settings)}}


def open_inquiry(desk: Desk, effect: OpenInquiry, origin: str) -> dict[str, Any]:
    """An inquiry; the seller hears of it by SMS, without the buyer's number."""
    found = product.product_by_code(desk.connection, effect.product)
    if found is None:
        raise DeskError(f"there is no product {effect.product!r}")
    caller = contact.caller(desk.connection, desk.phone)
    code = _draw_code(desk)
    opened = inquiry.open_inquiry(
        desk.connection, code=code, origin=origin, product=effect.product, quantity=effect.quantity,
        question=effect.question, buyer=desk.phone, seller=found.seller, created_at=desk.now,
    )  # fmt: skip
    shown = {"code": codes.show(code), "status": "new", "quantity": effect.quantity, "question": effect.question}
    said = contact.caller(desk.connection, found.seller_phone)["language"]
    told = {
        "inquiry": shown,
        "product": {"code": found.code, "name": found.name},
        "contact": _caller_shown(desk, caller),
    }
    text = notices.text(desk.settings, "inquiry_opened_seller", said, told)
    _tell(desk, found.seller_phone, text, f"{origin}/seller", found.village, inquiry=opened.id)
    return {"inquiry": shown}


def change_contact(desk: Desk, effect: ChangeContact, origin: str) -> dict[str, Any]:
    """Language, village, name, consent of the caller."""
    fields = {"language": effect.language, "village": effect.village, "name": effect.name}
    contact.change_contact(desk.connection, desk.phone, **{k: v for k, v in fields.items() if v is not None})
    if effect.consent is not None:
        wording = desk.settings.notices["consent"]
        contact.record_consent(
            desk.connection, phone=desk.phone, given=effect.consent == "yes", medium=desk.medium, origin=origin,
            wording=_in_language(wording, effect.language or desk.language, desk.settings), at=desk.now,
        )  # fmt: skip
    return known(contact.caller(desk.connection, desk.phone))


def send_message(desk: Desk, effect: SendMessage, origin: str) -> dict[str, Any]:
    """An SMS to the caller, to the officers of the village, or to the two sides of an inquiry."""
    caller = contact.caller(desk.connection, desk.phone)
    links = linked(desk.connection, effect.names)
    for phone in _recipients(desk, effect, caller):
        language = desk.language if phone == desk.phone else contact.caller(desk.connection, phone)["language"]
        text = _in_language(effect.texts, language, desk.settings)
        priority = REPLY if phone == desk.phone else NOTICE
        _tell(desk, phone, text, f"{origin}/{effect.to}/{phone}", caller["village"], priority=priority, **links)
    return {}


HANDLERS: dict[type, Callable[[Desk, Any, str], dict[str, Any]]] = {
    OpenTicket: open_ticket,
    OpenInquiry: open_inquiry,
    ChangeContact: change_contact,
    SendMessage: send_message,
}


def known(caller: Mapping[str, Any]) -> dict[str, Any]:
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
        },
        "village": village if caller["village"] else {},
    }  # fmt: skip


def _draw_code(desk: Desk) -> str:
    """A code that no ticket and no inquiry has: seven digits, one more each time five draws were all taken."""
    for draw in range(50):
        digits = 6 + draw // 5
        code = codes.with_check_digit(str(secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)))
        if not ticket.code_taken(desk.connection, code) and not inquiry.code_taken(desk.connection, code):
            return code
    raise DeskError("no free ticket code was found in fifty draws")


def _tell(
    desk: Desk, phone: str, text: str, origin: str, village: str | None, priority: int = NOTICE, **linked: Any
) -> None:
    outbox.queue(
        desk.connection, channel=desk.channel, phone=phone, text=text, priority=priority, origin=origin,
        now=desk.now, village=village, **linked,
    )  # fmt: skip


def _recipients(desk: Desk, effect: SendMessage, caller: Mapping[str, Any]) -> list[str]:
    if effect.to == "officers":
        return [member.phone for member in officer.officers_of(desk.connection, caller["village"] or "")]
    if effect.to == "seller":
        named = effect.names.get("product")
        found = product.product_by_code(desk.connection, named["code"]) if isinstance(named, Mapping) else None
        return [found.seller_phone] if found else []
    return [desk.phone]


def linked(connection: Connection, names: Mapping[str, Any]) -> dict[str, int]:
    """The ids of the ticket and the inquiry that a message speaks of."""
    found = {}
    for name, by_code in (("ticket", ticket.ticket_by_code), ("inquiry", inquiry.inquiry_by_code)):
        named = names.get(name)
        if isinstance(named, Mapping) and (row := by_code(connection, _digits(named))):
            found[name] = row.id
    return found


def _digits(shown: Mapping[str, Any]) -> str:
    return str(shown.get("code", "")).replace("-", "")


def _caller_shown(desk: Desk, caller: Mapping[str, Any], name: str = "") -> dict[str, str]:
    return {"name": name or caller["name"] or "", "masked": phone_number.masked(desk.phone)}


def _in_language(words: Mapping[str, str], language: str | None, settings: Settings) -> str:
    return notices.in_language(words, language, settings)
