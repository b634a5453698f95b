"""A screen -> pages that fit a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flows.gsm7 import fits, transliterate

Holds = Callable[..., bool]
"""Whether these lines and the navigation fit a page together."""


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
"""Two segments: a text is read whole."""
SMS_LIST = Room(160, 70)
"""One: nobody pays for the second half of a list whose first half has what was looked for."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a node shows. `options`: `"1 Jalan"`; `back`, `home`, `more`: navigation lines, `""` when not offered.

    `previous` stands on the pages after the first where there is no `back`: it turns the page back.
    """

    body: str
    options: tuple[str, ...] = ()
    back: str = ""
    home: str = ""
    more: str = ""
    previous: str = ""


def pages(screen: Screen, room: Room) -> tuple[str, ...]:
    """The pages of a screen, each within `room`; at least one.

    Split between options and between words; the last sentence of the body goes with the first option; the body is not
    repeated. A word that no page could hold is cut, an option is shortened with `..`. `more` stands on all pages but
    the last. Only navigation lines that leave no room for a text could make a page too long: the check refuses them.
    """
    body = transliterate(screen.body).strip()
    options = [" ".join(transliterate(option).split()) for option in screen.options]
    back, home, more, previous = map(transliterate, (screen.back, screen.home, screen.more, screen.previous))
    found: list[str] = []
    while True:
        ways = _lines(back or (previous if found else ""), home)
        whole = _lines(body, *options, ways)
        if room.holds(whole):
            return (*found, whole)
        if not body and len(options) == 1:
            return (*found, _lines(_shortened(options[0], _holder(room, ways)), ways))
        onward = _lines(more, ways)
        lines, body, options = _first(body, options, _holder(room, onward))
        found.append(_lines(*lines, onward))


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _holder(room: Room, navigation: str) -> Holds:
    return lambda *lines: room.holds(_lines(*lines, navigation))


def _first(body: str, options: list[str], holds: Holds) -> tuple[list[str], str, list[str]]:
    """The lines of the first page of what does not fit one page; the body and the options that are left."""
    if options and holds(body) and not holds(body, options[0]):
        told, question = _parted(body)
        if told:
            return [told], question, options
    lines: list[str] = []
    if body:
        head, rest = _take_words(body, holds)
        if rest:
            return [head], rest, options
        lines.append(head)
    taken = 0
    while taken < len(options) and holds(*lines, options[taken]):
        lines.append(options[taken])
        taken += 1
    if not lines:
        return [_shortened(options[0], holds)], "", options[1:]
    return lines, "", options[taken:]


def _parted(body: str) -> tuple[str, str]:
    """What is told, and the question: the last line or sentence. The first is empty where there is only one."""
    ends = [found.end() for found in re.finditer(r"[.!?] +|\n+", body)]
    return (body[: ends[-1]].rstrip(), body[ends[-1] :]) if ends else ("", body)


def _take_words(text: str, holds: Holds) -> tuple[str, str]:
    """As many words as fit, and the rest; at least one character is taken. `text` begins with no space."""
    if holds(text):
        return text, ""
    longest = _longest(text, lambda head: holds(head.rstrip()))
    border = max(text.rfind(" ", 0, longest + 1), text.rfind("\n", 0, longest + 1))
    end = border if border > 0 else longest
    return text[:end].rstrip(), text[end:].lstrip()


def _shortened(option: str, holds: Holds) -> str:
    """Its beginning and `..`; the number that it begins with stays."""
    return option[: _longest(option, lambda head: holds(head.rstrip() + ".."))].rstrip() + ".."


def _longest(text: str, fitting: Callable[[str], bool]) -> int:
    """How long the longest fitting beginning is, at least 1. What is shorter than a fitting beginning fits too."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fitting(text[:middle]) else (low, middle - 1)
    return low
