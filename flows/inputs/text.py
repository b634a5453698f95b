"""`accept = { text = { min = 5, max = 300 } }`: any text, kept letter for letter."""

from __future__ import annotations

from flows.accept import TextInput
from flows.clean import cleaned
from flows.inputs.base import InputContext, Value, Wrong


def parse(raw: str, rule: TextInput, context: InputContext) -> Value | Wrong:
    """Without the white space around it and what nobody sees; `min` and `max` count characters."""
    text = cleaned(raw).strip()
    if len(text) < rule.min:
        return Wrong("wrong_text_short", {"min": rule.min})
    if len(text) > rule.max:
        return Wrong("wrong_text_long", {"max": rule.max})
    return text
