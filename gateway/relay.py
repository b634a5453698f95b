"""What two people who do not know each other's number write to each other: without phone numbers."""

from __future__ import annotations

import re

HIDDEN = "***"
FEWEST = 8
"""Digits that may be a phone number. Prices, dates and codes are shorter; where two of them make one long group, they
are hidden with it: better a price too few than a number too many.
"""

_GROUP = re.compile(rf"\+?\(?\d(?:[\W_]{{0,3}}\d){{{FEWEST - 1},}}")
"""Digits of any script with at most three other characters between them, none of them a letter."""


def without_numbers(text: str) -> str:
    """`text`, and nothing in it that may be a phone number: `0812-3456.7890`, `+62 812 3456 7890`, `0 8 1 2 ...`."""
    return _GROUP.sub(HIDDEN, text)
