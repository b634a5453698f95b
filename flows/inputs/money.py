"""`accept = { money = { min = 500 } }`: whole rupiah, as people write them (`15rb`, `Rp 15.000,-`, `1,5 juta`)."""

from __future__ import annotations

import re
from decimal import Decimal

from flows.accept import MoneyInput
from flows.inputs.base import InputContext, Value, Wrong, folded, plain
from flows.inputs.number import UNITS

FACTORS = {
    "rb": 1_000, "ribu": 1_000, "rebu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000,
    "miliar": 1_000_000_000, "milyar": 1_000_000_000,
}  # fmt: skip

_AMOUNT = re.compile(rf"(?:(?:rp|idr)[. ]*)?([0-9][0-9., ]*?) ?({'|'.join(FACTORS)}|)[.,\- ]*(?:rupiah)?")
_WHOLE = re.compile(r"[0-9]{1,12}(?:,00)?|[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){1,3}(?:,00)?|(?:,[0-9]{3}){1,3}(?:\.00)?)")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3}){1,3}")
UNIT = re.compile(
    rf"\s*/\s*|\s+(?:per|tiap)[\s-]+|\s+(?:per|se-?|sa-?)(?=(?:{'|'.join(sorted(UNITS))})\b)", re.IGNORECASE
)
"""What stands between an amount and the unit that costs so much: `25rb/kg`, `25rb per sisir`, `25rb sekilo`."""
_A_UNIT = re.compile(rf"(?:{UNIT.pattern})[a-z]+$", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:(?:jadi|menjadi|janten|naik|turun|ke|ka|kana|sekarang|ayeuna|baru|harga|harganya|hargana|now|to|is)\s+)+"
)
"""Words that people put before a new price."""
_PART = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?")


def parse(raw: str, rule: MoneyInput, context: InputContext) -> Value | Wrong:
    found = _AMOUNT.fullmatch(_A_UNIT.sub("", _BEFORE.sub("", plain(raw), count=1)))
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
