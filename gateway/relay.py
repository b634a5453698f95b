"""What two people who do not know each other's number write to each other: without phone numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import pairwise

import phonenumbers

from flows import codes
from gateway.digits import Digit, groups, read

HIDDEN = "***"
FEWEST = 8
"""Digits that may be somebody's number, and what may be known at most of a number that is: below it there are a hundred
and more to try.
"""
FEWEST_OWN = 6
"""Digits in a row of a number that is known."""
PIECE = 3
"""Digits of a number that is known, by themselves: a piece of it, where the others are told too."""

LONGEST = 13
"""Digits of a mobile number at most, with the 0."""

_BEGINNING = re.compile(r"(?<![0-9])(?<!jam )(?<!pukul )08[0-9]+", re.IGNORECASE)
"""How a mobile number begins, and nothing else of three digits but a time."""

_HARMLESS = (
    re.compile(
        r"(?<![0-9])(?P<day>[0-3]?[0-9])(?P<a>[-/. ])(?P<month>[01]?[0-9])(?P=a)(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
    ),
    re.compile(
        r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<a>[-/.])(?P<month>[01][0-9])(?P=a)(?P<day>[0-3][0-9])(?![0-9])"
    ),
    re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,2}(?<=[05]00)(?![0-9]|[.,][0-9])"),
    re.compile(r"(?<![0-9.,])[1-9][0-9]{1,4}[05]00(?![0-9]|[.,][0-9])"),
    re.compile(r"(?<![0-9.:])(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9] ?- ?(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9](?![0-9.:])"),
    re.compile(r"(?<![0-9])(?P<code>[0-9]{4}-[0-9]{3})(?![0-9])"),
)
"""A date, a price with dots or in whole thousands, from when to when, the code of an inquiry."""


def without_numbers(text: str, phones: Collection[str] = (), earlier: Sequence[str] = ()) -> str:
    """`text`, and nothing in it that may be a phone number: `0812-3456.7890`, `nol delapan satu dua ...`.

    phones    whose numbers are known (E.164): they are found in smaller pieces, and whatever stands between these
    earlier   what was said before, as it was passed on: a number may have begun there
    """
    found = read(text)
    hidden = {*_somebodys(text, found), *_begun(text, found)}
    if phones and len(hidden) < len(found):
        before = [one for said in earlier for one in read(said)]
        for phone in phones:
            hidden |= _pieces_of(_national(phone), before, found, hidden)
    return _without(text, found, hidden)


def gives_away(texts: Sequence[str], phone: str) -> bool:
    """Whether texts that are read together tell a number that is known (E.164)."""
    return bool(_pieces_of(_national(phone), [], [one for text in texts for one in read(text)], set()))


def _somebodys(text: str, found: Sequence[Digit]) -> Iterator[int]:
    """Which of them make a group that is long enough to be anybody's number."""
    harmless = [one.span() for shape in _HARMLESS for one in shape.finditer(text) if _is_harmless(one)]
    index = 0
    for group in groups(found):
        start, index = index, index + len(group)
        taken = [any(begin <= one.start < end for begin, end in harmless) for one in group]
        for first, last in _stretches(taken):
            sure = [place for place in range(first, last) if group[place].sure]
            if sum(len(group[place].means[0]) for place in sure) >= FEWEST:
                yield from range(start + sure[0], start + sure[-1] + 1)


def _begun(text: str, found: Sequence[Digit]) -> Iterator[int]:
    """Which of them make a mobile number of which the beginning is plain (`0857`), whatever stands between the others
    (`0857 terus 1234 terus 5678`).
    """
    harmless = [one.span() for shape in _HARMLESS for one in shape.finditer(text) if _is_harmless(one)]
    free = [
        index
        for index, one in enumerate(found)
        if one.sure and not any(begin <= one.start < end for begin, end in harmless)
    ]
    for begun in _BEGINNING.finditer(text):
        rest = [index for index in free if found[index].start >= begun.start()][:LONGEST]
        told = begun.end() - begun.start()
        if len(rest) >= FEWEST + 1:
            yield from rest
        elif told > PIECE + 1:
            yield from (index for index in rest if found[index].start < begun.end())


def _stretches(taken: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """From where to where none is taken."""
    bounds = [-1, *(place for place, one in enumerate(taken) if one), len(taken)]
    return ((one + 1, other) for one, other in pairwise(bounds) if other - one > 1)


def _is_harmless(one: re.Match[str]) -> bool:
    told = one.groupdict()
    if "code" in told:
        return codes.check(told["code"]) is not None
    if "day" not in told:
        return True
    try:
        date(int(told["year"]), int(told["month"]), int(told["day"]))
    except ValueError:
        return False
    return True


def _national(phone: str) -> tuple[str, str]:
    """Of a number in E.164 the country's code and the rest."""
    number = phonenumbers.parse(phone)
    return str(number.country_code), str(number.national_number)


def _pieces_of(
    number: tuple[str, str], before: Sequence[Digit], found: Sequence[Digit], untold: Collection[int]
) -> set[int]:
    """Which of `found` tell a number: in a row with what stands before them, or piece by piece in any order. What is
    `untold` already tells nothing.
    """
    country, national = number
    left = [index for index in range(len(found)) if index not in untold]
    everything, new = [*before, *(found[index] for index in left)], len(before)
    begins = _begins(everything, {"", "0", country})
    hidden: set[int] = set()
    pieces: set[int] = set()
    known: set[int] = set()
    for last, place, length, first in _runs(everything, national):
        digits = range(place - length + 1, place + 1)
        if _round(national[digits.start : digits.stop]):
            continue
        if length >= min(FEWEST_OWN, len(national)):
            hidden |= set(range(first, last + 1))
        ends = last + 1 == len(everything) or not everything[last + 1].glued
        if begins[first] and ends:
            known |= set(digits)
            pieces |= set(range(first, last + 1))
    if len(known) >= min(FEWEST, len(national)):
        hidden |= pieces
    return {left[index - new] for index in hidden if index >= new}


def _round(digits: str) -> bool:
    """A price rather than a piece of a number."""
    if len(digits) < FEWEST_OWN:
        return "000" in digits
    return len(digits) < FEWEST and (digits.endswith("000") or len(digits.replace("0", "")) < PIECE)


def _begins(found: Sequence[Digit], dialled_before: Collection[str]) -> list[bool]:
    """Whether a number may begin with each: nothing is glued to it but what is dialled before one."""
    begins = []
    said = ""
    for one in found:
        said = said if one.glued else ""
        begins.append(said in dialled_before)
        said = (said + one.means[0])[:4]
    return begins


_Run = dict[int, tuple[int, int]]
"""Place in the number that was reached -> how many digits of it in a row, and with which of a text they began."""


def _runs(found: Sequence[Digit], number: str) -> Iterator[tuple[int, int, int, int]]:
    """The pieces of `number` that a text tells: last of the text, last place in the number, length, first of the text.

    What may be no digit is passed over.
    """
    places: dict[str, list[int]] = {}
    for place, digit in enumerate(number):
        places.setdefault(digit, []).append(place)
    run: _Run = {}
    for index, one in enumerate(found):
        after: _Run = {}
        for meaning in one.means:
            told = run
            for digit in meaning:
                told = _further(told, places.get(digit, []), index)
            if meaning:
                yield from ((index, place, *state) for place, state in told.items() if state[0] >= PIECE)
            for place, state in told.items():
                if place not in after or after[place][0] < state[0]:
                    after[place] = state
        run = after


def _further(run: _Run, places: Sequence[int], index: int) -> _Run:
    told: _Run = {}
    for place in places:
        length, first = run.get(place - 1, (0, index))
        told[place] = (length + 1, first)
    return told


def _without(text: str, found: Sequence[Digit], hidden: set[int]) -> str:
    """Each group of hidden ones as one `***`, with what is glued to it and the signs that belong to a number."""
    spans: list[list[int]] = []
    last = -2
    for index in sorted(_with_glued(found, hidden)):
        one = found[index]
        if index == last + 1 and one.near:
            spans[-1][1] = one.end
        else:
            spans.append([one.start, one.end])
        last = index
    said, end = [], 0
    for start, stop in spans:
        said.append(re.sub(r"\+?\(?\Z", "", text[end:start]) + HIDDEN)
        end = stop
    return "".join([*said, text[end:]])


def _with_glued(found: Sequence[Digit], hidden: set[int]) -> set[int]:
    """And what is glued to one of them: half a word, half a group."""
    whole = set(hidden)
    for index in range(len(found) - 1, 0, -1):
        if index in whole and found[index].glued:
            whole.add(index - 1)
    for index in range(1, len(found)):
        if index - 1 in whole and found[index].glued:
            whole.add(index)
    return whole
