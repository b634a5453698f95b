"""The requirements files: pinned, hashed, without an address, and what pyproject.toml asks for."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement

from tests.requirements import ROOT, name_of, pinned, pyproject

FILES = {"requirements.txt": False, "requirements-test.txt": True}


@pytest.mark.parametrize("file", FILES)
def test_each_line_is_one_version_with_its_hashes(file: str) -> None:
    for requirement, hashes in pinned(file).items():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", requirement), requirement
        assert hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes), requirement


@pytest.mark.parametrize("file", FILES)
def test_no_address_stands_there(file: str) -> None:
    assert not re.search(r"://|--index|--find|-e |@", (ROOT / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "extras"), FILES.items())
def test_what_the_project_asks_for_is_pinned(file: str, extras: bool) -> None:
    versions = {name_of(one): one.partition("==")[2].split(" ")[0] for one in pinned(file)}
    for wanted in map(Requirement, pyproject(extras=extras)):
        assert wanted.specifier.contains(versions.get(name_of(wanted.name), "0")), str(wanted)


def test_what_runs_is_what_is_tested() -> None:
    runs, tested = (set(pinned(file)) for file in FILES)
    assert runs < tested
