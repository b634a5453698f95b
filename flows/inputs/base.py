"""What the readers of inputs share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flows.clean import cleaned
from flows.gsm7 import transliterate

Value = str | int

_AROUND = r"[\s.,;:!?#()'\"\-]+"


@dataclass(frozen=True, slots=True)
class InputContext:
    """`today`: the caller's date; `region`: where a number without a country is dialled."""

    today: date
    region: str = "ID"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why an input was not taken: an entry of `phrases.toml` and its values."""

    phrase: str
    values: Mapping[str, object] = field(default_factory=dict)


def folded(raw: str) -> str:
    """Lower case, ASCII digits, quotes and dashes, one space between words: for comparing, not for keeping."""
    text = transliterate(unicodedata.normalize("NFKC", cleaned(raw)))
    return " ".join(text.casefold().split())


def plain(raw: str) -> str:
    """`folded`, without the punctuation around it."""
    return re.sub(f"^{_AROUND}|{_AROUND}$", "", folded(raw))
