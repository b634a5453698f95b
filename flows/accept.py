"""What an `ask` may accept, one model per kind of input. How each is read: `flows/inputs/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from flows.part import Part, Text


class TextInput(Part):
    min: int = 1
    max: int = 300


class NumberInput(Part):
    min: int = 0
    max: int = 1_000_000


class MoneyInput(Part):
    """Whole rupiah."""

    min: int = 0
    max: int = 1_000_000_000


class PhoneInput(Part):
    pass


class DateInput(Part):
    """`from_` and `to` are days relative to today (`from = 0, to = 30`)."""

    from_: int | None = Field(default=None, alias="from")
    to: int | None = None


class CodeInput(Part):
    """The code of a ticket or inquiry: digits with a Damm check digit."""


class PatternInput(Part):
    """`pattern` is RE2 and must match the whole input; `hint` (here or beside `accept`) says what is wanted."""

    pattern: str
    hint: Text | None = None


class PinInput(Part):
    """Six digits."""


class SeasonInput(Part):
    """From which month to which."""


class Accept(Part):
    """What an `ask` accepts: exactly one of these."""

    text: TextInput | None = None
    number: NumberInput | None = None
    money: MoneyInput | None = None
    phone: PhoneInput | None = None
    date: DateInput | None = None
    code: CodeInput | None = None
    pattern: PatternInput | None = None
    pin: PinInput | None = None
    season: SeasonInput | None = None

    @model_validator(mode="before")
    @classmethod
    def _spread(cls, value: Any) -> Any:
        """`accept = "phone"` for `accept = { phone = {} }`; `pattern` and `hint` stand side by side."""
        if isinstance(value, str):
            return {value: {}}
        if isinstance(value, Mapping):
            value = {k: {} if v is True else v for k, v in value.items()}
        if isinstance(value, Mapping) and isinstance(value.get("pattern"), str):
            return {k: v for k, v in value.items() if k not in {"pattern", "hint"}} | {
                "pattern": {k: value[k] for k in ("pattern", "hint") if k in value}
            }
        return value

    @model_validator(mode="after")
    def _exactly_one(self) -> Accept:
        if sum(getattr(self, name) is not None for name in type(self).model_fields) != 1:
            raise ValueError(f"accept takes exactly one of {', '.join(type(self).model_fields)}")
        return self

    @property
    def kind(self) -> str:
        """The one kind of input that is accepted, such as `"money"`."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)

    @property
    def rule(self) -> Part:
        """The settings of that kind, such as a `MoneyInput`."""
        rule: Part = getattr(self, self.kind)
        return rule
