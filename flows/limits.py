"""The bounds of a dialogue, by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """steps: nodes run in one turn; calls: flows inside flows; answer: characters of one input;
    session: characters of a session as JSON; trail: screens that "back" remembers; tries: wrong inputs before help.

    What the check warns of: options on one screen of a menu; pages of a question; segments of an SMS; a way that takes
    longer than the network gives a USSD session (180 s). How long a hop takes is an estimate: 10 s to read a screen of
    160 characters (20 a second) and press a key, 30 to type an answer, as long as a network waits for one at least.
    """

    steps: int = 50
    calls: int = 8
    answer: int = 500
    session: int = 16_000
    trail: int = 20
    tries: int = 3
    options: int = 5
    pages: int = 3
    segments: int = 2
    session_seconds: int = 180
    hop_seconds: int = 10
    typing_seconds: int = 30


LIMITS = Limits()
