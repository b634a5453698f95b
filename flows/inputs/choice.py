"""Which option somebody meant: its number, its label or a word of it, in any language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.inputs.base import plain

SHORTEST_BEGINNING = 3
"""Letters that are enough of a label, if only one begins so."""


def pick(raw: str, labels: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> int | None:
    """The index of the option meant by `raw`, or None.

    `labels[i]` are the names of option `i`: its value, its label in each language; `numbers[i]` is its number, 1, 2, 3
    ... where they are not given. `1`, `1.` and `#1` are the first;
    a whole name wins over a word of one, that over its beginning, each only if a single option has it. Several words
    are never taken for parts of a name: in `LAPOR jalan jembatan ambruk` the second word belongs to the report.
    """
    text = plain(raw)
    known = list(numbers) or list(range(1, len(labels) + 1))
    if re.fullmatch(r"[0-9]{1,3}", text) and int(text) in known:
        return known.index(int(text))
    names = [[plain(label) for label in option if label] for option in labels]
    ways = (
        lambda name: name == text,
        lambda name: text in re.split(r"[\s/,.&()\-]+", name),
        lambda name: len(text) >= SHORTEST_BEGINNING and name.startswith(text),
    )
    for meant in ways:
        found = [index for index, option in enumerate(names) if any(meant(name) for name in option)]
        if text and len(found) == 1:
            return found[0]
    return None
