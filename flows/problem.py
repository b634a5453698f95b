"""What is wrong with flow files or with config.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`line` and `column` (characters) count from 1; `reason` says what is wrong and what to do, in one line.

    An error is refused; a warning is only shown.
    """

    file: str
    line: int
    column: int
    reason: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.reason}"


class CatalogError(Exception):
    """Flows that do not pass their check. The message is one line for each problem."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
