"""Every fault an author can make is found, at its place, once, and in words that tell what to do."""

from __future__ import annotations

import pytest

from tests.flows import faults, village
from tests.flows.faults import Fault


def place(text: str, at: str | tuple[str, str]) -> tuple[int, int]:
    """Line and column, from 1, where `at` begins."""
    first, then = (at, "") if isinstance(at, str) else at
    offset = text.index(first)
    offset = text.index(then, offset) if then else offset
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def test_a_catalog_without_a_fault_has_no_problem() -> None:
    assert village.problems_of(village.FILES) == []


@pytest.mark.parametrize("fault", faults.ALL, ids=lambda fault: fault.name)
def test_one_fault_is_one_problem_at_its_place(fault: Fault) -> None:
    files = village.spoilt(fault.file, fault.old, fault.new)
    problems = village.problems_of(files)
    assert [str(problem) for problem in problems][1:] == []
    assert (problems[0].file, problems[0].line, problems[0].column) == (fault.file, *place(files[fault.file], fault.at))
    assert fault.says in problems[0].reason
