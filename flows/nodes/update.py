"""A change of something that is there.

[node.ubah]
update.contact = { language = "{language}" }      # language village name consent
next = "beres"
"""

from __future__ import annotations

from flows.definition import Update
from flows.dialogue import Dialogue
from flows.effects import ChangeContact


def step(dialogue: Dialogue, node: Update) -> str:
    if node.update.contact is not None:
        dialogue.perform(ChangeContact(**{key: dialogue.fill(value) for key, value in node.update.contact.items()}))
    return node.next
