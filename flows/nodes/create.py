"""Something new: a ticket, an inquiry or a product.

    [node.simpan]
    create.ticket = { kind = "report", category = "{category}", description = "{description}" }
    next = "selesai"

    create.inquiry = { product = "{product.code}", quantity = "{quantity}", question = "{question}" }

    create.product = { name = "{name}", category = "{category}", price = "{price}", unit = "{unit}", stock = "{stock}" }

What it made is `{ticket.code}`, `{inquiry.code}` or `{product.code}` from here on.
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
