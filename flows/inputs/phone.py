"""`accept = "phone"`: a phone number in any usual way of writing, kept as E.164."""

from __future__ import annotations

import phonenumbers

from flows.definition import PhoneInput
from flows.inputs.base import InputContext, Value, Wrong


def e164(raw: str, region: str) -> str | None:
    """`+6281234567890` from `0812-3456-7890`; None when no network has such a number."""
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse(raw: str, rule: PhoneInput, context: InputContext) -> Value | Wrong:
    return e164(raw, context.region) or Wrong("wrong_phone")
