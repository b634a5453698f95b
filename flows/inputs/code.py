"""`accept = "code"`: the code of a ticket or inquiry, with or without its hyphen; kept as digits."""

from __future__ import annotations

import re
from itertools import takewhile

from flows import codes
from flows.accept import CodeInput
from flows.inputs.base import InputContext, Value, Wrong, plain

SLIPPED = 5
"""Digits of a word that make it a code with a slip in it rather than a word of a sentence; by themselves fewer do."""


_GLUED = re.compile(r"[\W_]*([0-9](?:[ -]?[0-9])+)(?=[^\W\d_])")


def apart(text: str) -> str:
    """With a space behind the code to which somebody has glued the next word (`5190243masih ada`)."""
    glued = _GLUED.match(text)
    return f"{glued[0]} {text[glued.end() :]}" if glued and codes.check(glued[1]) else text


def count_figures(words: list[str]) -> int:
    """How many of the first words may be parts of a code, as in `4821 367`; one where none is."""
    return len(list(takewhile(_is_figures, words))) or 1


def _is_figures(word: str) -> bool:
    return any(map(str.isdigit, word)) and not any(map(str.isalpha, word))


def is_meant(raw: str) -> bool:
    """Whether it was meant as a code, right or wrong."""
    return sum(character.isdigit() for character in raw) >= SLIPPED


def begins(text: str) -> bool:
    """Whether the first words of a text were meant as a code, also one with a space in it (`4821 367 sudah beres`)."""
    words = apart(text).split()
    figures = list(takewhile(lambda word: not any(map(str.isalpha, word)), words))
    return is_meant("".join(figures)) or (figures == words and any(map(str.isdigit, text)))


def parse(raw: str, rule: CodeInput, context: InputContext) -> Value | Wrong:
    return codes.check(plain(raw)) or Wrong("wrong_code")
