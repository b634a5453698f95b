"""`{name}` and `{name|filter}`: all that a text of a flow file may hold.

A brace that belongs to neither is an error, so that a slip never reaches a phone: a text can't show a brace of its own.
A value is inserted as it is and never read again: what a caller typed stays data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from flows import codes
from flows.clean import cleaned

Labels = Callable[[str, str], str]
"""(name, saved value) -> the label of the option that it came from, in the caller's language."""

FILTERS = ("rupiah", "date", "number", "code", "months", "upper", "first", "label")

FIGURES = "id"
"""Figures are written as in Indonesia in every language (`Rp15.000`): that is how prices stand on the market."""

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)(?:\|([a-z]+))?\}")


_NAME = re.compile(r"[a-z_][a-z0-9_]*")


class TemplateError(ValueError):
    """A text that can't be read; `offset` is where in it, in characters from 0."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One `{name|filter}`; `filter` is `""` where there is none."""

    name: str
    filter: str
    offset: int


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[str | Placeholder, ...]:
    """The literal texts and placeholders, in order. Raises TemplateError."""
    parts: list[str | Placeholder] = []
    end = 0
    for found in _PLACEHOLDER.finditer(text):
        parts += [_literal(text[end : found.start()], end)]
        if found[2] and found[2] not in FILTERS:
            raise TemplateError(f"there is no filter {found[2]!r}; there are {', '.join(FILTERS)}", found.start())
        parts += [Placeholder(found[1], found[2] or "", found.start())]
        end = found.end()
    parts += [_literal(text[end:], end)]
    return tuple(part for part in parts if part != "")


def _literal(text: str, offset: int) -> str:
    for index, character in enumerate(text):
        if character in "{}":
            raise TemplateError("a brace that is not a {name} or a {name|filter}", offset + index)
    return text


def placeholders(text: str) -> tuple[Placeholder, ...]:
    return tuple(part for part in parse(text) if isinstance(part, Placeholder))


def is_name(text: str) -> bool:
    """Whether a text can say it."""
    return _NAME.fullmatch(text) is not None


def is_filled(text: str) -> bool:
    """Whether something is filled in; what can't be read is not."""
    return _PLACEHOLDER.search(text) is not None


def names(text: str) -> set[str]:
    """The dotted names that a text uses."""
    return {part.name for part in placeholders(text)}


def render(text: str, names: Mapping[str, Any], language: str, labels: Labels) -> str:
    """The text with its values; a missing one is empty."""
    return "".join(
        part if isinstance(part, str) else cleaned(_filled(part, names, language, labels)) for part in parse(text)
    )


def value_of(names: Mapping[str, Any], dotted: str) -> Any:
    """The value of `ticket.code`; `""` where any part of it is missing."""
    value: Any = names
    for part in dotted.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return "" if value is None else value


def _filled(part: Placeholder, names: Mapping[str, Any], language: str, labels: Labels) -> str:
    value = value_of(names, part.name)
    if isinstance(value, Mapping):
        value = value.get("name", "")
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    if value == "" or not part.filter:
        return str(value)
    if part.filter == "label":
        return labels(part.name, str(value))
    return _filtered(part.filter, value, language)


def _filtered(name: str, value: Any, language: str) -> str:
    """A value that a filter can't read comes out as it is."""
    text = str(value)
    whole = re.fullmatch(r"-?[0-9]{1,18}", text) is not None
    match name:
        case "rupiah":
            return format_currency(int(text), "IDR", "¤#,##0", FIGURES, currency_digits=False) if whole else text
        case "number":
            return format_decimal(int(text), locale=FIGURES) if whole else text
        case "date" | "months":
            return (_long_date if name == "date" else _months)(text, language)
        case "code":
            return codes.show(digits) if (digits := text.replace("-", "")).isdigit() else text
        case "upper":
            return text.upper()
        case _:
            return next(iter(text.split()), "")


def _long_date(text: str, language: str) -> str:
    """`17 Agustus 2026` for `2026-08-17`, also where a time follows."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return format_date(day, "d MMMM y", locale=_locale(language))


def _months(text: str, language: str) -> str:
    """`November-Februari` for `11-2`, `Desember` for `12-12`."""
    if not re.fullmatch(r"(1[0-2]|[1-9])-(1[0-2]|[1-9])", text):
        return text
    numbers = dict.fromkeys(int(one) for one in text.split("-"))
    return "-".join(format_date(date(2000, number, 1), "LLLL", locale=_locale(language)) for number in numbers)


@lru_cache
def _locale(language: str) -> Locale:
    """Indonesian for a language that Babel does not know."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FIGURES)
