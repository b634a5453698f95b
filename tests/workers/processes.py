"""Real worker and clock processes, on the servers of the test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.config import ENVIRONMENT, Environment
from tests.conftest import ROOT

LEASE = 2
"""Seconds."""


def config(folder: Path, rate: float = 1e6) -> Path:
    """config.toml as shipped, with a short lease, no budgets, and a rate."""
    shipped = (ROOT / "config.toml").read_text(encoding="utf-8")
    ours = shipped.replace('"flows/banten"', f'"{ROOT}/flows/banten"').replace("rate       = 20", f"rate = {rate}")
    assert ours.count(str(rate)) == 1
    limits = f"\n[limits]\nsending_lease = {LEASE}\n\n[budgets]\nchannel_day = 0\nvillage_day = 0\ncontact_day = 0\n"
    path = folder / "config.toml"
    path.write_text(ours + limits, encoding="utf-8")
    return path


@contextmanager
def process(name: str, environment: Environment, **changes: object) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m workers <name>`; killed at the end of the block if it is still there."""
    told = environment.model_copy(update=changes)
    variables = {variable: str(getattr(told, field)) for field, variable in ENVIRONMENT.items()}
    command = [sys.executable, "-m", "workers", name]
    with subprocess.Popen(command, env={**os.environ, **variables}, cwd=ROOT, stderr=subprocess.PIPE) as started:
        try:
            yield started
        finally:
            started.kill()


def says(process: subprocess.Popen[bytes], word: bytes) -> None:
    """Wait until it logs a line with this word in it; fails when it ends without."""
    assert process.stderr is not None
    assert any(word in line for line in process.stderr)


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Poll; fails when the time is over."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "never came"
        time.sleep(0.02)
