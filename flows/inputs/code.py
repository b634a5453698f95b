"""`accept = "code"`: the code of a ticket or inquiry, with or without its hyphen; kept as digits."""

from __future__ import annotations

from flows import codes
from flows.accept import CodeInput
from flows.inputs.base import InputContext, Value, Wrong, plain


def parse(raw: str, rule: CodeInput, context: InputContext) -> Value | Wrong:
    return codes.check(plain(raw)) or Wrong("wrong_code")
