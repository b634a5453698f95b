"""`accept = { number = { min = 1, max = 100 } }`: a whole number; `1.500` is one thousand five hundred."""

from __future__ import annotations

import re

from flows.accept import NumberInput
from flows.inputs.base import InputContext, Value, Wrong, folded, plain

UNITS = frozenset(
    "kg kilo gram gr ons kuintal ton liter lt ltr buah biji butir bungkus bks botol btl ikat karung lembar lbr pcs ekor"
    " meter m dus pak pack toples sisir tandan kaleng gelas porsi set pasang kodi lusin orang hari siki"
    " bintang bentang star stars".split()
)
"""Words that may follow a number which is asked for: the question names the unit, and people repeat it."""

NONE = frozenset("habis kosong nol seep beak euweuh none empty".split()) | {"sold out"}
_BEFORE = re.compile(
    r"(?:(?:bintang|bentang|jadi|menjadi|janten|tinggal|kantun|kari|sisa|ada|aya|stok|sekarang|ayeuna|now|only)\s+)+"
)
"""Words that people put before how much there is, or how many stars they give."""

_WRITTEN = re.compile(r"[0-9]{1,15}|[1-9][0-9]{0,2}([ .,])[0-9]{3}(?:\1[0-9]{3}){0,3}")


def parse(raw: str, rule: NumberInput, context: InputContext) -> Value | Wrong:
    """Punctuation around it does no harm (`2.`, `#2`), but a minus is not punctuation."""
    text = _BEFORE.sub("", plain(raw), count=1).removeprefix("+")
    text = "0" if text in NONE else text
    counted, _, unit = text.rpartition(" ")
    text = counted if unit in UNITS else re.sub(f"(?<=[0-9])(?:{'|'.join(sorted(UNITS))})$", "", text)
    sign = -1 if re.match(r"- ?[0-9]", folded(raw)) else 1
    number = sign * int(re.sub(r"[ .,]", "", text)) if _WRITTEN.fullmatch(text) else None
    if number is None or not rule.min <= number <= rule.max:
        return Wrong("wrong_number", {"min": rule.min, "max": rule.max})
    return number
