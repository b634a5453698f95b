"""`accept = { money = { min = 500 } }`: whole rupiah, as people write them (`15rb`, `Rp 15.000,-`, `1,5 juta`)."""

from __future__ import annotations

import re
from decimal import Decimal

from flows.definition import MoneyInput
from flows.inputs.base import InputContext, Value, Wrong, plain

FACTORS = {"": 1, "rb": 1_000, "ribu": 1_000, "rebu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000}

_AMOUNT = re.compile(r"(?:rp|idr)?\.? ?([0-9][0-9., ]*?)(?:,00)? ?(rb|ribu|rebu|k|jt|juta|)\.?(?: ?rupiah)?")


def parse(raw: str, rule: MoneyInput, context: InputContext) -> Value | Wrong:
    found = _AMOUNT.fullmatch(plain(raw).rstrip("-,. "))
    amount = _rupiah(found[1], FACTORS[found[2]]) if found else None
    if amount is None or not rule.min <= amount <= rule.max:
        return Wrong("wrong_money", {"min": rule.min, "max": rule.max})
    return amount


def _rupiah(number: str, factor: int) -> int | None:
    """`15.000` is fifteen thousand; before `rb` or `juta` a point or comma marks a fraction (`1,5 juta`)."""
    number = number.replace(" ", "")
    if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", number) and factor == 1:
        number = re.sub(r"[.,]", "", number)
    number = number.replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,3})?", number):
        return None
    amount = Decimal(number) * factor
    return int(amount) if amount == int(amount) else None
