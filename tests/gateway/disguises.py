"""A phone number as people write it who want to pass it on unseen: the ways, and what of it is left to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from gateway import relay

WORDS = {
    "id": "nol satu dua tiga empat lima enam tujuh delapan sembilan",
    "colloquial": "kosong satu dua tiga ampat limo anam tujuh lapan sembilan",
    "short": "nl stu du tga mpat lma enm tjuh dlapan smbilan",
    "misspelt": "kosomg stau duaa tigaa emppat liima enaam tujuuh delpaan sembilam",
    "su": "enol hiji dua tilu opat lima genep tujuh dalapan salapan",
    "jv": "nol siji loro telu papat lima enem pitu wolu sanga",
    "en": "oh one two three four five six seven eight nine",
}
SCRIPTS = {
    "plain": "0123456789",
    "full-width": "０１２３４５６７８９",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "raised": "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "devanagari": "०१२३४५६७८९",
}
UNSURE = ("short", "misspelt", "look-alikes")
"""One or two of them by themselves may be anything."""
KEYCAPS = [f"{digit}\ufe0f\u20e3" for digit in range(10)]
LOOKALIKES = ["o", "l", "2", "3", "4", "S", "6", "7", "B", "9"]
APART = ["", " ", "-", ".", " - ", "\u200b", "/", "....", "\n", "_", "~", " . "]
SEEN = [sign for sign in APART if sign.strip("\u200b")]
BETWEEN = [" lalu ", " terus ", " dan ", " habis itu ", " teras ", " then ", " jam "]
GLUED = ["a", "x", "lalu", "terus"]
"""Between digits; a word does not say where it ends."""
AROUND = ["", "telp ", "hub ya ", "nomor saya ", "masih ada? ", "nomer abdi ", "call me "]


@dataclass(frozen=True)
class Written:
    """One text, and where in it which digits of the number stand: (place in the number, start, end)."""

    text: str
    digits: tuple[tuple[int, int, int], ...]


def _marks(way: str) -> Sequence[str]:
    if way in WORDS:
        return WORDS[way].split()
    return {"keycaps": KEYCAPS, "look-alikes": LOOKALIKES}.get(way) or SCRIPTS[way]


@st.composite
def groups(draw: st.DrawFn, national: str) -> list[tuple[str, list[tuple[int, int, int]]]]:
    """The number in pieces, each written in one way; the places of its digits within it."""
    digits = [(-1, one) for one in draw(st.sampled_from(["0", "62", ""]))] + list(enumerate(national))
    written = []
    while digits:
        size = draw(st.integers(1, len(digits)))
        unsure = UNSURE if size > 2 else ()
        way = draw(st.sampled_from([*(way for way in WORDS if way not in UNSURE), *SCRIPTS, "keycaps", *unsure]))
        glue = draw(st.sampled_from([" ", "-", ", "] if way in UNSURE[:2] else ["", *APART]))
        text, places = "", []
        for place, digit in digits[:size]:
            text += glue if text else ""
            mark = _marks(way)[int(digit)]
            places.append((place, len(text), len(text) + len(mark)))
            text += mark
        written.append((text, places))
        digits = digits[size:]
    return written


@st.composite
def disguised(draw: st.DrawFn, national: str) -> list[Written]:
    """The number in one to four texts."""
    pieces = draw(groups(national))
    texts: list[Written] = []
    while pieces:
        left = 4 - len(texts)
        size = len(pieces) if left == 1 else draw(st.integers(1, len(pieces)))
        text, places = draw(st.sampled_from(AROUND)), []
        for number, (said, digits) in enumerate(pieces[:size]):
            beside = text[-1:] + said[0]
            glued = ["\u200b", *GLUED] if number and not any(sign.isalpha() for sign in beside) else []
            text += draw(st.sampled_from([*SEEN, *BETWEEN, *glued])) if number else ""
            places += [(place, start + len(text), end + len(text)) for place, start, end in digits]
            text += said
        texts.append(Written(text + draw(st.sampled_from(["", " ya", ".", " nuhun"])), tuple(places)))
        pieces = pieces[size:]
    return texts


def left(written: Written, passed_on: str) -> set[int]:
    """The places of the number that are still there to read in what was passed on."""
    kept = "([\\s\\S]+?)".join(f"({re.escape(piece)})" for piece in passed_on.split(relay.HIDDEN))
    found = re.fullmatch(kept, written.text)
    assert found, (written.text, passed_on)
    spans = [found.span(number) for number in range(1, found.re.groups + 1, 2)]
    return {
        place for place, start, end in written.digits
        if place >= 0 and any(begin <= start and end <= stop for begin, stop in spans)
    }  # fmt: skip


def longest(places: set[int]) -> int:
    """How many in a row."""
    best = run = 0
    for place in range(max(places, default=-1) + 1):
        run = run + 1 if place in places else 0
        best = max(best, run)
    return best
