"""A shipped catalog with a slip of the pen in it, as an admin makes one: a value, a word, a line that is not as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from hypothesis import strategies as st

from flows import catalog
from tests.flows.banten import ROOT, settings

Draw = Callable[[st.SearchStrategy[int]], int]

QUOTED = re.compile(r'"[^"\n]*"')
NUMBER = re.compile(r"(?<= = )\d+")
GOTO = re.compile(r'(?<=goto = )"[^"\n]*"|(?<=next = )"[^"\n]*"|(?<=else = )"[^"\n]*"|(?<=empty = )"[^"\n]*"')
NAME = re.compile(r"\{[a-z_.|]+\}")
OPTION = re.compile(r"^  \{.*\},?$", re.MULTILINE)
WHEN = re.compile(r'(?<=when = )"[^"\n]*"')
PUT = (
    '"."', '""', '"{contact.name}"', '"{description}"', '"{ticket.history}"', '"{result}"', '"' + "panjang sekali " * 30 + '"', '"Air 🌊 naik"', '"kategori"',
    '"selesai"', '"true"', "\"contact.role == 'head'\"", "\"dialogue.medium == 'sms'\"", "\"size(product) > 0\"", "\"1 == 1\"", '"0"', '"98"', '"00"',
)  # fmt: skip
"""What may come to stand where there was another text."""


@lru_cache
def files() -> dict[str, str]:
    """The flow files that ship, without their tests: whatever is changed, these would only fail."""
    found = catalog.read_folder(ROOT / settings().flows)
    return {name: text.split("\n[[test]]")[0] + "\n" for name, text in found.items()}


@st.composite
def mutants(draw: Callable[..., int]) -> tuple[str, str]:
    """A flow, and what its file says now: one to three slips."""
    names = sorted(files().keys() - {"phrases.toml"})
    name = names[draw(st.integers(0, len(names) - 1))]
    text = files()[name]
    for _ in range(draw(st.integers(1, 3))):
        text = SLIPS[draw(st.integers(0, len(SLIPS) - 1))](text, draw)
    return name.removesuffix(".toml"), text


def _one_of(pattern: re.Pattern[str], text: str, draw: Draw) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[draw(st.integers(0, len(found) - 1))] if found else None


def _put(found: re.Match[str] | None, text: str, new: str) -> str:
    return text[: found.start()] + new + text[found.end() :] if found else text


def _swapped(pattern: re.Pattern[str]) -> Callable[[str, Draw], str]:
    """One of what the pattern finds becomes as another of it."""

    def slip(text: str, draw: Draw) -> str:
        one, other = _one_of(pattern, text, draw), _one_of(pattern, text, draw)
        return _put(one, text, other[0] if other else "")

    return slip


def _gone(pattern: re.Pattern[str]) -> Callable[[str, Draw], str]:
    return lambda text, draw: _put(_one_of(pattern, text, draw), text, "")


def _other_text(text: str, draw: Draw) -> str:
    return _put(_one_of(QUOTED, text, draw), text, PUT[draw(st.integers(0, len(PUT) - 1))])


def _other_number(text: str, draw: Draw) -> str:
    return _put(_one_of(NUMBER, text, draw), text, str(draw(st.integers(-1, 1000))))


def _twice(text: str, draw: Draw) -> str:
    found = _one_of(OPTION, text, draw)
    return _put(found, text, f"{found[0]}\n{found[0]}" if found else "")


def _lines(text: str, draw: Draw) -> str:
    """A line lost, or two swapped."""
    lines = text.split("\n")
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    if one == other:
        del lines[one]
    else:
        lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _character(text: str, draw: Draw) -> str:
    at = draw(st.integers(0, max(0, len(text) - 1)))
    return text[:at] + text[at + 1 :]


SLIPS: tuple[Callable[[str, Draw], str], ...] = (
    _swapped(GOTO), _swapped(QUOTED), _swapped(NAME), _swapped(WHEN), _swapped(OPTION), _gone(OPTION), _gone(NAME), _other_text,
    _other_number, _twice, _lines, _character,
)  # fmt: skip
