"""Waking the workers: one job for many messages, nothing of a person in it, and no error where Redis is away."""

from __future__ import annotations

from collections.abc import Callable

import redis as redis_module
from rq import Queue
from rq.serializers import JSONSerializer

from gateway import wake
from gateway.runtime import Runtime, connect_redis
from tests.delivering import CHANNEL

AWAY = connect_redis("unix:///nonexistent/valkey.sock")


def queue(client: redis_module.Redis) -> Queue:
    return Queue(wake.QUEUE, connection=client, serializer=JSONSerializer)


def test_a_job_is_a_name_and_a_channel(runtime: Runtime, redis_client: redis_module.Redis) -> None:
    wake.wake(runtime, CHANNEL)
    (job,) = queue(redis_client).jobs
    assert (job.func_name, list(job.args), job.kwargs) == (wake.DRAIN, [CHANNEL], {})
    assert job.description == "drain"
    assert (job.result_ttl, job.failure_ttl, job.timeout) == (0, wake.KEEP_SECONDS, wake.JOB_TIMEOUT)
    stored = redis_client.hgetall(f"rq:job:{job.id}")
    assert b"pickle" not in repr(stored).encode()


def test_many_messages_make_one_job_until_a_drain_begins(runtime: Runtime, redis_client: redis_module.Redis) -> None:
    for _ in range(10):
        wake.wake(runtime, CHANNEL)
    assert queue(redis_client).count == wake.waiting(runtime) == 1
    wake.begun(runtime, CHANNEL)
    wake.wake(runtime, CHANNEL)
    assert wake.waiting(runtime) == 2


def test_a_lost_job_does_not_silence_the_next_ones_for_long(runtime: Runtime, redis_client: redis_module.Redis) -> None:
    wake.wake(runtime, CHANNEL)
    assert 0 < redis_client.ttl(f"kentongan:wake:{CHANNEL}") <= wake.PENDING_SECONDS


def test_enqueueing_twice_is_no_mistake(runtime: Runtime) -> None:
    wake.enqueue(runtime, CHANNEL)
    wake.enqueue(runtime, CHANNEL)
    assert wake.waiting(runtime) == 2


def test_redis_may_be_away(make_runtime: Callable[..., Runtime]) -> None:
    runtime = make_runtime(redis=AWAY)
    wake.wake(runtime, CHANNEL)
    wake.begun(runtime, CHANNEL)
