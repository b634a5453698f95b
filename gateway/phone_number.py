"""Phone numbers: the one place that makes E.164, and the one way to show a number to somebody else."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

from flows.inputs.phone import e164


class BadPhoneNumber(ValueError):
    """Not a phone number; the message is one plain sentence."""


@lru_cache(maxsize=4096)
def parse(raw: str, region: str) -> str:
    """E.164 from any usual way of writing it, read as if dialled in `region` (`"ID"`).

    Remembered, because each hop of a dialogue comes with the same number.
    """
    phone = e164(raw, region)
    if phone is None:
        raise BadPhoneNumber(f"{raw!r} is not a phone number")
    return phone


def is_number(phone: str) -> bool:
    """Whether it is an E.164 number still: what stands for somebody who was forgotten is none."""
    return phone.startswith("+")


@lru_cache(maxsize=4096)
def is_of(phone: str, region: str) -> bool:
    """Whether it is an E.164 number of that country."""
    return is_number(phone) and phonenumbers.region_code_for_number(phonenumbers.parse(phone)) == region


def masked(phone: str) -> str:
    """`+6281234567890` -> `+6281****890`: enough to tell two callers apart, too little to call one."""
    return f"{phone[:5]}****{phone[-3:]}" if len(phone) > 11 else "****"


def as_written(phone: str) -> str:
    """PostgreSQL's regular expression for an E.164 number as people write it: `0812-3456 7801`, `(+62) 812.3456`."""
    number, between = phonenumbers.parse(phone), "[^[:alnum:]]{0,3}"
    return rf"[(]?(\+?{number.country_code}{between}|0{between})?{between.join(str(number.national_number))}"
