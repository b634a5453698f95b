"""What the readers of inputs share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Value = str | int


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


def plain(raw: str) -> str:
    """Lower case, ASCII digits, one space between words, no punctuation around: for comparing, not for keeping."""
    text = " ".join(unicodedata.normalize("NFKC", raw).casefold().split())
    return re.sub(r"^[\s.,;:!?#()'\"\-]+|[\s.,;:!?#()'\"\-]+$", "", text)
