"""The package as it is installed elsewhere: everything that it reads at run time is in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("flows", "gateway", "models", "workers")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """Built without a network, from a copy: a build leaves things behind."""
    folder = tmp_path_factory.mktemp("wheel")
    files = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    for name in files:
        if (ROOT / name).is_file():
            (folder / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / "tree" / name)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(folder / "tree")], check=True)
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def test_everything_of_ours_is_in_it_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    files = subprocess.check_output(["git", "ls-files", *OURS], cwd=ROOT, text=True).splitlines()
    there = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert there == {name for name in files if (ROOT / name).is_file()}


@pytest.mark.parametrize(
    "name",
    [
        "flows/banten/beranda.toml",
        "gateway/data/villages.csv",
        "gateway/data/NOTICE",
        "gateway/phone/static/phone.js",
        "gateway/phone/static/phone.css",
        "gateway/phone/templates/phone.html",
        "models/migrations/env.py",
        "models/migrations/versions/0001_the_first_tables.py",
    ],
)
def test_what_is_read_at_run_time_is_in_it_letter_for_letter(wheel: zipfile.ZipFile, name: str) -> None:
    assert wheel.read(name) == (ROOT / name).read_bytes()


def test_it_brings_its_command_and_its_licence(wheel: zipfile.ZipFile) -> None:
    names = {Path(name).name: name for name in wheel.namelist() if ".dist-info/" in name}
    assert "kentongan = gateway.cli:main" in wheel.read(names["entry_points.txt"]).decode()
    assert wheel.read(names["LICENSE"]) == (ROOT / "LICENSE").read_bytes()
