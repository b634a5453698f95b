"""Digits as people say them, in Indonesian, Sundanese, Javanese and English: whole, glued together, without their
vowels, or with a slip of the finger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SAID = """
0 nol nul kosong enol zero
1 satu hiji siji setunggal one
2 dua loro rong kalih two
3 tiga tilu telu telung three
4 empat ampat opat papat patang sekawan four
5 lima limo limang gangsal five
6 enam anam genep enem six
7 tujuh pitu pitung seven
8 delapan lapan dalapan wolu wolung eight
9 sembilan salapan sanga sangang songo nine
10 sepuluh sapuluh ten
11 sebelas sabelas sewelas sawelas eleven
12 rolas twelve
13 telulas thirteen
14 patbelas fourteen
15 limalas fifteen
16 nembelas sixteen
17 pitulas seventeen
18 wolulas eighteen
19 sangalas nineteen
"""
_MAYBE = """
0 o oh null
1 ji sat won i
2 ro wa due to too ii
3 ga tige tree iii
4 pat for iv
5 ma mo lime v
6 nam nem vi
7 juh tuju vii
8 pan wu ate viii
9 lan nga ix
17 tu
38 lu
"""
"""What is said in counting, or sounds alike, and means something else as often; `tu` may be a 1 or a 7."""

_JOINING = {
    "teen": "belas welas las",
    "tens": "puluh",
    "hundred": "ratus hundred",
    "twice": "double dobel dubel ganda kembar",
    "thrice": "triple tripel",
}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Part:
    """Some letters of a word. `means`: what they may stand for, "" among it where that may be nothing; `sure`: they
    are hardly anything but a number; `joins`: how they change the number beside them.
    """

    start: int
    end: int
    means: tuple[str, ...]
    sure: bool
    joins: str = ""


def parts(word: str) -> tuple[Part, ...]:
    """The numbers that a word in small letters may be: none, one, or several where they are glued together."""
    return _parts(word) if 1 <= len(word) <= _LONGEST_WORD else ()


_LONGEST_WORD = 160
_Meaning = tuple[tuple[str, ...], bool, str]


def _lexicon() -> dict[str, _Meaning]:
    sure: dict[str, _Meaning] = {}
    for line in _SAID.split("\n"):
        digits, *words = line.split() or [""]
        sure |= dict.fromkeys(words, ((digits,), True, ""))
    for number, word in enumerate(_TENS.split(), 2):
        sure[word] = ((f"{number}0",), True, "tens")
    for joins, changing in _JOINING.items():
        sure |= dict.fromkeys(changing.split(), (("",), False, joins))
    maybe: dict[str, _Meaning] = {}
    for word, (means, told, _) in sure.items():
        if told:
            maybe |= dict.fromkeys([*_shortened(word), *_swapped(word)], ((*means, ""), False, ""))
    for line in _MAYBE.split("\n"):
        digits, *words = line.split() or [""]
        maybe |= {word: ((*digits, ""), word in {"o", "oh"}, "") for word in words}
    return maybe | sure


def _shortened(word: str) -> Iterator[str]:
    """Without some of its vowels, as in `dlapan` and `nl`."""
    vowels = [index for index, letter in enumerate(word) if letter in _VOWELS]
    for count in range(1, len(vowels) + 1):
        for gone in combinations(vowels, count):
            short = "".join(letter for index, letter in enumerate(word) if index not in gone)
            if len(short) > 1:
                yield short


def _swapped(word: str) -> list[str]:
    """A short one with two letters in each other's place: `dau`. Longer ones are found by their likeness."""
    return [word[1] + word[0] + word[2], word[0] + word[2] + word[1]] if len(word) == 3 else []


def _squeezed(word: str) -> str:
    """Each letter once where it stands several times: `duuaa`."""
    return re.sub(r"(.)\1+", r"\1", word)


_WORDS = _lexicon()
_SQUEEZED = {_squeezed(word): meaning for word, meaning in _WORDS.items()}
_LENGTHS = sorted({len(word) for word in _WORDS if len(word) > 1})
_SURE = [word for word, (_, sure, _joins) in _WORDS.items() if sure and len(word) > 3]
_GLUED = re.compile(
    "|".join(sorted((word for word, told in _WORDS.items() if told[1] and len(word) > 2), key=len)[::-1])
)


@lru_cache(maxsize=16384)
def _parts(word: str) -> tuple[Part, ...]:
    for way in (_whole, _glued, _among, _slipped):
        found = way(word)
        if found:
            return found
    return ()


def _whole(word: str) -> tuple[Part, ...]:
    squeezed = _squeezed(word)
    told = _WORDS.get(word) or (_SQUEEZED.get(squeezed) if len(squeezed) > 1 else None)
    return (Part(0, len(word), *told),) if told else ()


def _glued(word: str) -> tuple[Part, ...]:
    """Of nothing but numbers: `nolsatudua`. As few as can be, the sure ones first."""
    cheapest: list[tuple[float, int] | None] = [(0, 0), *[None] * len(word)]
    for end in range(2, len(word) + 1):
        for length in _LENGTHS:
            before = cheapest[end - length] if length <= end else None
            told = _WORDS.get(word[end - length : end])
            if before and told:
                cost = before[0] + (1 if told[1] or told[2] else 3)
                now = cheapest[end]
                if now is None or cost < now[0]:
                    cheapest[end] = (cost, end - length)
    found: list[Part] = []
    end = len(word)
    while end and (step := cheapest[end]):
        found.insert(0, Part(step[1], end, *_WORDS[word[step[1] : end]]))
        end = step[1]
    return tuple(found)


def _among(word: str) -> tuple[Part, ...]:
    """Several among other letters: `wanolsatu`, `nolxsatuxdua`; one alone is chance (`kesatuan`)."""
    found = [Part(one.start(), one.end(), *_WORDS[one[0]]) for one in _GLUED.finditer(word)]
    covered = sum(part.end - part.start for part in found)
    return tuple(found) if len(found) > 1 and 2 * covered >= len(word) else ()


def _slipped(word: str) -> tuple[Part, ...]:
    """With one letter wrong, missing, too many or in the other's place. It may as well be another word."""
    near = process.extractOne(word, _SURE, scorer=OSA.distance, score_cutoff=1) if len(word) > 3 else None
    return (Part(0, len(word), (*_WORDS[near[0]][0], ""), sure=False),) if near else ()
