"""The sentences that the gateway itself says in a dialogue: they stand in `phrases.toml` beside the flows."""

from __future__ import annotations

from types import MappingProxyType

FILE = "phrases.toml"

NAMES = MappingProxyType({
    "back": (), "home": (), "more": (), "resume": (), "resume_yes": (), "resume_no": (),
    "wrong_option": ("min", "max"), "wrong_text_short": ("min",), "wrong_text_long": ("max",),
    "wrong_number": ("min", "max"), "wrong_money": ("min", "max"), "wrong_phone": (), "wrong_date": (),
    "wrong_date_range": ("from", "to"), "wrong_code": (), "wrong_pin": (), "wrong_season": (),
    "wrong_pattern": ("hint",),
    "not_found": ("typed",), "empty_input": (), "help": ("home",), "help_typed": ("home",),
    "not_served": ("code",), "unavailable": (), "unavailable_end": (),
    "ended": (), "too_long": ("max",),
})  # fmt: skip
"""Each phrase, and the `{names}` that it may use."""
