"""As root: what is handed to PostgreSQL's own user."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from gateway import embedded
from gateway.config import Environment
from gateway.embedded import root

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only for root")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.geteuid() == 0, reason="only for an ordinary user")
def test_an_ordinary_user_runs_it_itself() -> None:
    assert root.owner() == os.geteuid()
    assert root.demoted() == {}


@as_root
def test_programs_run_as_that_user() -> None:
    said = subprocess.run(["id", "-u"], check=True, capture_output=True, text=True, cwd="/", **root.demoted())
    assert int(said.stdout) == root.owner() != 0


@as_root
def test_it_may_pass_but_not_look(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = folder / "home"
    (home / "data").mkdir(parents=True)
    home.chmod(0o700)
    root.let_through(home / "data")
    assert mode(home) == 0o711
    assert f"{home}: other users may pass through now" in capsys.readouterr().err
    root.let_through(home / "data")
    assert capsys.readouterr().err == "", "said once"


@as_root
def test_a_database_in_a_home_that_lets_nobody_pass(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    with embedded.services(Environment(config=Path("config.toml"), data=home / "data")) as joined:
        assert embedded.postgres.answers(embedded.folders(joined.data))


def test_programs_installed_under_a_strict_umask(tmp_path: Path) -> None:
    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "postgres").write_text("")
    (bin / "share").write_text("")
    (bin / "postgres").chmod(0o700)
    (bin / "share").chmod(0o600)
    bin.chmod(0o700)
    root.open_up(bin)
    assert (mode(bin), mode(bin / "postgres"), mode(bin / "share")) == (0o755, 0o755, 0o644)
