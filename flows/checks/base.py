"""What the checks share: what was read, and where problems are gathered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flows.definition import Flow
from flows.navigation import Navigation
from flows.part import ANY_LANGUAGE, Text
from flows.positions import Path, Position, Positions
from flows.problem import Problem, Severity

if TYPE_CHECKING:
    from flows.checks.room import Filled
    from flows.checks.worlds import Worlds

CONFIG = "config.toml"
"""The file to which a problem with `entries` and `fills` belongs: they come from there."""


@dataclass
class Examination:
    """One run of the check: what was given, what could be read of it, and what is wrong.

    longest field of a record -> language -> the longest that config.toml has for it; price: rupiah for an SMS
    doing   language -> the words that say what one does, in small letters
    raw     file -> what is in it, as TOML gives it
    broken  files that could not be read as a flow: nobody knows what they hold
    worlds  what the conditions can come to; fillings: the longest of everything, in a language; screens: of a node
            (its id), in a language: all worked out when asked for
    loose   flows with a way that leads nowhere: nobody knows what they reach
    """

    files: Mapping[str, str]
    languages: tuple[str, ...]
    navigation: Navigation
    entries: tuple[str, ...] | None
    fills: Mapping[str, tuple[str, ...]]
    longest: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    price: int = 0
    doing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    raw: dict[str, dict[str, Any]] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    phrases: dict[str, Text] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    worlds: Worlds | None = None
    fillings: dict[str, Filled] = field(default_factory=dict)
    screens: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all of it could be read and all ways are known."""
        return not self.broken and not self.loose

    def at_key(self, file: str, path: Path, reason: str) -> None:
        """Add an error where the key of `path` stands; where a plain value stands for it (`accept = "txt"`), there."""
        real = self.written(file, path)
        places = self.places(file)
        self._add(file, places.value(real) if _is_plain(self.raw.get(file), real, path) else places.key(real), reason)

    def at_value(self, file: str, path: Path, reason: str) -> None:
        """Add an error where the value of `path` begins."""
        self._add(file, self.places(file).value(self.written(file, path)), reason)

    def within(self, file: str, path: Path, before: str, reason: str) -> None:
        """Add an error in a text, after its beginning `before`."""
        self._add(file, self.places(file).inside(self.written(file, path), before), reason)

    def warn(self, file: str, path: Path, reason: str) -> None:
        """Add a warning where the value of `path` begins."""
        self._add(file, self.places(file).value(self.written(file, path)), reason, "warning")

    def warn_at_key(self, file: str, path: Path, reason: str) -> None:
        """Add a warning where the key of `path` stands."""
        self._add(file, self.places(file).key(self.written(file, path)), reason, "warning")

    def warn_within(self, file: str, path: Path, before: str, reason: str) -> None:
        """Add a warning in a text, after its beginning `before`."""
        self._add(file, self.places(file).inside(self.written(file, path), before), reason, "warning")

    def places(self, file: str) -> Positions:
        """The positions of a file, worked out only when something is wrong with it."""
        if file not in self._places:
            self._places[file] = Positions(self.files.get(file, ""))
        return self._places[file]

    def written(self, file: str, path: Path) -> Path:
        return written(self.raw.get(file, {}), path)

    def _add(self, file: str, position: Position, reason: str, severity: Severity = "error") -> None:
        """What is quoted in the reason may have several lines; a reason has one."""
        self.problems.append(Problem(file, *position, reason.replace("\n", " / "), severity))

    @cached_property
    def _places(self) -> dict[str, Positions]:
        return {}


def written(raw: Any, path: Path) -> Path:
    """`path` of a model as its author wrote it.

    What the model adds is left out (`label` of an option, the language of a text without one), and what an author
    writes beside a thing (`hint` beside `pattern`) is found there.
    """
    found: Path = ()
    around, here = None, raw
    for part in path:
        if part == ANY_LANGUAGE:
            continue
        if _holds(here, part):
            around, here = here, here[part]
            found = (*found, part)
        elif _holds(around, part) and not isinstance(here, Mapping | list):
            here = around[part]  # type: ignore[index]
            found = (*found[:-1], part)
    return found


def _is_plain(raw: Any, real: Path, path: Path) -> bool:
    """Whether `path` goes on where there is but a text or a number."""
    here = raw
    for part in real:
        here = here[part]
    return real[-1:] != path[-1:] and ANY_LANGUAGE not in path and isinstance(here, str | int)


def _holds(container: Any, part: str | int) -> bool:
    if isinstance(container, Mapping):
        return part in container
    return isinstance(container, list) and isinstance(part, int) and part < len(container)


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean "uraian"?`, or nothing."""
    close = difflib.get_close_matches(word, sorted(known), 1, 0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def meant(word: str, known: Iterable[str]) -> str:
    """As `nearest`; where nothing is near, all that there are."""
    return nearest(word, known) or f"; there are {', '.join(sorted(known))}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """`"a", "b" and "c"`."""
    quoted = [f'"{word}"' for word in words]
    return f" {last} ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
