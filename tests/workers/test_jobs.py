"""What a job may be: nothing but our own names and channels, whatever Redis says."""

from __future__ import annotations

import importlib
import threading
from typing import Any

import pytest
from sqlalchemy import Engine

from gateway import wake
from gateway.runtime import Runtime
from tests import delivering
from tests.delivering import CHANNEL
from workers import jobs


def test_each_name_is_a_function_that_is_there() -> None:
    assert wake.DRAIN in jobs.JOBS
    for name, job in jobs.JOBS.items():
        module, function = name.rsplit(".", 1)
        assert getattr(importlib.import_module(module), function) is job


@pytest.mark.parametrize(
    ("name", "arguments", "named"),
    [
        ("os.system", ["true"], {}),
        ("workers.jobs.run", [CHANNEL], {}),
        ("drain", [CHANNEL], {}),
        ("", [CHANNEL], {}),
        (None, [CHANNEL], {}),
        (["workers.jobs.drain"], [CHANNEL], {}),
        (wake.DRAIN, [], {}),
        (wake.DRAIN, [CHANNEL, CHANNEL], {}),
        (wake.DRAIN, [CHANNEL], {"stopping": None}),
        (wake.DRAIN, ["no-such-channel"], {}),
        (wake.DRAIN, [[CHANNEL]], {}),
        (wake.DRAIN, [None], {}),
        (wake.DRAIN, CHANNEL, {}),
        (wake.DRAIN, None, None),
    ],
)
def test_what_is_not_ours_is_refused(database: Engine, runtime: Runtime, name: Any, arguments: Any, named: Any) -> None:
    delivering.queue(database, delivering.phone(1))
    with pytest.raises(jobs.Refused):
        jobs.run(runtime, threading.Event(), name, arguments, named)
    assert delivering.by_status(database) == {"queued": 1}


def test_a_drain(runtime: Runtime) -> None:
    assert jobs.run(runtime, threading.Event(), wake.DRAIN, [CHANNEL], {}) == 0
