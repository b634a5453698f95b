"""The keys that the gateway keeps for itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Navigation:
    """The keys that work on every screen; set in config.toml."""

    back: str = "0"
    home: str = "00"
    more: str = "98"
