"""A change of something that is there.

[node.ubah]
update.contact = { language = "{language}" }      # language village name consent pin unlock lock
next = "beres"

[node.lepas]
update.pin = { phone = "{whose}" }                # an officer lets a PIN go that somebody forgot
next = "apa"                                      # {result} is done, not_yours or closed

[node.kerjakan]
update.ticket = { code = "{ticket.code}", status = "in_progress" }     # note answer add to stars
next = "hasil"                                    # {result} is done, not_allowed, not_yours, closed or unknown

[node.kirim]
update.inquiry = { code = "{inquiry.code}", say = "{said}" }                # agree decline report
next = "apa"                                      # {result} is done, not_allowed, not_yours, stopped or unknown

[node.harga]
update.product = { code = "{product.code}", price = "{price}" }             # stock status season said
next = "apa"

[node.hentikan]
update.broadcast = { code = "{broadcast.code}", status = "stopped" }
next = "hasil"
"""

from __future__ import annotations

from dataclasses import replace

from flows import template
from flows.definition import Update
from flows.dialogue import Dialogue
from flows.effects import BY_TARGET


def step(dialogue: Dialogue, node: Update) -> str:
    for target, fields in node.update:
        if fields is not None:
            dialogue.perform(BY_TARGET[f"update.{target}"](**{key: dialogue.fill(fields[key]) for key in fields}))
    if node.update.contact is not None:
        _forget(dialogue, [node.update.contact.get(field, "") for field in ("pin", "unlock")])
    return node.next


def _forget(dialogue: Dialogue, used: list[str]) -> None:
    """Let a PIN that was used stay nowhere in the session, under whatever name it was asked."""
    names = dialogue.session.names
    secrets = {template.value_of(names, name) for text in used for name in template.names(text)}
    kept = {name: value for name, value in names.items() if not isinstance(value, str) or value not in secrets}
    dialogue.session = replace(dialogue.session, names=kept)
