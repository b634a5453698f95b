"""docs/cookbook.md: its ten flows pass the check beside what ships, in three languages, and each is tested to its end."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from flows.checks import examples
from gateway import proof
from gateway.config import read_settings

ROOT = Path(__file__).parents[1]
PATTERNS = re.split(r"(?m)^## ", (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8"))[1:]
NAMES = [re.findall(r"^`(.*)\.toml`:$", one, re.MULTILINE)[0] for one in PATTERNS]


def blocks(pattern: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", pattern, re.DOTALL)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ships, with all of them."""
    tree = tmp_path_factory.mktemp("cookbook")
    shutil.copytree(ROOT / "flows" / "banten", tree / "flows" / "banten")
    keywords = ""
    for name, pattern in zip(NAMES, PATTERNS, strict=True):
        flow, keyword = blocks(pattern)
        (tree / "flows" / "banten" / f"{name}.toml").write_text(flow, encoding="utf-8")
        keywords += keyword.removeprefix("[keywords]\n")
    shipped = (ROOT / "config.toml").read_text(encoding="utf-8")
    (tree / "config.toml").write_text(shipped.replace("[keywords]\n", f"[keywords]\n{keywords}", 1), encoding="utf-8")
    return tree / "config.toml"


def test_they_pass_the_check_and_each_has_its_keyword(config: Path) -> None:
    assert [str(problem) for problem in proof.prove(config).problems] == []
    assert set(NAMES) <= {keyword.flow for keyword in read_settings(config).keywords.values()}


def test_there_are_ten_and_none_of_them_ships() -> None:
    assert len(set(NAMES)) == len(PATTERNS) == 10
    assert not any((ROOT / "flows" / "banten" / f"{name}.toml").exists() for name in NAMES)


def test_each_one_is_tested(config: Path) -> None:
    found = proof.examined(config)
    played = list(examples.play(found, NAMES))
    assert [one.reason for one in played if one.reason] == []
    assert {one.flow for one in played} == set(NAMES)


def test_the_list_leads_to_each() -> None:
    page = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
    anchors = [re.sub(r"[^\w -]", "", one.splitlines()[0].lower()).replace(" ", "-") for one in PATTERNS]
    assert re.findall(r"\]\(#([\w-]+)\)", page) == anchors
