"""How much room a text takes on the air: GSM 03.38 septets, or UTF-16 units where it holds anything else."""

from __future__ import annotations

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
"""Characters that are sent as an escape and one more septet."""
ALL = BASIC | EXTENSION

GSM7_ALONE, GSM7_PART = 160, 153
UCS2_ALONE, UCS2_PART = 70, 67


def is_gsm7(text: str) -> bool:
    return ALL.issuperset(text)


def septets(text: str) -> int:
    """Raises ValueError for a character that GSM-7 does not have."""
    if not is_gsm7(text):
        raise ValueError("not a GSM-7 text")
    return len(text) + sum(map(text.count, EXTENSION))


def units(text: str) -> int:
    """UTF-16 code units: what a text outside GSM-7 is counted in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, gsm7_room: int, ucs2_room: int) -> bool:
    return septets(text) <= gsm7_room if is_gsm7(text) else units(text) <= ucs2_room


def segments(text: str) -> int:
    """How many messages the telco makes of it; 0 for an empty text.

    A character that takes two places is not cut between two segments.
    """
    if not text:
        return 0
    if is_gsm7(text):
        return _segments([1 + (character in EXTENSION) for character in text], GSM7_ALONE, GSM7_PART)
    return _segments([units(character) for character in text], UCS2_ALONE, UCS2_PART)


def _segments(sizes: list[int], alone: int, part: int) -> int:
    if sum(sizes) <= alone:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > part:
            count, used = count + 1, 0
        used += size
    return count


SAME: dict[str, str] = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u2039\u203a`\u00b4",
    '"': "\u201c\u201d\u201e\u201f\u2033\u02ba\u00ab\u00bb",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u2022\u2023\u2219\u22c5\u25aa\u25cf\u25e6\u00b7",
    " ": "\t\u00a0\u1680\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "\n": "\r\u2028\u2029",
    "/": "\u2044\u2215",
    "x": "\u00d7",
    ":": "\u2236",
    "..": "\u2025",
    "...": "\u2026",
    "->": "\u2192",
    "No": "\u2116",
    "": "\u00ad\u200b\u2060\ufeff",
}
"""A plain text, and the typographic characters that mean the same."""

_STYLED = {
    point: plain
    for point in (*range(0xFF01, 0xFF5F), *range(0x1D400, 0x1D800))
    if is_gsm7(plain := unicodedata.normalize("NFKC", chr(point)))
}
"""Full-width and mathematical letters and digits: the same letters in another dress."""

_EQUIVALENTS = _STYLED | {ord(character): plain for plain, characters in SAME.items() for character in characters}


def transliterate(text: str) -> str:
    """Quotes, dashes, dots and spaces as GSM-7 has them; letters (é, ç) and emoji stay. Twice is the same as once."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return unicodedata.normalize("NFC", composed.translate(_EQUIVALENTS))
