"""The worker: a real process, killed, stopped, and left without its Valkey."""

from __future__ import annotations

import itertools
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis as redis_module
from rq import Callback, Queue, Retry
from rq import Worker as AnyWorker
from rq.serializers import JSONSerializer
from sqlalchemy import Engine

from gateway import wake
from gateway.config import Environment, Settings
from gateway.embedded import valkey
from gateway.embedded.folders import folders, prepare
from gateway.runtime import Runtime, connect_database, connect_redis, wall_clock
from tests import delivering, telco_stub
from tests.delivering import CHANNEL, by_status, phone, queue, queue_many
from tests.telco_stub import Stub
from tests.workers.processes import LEASE, config, process, says, until
from workers import sweeps
from workers.worker import Worker

ABORT = Callback("os.abort")
"""The end of this test process, were it ever called."""

MakeRuntime = Callable[..., Runtime]


@pytest.fixture
def stub() -> Iterator[Stub]:
    with telco_stub.telco_stub() as stub:
        yield stub


@pytest.fixture
def sending(stub: Stub, make_runtime: MakeRuntime, settings: Settings) -> Runtime:
    return replace(delivering.sending_to(stub.url, make_runtime, settings), clock=wall_clock)


@pytest.fixture
def told(environment: Environment, stub: Stub, tmp_path: Path) -> Environment:
    """What a process is told: our servers, the stub, a short lease."""
    return environment.model_copy(update={"config": config(tmp_path), "at_base_url": stub.url, "at_api_key": "key"})


@pytest.fixture
def _handlers() -> Iterator[None]:
    """RQ takes the signals; give them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def jobs_of(runtime: Runtime) -> Queue:
    return Queue(wake.QUEUE, connection=runtime.redis, serializer=JSONSerializer)


def work(runtime: Runtime) -> None:
    """All jobs that wait, in this process."""
    Worker(runtime, threading.Event()).work(burst=True, logging_level="WARNING")


@pytest.mark.usefixtures("_handlers")
def test_a_job_is_run_and_gone(database: Engine, sending: Runtime, redis_client: redis_module.Redis) -> None:
    queue(database, phone(1))
    wake.wake(sending, CHANNEL)
    work(sending)
    assert by_status(database) == {"sent": 1}
    left = [key for key in redis_client.keys("rq:*") if b"worker" not in key]
    assert [key for key in left if b"job" in key or b"intermediate" in key] == []


@pytest.mark.usefixtures("_handlers")
def test_nothing_of_somebody_elses_is_run(database: Engine, sending: Runtime, tmp_path: Path) -> None:
    mark, foreign = tmp_path / "run", jobs_of(sending)
    foreign.enqueue("os.system", f"touch {mark}")
    foreign.enqueue("pathlib.Path.touch", str(mark))
    garbage = foreign.enqueue(wake.DRAIN, CHANNEL)
    sending.redis.hset(garbage.key, "data", b"\x80\x04garbage")
    foreign.enqueue(wake.DRAIN, "no-such-channel", retry=Retry(max=3), on_failure=ABORT, on_stopped=ABORT)
    queue(database, phone(1))
    foreign.enqueue(wake.DRAIN, CHANNEL, on_success=ABORT, on_failure=ABORT)
    work(sending)
    assert not mark.exists()
    assert by_status(database) == {"sent": 1}, "and the worker goes on"
    assert foreign.count == 0


@pytest.mark.usefixtures("_handlers")
def test_a_worker_goes_on_while_the_database_is_away(sending: Runtime, tmp_path: Path) -> None:
    nowhere = replace(sending, database=connect_database(f"postgresql://nobody@/nothing?host={tmp_path}"))
    wake.enqueue(sending, CHANNEL)
    wake.enqueue(sending, CHANNEL)
    work(nowhere)
    assert wake.waiting(sending) == 0


@pytest.mark.usefixtures("_handlers")
def test_a_worker_says_that_it_lives_also_after_a_flush(sending: Runtime) -> None:
    worker = Worker(sending, threading.Event())
    worker.register_birth()
    assert AnyWorker.count(connection=sending.redis) == 1
    sending.redis.flushall()
    worker.heartbeat()
    assert AnyWorker.count(connection=sending.redis) == 1
    sending.redis.delete(worker.key)
    worker.run_maintenance_tasks()
    assert AnyWorker.count(connection=sending.redis) == 0


def test_a_worker_killed_in_mid_send_loses_nothing_and_nothing_goes_twice(
    database: Engine, sending: Runtime, stub: Stub, told: Environment
) -> None:
    """kill -9, again and again, each time while calls are under way."""
    queue_many(database, [phone(number) for number in range(400)], lambda number: f"Halo {number}")
    stub.delay = 0.15
    kills = 4
    for _ in range(kills):
        seen = len(stub.posts)
        with process("worker", told) as worker:
            wake.enqueue(sending, CHANNEL)
            until(lambda seen=seen: len(stub.posts) >= seen + 20 and stub.under_way > 0)
            worker.kill()
            worker.wait()
    left = by_status(database)
    assert left["sending"] > 0, "it was in mid-send"
    stub.delay = 0
    time.sleep(LEASE)
    with process("worker", told):
        until(lambda: _swept(sending) and set(by_status(database)) <= {"sent", "unknown"})
    ends = by_status(database)
    assert ends.total() == 400
    assert 0 < ends["unknown"] <= kills * 16
    assert set(stub.times().values()) == {1}, "nothing was posted twice"
    with database.connect() as connection:
        sent = connection.exec_driver_sql("SELECT phone, text FROM message WHERE status = 'sent'").all()
    assert {tuple(row) for row in sent} <= set(stub.times()), "what is sent was posted"


def _swept(runtime: Runtime) -> bool:
    sweeps.sweep(runtime, threading.Event())
    return True


def test_a_worker_that_is_told_to_stop_writes_down_what_it_sent(
    database: Engine, sending: Runtime, stub: Stub, told: Environment
) -> None:
    queue_many(database, [phone(number) for number in range(300)], lambda number: f"Halo {number}")
    stub.delay = 0.2
    with process("worker", told) as worker:
        wake.enqueue(sending, CHANNEL)
        until(lambda: stub.under_way > 0)
        worker.send_signal(signal.SIGTERM)
        time.sleep(0.05)
        worker.send_signal(signal.SIGINT)
        assert worker.wait(timeout=10) == 0
    ends = by_status(database)
    assert set(ends) == {"sent", "queued"}
    assert ends["sent"] == len(stub.posts)


def test_an_idle_worker_stops_at_once(sending: Runtime, told: Environment) -> None:
    with process("worker", told) as worker:
        until(lambda: AnyWorker.count(connection=sending.redis) == 1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=5) == 0
        assert worker.stderr is not None
        assert b"Traceback" not in worker.stderr.read()
    assert AnyWorker.count(connection=sending.redis) == 0


def test_a_message_whose_job_was_deleted_goes_out_by_the_sweep(
    database: Engine, sending: Runtime, told: Environment
) -> None:
    queue(database, phone(1))
    wake.wake(sending, CHANNEL)
    for job in jobs_of(sending).jobs:
        job.delete()
    with process("worker", told):
        until(lambda: AnyWorker.count(connection=sending.redis) == 1)
        assert by_status(database) == {"queued": 1}
        sweeps.sweep(sending, threading.Event())
        until(lambda: by_status(database) == {"sent": 1})


def test_a_worker_outlives_its_valkey(
    database: Engine, sending: Runtime, stub: Stub, told: Environment, tmp_path: Path
) -> None:
    place = folders(tmp_path / "data")
    prepare(place)
    valkey.start(place)
    runtime = replace(sending, redis=connect_redis(place.redis_url))
    count = itertools.count()

    def send_one() -> None:
        queue(database, phone(next(count)))
        wake.enqueue(runtime, CHANNEL)

    try:
        with process("worker", told, redis_url=place.redis_url) as worker:
            send_one()
            until(lambda: by_status(database) == {"sent": 1})
            valkey.stop(place)
            queue(database, phone(next(count)))
            wake.wake(runtime, CHANNEL)
            says(worker, b"Redis")
            assert worker.poll() is None
            valkey.start(place)
            sweeps.sweep(runtime, threading.Event())
            until(lambda: by_status(database) == {"sent": 2}, seconds=10)
            send_one()
            until(lambda: by_status(database) == {"sent": 3}, seconds=10)
            assert worker.poll() is None
        assert set(stub.times().values()) == {1}
    finally:
        valkey.stop(place)


def test_a_worker_may_start_before_its_valkey(
    database: Engine, sending: Runtime, told: Environment, tmp_path: Path
) -> None:
    place = folders(tmp_path / "data")
    prepare(place)
    try:
        with process("worker", told, redis_url=place.redis_url) as worker:
            says(worker, b"Redis is away")
            assert worker.poll() is None
            valkey.start(place)
            queue(database, phone(1))
            wake.enqueue(replace(sending, redis=connect_redis(place.redis_url)), CHANNEL)
            until(lambda: by_status(database) == {"sent": 1})
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=5) == 0
    finally:
        valkey.stop(place)
