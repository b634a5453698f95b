"""What the conditions of a node look at, and what they say of who goes on from there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.checks.names import ALWAYS, used_by
from flows.checks.worlds import conjuncts
from flows.definition import Branch, Menu
from flows.part import Part
from flows.positions import Path

Names = frozenset[str]
NONE: Names = frozenset()

_NAME = r"(?P<name>[a-z_]\w*)(?:\.code)?"
UNKNOWN = [re.compile(one) for one in (rf"size\({_NAME}\)\s*==\s*0", rf"{_NAME}\s*==\s*(?:''|\"\")")]
"""Conditions by which a name is not known."""
KNOWN = [re.compile(one) for one in (rf"size\({_NAME}\)\s*(?:>|!=)\s*0", rf"{_NAME}\s*!=\s*(?:''|\"\")")]
"""Those by which it is: where they do not hold, it is not."""


def tested_by(body: Part) -> dict[Path, Names]:
    """The place of each condition -> the names at which it looks and that may be missing."""
    found: dict[Path, Names] = {}
    for use in used_by(body):
        first = use.name.partition(".")[0]
        if use.condition and first not in ALWAYS:
            found[use.path] = found.get(use.path, NONE) | {first}
    return found


def decided_by(body: Part, path: Path, tests: Mapping[Path, Names]) -> Names:
    """What the conditions look at that decide for the way at `path`: of a branch, those of the cases before it too."""
    if isinstance(body, Branch):
        return frozenset().union(*(names for case, names in tests.items() if int(case[1]) <= int(path[1])))
    return tests.get((*path[:2], "when"), NONE)


def unknown_on(body: Part, path: Path) -> Names:
    """What a condition says to be unknown: `size(product) == 0`, and behind `product.code != ''` all other cases."""
    if isinstance(body, Branch):
        *before, when = [case.when or "" for case in body.branch[: int(path[1]) + 1]]
    elif isinstance(body, Menu) and path[0] == "options":
        before, when = [], body.options[int(path[1])].when or ""
    else:
        return NONE
    said = [(one, UNKNOWN) for one in conjuncts(when)] + [(one, KNOWN) for one in before]
    found = [pattern.fullmatch(one.strip()) for one, patterns in said for pattern in patterns]
    return frozenset(one["name"] for one in found if one) - ALWAYS.keys()
