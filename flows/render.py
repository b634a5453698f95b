"""A screen -> pages that fit a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flows.gsm7 import fits, transliterate


@dataclass(frozen=True, slots=True)
class Room:
    """What one page may hold: GSM-7 septets, or UTF-16 units when any character is outside GSM-7."""

    gsm7: int
    ucs2: int

    def holds(self, text: str) -> bool:
        return fits(text, self.gsm7, self.ucs2)


USSD = Room(156, 66)
"""160 and 70, less `CON `."""
SMS = Room(306, 134)
"""Two segments."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a node shows. `options`: `"1 Jalan"`; `back`, `home`, `more`: navigation lines, `""` when not offered."""

    body: str
    options: tuple[str, ...] = ()
    back: str = ""
    home: str = ""
    more: str = ""


def pages(screen: Screen, room: Room) -> tuple[str, ...]:
    """The pages of a screen, each within `room`; at least one.

    Split between options and between words; a word or an option that no page could hold is cut.
    `more` stands on all pages but the last.
    """
    body = transliterate(screen.body)
    options = tuple(transliterate(option) for option in screen.options)
    navigation = tuple(line for line in (screen.back, screen.home) if line)
    whole = _page([body, *options], navigation)
    if room.holds(whole):
        return (whole,)
    chunks = _chunks(body, options, (*((screen.more,) if screen.more else ()), *navigation), room)
    last = len(chunks) - 1
    return tuple(
        _page(chunk, navigation if index == last or not screen.more else (screen.more, *navigation))
        for index, chunk in enumerate(chunks)
    )


def _page(lines: Sequence[str], navigation: Sequence[str]) -> str:
    return "\n".join(line for line in (*lines, *navigation) if line)


def _chunks(body: str, options: Sequence[str], navigation: Sequence[str], room: Room) -> list[list[str]]:
    """The lines of each page, without navigation; each leaves room for all of `navigation`."""
    chunks: list[list[str]] = [[]]

    def holds(*lines: str) -> bool:
        return room.holds(_page(lines, navigation))

    rest = body
    while rest:
        head, rest = _take_words(rest, holds)
        chunks[-1].append(head)
        if rest:
            chunks.append([])
    for option in options:
        if chunks[-1] and not holds(*chunks[-1], option):
            chunks.append([])
        chunks[-1].append(option if holds(option) else _shortened(option, holds))
    return chunks


def _take_words(text: str, holds: Callable[[str], bool]) -> tuple[str, str]:
    """As many words as fit, and the rest; at least one character is taken."""
    if holds(text):
        return text, ""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(text[:middle].rstrip()) else (low, middle - 1)
    cut = max(text.rfind(" ", 0, low + 1), text.rfind("\n", 0, low + 1))
    end = cut if cut > 0 else low
    return text[:end].rstrip() or text[:low], text[end:].lstrip(" \n")


def _shortened(option: str, holds: Callable[[str], bool]) -> str:
    head, rest = _take_words(option, lambda text: holds(text + ".."))
    return head + ".." if rest else head
