"""The digits that a text can mean, however they are written: in any script, as look-alike letters, as words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from gateway.number_words import parts

NEAR = 12
"""How many signs may stand between two digits of one number, none of them in a word."""
FEW = 3
"""Words and letters that may be digits are taken for some from as many on, where there is no sure one beside them."""

FEW_TWICE = 6

LOOKALIKES = {
    "o": "0", "q": "90", "d": "0", "i": "1", "l": "1", "j": "1", "z": "2", "e": "3", "a": "4", "h": "4", "s": "5",
    "g": "69", "b": "86", "t": "7", "p": "9",
}  # fmt: skip
_CAPITALS = re.compile(r"(?=.+[A-Z])[OQDILZEASGBTlo]{3,}")
_LATIN = str.maketrans("оОοΟіІΙιӏаАαΑеЕΕεѕЅтТτΤВвΒβ○◯●⭕🅾", "oOoOiIIilaAaAeEEesStTtTBBBBOOOOO")
"""Letters of other alphabets, and signs, that look like these."""
TIMES = {"twice": 2, "thrice": 3}
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_IN_LETTERS = [str.maketrans("0134578", f"o{one}eastb") for one in "il"]
_STROKES = {"|": "l", "!": "l", "$": "s"}
_GLUED = re.compile(r"[0-9a-zA-Z]+")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")


class Digit(NamedTuple):
    """One or more digits of a text.

    start, end  where they stand in the text
    means       what they may be: `("8",)`; `("6", "")`: a 6, or nothing
    sure        they are hardly anything but digits
    near        nothing but a few signs stands between them and those before
    glued       nothing at all
    joins       how the word changes the number beside it (gateway/number_words.py)
    """

    start: int
    end: int
    means: tuple[str, ...]
    sure: bool = True
    near: bool = False
    glued: bool = False
    joins: str = ""


class Plain:
    """A text in letters and digits of ASCII as far as can be; `at`: where each character stood in the text."""

    def __init__(self, text: str) -> None:
        shown = [(sign, index) for index, char in enumerate(text) for sign in _shown(char)]
        seen = re.sub(r"(?<=[0-9])[|!$](?=[0-9])", lambda one: _STROKES[one[0]], "".join(one for one, _ in shown))
        self.text = _GLUED.sub(_in_letters, seen)
        self.at = [index for _, index in shown]
        self._ends = [*self.at[1:], len(text)]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of it stands in the text, with what nobody sees behind it."""
        first, last = self.at[start], self.at[end - 1]
        return first, max(self._ends[end - 1], last + 1)


def _in_letters(glued: re.Match[str]) -> str:
    """`d3l4pan` as `delapan`; what is no number in letters, as it is."""
    for letters in _IN_LETTERS if not (glued[0].isalpha() or glued[0].isdigit()) else ():
        word = glued[0].lower().translate(letters)
        found = parts(word) if word.isalpha() else ()
        if len(found) == 1 and found[0].sure:
            return word
    return glued[0]


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    """What somebody sees: `8` for a circled, a raised, a Roman or an Arabic one; nothing for what only joins."""
    if char.isascii():
        return char
    number = unicodedata.numeric(char, -1)
    if number in range(100):
        return str(int(number))
    if char in _UNSEEN or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return ""
    apart = unicodedata.normalize("NFKD", char).translate(_LATIN)
    return "".join(one for one in apart if unicodedata.category(one) != "Mn")


def read(text: str) -> list[Digit]:
    """All of them in order, numbers in several words (`tiga puluh empat`) as one."""
    plain = Plain(text)
    tokens = list(_TOKEN.finditer(plain.text))
    found: list[Digit] = []
    end = last = -1
    for index, until, told in _told(tokens):
        for start, stop, means, sure, joins in told:
            beside = index - last <= 1 or (index - last == 2 and _wedged(tokens, index - 1))
            near = bool(found) and beside and start - end <= NEAR
            first, behind = plain.place(start, stop)
            found.append(Digit(first, behind, means, sure, near, bool(found) and start == end, joins))
            end, last = stop, until
    return [one for group in groups(found) if _serious(group) for one in _joined(group)]


def groups(found: Sequence[Digit]) -> Iterator[list[Digit]]:
    """Those that stand near each other."""
    group: list[Digit] = []
    for one in found:
        if group and not one.near:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


_Found = tuple[int, int, tuple[str, ...], bool, str]


def _told(tokens: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, Iterable[_Found]]]:
    """From which token to which, and what they mean; letters that stand singly are a word first (`d.u.a`, `D U A`)."""
    index = 0
    while index < len(tokens):
        stop = index
        while stop < len(tokens) and len(tokens[stop][0]) == 1 and tokens[stop][0].isalpha():
            stop += 1
        word = "".join(token[0] for token in tokens[index:stop]).lower()
        spelt = parts(word) if stop - index > 2 and len(word) == stop - index else ()
        if spelt and all(one.sure for one in spelt):
            for one in spelt:
                first, last = index + one.start, index + one.end - 1
                yield first, last, [(tokens[first].start(), tokens[last].end(), one.means, True, one.joins)]
        else:
            stop = max(stop, index + 1)
            yield from ((place, place, _of_token(tokens, place)) for place in range(index, stop))
        index = stop


def _of_token(tokens: Sequence[re.Match[str]], index: int) -> Iterator[_Found]:
    """What one run of digits or letters may mean: start, end, means, sure, joins."""
    token = tokens[index]
    said, start = token[0], token.start()
    if said[0] in "0123456789":
        yield from ((start + place, start + place + 1, (digit,), True, "") for place, digit in enumerate(said))
        return
    word = said.lower()
    among_digits = _touches(tokens, index - 1, index) or _touches(tokens, index, index + 1)
    known = parts(word) if len(word) == len(said) else ()
    alone = len(word) == 1 or not word.strip("o")
    alike = (among_digits or alone) and all(letter in LOOKALIKES for letter in word)
    if known and (not alike or all(one.sure for one in known)):
        yield from ((start + one.start, start + one.end, one.means, one.sure, one.joins) for one in known)
    elif alike:
        for place, letter in enumerate(word, start):
            yield place, place + 1, (*LOOKALIKES[letter], ""), letter == "o", ""
    elif _CAPITALS.fullmatch(said):
        yield start, token.end(), ("".join(LOOKALIKES[letter][0] for letter in word), ""), False, ""


def _touches(tokens: Sequence[re.Match[str]], left: int, right: int) -> bool:
    return left >= 0 and right < len(tokens) and tokens[left].end() == tokens[right].start()


def _wedged(tokens: Sequence[re.Match[str]], index: int) -> bool:
    """A single letter in the midst of digits: `0812x3456`."""
    return len(tokens[index][0]) == 1 and _touches(tokens, index - 1, index) and _touches(tokens, index, index + 1)


def _serious(group: Sequence[Digit]) -> bool:
    return any(one.sure for one in group) or sum(len(one.means[0]) for one in group) >= FEW


def _joined(group: Sequence[Digit]) -> list[Digit]:
    """With the words that change a number worked in: `dua belas`, `tiga puluh empat`, `double seven`."""
    for step in (_times, _tens, _hundreds, _twofold):
        group = step(group)
    return [one for one in group if one.means != ("",)]


def _times(group: Sequence[Digit]) -> list[Digit]:
    done: list[Digit] = []
    times: Digit | None = None
    for one in group:
        if one.joins in TIMES:
            times = one
        elif times:
            means = tuple(meaning * TIMES[times.joins] for meaning in one.means)
            done.append(times._replace(end=one.end, means=means, sure=one.sure, joins=one.joins))
            times = None
        else:
            done.append(one)
    return done


def _tens(group: Sequence[Digit]) -> list[Digit]:
    done: list[Digit] = []
    for one in group:
        before = done[-1] if done else None
        if before and one.joins == "teen" and _unit(before):
            done[-1] = _with(before, one, f"1{before.means[0]}")
        elif before and one.joins == "tens" and one.means == ("",) and _unit(before):
            done[-1] = _with(before, one, f"{before.means[0]}0")._replace(joins="tens")
        elif before and before.joins == "tens" and before.means[0] and _unit(one):
            unit = one.means[0]
            done[-1] = _with(before, one, before.means[0][0] + unit, before.means[0] + unit)
        else:
            done.append(one)
    return done


def _hundreds(group: Sequence[Digit]) -> list[Digit]:
    done: list[Digit] = []
    for one in group:
        before = done[-1] if done else None
        if before and one.joins == "hundred" and _unit(before):
            done[-1] = _with(before, one, f"{before.means[0]}00")._replace(joins="hundred")
        elif before and before.joins == "hundred" and before.means[0] and len(one.means[0]) in {1, 2}:
            rest = one.means[0]
            done[-1] = _with(before, one, before.means[0][0] + rest.rjust(2, "0"), before.means[0] + rest)
        else:
            done.append(one)
    return done


def _twofold(group: Sequence[Digit]) -> list[Digit]:
    """Where each of many stands twice (`0088 1122`), it may have been meant once."""
    said = [one.means[0] for one in group]
    if len(said) < FEW_TWICE or said[::2] != said[1::2]:
        return list(group)
    return [one._replace(means=(*one.means, "")) if index % 2 else one for index, one in enumerate(group)]


def _unit(one: Digit) -> bool:
    return len(one.means[0]) == 1 and not one.joins


def _with(before: Digit, one: Digit, *means: str) -> Digit:
    return before._replace(end=one.end, means=means, joins="")
