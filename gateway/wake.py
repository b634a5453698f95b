"""Telling the workers that a channel has something to send. A job carries the channel's name and nothing else."""

from __future__ import annotations

import redis
import structlog
from rq import Queue
from rq.serializers import JSONSerializer

from gateway.runtime import Runtime

log = structlog.get_logger(__name__)

QUEUE = "kentongan"
DRAIN = "workers.jobs.drain"
"""The job, by name: the gateway never imports the workers."""

PENDING_SECONDS = 5
"""How long one wake-up stands for those after it, where no drain has begun meanwhile."""
JOB_TIMEOUT = 180
KEEP_SECONDS = 60


def wake(runtime: Runtime, channel: str) -> None:
    """Ask for a drain, after the commit. Never raises: while Redis is away, the sweep finds what waits."""
    try:
        if runtime.redis.set(_pending(channel), 1, nx=True, ex=PENDING_SECONDS):
            enqueue(runtime, channel)
    except redis.RedisError as error:
        log.warning("could not wake the workers", channel=channel, error=type(error).__name__)


def enqueue(runtime: Runtime, channel: str) -> None:
    """One job. Raises redis.RedisError."""
    Queue(QUEUE, connection=runtime.redis, serializer=JSONSerializer).enqueue(
        DRAIN, channel, description="drain", job_timeout=JOB_TIMEOUT, result_ttl=0, failure_ttl=KEEP_SECONDS
    )


def waiting(runtime: Runtime) -> int:
    """How many jobs wait. Raises redis.RedisError."""
    return Queue(QUEUE, connection=runtime.redis, serializer=JSONSerializer).count


def begun(runtime: Runtime, channel: str) -> None:
    """A drain begins: whoever commits from now on must ask for another one."""
    try:
        runtime.redis.delete(_pending(channel))
    except redis.RedisError as error:
        log.warning("could not clear the wake-up", channel=channel, error=type(error).__name__)


def _pending(channel: str) -> str:
    return f"kentongan:wake:{channel}"
