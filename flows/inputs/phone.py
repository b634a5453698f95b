"""`accept = "phone"`: a phone number in any usual way of writing, kept as E.164."""

from __future__ import annotations

import re

import phonenumbers

from flows.accept import PhoneInput
from flows.inputs.base import InputContext, Value, Wrong, folded

_DIALLED_ABROAD = re.compile(r"^\W*00(?=[ \-]?62)")
"""`0062...`: how most of the world begins a number of another country, though Indonesia itself does not."""
_LETTERS_AFTER_DIGITS = re.compile(r"[0-9].*[a-z]")


def e164(raw: str, region: str) -> str | None:
    """`+6281234567890` from `0812-3456-7890`; None when no network has such a number."""
    text = _DIALLED_ABROAD.sub("+", folded(raw))
    if _LETTERS_AFTER_DIGITS.search(text):
        return None  # the letters on a keypad: `0812-CALLNOW` would be read as digits
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse(raw: str, rule: PhoneInput, context: InputContext) -> Value | Wrong:
    return e164(raw, context.region) or Wrong("wrong_phone")
