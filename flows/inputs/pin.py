"""`accept = "pin"`: six digits."""

from __future__ import annotations

import re

from flows.accept import PinInput
from flows.inputs.base import InputContext, Value, Wrong, plain

MAY_BE = re.compile(r"\W*([0-9]{6}\W*)+")
"""Nothing but six digits, once or more: that may be a PIN, whoever asked for it and whether it was asked at all."""


def parse(raw: str, rule: PinInput, context: InputContext) -> Value | Wrong:
    digits = re.sub(r"[ \-.]", "", plain(raw))
    return digits if re.fullmatch(r"[0-9]{6}", digits) else Wrong("wrong_pin")
