"""The codes of tickets and inquiries: digits whose last is a Damm check digit, read in groups (`4821-367`)."""

from __future__ import annotations

import re

from stdnum import damm

SHORTEST, LONGEST = 7, 12


def with_check_digit(digits: str) -> str:
    return digits + str(damm.calc_check_digit(digits))


def check(text: str) -> str | None:
    """The digits of a code as somebody typed it (`4821-367`, `#4821 367`); None when it can't be one."""
    digits = re.sub(r"[\s\-.#]", "", text)
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        return None
    return digits if damm.is_valid(digits) else None


def show(code: str) -> str:
    """Groups of four, the last of what is left, three at least where it can be: `4821-367`."""
    head, tail = code[:-3], code[-3:]
    return "-".join([*(head[index : index + 4] for index in range(0, len(head), 4)), tail])
