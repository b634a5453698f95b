"""How an answer is read: one file per kind of input."""

from __future__ import annotations

from typing import Any, Protocol

from flows.inputs import code, day, money, number, pattern, phone, pin, season, text
from flows.inputs.base import InputContext, Value, Wrong


class Parser(Protocol):
    def __call__(self, raw: str, rule: Any, context: InputContext) -> Value | Wrong: ...


PARSERS: dict[str, Parser] = {
    "text": text.parse, "number": number.parse, "money": money.parse, "phone": phone.parse, "date": day.parse,
    "code": code.parse, "pattern": pattern.parse, "pin": pin.parse, "season": season.parse,
}  # fmt: skip

__all__ = ["PARSERS", "InputContext", "Value", "Wrong"]
