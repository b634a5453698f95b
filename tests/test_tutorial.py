"""docs/tutorial.md, followed to the letter from a fresh copy of what ships: each command says what is written there."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.commands.web import WORKERS
from gateway.embedded.locks import until
from tests.service import MakeUp, Up
from tests.test_contributing import change

ROOT = Path(__file__).parents[1]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
STEPS = re.split(r"(?m)^## ", TUTORIAL)[1:]
STARTS = ("1. Start it", "7. Try it")
"""Steps in which the reader starts the service, the second time again."""
TAKEN_WITHIN = 30
"""Seconds after which every process serves what was published; two are promised, on a machine that has nothing else to do."""

pytestmark = pytest.mark.black_box(seconds=30)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "flows" / "banten", tmp_path / "flows" / "banten")
    shutil.copy(ROOT / "config.toml", tmp_path)
    return tmp_path


def as_written(said: str) -> str:
    """The pattern of what is printed there: each time with other codes, days and revisions, maybe more flows, and with anything for a line `...`."""
    pattern = re.escape(said)
    pattern = re.sub(r"\d{4}\\-\d{3}", r"[\\d-]{8,9}", pattern)
    pattern = re.sub(r"\d{1,2}\\ \w+\\ \d{4}", r"\\d{1,2} \\w+ \\d{4}", pattern)
    pattern = re.sub(r"\b[0-9a-f]{10}\b", "[0-9a-f]{10}", pattern)
    pattern = re.sub(r"\d+\\ flows", r"\\d+ flows", pattern)
    return pattern.replace(re.escape("...\n"), r"(?:.*\n)*?")


def say(tree: Path, up: Up, block: str) -> None:
    """Type each line of a block that begins with `$`, and compare what comes."""
    for line, said in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        program, *words = shlex.split(line)
        assert program == ".venv/bin/kentongan"
        told = {"PORT": str(up.port), "KENTONGAN_DATA": str(up.data), "PATH": "", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "gateway", *words]
        done = subprocess.run(command, cwd=tree, env=told, capture_output=True, text=True, timeout=90, check=False)
        assert re.fullmatch(as_written(said), done.stdout), f"{line}\n{done.stdout}{done.stderr}"
        if words[0] == "publish":
            published = done.stdout.split()[0]
            assert until(lambda: is_served(up, published), TAKEN_WITHIN)  # noqa: B023 - asked at once


def is_served(up: Up, revision: str) -> bool:
    """Whether each of its web processes has said that this revision serves."""
    said = (line for line in up.output.splitlines() if "another revision serves" in line)
    return sum(f'"revision": "{revision}' in line for line in said) == WORKERS


def write(tree: Path, step: str, before: str, block: str) -> None:
    """TOML in the file that was named last: tests at its end, all else in its place."""
    path = tree / re.findall(r"`([\w/.-]+\.toml)`", step.partition(before)[0] + before)[-1]
    kept = path.read_text(encoding="utf-8") + "\n" if block.startswith("[[test]]") else ""
    path.write_text(kept + block, encoding="utf-8")


def test_it_can_be_followed(tree: Path, make_up: MakeUp) -> None:
    up = make_up(given={"KENTONGAN_CONFIG": str(tree / "config.toml")})
    for step in STEPS:
        if step.startswith(STARTS):
            if up.alive:
                assert up.end(signal.SIGINT) == 0
            up.start()
        for before, kind, block in re.findall(r"(.*?)```(\w+)\n(.*?)```", step, re.DOTALL):
            if kind == "console":
                say(tree, up, block)
            elif kind == "diff":
                change([tree / one for one in re.findall(r"`([\w/.-]+\.toml)`", before)], block)
            elif kind == "toml":
                write(tree, step, before, block)


def test_it_has_a_service_in_three_languages_a_test_a_keyword_and_an_option() -> None:
    for one in ("menu.su = ", "ask.en = ", "[[test]]", 'aliases = ["NGINJEUM"', 'goto = "pinjam" },'):
        assert one in TUTORIAL
