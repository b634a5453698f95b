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
    return _begun(joined, named) or _worded(typed, told) or _begun(joined, told) or _alike(typed, named, told)


@lru_cache(maxsize=16_384)
def _words(text: str) -> tuple[str, ...]:
    """The words without capitals and punctuation; kept, as the same names are gone through at every search."""
    words: str = utils.default_process(text)
    return tuple(words.split())


def _begun(joined: str, rows: Sequence[Words]) -> list[int]:
    """Those that are what was typed, then those that begin so; spaces do not count."""
    texts = ["".join(words) for words in rows]
    begun = [index for index, text in enumerate(texts) if text.startswith(joined)]
    return sorted(begun, key=lambda index: texts[index] != joined)


def _worded(typed: Sequence[str], told: Sequence[Words]) -> list[int]:
    """Those where each typed word is a word, then those where each at least begins one."""
    whole = [index for index, words in enumerate(told) if set(typed) <= set(words)]
    return whole or [
        index
        for index, words in enumerate(told)
        if all(any(word.startswith(beginning) for word in words) for beginning in typed)
    ]


def _alike(typed: Sequence[str], named: Sequence[Words], told: Sequence[Words]) -> list[int]:
    """Those that are written alike; of equals the one first whose name is, not its note."""
    own = _scores(typed, named)
    scores = _scores(typed, told) if told is not named else {}
    scores = {index: max(own.get(index, 0), scores.get(index, 0)) for index in own.keys() | scores.keys()}
    best = max(scores.values(), default=0)
    found = [index for index, score in scores.items() if score >= best - BESIDE_THE_BEST]
    return sorted(found, key=lambda index: (-scores[index], -own.get(index, 0), index))


def _scores(typed: Sequence[str], rows: Sequence[Words]) -> dict[int, float]:
    """Index -> how alike a row is as a whole (`mekar sari`) or word by word (`mekarsri panimbng`), the better one."""
    scores = _alike_by_word(typed, rows)
    joined = ["".join(words) for words in rows]
    for _, score, index in process.extract(
        "".join(typed), joined, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=None
    ):
        scores[index] = max(score, scores.get(index, 0))
    return scores


def _alike_by_word(typed: Sequence[str], rows: Sequence[Words]) -> dict[int, float]:
    """Index -> mean score of the typed words, where each of them is like a word of that row."""
    known = list({word for words in rows for word in words})
    alike = [
        {word: score for word, score, _ in process.extract(
            one, known, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=None
        )}
        for one in typed
    ]  # fmt: skip
    scores: dict[int, float] = {}
    for index, words in enumerate(rows):
        best = [max((found.get(word, 0) for word in words), default=0) for found in alike]
        if all(best):
            scores[index] = sum(best) / len(best)
    return scores
