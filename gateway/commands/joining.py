"""How a process comes to know what it works with, whoever starts it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from gateway import embedded
from gateway.config import ConfigError, Environment, read_environment
from gateway.supervisor import PARENT

PR_SET_PDEATHSIG = 1


def join() -> Environment:
    """What is said of the machine, with the servers that run. Raises as `proof.proved` does; what `kentongan up` has
    proved need not be proved again, and may be amid an edit when it starts a process anew.
    """
    _end_with_parent()
    environment = embedded.running(read_environment())
    if not environment.secret_key:
        raise ConfigError("SECRET_KEY: not set (`kentongan up` makes one for a single machine)")
    if PARENT not in os.environ:
        from gateway import proof  # noqa: PLC0415 - half a second, which no process of `kentongan up` needs

        proof.proved(environment.config)
    return environment


def _end_with_parent() -> None:
    """Under `kentongan up`: do not outlive it, even when it is killed (Linux; kept through `exec`)."""
    parent = os.environ.get(PARENT)
    if parent and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(parent):
            sys.exit(1)
