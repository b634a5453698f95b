"""Whatever stands in the files, the check answers with problems and never breaks."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.catalog import load
from flows.problem import CatalogError
from tests.flows import faults, village

untimed = settings(deadline=None)
"""A busy machine is no failure."""

FLOWS = ("lapor.toml", "desa-saya.toml", "phrases.toml")
SNIPPETS = (
    '"', "'", "{", "}", "[", "]", "=", "\n", "[node.x]\n", "[[test]]\n", "{}", "[]", "0", "-1", "1e999", "true", "null", "\\", '"""',
    "nan", "1979-05-27", "0x1F", "#", ".", "a.b.c = 1\n", "node = 1\n", "[node]\n", "\x00", "\udcff", "\u202e", "é", "\r\n", "\t",
    "[[node.x]]\n", "{category|", "(?P<", "when = ''\n", "x" * 500, "[" * 300, "a." * 300 + "b = 1\n",
)  # fmt: skip
"""What slips of the pen and of the clipboard leave behind."""

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "x", "{x}", "kategori", "lapor", "{ticket.code}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "menu", "text", "value", "x", "*"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def proved(files: dict[str, str]) -> None:
    """Every problem has a place that is in its file, and a reason of one line."""
    for problem in village.problems_of(files):
        lines = files.get(problem.file, "").split("\n")
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.reason
        assert "\n" not in problem.reason


@untimed
@given(st.text())
def test_any_text_for_a_flow(text: str) -> None:
    proved({**village.FILES, "lapor.toml": text})


@untimed
@given(st.text())
def test_any_text_for_the_phrases(text: str) -> None:
    proved({**village.FILES, "phrases.toml": text})


@untimed
@given(
    st.sampled_from(FLOWS), st.integers(0, 3000), st.integers(0, 60), st.lists(st.sampled_from(SNIPPETS), max_size=3)
)
def test_a_flow_with_a_passage_cut_out_and_another_put_in(file: str, start: int, length: int, new: list[str]) -> None:
    text = village.FILES[file]
    proved({**village.FILES, file: text[:start] + "".join(new) + text[start + length :]})


@untimed
@given(st.sampled_from(FLOWS), st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_a_flow_with_lines_left_out(file: str, gone: list[int]) -> None:
    lines = village.FILES[file].split("\n")
    proved({**village.FILES, file: "\n".join(line for number, line in enumerate(lines) if number not in gone)})


@untimed
@given(st.sampled_from(FLOWS), st.integers(0, 60), st.integers(0, 60))
def test_a_flow_with_two_lines_swapped(file: str, one: int, other: int) -> None:
    lines = village.FILES[file].split("\n")
    one, other = one % len(lines), other % len(lines)
    lines[one], lines[other] = lines[other], lines[one]
    proved({**village.FILES, file: "\n".join(lines)})


@untimed
@given(st.sampled_from(FLOWS), st.data())
def test_a_flow_with_another_value_somewhere(file: str, data: st.DataObject) -> None:
    raw: Any = tomllib.loads(village.FILES[file])
    here = raw
    while True:
        key = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        inner = here[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            here[key] = data.draw(VALUES)
            break
        here = inner
    proved({**village.FILES, file: written(raw)})


def written(raw: dict[str, Any]) -> str:
    """TOML of a dict, each value on a line."""
    return "\n".join(f"{_key(key)} = {_value(value)}" for key, value in raw.items())


def _key(key: str) -> str:
    return '"' + key + '"'


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    if value is None:
        return '""'
    if isinstance(value, bool):
        return str(value).lower()
    return '"' + value.replace('"', '\\"') + '"' if isinstance(value, str) else repr(value)


@untimed
@given(st.lists(st.sampled_from(faults.ALL), min_size=2, max_size=5))
def test_any_faults_together(chosen: list[faults.Fault]) -> None:
    files = dict(village.FILES)
    for fault in chosen:
        files[fault.file] = files[fault.file].replace(fault.old, fault.new)
    assert village.problems_of(files)
    proved(files)


@pytest.mark.parametrize("fault", faults.ALL, ids=lambda fault: fault.name)
def test_no_process_loads_what_the_check_refuses_but_for_its_tests(fault: faults.Fault) -> None:
    files = village.spoilt(fault.file, fault.old, fault.new)
    if fault in faults.EXAMPLES:
        assert load(files, **village.SETTINGS).files == files
        return
    with pytest.raises(CatalogError) as refused:
        load(files, **village.SETTINGS)
    assert list(refused.value.problems) == village.problems_of(files)
    assert str(refused.value) == str(refused.value.problems[0])
