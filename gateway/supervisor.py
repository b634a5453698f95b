"""Looks after the processes and the servers of one `kentongan up`.

Our own, for what honcho does not do: it ends everything when one process dies, and its processes outlive it after a
kill -9. Here a process that dies is started again, and one that lost its parent ends, or is ended by the next start.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import requests

from gateway import embedded
from gateway.config import ENVIRONMENT, USUAL_DATA, ConfigError, Environment
from gateway.embedded.locks import hold, is_held, until

PROCESSES = ("web", "worker", "clock")
"""Each is a `kentongan` command, the same as in the Procfile; stopped in this order."""

PARENT = "KENTONGAN_UP"
"""The environment variable that tells a process whose child it is."""

READY_SECONDS = 90
TICK_SECONDS = 0.25
KEEP_SECONDS = 3
"""Between two looks at the servers."""

LONGEST_PAUSE = 5.0
"""Seconds before a process that keeps dying is started again: a message that waits goes out within 15."""

STEADY_SECONDS = 60
"""A process that lived this long is started again at once."""

WEB_SECONDS, OTHERS_SECONDS = 4.5, 3.5
"""To end by themselves; with the servers' own it all stays under 15 s."""

LEFTOVER_SECONDS = 10
EVERYWHERE = "0.0.0.0"  # noqa: S104


@dataclass
class Child:
    """One process, and when it may be started again (monotonic seconds)."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    pause: float = 0.0

    def died(self) -> int | None:
        """Its exit code, once it has ended."""
        return self.process.poll() if self.process else None


@dataclass
class Supervisor:
    environment: Environment
    simulator: bool = True
    joined: Environment = field(init=False)
    stopping: threading.Event = field(default_factory=threading.Event)
    children: list[Child] = field(default_factory=lambda: [Child(name) for name in PROCESSES])

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """From here on a signal only asks to stop: nothing is cut off in the middle."""
        numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        before = {number: signal.signal(number, lambda *_: self.stopping.set()) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def run(self, joined: Environment) -> None:
        """Until a signal; `joined` has the servers' URLs. Raises ConfigError when it does not become ready."""
        self.joined = joined
        try:
            with hold(self._lock, seconds=1) as descriptor:
                for child in self.children:
                    self._start(child, descriptor)
                self._watch(descriptor)
        finally:
            self._stop()
            (self.environment.data / "running.json").unlink(missing_ok=True)

    def end_leftovers(self) -> None:
        """Wait for processes of a run that was killed, and end those that stay. Raises ConfigError."""
        if until(lambda: not is_held(self._lock), LEFTOVER_SECONDS):
            return
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            for pid in json.loads((self.environment.data / "running.json").read_text())["processes"].values():
                _kill_group(int(pid))
        if not until(lambda: not is_held(self._lock), 2):
            raise ConfigError(f"KENTONGAN_DATA: {self.environment.data}: processes of an earlier run are still alive")

    @property
    def _lock(self) -> Path:
        """Held by this process and all its children: free only when all have ended."""
        return self.environment.data / "locks" / "processes"

    def _watch(self, descriptor: int) -> None:
        deadline = time.monotonic() + READY_SECONDS
        kept = time.monotonic()
        ready = False
        while not self.stopping.wait(TICK_SECONDS):
            for child in self.children:
                self._revive(child, descriptor)
            if time.monotonic() - kept > KEEP_SECONDS:
                self._keep_servers()
                kept = time.monotonic()
            if not ready and _is_ready(self._address):
                ready = True
                self._say_ready()
            if not ready and time.monotonic() > deadline:
                raise ConfigError(f"not ready after {READY_SECONDS} seconds; `kentongan doctor` says what is wrong")

    def _start(self, child: Child, descriptor: int) -> None:
        """In a session of its own: only we tell it when to stop."""
        told = {variable: str(getattr(self.joined, name)) for name, variable in ENVIRONMENT.items()}
        child.begun = time.monotonic()
        child.process = subprocess.Popen(
            [sys.executable, "-m", "gateway", child.name],
            env={**os.environ, **told, PARENT: str(os.getpid())},
            pass_fds=(descriptor,),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )
        running = {each.name: each.process.pid for each in self.children if each.process}
        said = {"port": self.environment.port, "pid": os.getpid(), "processes": running}
        with contextlib.suppress(OSError):  # a full disk ends nothing that runs; this is only for the next start
            (self.environment.data / "running.json").write_text(json.dumps(said))

    def _revive(self, child: Child, descriptor: int) -> None:
        code = child.died()
        if child.process and code is not None:
            _kill_group(child.process.pid)  # what it had started itself would keep the port
            lived = time.monotonic() - child.begun
            child.pause = 0.5 if lived > STEADY_SECONDS else min(LONGEST_PAUSE, max(0.5, child.pause * 2))
            click.echo(f"{child.name} ended with {code}; started again in {child.pause:g} seconds", err=True)
            child.process, child.begun = None, time.monotonic()
        if child.process is None and time.monotonic() - child.begun >= child.pause:
            try:
                self._start(child, descriptor)
            except OSError as error:  # no memory, say: it may be there again soon
                child.begun, child.pause = time.monotonic(), LONGEST_PAUSE
                again = f"tried again in {LONGEST_PAUSE:g} seconds"
                click.echo(f"{child.name} can't be started: {error.strerror}; {again}", err=True)

    def _keep_servers(self) -> None:
        try:
            for done in embedded.keep(self.environment):
                click.echo(done, err=True)
        except ConfigError as error:
            click.echo(f"{error}; tried again in {KEEP_SECONDS} seconds", err=True)

    def _say_ready(self) -> None:
        base = self._address
        click.echo(f"Kentongan is ready: {base}")
        if self.simulator:
            click.echo(f"The phone:          {base}/simulator")
        data = self.environment.data
        told = "" if data == Path(USUAL_DATA) else f"KENTONGAN_DATA={shlex.quote(str(data))} "
        click.echo(f"Try:                {told}.venv/bin/kentongan dial '*384*36#'")

    @property
    def _address(self) -> str:
        host = self.environment.host
        return f"http://{'127.0.0.1' if host == EVERYWHERE else host}:{self.environment.port}"

    def _stop(self) -> None:
        """The door first, then who works behind it."""
        web, *others = self.children
        _end([web], WEB_SECONDS)
        _end(others, OTHERS_SECONDS)


def _end(children: list[Child], seconds: float) -> None:
    processes = [child.process for child in children if child.process and child.process.poll() is None]
    for process in processes:
        process.terminate()
    until(lambda: all(process.poll() is not None for process in processes), seconds)
    for process in processes:
        _kill_group(process.pid)
        process.wait()


def _kill_group(pid: int) -> None:
    """What is left of a process that began a session, and of those that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _is_ready(address: str) -> bool:
    try:
        return requests.get(f"{address}/readyz", timeout=2).status_code == 200
    except requests.RequestException:
        return False
