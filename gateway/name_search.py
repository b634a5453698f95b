"""A name as somebody typed it -> the names that are meant, best first; spelling mistakes forgiven."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process, utils

CLOSE_ENOUGH = 70
"""rapidfuzz's score, 0 to 100, from which a misspelt name or word counts."""
BESIDE_THE_BEST = 8
"""Misspelt names that score so much less than the best one are not meant."""

Words = tuple[str, ...]


def ranked(
    search: str, names: Sequence[str], notes: Sequence[str] = (), noise: frozenset[str] = frozenset()
) -> list[int]:
    """Which of `names` are meant, by their index, best first.

    `notes`: for each name what may be typed beside it (a village's district); `noise`: words that say nothing
    (`desa`). The name itself and names that begin with what was typed come alone where there are any; then names
    of which every typed word begins a word; then those that are written alike.
    """
    typed = [word for word in _words(search) if word not in noise] or list(_words(search))
    if not typed:
        return []
    named = [_words(name) for name in names]
    told = [words + _words(note) for words, note in zip(named, notes, strict=True)] if notes else named
    joined = "".join(typed)
    same = [index for index, words in enumerate(named) if "".join(words) == joined]
    begun = [index for index, words in enumerate(named) if "".join(words).startswith(joined)]
    if begun:
        return [*same, *(index for index in begun if index not in set(same))]
    return _worded(typed, told) or _alike(typed, named, told)


@lru_cache(maxsize=16_384)
def _words(text: str) -> tuple[str, ...]:
    """The words without capitals and punctuation; kept, as the same names are gone through at every search."""
    words: str = utils.default_process(text)
    return tuple(words.split())


def _worded(typed: Sequence[str], told: Sequence[Words]) -> list[int]:
    """Those where each typed word is a word, then those where each at least begins one."""
    whole = [index for index, words in enumerate(told) if set(typed) <= set(words)]
    return whole or [
        index
        for index, words in enumerate(told)
        if all(any(word.startswith(beginning) for word in words) for beginning in typed)
    ]


def _alike(typed: Sequence[str], named: Sequence[Words], told: Sequence[Words]) -> list[int]:
    """Those whose name is alike as a whole (`mekar sari`), or word by word (`mekarsri panimbng`)."""
    scores: dict[int, float] = {}
    for texts in (named, told):
        joined = ["".join(words) for words in texts]
        for _, score, index in process.extract(
            "".join(typed), joined, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=None
        ):
            scores[index] = max(score, scores.get(index, 0))
    for index, score in _alike_by_word(typed, told).items():
        scores[index] = max(score, scores.get(index, 0))
    best = max(scores.values(), default=0)
    found = [index for index, score in scores.items() if score >= best - BESIDE_THE_BEST]
    return sorted(found, key=lambda index: (-scores[index], index))


def _alike_by_word(typed: Sequence[str], told: Sequence[Words]) -> dict[int, float]:
    """Index -> mean score of the typed words, where each of them is like a word of that row."""
    known = list({word for words in told for word in words})
    alike = [
        {word: score for word, score, _ in process.extract(
            one, known, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=None
        )}
        for one in typed
    ]  # fmt: skip
    scores = {}
    for index, words in enumerate(told):
        best = [max((found.get(word, 0) for word in words), default=0) for found in alike]
        if all(best):
            scores[index] = sum(best) / len(best)
    return scores
