"""Rules that the whole tree keeps: sizes, no address of anybody's machine, and parts that belong together."""

from __future__ import annotations

import ast
import importlib
import re
import statistics
import subprocess
import sys
import typing
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from flows import effects
from flows.definition import NODE_KINDS, Node
from gateway import desk, wake
from gateway.telco import ADAPTERS
from tests.requirements import name_of, pyproject
from workers import jobs

THIS = Path(__file__)
ROOT = THIS.parents[1]
LONGEST_FILE, MEDIAN_FILE, LONGEST_FUNCTION = 250, 80, 40
"""Lines (STYLE.md)."""

FILES = [
    ROOT / name for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    if (ROOT / name).is_file()
]  # fmt: skip
OURS = ("flows", "gateway", "models", "workers", "bench")
CODE = [path for path in FILES if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in OURS]
MIGRATIONS = ROOT / "models" / "migrations"


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_of_code_is_long() -> None:
    sizes = {path: lines_of(path) for path in CODE if MIGRATIONS not in path.parents}
    assert {shown(path): size for path, size in sizes.items() if size > LONGEST_FILE} == {}
    assert statistics.median(sizes.values()) < MEDIAN_FILE


def test_no_function_is_long() -> None:
    def long(path: Path) -> Iterator[str]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                begin = node.body[0].lineno
                if node.end_lineno - begin >= LONGEST_FUNCTION:
                    yield f"{shown(path)}:{node.lineno} {node.name}"

    assert [one for path in CODE if MIGRATIONS not in path.parents for one in long(path)] == []


ELSEWHERE = re.compile(
    r"(?<![\w.])/(?:home|root|Users|opt|work|mnt|srv)/\w"
    r"|/tmp/\w+/"
    r"|file://|pypi\.org|pythonhosted|registry\.npmjs|cdn\.|unpkg\.com|--(?:extra-)?index-url|--find-links"
)
"""A path of somebody's machine, or the address of a place that packages or scripts come from."""


def test_no_path_of_a_machine_and_no_registry_is_written_down() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in FILES if path.suffix != ".png" and path != THIS}
    found = {shown(path): ELSEWHERE.findall(text) for path, text in texts.items()}
    assert {file: there for file, there in found.items() if there} == {}


def enqueued() -> set[str]:
    """Each name of a job that stands in the gateway."""
    found = (re.findall(r'"(workers\.[\w.]+)"', path.read_text(encoding="utf-8")) for path in CODE)
    return {name for names in found for name in names}


def test_every_job_that_is_enqueued_is_there() -> None:
    assert wake.DRAIN in enqueued()
    assert enqueued() == set(jobs.JOBS)
    for name in enqueued():
        module, function = name.rsplit(".", 1)
        assert getattr(importlib.import_module(module), function) is jobs.JOBS[name]


def test_every_effect_has_exactly_one_handler() -> None:
    kinds = set(typing.get_args(effects.Effect))
    assert set(desk.HANDLERS) == kinds
    assert len(set(desk.HANDLERS.values())) == len(kinds)
    dataclasses = {one for one in vars(effects).values() if hasattr(one, "__dataclass_fields__")}
    assert dataclasses == kinds


def test_every_kind_of_node_has_its_file() -> None:
    there = {path.stem for path in (ROOT / "flows" / "nodes").glob("*.py")} - {"__init__"}
    union = typing.get_args(typing.get_args(Node)[0])
    assert there == set(NODE_KINDS)
    assert {typing.get_args(one)[0] for one in union} == set(NODE_KINDS.values())


def test_every_telco_has_its_file() -> None:
    for name, adapter in ADAPTERS.items():
        assert (ROOT / "gateway" / "telco" / f"{name}.py").is_file()
        made = importlib.import_module(f"gateway.telco.{name}")
        assert adapter.__module__ == made.__name__


PART_OF = {"pydantic_core": "pydantic"}
"""Packages that come out of another one by its own will."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize(("folders", "extras"), [(OURS, False), (("tests",), True)], ids=["code", "tests"])
def test_what_is_imported_is_listed(folders: tuple[str, ...], extras: bool) -> None:
    paths = [path for path in FILES if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]
    names = {name for path in paths for name in imported(path)}
    foreign = {PART_OF.get(name, name) for name in names - sys.stdlib_module_names - {*OURS, "tests", "bench"}}
    known = packages_distributions()
    listed = {name_of(one) for one in pyproject(extras=extras)}
    assert {name for name in foreign if not {name_of(one) for one in known.get(name, [])} & listed} == set()
