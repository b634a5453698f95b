"""`accept = { money = { min = 500 } }`: whole rupiah, as people write them (`15rb`, `Rp 15.000,-`, `1,5 juta`)."""

from __future__ import annotations

import re
from decimal import Decimal

from flows.accept import MoneyInput
from flows.inputs.base import InputContext, Value, Wrong, folded, plain

FACTORS = {
    "rb": 1_000, "ribu": 1_000, "rebu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000,
    "miliar": 1_000_000_000, "milyar": 1_000_000_000,
}  # fmt: skip

_AMOUNT = re.compile(rf"(?:(?:rp|idr)[. ]*)?([0-9][0-9., ]*?) ?({'|'.join(FACTORS)}|)[.,\- ]*(?:rupiah)?")
_WHOLE = re.compile(r"[0-9]{1,12}(?:,00)?|[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){1,3}(?:,00)?|(?:,[0-9]{3}){1,3}(?:\.00)?)")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3}){1,3}")
_A_UNIT = re.compile(r" ?/ ?[a-z]+$")
"""`25rb/kg`: what one of them costs."""
_PART = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?")


def parse(raw: str, rule: MoneyInput, context: InputContext) -> Value | Wrong:
    found = _AMOUNT.fullmatch(_A_UNIT.sub("", plain(raw)))
    amount = _rupiah(found[1].strip(), found[2]) if found else None
    if amount is None or re.match(r"(?:rp|idr)?[. ]*-", folded(raw)) or not rule.min <= amount <= rule.max:
        return Wrong("wrong_money", {"min": rule.min, "max": rule.max})
    return amount


def _rupiah(number: str, unit: str) -> int | None:
    """`15.000` is fifteen thousand; before `rb` or `juta` a point or comma marks a fraction (`1,5 juta`).

    What could be read in two ways (`1.500 rb`, `15.00`) is not read at all: the caller is asked again.
    """
    if unit:
        amount = Decimal(number.replace(",", ".")) * FACTORS[unit] if _PART.fullmatch(number) else None
        return int(amount) if amount is not None and amount == int(amount) else None
    if _WHOLE.fullmatch(number) or _SPACED.fullmatch(number):
        return int(re.sub(r"[., ]", "", re.sub(r"[.,]00$", "", number)))
    return None
