"""What is shown and does not refuse: at its place, once, and what only looks like it not at all."""

from __future__ import annotations

import pytest

from flows.catalog import load
from tests.flows import doubts, village
from tests.flows.faults import Fault
from tests.flows.test_check import place


@pytest.mark.parametrize("doubt", doubts.DOUBTS, ids=lambda doubt: doubt.name)
def test_one_doubt_is_one_warning_at_its_place(doubt: Fault) -> None:
    files = village.spoilt(doubt.file, doubt.old, doubt.new)
    problems = village.problems_of(files)
    assert [str(problem) for problem in problems][1:] == []
    found = problems[0]
    assert (found.severity, found.file, found.line, found.column) == (
        "warning", doubt.file, *place(files[doubt.file], doubt.at),
    )  # fmt: skip
    assert doubt.says in found.reason


@pytest.mark.parametrize("doubt", doubts.NONE, ids=lambda doubt: doubt.name)
def test_no_doubt(doubt: Fault) -> None:
    assert village.problems_of(village.spoilt(doubt.file, doubt.old, doubt.new)) == []


@pytest.mark.parametrize("doubt", doubts.DOUBTS, ids=lambda doubt: doubt.name)
def test_a_doubt_refuses_nothing(doubt: Fault) -> None:
    files = village.spoilt(doubt.file, doubt.old, doubt.new)
    assert load(files, **village.SETTINGS).files == files


def test_a_text_for_all_languages_is_doubted_once() -> None:
    old = 'end.id = "Laporan {ticket.code} diterima."\nend.en = "Report {ticket.code} received."'
    found = village.problems_of(village.spoilt("lapor.toml", old, 'end = "{ticket.code}: {description}"'))
    assert [one.severity for one in found] == ["warning"]
