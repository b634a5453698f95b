"""The proof of a catalog: every problem with file, line and reason. `flows/checks/` holds what is proved, by family."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from flows.checks import (
    answers,
    calls,
    choices,
    conditions,
    examples,
    journeys,
    kinds,
    links,
    numbers,
    questions,
    reach,
    reading,
    records,
    room,
    texts,
    wordings,
)
from flows.checks import entries as config
from flows.checks.base import Examination
from flows.navigation import Navigation
from flows.problem import Problem

__all__ = ["Problem", "check", "examine"]

FAMILIES = (
    texts, links, questions, numbers, conditions, records, config, reach, calls, answers, choices, kinds, room,
    journeys, wordings,
)  # fmt: skip
"""In this order: what stands later may count on what was refused before."""


def check(
    files: Mapping[str, str],
    *,
    languages: tuple[str, ...],
    navigation: Navigation,
    entries: Iterable[str] | None,
    fills: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Problem]:
    """All problems of the flow files `files` (name -> text), in the order of file and line. Never raises.

    The `[[test]]` dialogues are played too.

    `entries`: the flows that a code or keyword starts; None where nobody knows, and any flow may be one.
    `fills`: flow -> the answers that the words after its keyword give.
    """
    return examine(files, languages=languages, navigation=navigation, entries=entries, fills=fills or {}).problems


def examine(
    files: Mapping[str, str],
    *,
    languages: tuple[str, ...],
    navigation: Navigation,
    entries: Iterable[str] | None,
    fills: Mapping[str, tuple[str, ...]],
    longest: Mapping[str, Mapping[str, str]] | None = None,
    price: int = 0,
    doing_words: Mapping[str, Collection[str]] | None = None,
    play: bool = True,
) -> Examination:
    """The flows that could be read, and all problems. The same files give the same, in any order.

    `longest`: field of a record (`category_text`) -> language -> the longest there is; `price`: rupiah for an SMS.
    `doing_words`: language -> words one of which an option that does something has; without them nobody looks for any.
    `play`: also play the `[[test]]` dialogues.
    """
    known = None if entries is None else tuple(sorted(set(entries)))
    doing = {language: frozenset(map(str.casefold, words)) for language, words in (doing_words or {}).items()}
    found = Examination(dict(files), tuple(languages), navigation, known, fills, longest or {}, price, doing)
    reading.read_all(found)
    for family in FAMILIES:
        family.check(found)
    if play:
        examples.check(found)
    found.problems.sort()
    return found
