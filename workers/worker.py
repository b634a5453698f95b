"""The worker process: RQ's loop, without what could lose a message or run somebody else's code."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from types import FrameType
from typing import Any

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue, SimpleWorker, worker_registration
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import now
from rq.worker import WorkerStatus
from sqlalchemy.exc import SQLAlchemyError

from gateway import wake
from gateway.runtime import Runtime
from workers import jobs

log = structlog.get_logger(__name__)

SECONDS_TO_LIVE = 30
"""A worker that said nothing for this long (and a minute) is dead; half of it is how long it listens at a time."""
LONGEST_WAIT = 2.0
"""Seconds between two tries to reach Redis."""


class Worker(SimpleWorker):
    """Runs jobs in this one process, which keeps its connections to the telco and the database from job to job.

    A job is only a wake-up: it is deleted before it runs, and nothing that it brings along (callbacks, webhooks,
    retries, dependents) is looked at. What a lost job would have sent, the sweep finds.
    """

    max_connection_wait_time = LONGEST_WAIT

    def __init__(self, runtime: Runtime, stopping: threading.Event) -> None:
        self.runtime = runtime
        self.stopping = stopping
        connection = redis.Redis.from_url(
            runtime.environment.redis_url, socket_connect_timeout=LONGEST_WAIT, retry=Retry(NoBackoff(), 0)
        )
        super().__init__([wake.QUEUE], connection=connection, serializer=JSONSerializer, worker_ttl=SECONDS_TO_LIVE)

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Whatever happens in a job, or to Redis meanwhile, the worker goes on."""
        with suppress(redis.RedisError):
            self.set_state(WorkerStatus.BUSY)
            with self.connection.pipeline() as pipeline:
                pipeline.lrem(queue.intermediate_queue_key, 1, job.id)
                pipeline.delete(job.key)
                pipeline.execute()
        try:
            jobs.run(self.runtime, self.stopping, job.func_name, job.args, job.kwargs)
        except SQLAlchemyError as error:
            log.error("the database is away, the sweep will send", error=type(error).__name__)
        except jobs.Refused as error:
            log.error("a job was refused", reason=str(error))
        except Exception:
            log.exception("a job failed")
        with suppress(redis.RedisError):
            self.set_state(WorkerStatus.IDLE)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """A drain ends after the calls that are under way (`stopping`). A second signal changes nothing."""
        again = self.stopping.is_set()
        self.stopping.set()
        self._stop_requested = True
        if self.get_state() != WorkerStatus.BUSY and not again:
            raise StopRequested

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Register again too: Redis may have been emptied."""
        super().heartbeat(timeout, pipeline)
        worker_registration.register(self, pipeline)

    def run_maintenance_tasks(self) -> None:
        """RQ's own would handle the jobs of dead workers, with all that they bring along."""
        for queue in self.queues:
            worker_registration.clean_worker_registry(queue)
        self.last_cleaned_at = now()  # type: ignore[assignment]

    def subscribe(self) -> None:
        """No commands over Redis."""

    def unsubscribe(self) -> None:
        """As above."""


def run(runtime: Runtime) -> None:
    """Work until SIGTERM or SIGINT; while Redis is away, try again every second."""
    stopping = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.set()
        raise StopRequested

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with suppress(StopRequested):
        while not stopping.is_set():
            try:
                _work(Worker(runtime, stopping))
            except redis.RedisError as error:
                log.error("Redis is away", error=type(error).__name__)
            stopping.wait(1.0)


def _work(worker: Worker) -> None:
    try:
        worker.work(logging_level="WARNING")
    except StopRequested:  # so early that RQ did not look after it yet
        with suppress(redis.RedisError):
            worker.register_death()  # type: ignore[no-untyped-call]
