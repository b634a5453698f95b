"""One server of ours: started with a lock that it holds until its last process has ended."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gateway.config import ConfigError
from gateway.embedded.locks import hold, is_held, until

START_SECONDS = 60


Process = subprocess.Popen[bytes]


def launch(command: Sequence[str], *, lock: Path, log: Path, **options: Any) -> Process:
    """Start it, and wait for nothing. Raises ConfigError.

    The lock's descriptor is inherited by the server and everything it forks, so the lock says for certain whether
    any of it lives, which a file with a process id can't: ids are given again.
    """
    try:
        if log.exists():
            log.replace(log.with_suffix(".before.log"))
        # somebody who asks `is_held` holds it for an instant
        with hold(lock, seconds=5) as descriptor, log.open("wb") as said:
            return subprocess.Popen(
                command,
                pass_fds=(descriptor,),
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd="/",
                umask=0o077,
                **options,
            )
    except OSError as error:
        raise ConfigError(f"{command[0]}: {error.strerror or error}") from None


def wait(name: str, process: Process | None, *, lock: Path, log: Path, answers: Callable[[], bool]) -> None:
    """Until it answers; `process` is None where it lived already. Raises ConfigError with what it says itself."""

    def lives() -> bool:
        return is_held(lock) if process is None else process.poll() is None

    until(lambda: answers() or not lives(), START_SECONDS)
    if not answers():
        raise ConfigError(f"the embedded {name} does not start: {last_words(log)}")


def last_words(log: Path) -> str:
    """The last complaint in a log, else its last line."""
    text = log.read_text(errors="replace") if log.exists() else ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    complaints = [line for line in lines if "FATAL" in line or "PANIC" in line or "rror" in line]
    return (complaints or lines or ["it says nothing"])[-1]


def kill(pid: int, number: int) -> None:
    """Send a signal to a process that may have ended already; `pid` 0 means that it is not known."""
    if pid > 0:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
