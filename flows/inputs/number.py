"""`accept = { number = { min = 1, max = 100 } }`: a whole number; `1.500` is one thousand five hundred."""

from __future__ import annotations

import re

from flows.accept import NumberInput
from flows.inputs.base import InputContext, Value, Wrong, folded, plain

_WRITTEN = re.compile(r"[0-9]{1,15}|[1-9][0-9]{0,2}([ .,])[0-9]{3}(?:\1[0-9]{3}){0,3}")


def parse(raw: str, rule: NumberInput, context: InputContext) -> Value | Wrong:
    """Punctuation around it does no harm (`2.`, `#2`), but a minus is not punctuation."""
    text = plain(raw).removeprefix("+")
    sign = -1 if re.match(r"- ?[0-9]", folded(raw)) else 1
    number = sign * int(re.sub(r"[ .,]", "", text)) if _WRITTEN.fullmatch(text) else None
    if number is None or not rule.min <= number <= rule.max:
        return Wrong("wrong_number", {"min": rule.min, "max": rule.max})
    return number
