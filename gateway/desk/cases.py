"""What tickets and inquiries share: their codes, and which of them a message speaks of."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from flows import codes
from gateway.desk.base import Desk, DeskError
from models import inquiry, ticket


def draw_code(desk: Desk) -> str:
    """A code that no ticket and no inquiry has: seven digits, one more each time five draws were all taken."""
    for draw in range(50):
        digits = 6 + draw // 5
        code = codes.with_check_digit(str(secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)))
        if not ticket.code_taken(desk.connection, code) and not inquiry.code_taken(desk.connection, code):
            return code
    raise DeskError("no free ticket code was found in fifty draws")


def linked(connection: Connection, names: Mapping[str, Any]) -> dict[str, int]:
    """The ids of the ticket and the inquiry that a message speaks of."""
    found = {}
    for name, by_code in (("ticket", ticket.ticket_by_code), ("inquiry", inquiry.inquiry_by_code)):
        named = names.get(name)
        if isinstance(named, Mapping) and (row := by_code(connection, digits(named))):
            found[name] = row.id
    return found


def digits(shown: Mapping[str, Any]) -> str:
    return str(shown.get("code", "")).replace("-", "")
