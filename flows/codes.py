"""The codes of tickets and inquiries: digits whose last is a Damm check digit, read in groups (`4821-367`)."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from stdnum import damm

SHORTEST, LONGEST = 7, 12
GROUP = 4
"""How many digits somebody reads out in one breath."""


def with_check_digit(digits: str) -> str:
    return digits + str(damm.calc_check_digit(digits))


def check(text: str) -> str | None:
    """The digits of a code as somebody typed it (`4821-367`, `#4821 367`); None when it can't be one."""
    digits = re.sub(r"[\s\-\u2010-\u2015\u2212.#]", "", unicodedata.normalize("NFKC", text))
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        return None
    return digits if damm.is_valid(digits) else None


def show(code: str) -> str:
    """In groups of three and four, the longer first: `4821-367`, `4821-3679`, `482-136-795`."""
    count = max(1, -(-len(code) // GROUP))
    shortest, longer = divmod(len(code), count)
    ends = [index * shortest + min(index, longer) for index in range(count + 1)]
    return "-".join(code[start:end] for start, end in pairwise(ends))
