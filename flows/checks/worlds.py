"""Conditions, tried with all that their names can be: whether one can hold at all, and which hold together.

What can't be told for certain (a function, a sum, too many cases) is not told.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flows import condition, template
from flows.checks.conditions import LONGEST
from flows.checks.names import ALWAYS
from flows.checks.values import Values

World = Mapping[str, Any]
"""What a dialogue knows: name -> value, or its parts."""

MOST = 4096
"""Worlds that are tried for one question."""

USSD = {"dialogue.medium": "ussd"}

_PLAIN = frozenset({"!_", "_&&_", "_||_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"})
"""Comparisons: what they say of a value, they say of all that lie on the same side of what it is compared with."""

_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NAME = re.compile(r"(?<![\w.'])[a-z_]\w*(?:\.[a-z_]\w*)*")


def conjuncts(source: str) -> list[str]:
    """The parts of `a && b`, each of which must hold; the whole where it is no such thing."""
    return [source] if len(_split(source, "||")) > 1 else _split(source, "&&")


def disjuncts(source: str) -> list[str]:
    """The parts of `a || b`, of which one must hold, also within `(...)` and beside `&&`."""
    found = []
    for part in conjuncts(source):
        inner = part.strip()
        bare = inner[1:-1] if inner.startswith("(") and inner.endswith(")") else part
        either = _split(bare, "||")
        found += either if len(either) > 1 else []
    return found


def _split(source: str, sign: str) -> list[str]:
    """What stands between the signs, but for those within brackets and quotes; the whole of a choice (`a ? b : c`)."""
    found, depth, start, quote = [], 0, 0, ""
    for index, character in enumerate(source):
        if quote or character in "'\"":
            quote = "" if character == quote else quote or character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif depth == 0 and character == "?":
            return [source]
        elif depth == 0 and source.startswith(sign, index):
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


class Worlds:
    """What the conditions of one catalog can come to. An answer is kept: the same condition stands in many places."""

    def __init__(self, known: Mapping[str, Values]) -> None:
        self.known = known
        self._told: dict[tuple[str, bool, bool], bool] = {}
        self._together: dict[tuple[str | None, ...], list[frozenset[int]]] = {}

    def can_hold(self, source: str, *, dialled: bool = False) -> bool:
        """Whether some world makes it true, as far as can be told; `dialled`: some world of USSD."""
        return all(self._some(part, dialled, True) for part in {*conjuncts(source), source})

    def can_fail(self, source: str, *, dialled: bool = False) -> bool:
        """Whether some world makes it false, as far as can be told."""
        return self._some(source, dialled, False)

    def is_covered(self, source: str, before: Iterable[str]) -> bool:
        """Whether, wherever it holds, one of those before it holds too."""
        told = [one for one in before if paths_in(one, self.known) is not None]
        found = worlds([source, *told], self.known) if told else None
        if found is None:
            return False
        held = (world for world in found if condition.holds(source, world))
        return all(any(condition.holds(one, world) for one in told) for world in held)

    def together(self, whens: Sequence[str | None]) -> list[frozenset[int]]:
        """Which of some options, by number from 0, can be on one screen of USSD; [] where that can't be told."""
        key = tuple(whens)
        if key not in self._together:
            self._together[key] = self._screens(key)
        return self._together[key]

    def with_none(self, whens: Sequence[str | None]) -> str:
        """Where none of some options is shown, in words; "" where there is no such world, as far as can be told.

        What a dialogue does not always know is taken to be known.
        """
        told = [one for one in whens if one]
        used = [paths_in(one, self.known) for one in told]
        if len(told) < len(whens) or None in used:
            return ""
        known = {path: self._answered(path) for one in used for path in one or ()}
        for world in worlds(told, known) or ():
            if not any(condition.holds(one, world) for one in told):
                return " and ".join(f"{path} is {_shown(template.value_of(world, path))}" for path in sorted(known))
        return ""

    def _answered(self, path: str) -> Values:
        values = self.known[path]
        if path.partition(".")[0] in ALWAYS:
            return values
        return replace(values, listed=tuple(one for one in values.listed if one != ""))

    def _screens(self, whens: Sequence[str | None]) -> list[frozenset[int]]:
        told = {one for one in whens if one and paths_in(one, self.known) is not None}
        sure = frozenset(index for index, one in enumerate(whens) if one not in told)
        held = {
            frozenset(one for one in told if condition.holds(one, world))
            for world in worlds(sorted(told), self.known, USSD) or ()
        }
        screens = {sure | {index for index, one in enumerate(whens) if one in true} for true in held}
        return sorted(screens, key=sorted)

    def _some(self, source: str, dialled: bool, wanted: bool) -> bool:
        key = (source, dialled, wanted)
        if key not in self._told:
            found = worlds([source], self.known, USSD if dialled else None)
            self._told[key] = found is None or any(condition.holds(source, world) is wanted for world in found)
        return self._told[key]


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _world(paths: Sequence[str], values: Sequence[Any]) -> World:
    made: dict[str, Any] = {}
    for path, value in zip(paths, values, strict=True):
        first, _, part = path.partition(".")
        if part:
            made.setdefault(first, {})[part] = list(value) if isinstance(value, tuple) else value
        else:
            made[first] = value
    return made
