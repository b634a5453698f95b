"""The whole service as a user starts it: `kentongan up` in a process of its own, on its own folder and port."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from gateway import embedded
from gateway.embedded import postgres, valkey
from gateway.embedded.locks import is_held, until

ROOT = Path(__file__).parent.parent
STOPPED_WITHIN = 90
"""Seconds; 15 are promised, and kept on a machine that has nothing else to do."""
COMMAND = (sys.executable, "-m", "gateway")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Up:
    """One `kentongan up`, with its own folder and port. Given are variables of its environment; `log` is where its
    output goes, beside the folder where nothing else is said."""

    data: Path
    port: int = field(default_factory=free_port)
    given: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = COMMAND
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.log = self.log or self.data.with_suffix(".log")

    @property
    def output(self) -> str:
        assert self.log
        return self.log.read_text(errors="replace")

    @property
    def told(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.data / "running.json").read_text())
        return said

    def start(self) -> Up:
        self.begin()
        assert until(lambda: "Kentongan is ready" in self.output or not self.alive, 120), self.output
        assert f"Kentongan is ready: http://127.0.0.1:{self.port}\n" in self.output
        return self

    def begin(self) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        given = {"PORT": str(self.port), "KENTONGAN_DATA": str(self.data), **self.given}
        assert self.log
        self.log.unlink(missing_ok=True)  # what is left of a run that was killed goes on writing in the old one
        with self.log.open("wb") as said:
            command = [*self.command, "up"]
            self.process = subprocess.Popen(command, cwd=ROOT, env={**kept, **given}, stdout=said, stderr=said)
        return self.process

    def end(self, number: int) -> int:
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(STOPPED_WITHIN)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def all_ended(self) -> bool:
        locks = ("processes", "postgres", "valkey", "up")
        return not any(is_held(self.data / "locks" / lock) for lock in locks)

    def ready(self) -> dict[str, str]:
        parts: dict[str, str] = requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=10).json()
        return parts

    def clean_up(self) -> None:
        """Nothing of it stays: neither processes, servers nor sockets."""
        if self.alive:
            self.end(signal.SIGTERM)
        assert until(lambda: not is_held(self.data / "locks" / "processes"), 60)
        if (self.data / "locks").is_dir():
            postgres.stop(embedded.folders(self.data))
            valkey.stop(embedded.folders(self.data))
            shutil.rmtree(embedded.folders(self.data).sockets, ignore_errors=True)


MakeUp = Callable[..., Up]
