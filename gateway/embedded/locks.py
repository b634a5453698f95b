"""Locks on files (flock): the kernel lets go of them when their last holder ends, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from gateway.config import ConfigError


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again. False when it does not come to hold in that time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def take(path: Path, *, shared: bool = False) -> int | None:
    """The descriptor that holds the lock, or None where somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


@contextlib.contextmanager
def hold(path: Path, *, shared: bool = False, seconds: float = 0, what: str = "") -> Iterator[int]:
    """Hold the lock (its descriptor is yielded). Raises ConfigError, saying `what`, when it stays taken."""
    found: list[int] = []

    def taken() -> bool:
        descriptor = take(path, shared=shared)
        found.extend([] if descriptor is None else [descriptor])
        return bool(found)

    if not until(taken, seconds):
        raise ConfigError(what or f"{path}: another kentongan holds it for more than {seconds:g} seconds")
    try:
        yield found[0]
    finally:
        os.close(found[0])


def is_held(path: Path) -> bool:
    """Whether anybody holds the lock; asking takes it for an instant, shared."""
    if not path.exists():
        return False
    descriptor = take(path, shared=True)
    if descriptor is not None:
        os.close(descriptor)
    return descriptor is None
