"""Conditions, tried with all that their names can be: whether one can hold at all, and which hold together.

What can't be told for certain (a function, a sum, too many cases) is not told.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flows import condition
from flows.checks.conditions import LONGEST
from flows.checks.values import Values

World = Mapping[str, Any]
"""What a dialogue knows: name -> value, or its parts."""

MOST = 4096
"""Worlds that are tried for one question."""

_PLAIN = frozenset({"!_", "_&&_", "_||_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"})
"""Comparisons: what they say of a value, they say of all that lie on the same side of what it is compared with."""

_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NAME = re.compile(r"(?<![\w.'])[a-z_]\w*(?:\.[a-z_]\w*)*")


def conjuncts(source: str) -> list[str]:
    """The parts of `a && b`, each of which must hold; the whole where it is no such thing."""
    found, depth, start, quote = [], 0, 0, ""
    for index, character in enumerate(source):
        if quote or character in "'\"":
            quote = "" if character == quote else quote or character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif depth == 0 and source.startswith(("||", "?"), index):
            return [source]
        elif depth == 0 and source.startswith("&&", index):
            found.append(source[start:index])
            start = index + 2
    return [*found, source[start:]]


def paths_in(source: str, known: Mapping[str, Values]) -> frozenset[str] | None:
    """The names that decide a condition; None where something else does, or nobody knows what they can be."""
    if len(source) > LONGEST:
        return None
    try:
        program = condition.compiled(source)
    except condition.BadCondition:
        return None
    variables = set(program.variables())
    bare = _QUOTED.sub("''", source)
    used = {one for one in _NAME.findall(bare) if one.partition(".")[0] in variables}
    plain = set(program.functions()) <= _PLAIN and used <= known.keys()
    return frozenset(used) if plain else None


def worlds(sources: Sequence[str], known: Mapping[str, Values], fixed: World | None = None) -> Iterator[World] | None:
    """Every world that these conditions can tell apart; None where that can't be said, or they are too many.

    `fixed`: the only value of some names.
    """
    used = [paths_in(source, known) for source in sources]
    if None in used:
        return None
    texts = sorted({one or other for source in sources for one, other in _QUOTED.findall(source)})
    numbers = sorted({int(one) for source in sources for one in re.findall(r"\b\d{1,12}\b", _QUOTED.sub("", source))})
    paths = sorted(frozenset().union(*(one for one in used if one is not None)))
    values = [(fixed[path],) if fixed and path in fixed else known[path].tried(texts, numbers) for path in paths]
    if math.prod(map(len, values)) > MOST:
        return None
    return (_world(paths, chosen) for chosen in itertools.product(*values))


def can_hold(source: str, known: Mapping[str, Values], fixed: World | None = None) -> bool:
    """Whether some world makes it true, as far as can be told."""
    return all(_some(part, known, fixed, wanted=True) for part in {*conjuncts(source), source})


def can_fail(source: str, known: Mapping[str, Values], fixed: World | None = None) -> bool:
    """Whether some world makes it false, as far as can be told."""
    return _some(source, known, fixed, wanted=False)


def is_covered(source: str, before: Iterable[str], known: Mapping[str, Values]) -> bool:
    """Whether, wherever it holds, one of those before it holds too."""
    told = [one for one in before if paths_in(one, known) is not None]
    found = worlds([source, *told], known)
    if found is None or not told:
        return False
    return all(any(condition.holds(one, world) for one in told) for world in found if condition.holds(source, world))


def _some(source: str, known: Mapping[str, Values], fixed: World | None, *, wanted: bool) -> bool:
    found = worlds([source], known, fixed)
    return found is None or any(condition.holds(source, world) is wanted for world in found)


def _world(paths: Sequence[str], values: Sequence[Any]) -> World:
    made: dict[str, Any] = {}
    for path, value in zip(paths, values, strict=True):
        first, _, part = path.partition(".")
        if part:
            made.setdefault(first, {})[part] = list(value) if isinstance(value, tuple) else value
        else:
            made[first] = value
    return made
