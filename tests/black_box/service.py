"""The whole service as a newcomer starts it: a command, a port, a folder. Nothing of it is imported here."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.black_box.handset import Handset, Line

ROOT = Path(__file__).parents[2]
KENTONGAN = Path(sys.executable).parent / "kentongan"
PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@dataclass
class Service:
    """One `kentongan up`. `given`: more variables of its environment."""

    folder: Path
    given: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    hooks: dict[str, str] = field(default_factory=dict)

    @contextlib.contextmanager
    def running(self) -> Iterator[Service]:
        with (self.folder / "up.log").open("wb") as said:
            process = subprocess.Popen([KENTONGAN, "up"], cwd=ROOT, env=self.environment, stdout=said, stderr=said)
        try:
            assert until(lambda: "Kentongan is ready" in self.log or process.poll() is not None), self.log
            assert process.poll() is None, self.log
            yield self
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "PORT": str(self.port), "KENTONGAN_DATA": str(self.folder / "data"), **self.given}

    @property
    def log(self) -> str:
        """What all its processes have said."""
        return (self.folder / "up.log").read_text(errors="replace")

    def run(self, *words: str) -> str:
        """A `kentongan` command beside it; what it prints."""
        done = subprocess.run(
            [KENTONGAN, *words], cwd=ROOT, env=self.environment, capture_output=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def hook(self, kind: str) -> str:
        """Where the telco posts."""
        if not self.hooks:
            said = json.loads(self.run("hooks", "--format", "json"))
            self.hooks = {hook["kind"]: hook["url"] for hook in said if hook["channel"] == "at"}
        return self.hooks[kind]

    def line(self, kind: str = "ussd") -> Line:
        return Line(self.hook(kind))

    def phone(self) -> Handset:
        """A phone that has never called."""
        return Handset(self.line())

    def export(self, what: str, phone: str = "") -> list[dict[str, Any]]:
        """The records, of one phone where it is given."""
        rows = [json.loads(line) for line in self.run("export", what, "--format", "jsonl").splitlines()]
        return [row for row in rows if not phone or phone in {row.get("phone"), row.get("buyer")}]

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=PATIENCE) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def valkey(self) -> int:
        """The process id of its Valkey."""
        return int((self.folder / "data" / "valkey" / "valkey.pid").read_text())

    def empty_valkey(self) -> None:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.folder / "data" / "sockets" / "valkey.sock"))
            client.sendall(b"FLUSHALL\r\n")
            assert client.recv(100).startswith(b"+OK")
