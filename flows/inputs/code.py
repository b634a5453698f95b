"""`accept = "code"`: the code of a ticket or inquiry, with or without its hyphen; kept as digits."""

from __future__ import annotations

from itertools import takewhile

from flows import codes
from flows.accept import CodeInput
from flows.inputs.base import InputContext, Value, Wrong, plain

SLIPPED = 5
"""Digits of a word that make it a code with a slip in it rather than a word of a sentence; by themselves fewer do."""


def is_meant(raw: str) -> bool:
    """Whether it was meant as a code, right or wrong."""
    return sum(character.isdigit() for character in raw) >= SLIPPED


def begins(text: str) -> bool:
    """Whether the first words of a text were meant as a code, also one with a space in it (`4821 367 sudah beres`)."""
    words = text.split()
    figures = list(takewhile(lambda word: not any(map(str.isalpha, word)), words))
    return is_meant("".join(figures)) or (figures == words and any(map(str.isdigit, text)))


def parse(raw: str, rule: CodeInput, context: InputContext) -> Value | Wrong:
    return codes.check(plain(raw)) or Wrong("wrong_code")
