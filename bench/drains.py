"""Messages: the outbox drained through the SDK, and bare loops of requests to the same stub, in turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import requests
from requests.adapters import HTTPAdapter

from bench.house import CHANNEL, phone
from gateway import delivery, outbox
from gateway.config import Environment, Settings
from gateway.runtime import Runtime, open_runtime

NOTICE = "Laporan {} diterima kantor desa Mekarsari. Kabar lewat SMS."
TO_ALL = "Posyandu besok jam 08.00 di balai desa Mekarsari. Mangga sumping."
FAST = 1e6
"""Segments a second: the telco's limit is not what is measured."""


@contextmanager
def sender(settings: Settings, environment: Environment, url: str) -> Iterator[Runtime]:
    """A runtime as a worker has it, whose telco is the stub."""
    channels = {CHANNEL: settings.channels[CHANNEL].model_copy(update={"rate": FAST})}
    unlimited = settings.budgets.model_copy(update={"contact_day": 0, "officer_day": 0})
    told = {"at_base_url": url, "at_api_key": "a-key-of-the-bench"}
    settings = settings.model_copy(update={"channels": channels, "budgets": unlimited})
    runtime = open_runtime(settings, environment.model_copy(update=told))
    yield runtime
    runtime.database.dispose()


def play_round(runtime: Runtime, url: str, messages: int, name: str) -> dict[str, float]:
    """One round: what -> messages a second. `name` tells its messages from those of other rounds."""
    queue(runtime, messages, f"{name}/personal", NOTICE)
    personal = _rate(messages, lambda: _drain(runtime, messages))
    one_by_one = _rate(messages, lambda: loop(url, messages, 1))
    queue(runtime, messages, f"{name}/all", TO_ALL)
    to_all = _rate(messages, lambda: _drain(runtime, messages))
    in_parallel = _rate(messages, lambda: loop(url, messages, delivery.PARALLEL))
    return {"drain": personal, "loop": one_by_one, "drain to all": to_all, "threads": in_parallel}


def queue(runtime: Runtime, messages: int, origin: str, text: str) -> None:
    """So many messages into the outbox, each to another phone."""
    with runtime.database.begin() as connection:
        for number in range(messages):
            outbox.queue(
                connection, channel=CHANNEL, phone=phone(number), text=text.format(number), priority=1,
                origin=f"{origin}/{number}", now=runtime.clock(),
            )  # fmt: skip


def loop(url: str, messages: int, threads: int) -> None:
    """A request each, over one pooled session; nothing is claimed, kept or understood."""
    with requests.Session() as session, ThreadPoolExecutor(threads) as pool:
        session.mount("http://", HTTPAdapter(pool_maxsize=threads))

        def send(number: int) -> None:
            form = {"username": "sandbox", "to": phone(number), "message": NOTICE.format(number), "bulkSMSMode": "1"}
            session.post(f"{url}/version1/messaging", data=form).raise_for_status()

        list(map(send, range(messages)) if threads == 1 else pool.map(send, range(messages)))


def _drain(runtime: Runtime, messages: int) -> None:
    """Until all are sent: a drain ends after a while, and another is asked for."""
    while messages > 0:
        sent = delivery.drain(runtime, CHANNEL)
        if not sent:
            raise ValueError(f"{messages} messages were not sent")
        messages -= sent


def _rate(count: int, work: Callable[[], None]) -> float:
    began = time.monotonic()
    work()
    return count / (time.monotonic() - began)
