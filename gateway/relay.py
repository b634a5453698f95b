"""What two people who do not know each other's number write to each other: without phone numbers."""

from __future__ import annotations

import re

HIDDEN = "***"
FEWEST = 8
"""Digits that may be a phone number. Prices, dates and codes are shorter; where two of them make one long group, they
are hidden with it: better a price too few than a number too many.
"""
SPELT = (
    "nol kosong satu dua tiga empat lima enam tujuh delapan sembilan "
    "enol hiji tilu opat genep dalapan salapan zero one two three four five six seven eight nine"
).split()
"""Digits as words, in Indonesian, Sundanese and English."""

_ALONE = r"(?<![^\W\d_])(?:{})(?![^\W\d_])"
_DIGIT = rf"(?:\d|{_ALONE.format('|'.join(['o', *SPELT]))})"
_GROUP = re.compile(rf"\+?\(?{_DIGIT}(?:[\W_]{{0,12}}{_DIGIT}){{{FEWEST - 1},}}", re.IGNORECASE)
"""Digits of any script, as words, or an O for a 0, with at most twelve other characters between them (dots, spaces,
some that nobody sees), none a letter."""


def without_numbers(text: str) -> str:
    """`text`, and nothing in it that may be a phone number: `0812-3456.7890`, `+62 812 3456 7890`, `0 8 1 2 ...`,
    `nol delapan satu dua ...`.
    """
    return _GROUP.sub(HIDDEN, text)
