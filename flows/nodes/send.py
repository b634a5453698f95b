"""An SMS to somebody: contact, officers, seller, buyer.

[node.kabari]
send.seller.id = "{contact.first_name} bertanya: {question}"
next = "selesai"
"""

from __future__ import annotations

from flows.definition import Send
from flows.dialogue import Dialogue
from flows.effects import SendMessage


def step(dialogue: Dialogue, node: Send) -> str:
    for recipient, text in node.send.items():
        dialogue.perform(SendMessage(recipient, dialogue.say_all(text), dict(dialogue.session.names)))
    return node.next
