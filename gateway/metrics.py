"""What is counted, and what Prometheus reads of it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from prometheus_client import REGISTRY, CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from gateway.runtime import Runtime
from models import channel_state, message

HOPS = Counter("kentongan_hops_total", "USSD hops answered", ["channel", "kind"])
SMS_IN = Counter("kentongan_sms_in_total", "Text messages received", ["channel"])
BAD_REQUESTS = Counter("kentongan_bad_requests_total", "Callbacks with a wrong field", ["channel", "kind"])


def exposition(runtime: Runtime) -> bytes:
    """Prometheus's text: the counters of all web processes together, and the outbox."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(_Outbox(runtime))
    return generate_latest(registry)


class _Outbox(Collector):
    """What the database says at the moment; nothing while it does not answer."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: registering asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Only what is under way: counting all messages ever kept would read the whole table each time."""
        outbox = GaugeMetricFamily("kentongan_outbox", "Messages under way", labels=["channel", "status"])
        blocked = GaugeMetricFamily("kentongan_channel_blocked", "Channels that stand still", labels=["channel"])
        try:
            with self._runtime.database.connect() as connection:
                for channel, status, count in message.under_way(connection):
                    outbox.add_metric([channel, status], count)
                for channel in channel_state.blocked(connection):
                    blocked.add_metric([channel], 1)
        except SQLAlchemyError:
            return
        yield outbox
        yield blocked
