"""`accept = { number = { min = 1, max = 100 } }`: a whole number; `1.500` is one thousand five hundred."""

from __future__ import annotations

import re

from flows.definition import NumberInput
from flows.inputs.base import InputContext, Value, Wrong, plain


def parse(raw: str, rule: NumberInput, context: InputContext) -> Value | Wrong:
    text = plain(raw)
    digits = re.sub(r"[ .,](?=[0-9]{3}(?:\D|$))", "", text)
    if not re.fullmatch(r"[0-9]{1,15}", digits) or not rule.min <= int(digits) <= rule.max:
        return Wrong("wrong_number", {"min": rule.min, "max": rule.max})
    return int(digits)
