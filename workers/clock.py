"""The clock process: every few seconds, what must happen even if RQ forgot. Several may run."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from gateway.runtime import Runtime
from workers.sweeps import sweep

SWEEP_EVERY = 10.0
"""Seconds."""


def run(runtime: Runtime) -> None:
    """Sweep until SIGTERM or SIGINT."""
    stopping = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopping.is_set():
        sweep(runtime, stopping)
        stopping.wait(SWEEP_EVERY)
