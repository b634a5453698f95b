"""Carries out what a dialogue asked for: exactly one handler per effect type. One file for each kind of record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flows.effects import (
    ChangeBroadcast,
    ChangeContact,
    ChangeInquiry,
    ChangeProduct,
    ChangeTicket,
    Effect,
    ForgetPin,
    OpenBroadcast,
    OpenInquiry,
    OpenProduct,
    OpenTicket,
    SendMessage,
)
from gateway.desk.base import NOTICE, REPLY, Desk, DeskError, known
from gateway.desk.broadcasts import change_broadcast, open_broadcast
from gateway.desk.cases import linked
from gateway.desk.inquiries import change_inquiry, open_inquiry
from gateway.desk.people import change_contact, send_message
from gateway.desk.pins import forget_pin
from gateway.desk.products import change_product, open_product
from gateway.desk.tickets import change_ticket, open_ticket

__all__ = ["HANDLERS", "NOTICE", "REPLY", "Desk", "DeskError", "known", "linked", "perform"]

HANDLERS: dict[type, Callable[[Desk, Any, str], dict[str, Any]]] = {
    OpenTicket: open_ticket,
    ChangeTicket: change_ticket,
    OpenInquiry: open_inquiry,
    OpenBroadcast: open_broadcast,
    ChangeBroadcast: change_broadcast,
    ChangeInquiry: change_inquiry,
    OpenProduct: open_product,
    ChangeProduct: change_product,
    ChangeContact: change_contact,
    ForgetPin: forget_pin,
    SendMessage: send_message,
}


def perform(desk: Desk, effect: Effect, origin: str) -> dict[str, Any]:
    """Carry out `effect` in the desk's transaction; what it made, as plain values."""
    return HANDLERS[type(effect)](desk, effect, origin)
