"""The numbers of options: people who read little know them by heart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.definition import Option
from flows.inputs import Wrong
from flows.part import Text


def numbered(options: Sequence[Option]) -> list[int]:
    """The number of each option that is shown: its own, or the one after the option before it."""
    found: list[int] = []
    for option in options:
        found.append(option.number or (found[-1] if found else 0) + 1)
    return found


@dataclass(frozen=True, slots=True)
class Moved(Wrong):
    """A number of which what it meant has gone; `text` says where to."""

    text: Text = field(default_factory=lambda: Text({}))
