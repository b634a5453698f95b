"""What RQ runs. Redis is not a place to trust: a job is a name from this table and a channel from the settings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from gateway import delivery, wake
from gateway.runtime import Runtime

Job = Callable[[Runtime, str, threading.Event], int]


class Refused(Exception):
    """A job that is not one of ours."""


def drain(runtime: Runtime, channel: str, stopping: threading.Event) -> int:
    """Send what is due on `channel`: how many messages."""
    return delivery.drain(runtime, channel, stopping)


JOBS: Mapping[str, Job] = {wake.DRAIN: drain}


def run(runtime: Runtime, stopping: threading.Event, name: object, arguments: object, named: object) -> int:
    """Run a job as Redis describes it. Raises Refused, or SQLAlchemyError while the database is away."""
    job = JOBS.get(name) if isinstance(name, str) else None
    if job is None:
        raise Refused("there is no such job")
    if named or not isinstance(arguments, list | tuple) or len(arguments) != 1:
        raise Refused("a job takes one channel")
    channel = arguments[0]
    if not isinstance(channel, str) or channel not in runtime.settings.channels:
        raise Refused("there is no such channel")
    return job(runtime, channel, stopping)
