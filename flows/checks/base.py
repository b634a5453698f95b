"""What the checks share: problems, and where they are gathered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flows.navigation import Navigation
from flows.problem import Problem
from flows.definition import Flow, Text
from flows.positions import Path, Positions


@dataclass
class Examination:
    """One run of the check: what was given, what could be read of it, and what is wrong.

    `broken`: files that could not be read; what leads to them is not complained of again.
    """

    files: Mapping[str, str]
    languages: tuple[str, ...]
    navigation: Navigation
    entries: tuple[str, ...]
    fills: Mapping[str, tuple[str, ...]]
    flows: dict[str, Flow] = field(default_factory=dict)
    phrases: dict[str, Text] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def report(self, file: str, path: Path, reason: str) -> None:
        """Add an error at `path` of `file`."""
        line, column = self._positions(file).value(path)
        self.problems.append(Problem(file, line, column, reason))

    def in_flow(self, flow: str, path: Path, reason: str) -> None:
        self.report(f"{flow}.toml", path, reason)

    def _positions(self, file: str) -> Positions:
        if file not in self._cache:
            self._cache[file] = Positions(self.files.get(file, ""))
        return self._cache[file]

    @cached_property
    def _cache(self) -> dict[str, Positions]:
        return {}


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean "uraian"?`, or nothing."""
    close = difflib.get_close_matches(word, list(known), 1)
    return f'; did you mean "{close[0]}"?' if close else ""
