"""Something new: a ticket or an inquiry.

    [node.simpan]
    create.ticket = { kind = "report", category = "{category}", description = "{description}" }
    next = "selesai"

    create.inquiry = { product = "{product.code}", quantity = "{quantity}", question = "{question}" }

What it made is `{ticket.code}` or `{inquiry.code}` from here on.
"""

from __future__ import annotations

from flows.definition import Create
from flows.dialogue import Dialogue
from flows.effects import OpenInquiry, OpenTicket


def step(dialogue: Dialogue, node: Create) -> str:
    if node.create.ticket is not None:
        dialogue.perform(OpenTicket(**{key: dialogue.fill(value) for key, value in node.create.ticket.items()}))
    if node.create.inquiry is not None:
        dialogue.perform(OpenInquiry(**{key: dialogue.fill(value) for key, value in node.create.inquiry.items()}))
    return node.next
