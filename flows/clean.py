"""What is taken out of anything a caller typed: characters that are not seen but change what others see."""

from __future__ import annotations

import unicodedata

BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def cleaned(text: str) -> str:
    """Without control characters (new lines stay), lone surrogates and right-to-left marks."""
    if text.isprintable():  # none of them is
        return text
    return "".join(
        character
        for character in text
        if character == "\n" or (character not in BIDI and unicodedata.category(character) not in {"Cc", "Cs"})
    )
