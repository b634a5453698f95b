"""A free input.

    [node.uraian]
    ask.id = "Tulis masalah dan tempatnya:"
    accept = { text = { min = 5, max = 300 } }
    save   = "description"
    next   = "simpan"

`accept` is one of text {min,max}, number {min,max}, money {min,max}, phone, date {from,to}, code, pin, season, or
`pattern = "[0-9]{16}"` with `hint.id = "16 angka"`. With `default = "{contact.last_ticket}"` a text message such as
`SELESAI sudah diperbaiki` need not say it.
"""

from __future__ import annotations

from flows.definition import Ask
from flows.dialogue import Dialogue
from flows.inputs import PARSERS, Wrong
from flows.limits import LIMITS
from flows.part import Part


def show(dialogue: Dialogue, node: Ask) -> tuple[str, list[str]]:
    return dialogue.say(node.ask), []


def take(dialogue: Dialogue, node: Ask, raw: str) -> str | Wrong | None:
    value = PARSERS[node.accept.kind](raw, node.accept.rule, dialogue.inputs)
    if isinstance(value, Wrong):
        hint = node.hint or (node.accept.pattern.hint if node.accept.pattern else None)
        return Wrong(value.phrase, {**value.values, "hint": dialogue.say(hint) if hint else ""})
    dialogue.save(node.save, value)
    return node.next


def takes_zero(node: Ask) -> bool:
    """Whether `0` is an answer here, so that it can't mean "back"."""
    number = node.accept.number or node.accept.money
    return number is not None and number.min <= 0


def longest(node: Part) -> int:
    """How many characters an answer may have where the dialogue stands: a free text says so, else the bound of any."""
    free = node.accept.text if isinstance(node, Ask) else None
    return min(free.max, LIMITS.answer) if free else LIMITS.answer
