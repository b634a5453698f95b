"""Locks that the kernel lets go of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gateway.config import ConfigError
from gateway.embedded.locks import hold, is_held, take, until


def test_a_lock_that_nobody_made_is_free(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "lock")
    assert not (tmp_path / "lock").exists()


def test_it_is_held_until_the_end_of_the_block(tmp_path: Path) -> None:
    with hold(tmp_path / "lock"):
        assert is_held(tmp_path / "lock")
    assert not is_held(tmp_path / "lock")


def test_sharing(tmp_path: Path) -> None:
    with hold(tmp_path / "lock", shared=True), hold(tmp_path / "lock", shared=True):
        assert take(tmp_path / "lock") is None


def test_the_second_is_told_why(tmp_path: Path) -> None:
    refused = pytest.raises(ConfigError, match=r"^somebody is there$")
    with hold(tmp_path / "lock"), refused, hold(tmp_path / "lock", what="somebody is there"):
        pytest.fail("two hold it")


def test_a_child_holds_it_on_until_it_ends(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as descriptor:
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(descriptor,))
    assert is_held(tmp_path / "lock")
    child.kill()
    child.wait()
    assert not is_held(tmp_path / "lock")
    assert child.stdin
    child.stdin.close()


def test_asking_leaves_nothing_open(tmp_path: Path) -> None:
    with hold(tmp_path / "lock"):
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(10):
            is_held(tmp_path / "lock")
        assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_until_gives_up() -> None:
    assert until(lambda: True, 0)
    assert not until(lambda: False, 0)
