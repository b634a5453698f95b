"""What is known of people, and what they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flows.effects import ChangeContact, SendMessage
from gateway.desk import pins
from gateway.desk.base import NOTICE, REPLY, Desk, known
from gateway.desk.cases import linked
from models import contact, erasure, officer, pin, product


def change_contact(desk: Desk, effect: ChangeContact, origin: str) -> dict[str, Any]:
    """Language, village, name, consent, PIN of the caller."""
    fields = {"language": effect.language, "village": effect.village, "name": effect.name}
    contact.change_contact(desk.connection, desk.phone, **{k: v for k, v in fields.items() if v is not None})
    if effect.consent is not None:
        wording = desk.settings.notices["consent"]
        contact.record_consent(
            desk.connection, phone=desk.phone, given=effect.consent == "yes", medium=desk.medium, origin=origin,
            wording=desk.in_language(wording, effect.language), at=desk.now,
        )  # fmt: skip
    if effect.lock is not None:
        pin.change(desk.connection, desk.phone, open_until=None)
    if effect.unlock is not None:
        pins.unlock(desk, effect.unlock, origin)
    if effect.pin is not None:
        pins.change(desk, effect.pin)
    if effect.erase == "yes":
        due = desk.now + timedelta(hours=desk.settings.rights.erase_after_hours)
        erasure.ask(desk.connection, desk.phone, desk.now, due)
    return known(contact.caller(desk.connection, desk.phone), desk.now)


def send_message(desk: Desk, effect: SendMessage, origin: str) -> dict[str, Any]:
    """An SMS to the caller, to the officers of the village, or to the two sides of an inquiry."""
    caller = contact.caller(desk.connection, desk.phone)
    links = linked(desk.connection, effect.names)
    for phone in _recipients(desk, effect, caller):
        text = desk.in_language(effect.texts, desk.language_of(phone))
        priority = REPLY if phone == desk.phone else NOTICE
        desk.tell(phone, text, f"{origin}/{effect.to}/{phone}", caller["village"], priority=priority, **links)
    return {}


def _recipients(desk: Desk, effect: SendMessage, caller: Mapping[str, Any]) -> list[str]:
    if effect.to == "officers":
        return [member.phone for member in officer.officers_of(desk.connection, caller["village"] or "")]
    if effect.to == "seller":
        named = effect.names.get("product")
        found = product.product_by_code(desk.connection, named["code"]) if isinstance(named, Mapping) else None
        return [found.seller_phone] if found else []
    return [desk.phone]
