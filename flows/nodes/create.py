"""Something new: a ticket, an inquiry, a product or a call-out.

    [node.simpan]
    create.ticket = { kind = "report", category = "{category}", description = "{description}" }
    next = "selesai"

    create.inquiry = { product = "{product.code}", quantity = "{quantity}", question = "{question}" }

    create.product = { name = "{name}", category = "{category}", price = "{price}", unit = "{unit}", stock = "{stock}" }

    create.broadcast = { area = "{audience.code}", text = "{call_text}" }      # {result} is done, repeated, nobody ...

What it made is `{ticket.code}`, `{inquiry.code}`, `{product.code}` or `{broadcast.people}` from here on.
"""

from __future__ import annotations

from flows.definition import Create
from flows.dialogue import Dialogue
from flows.effects import BY_TARGET


def step(dialogue: Dialogue, node: Create) -> str:
    for target, fields in node.create:
        if fields is not None:
            dialogue.perform(BY_TARGET[f"create.{target}"](**{key: dialogue.fill(fields[key]) for key in fields}))
    return node.next
